import { z } from 'zod';
import { areaCode, civilDay, level } from '#api/contract/common.ts';

const propertyName = z.string().min(1).max(100);

/** How a boundary file is to be read; the file itself is the body. */
export const importQuery = z.strictObject({
  kind: z.literal('boundaries'),
  crs: z.string().min(1).max(100).describe('EPSG:4326, EPSG:4490, EPSG:4513 to 4554, GCJ-02 or BD-09'),
  level: level.describe('level of features that name none'),
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
    .describe('1: areas of these levels that the file leaves out are dropped'),
});
export type ImportQuery = z.infer<typeof importQuery>;

export const checkResult = z.object({
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
  /** Areas in the file. */
  count: z.number().int(),
  coordinates: z.object({ crs: z.string(), detected: z.unknown() }),
  checks: z.array(checkResult),
  treeVersion: z.number().int().nullable(),
});
export type ImportAnswer = z.infer<typeof importAnswer>;
