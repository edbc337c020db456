import { z } from 'zod';
import { areaCode, civilDay, level, text } from '#api/contract/common.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';

const propertyName = z.string().min(1).max(100);

/** Codes separated by commas. A comma, colon or per cent sign within a code is written %2C, %3A, %25. */
const codes = z
  .string()
  .min(1)
  .max(50_000)
  .transform((value, context) => value.split(',').map((code) => unescaped(code, context)))
  .pipe(z.array(areaCode));

const successions = z
  .string()
  .min(1)
  .max(50_000)
  .transform((value, context) =>
    value.split(',').map((pair) => {
      const [from, to, ...more] = pair.split(':').map((code) => unescaped(code, context));
      if (from === undefined || to === undefined || more.length > 0)
        context.addIssue({ code: 'custom', message: `write old:new, not ${pair}` });
      return { from: from ?? '', to: to ?? '' };
    }),
  )
  .pipe(z.array(z.object({ from: areaCode, to: areaCode })))
  .refine(
    (pairs) => new Set(pairs.map(({ from }) => from)).size === pairs.length,
    'an area has one successor; one is named twice',
  );

function unescaped(code: string, context: z.RefinementCtx): string {
  try {
    return decodeURIComponent(code);
  } catch {
    context.addIssue({ code: 'custom', message: `${code}: write a per cent sign as %25` });
    return code;
  }
}

/** How a boundary file is to be read; the file itself is the body. */
export const importQuery = z
  .strictObject({
    kind: z.literal('boundaries'),
    crs: z.string().min(1).max(100).describe('EPSG:4326, EPSG:4490, EPSG:4513 to 4554, GCJ-02 or BD-09'),
    tree: text(64)
      .min(1)
      .optional()
      .describe(
        'tree the areas belong to: administrative when left out, any other word names a tree of zones',
      ),
    level: level.describe('level of features that name none; zone in a tree of zones, and only there'),
    parentCode: areaCode.optional().describe('parent of features that name none'),
    codeProperty: propertyName.optional(),
    nameProperty: propertyName.optional(),
    levelProperty: propertyName.optional(),
    parentProperty: propertyName.optional(),
    householdsProperty: propertyName.optional(),
    urbanRuralProperty: propertyName.optional(),
    codePrefix: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('of a table of codes only those that begin so are read'),
    validFrom: civilDay.optional().describe('day from which the borders hold; today when left out'),
    illustrative: z.enum(['0', '1']).default('0').describe('1: the borders are drawn for illustration only'),
    replace: z
      .enum(['0', '1'])
      .default('0')
      .describe('1: areas of these levels in the same tree that the file leaves out cease'),
    drop: codes.optional().describe('codes that cease with this version, separated by commas'),
    successors: successions
      .optional()
      .describe(
        'old:new,old2:new2 - where those go who are at home in an area that ceases and have no position',
      ),
  })
  .refine(({ tree = ADMINISTRATIVE, level }) => (level === 'zone') === (tree !== ADMINISTRATIVE), {
    path: ['level'],
    message: 'a tree of zones has the level zone, the administrative tree every other',
  });
export type ImportQuery = z.infer<typeof importQuery>;

const checkResult = z.object({
  check: z.string(),
  mustHold: z.boolean(),
  ok: z.boolean(),
  summary: z.string(),
  findings: z.array(z.looseObject({ message: z.string() })),
});

export const importAnswer = z.object({
  id: z.uuid(),
  kind: z.literal('boundaries'),
  /** checked: waits to be confirmed; refused: a check that must hold does not; applied: written. */
  status: z.enum(['checked', 'refused', 'applied']),
  /** Tree the areas belong to. */
  tree: z.string(),
  /** First day the borders hold for; the day of the confirmation when null. */
  validFrom: civilDay.nullable(),
  /** Areas in the file. */
  count: z.number().int(),
  coordinates: z.object({ crs: z.string(), detected: z.unknown() }),
  checks: z.array(checkResult),
  treeVersion: z.number().int().nullable(),
});
export type ImportAnswer = z.infer<typeof importAnswer>;
