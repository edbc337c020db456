import { z } from 'zod';
import { areaCode, civilDay, lang, level, nextCursor, page, text } from '#api/contract/common.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';

export const areaRef = z.object({ code: z.string(), name: z.string(), level });
export type AreaRef = z.infer<typeof areaRef>;

const areaItem = areaRef.extend({
  parentCode: z.string().nullable(),
  tree: z.string(),
  urbanRural: z.string().nullable(),
  households: z.number().int().nullable(),
  /** Areas directly below. */
  childCount: z.number().int(),
});
export type AreaItem = z.infer<typeof areaItem>;

export const areaDetail = areaItem.extend({
  /** From the top down, the area itself left out. */
  ancestors: z.array(areaRef),
  /** Level of the areas directly below, null at the bottom. */
  childLevel: level.nullable(),
  /** Number of areas below, by level. */
  counts: z.partialRecord(level, z.number().int()),
  /** The areas beside it under the same parent, itself included, ordered by code: for swiping. */
  siblings: z.array(areaRef),
  /** West, south, east, north in degrees; null where no shape is known. */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
  /** Whether the border is drawn for illustration only. */
  illustrative: z.boolean(),
  /** Levels below that have areas whose borders are. */
  illustrativeLevels: z.array(level),
  treeVersion: z.number().int(),
});
export type AreaDetail = z.infer<typeof areaDetail>;

/** The chain of responsibility 包联: for each level from the top down who answers there, names masked. */
export const responsibleAnswer = z.object({
  asOf: civilDay,
  chain: z.array(
    z.object({
      area: areaRef,
      officers: z.array(z.object({ id: z.string(), name: z.string(), role: z.string() })),
    }),
  ),
});
export type ResponsibleAnswer = z.infer<typeof responsibleAnswer>;

/** Day whose tree of areas is meant. */
const on = civilDay.optional().describe('the tree in force on this day; today when left out');

export const areasQuery = z.strictObject({
  parent: areaCode.optional(),
  on,
  level: level.optional(),
  tree: text(64)
    .min(1)
    .optional()
    .describe('administrative, or the name of a tree of zones; all when left out'),
  q: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('part of a name or the start of a code or of pinyin initials'),
  lang,
  ...page,
});
export const areasAnswer = z.object({ items: z.array(areaItem), nextCursor });
export type AreasAnswer = z.infer<typeof areasAnswer>;

/** Zones are not in the tiles, since they cross the borders that levels share: their outlines are asked for. */
export const zonesQuery = z.strictObject({
  tree: text(64)
    .min(1)
    .refine((tree) => tree !== ADMINISTRATIVE, 'the shapes of administrative areas are in the tiles')
    .describe('the name of a tree of zones'),
  on,
  lang,
});
/** GeoJSON (RFC 7946), longitude and latitude in WGS 84; parents before their zones. */
export const zonesAnswer = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      properties: z.object({
        code: z.string(),
        name: z.string(),
        level,
        /** Where its name stands best: well inside. */
        label: z.tuple([z.number(), z.number()]).nullable(),
      }),
      geometry: z.object({ type: z.enum(['Polygon', 'MultiPolygon']), coordinates: z.array(z.unknown()) }),
    }),
  ),
});
export type ZonesAnswer = z.infer<typeof zonesAnswer>;

/** Degrees in a query. What is left empty is refused, not read as 0. */
const degrees = (most: number) =>
  z
    .string()
    .regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i, 'write degrees, like 120.19')
    .transform(Number)
    .pipe(z.number().min(-most).max(most));

export const areaAtQuery = z.strictObject({
  lon: degrees(180),
  lat: degrees(90),
  on,
  lang,
});
export const areaQuery = z.strictObject({ on, lang });
/** The chain from the top down to the smallest area that holds the point; empty outside. */
export const areaAtAnswer = z.object({ chain: z.array(areaRef), treeVersion: z.number().int() });
export type AreaAtAnswer = z.infer<typeof areaAtAnswer>;
