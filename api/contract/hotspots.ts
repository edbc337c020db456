import { z } from 'zod';
import { areaRef } from '#api/contract/areas.ts';
import { areaCode, civilDay, lang, periodKey } from '#api/contract/common.ts';
import { stamp } from '#api/contract/figures.ts';
import { issueFilter } from '#api/contract/issueQuestions.ts';

const count = z.number().int();
const nullableNumbers = z.array(z.number().nullable());

/** Cells a district is cut into. */
const HOTSPOT_CELLS = ['grid', 'community', 'h3'] as const;
/** `count` of issues, or their rate per household or per visit (then only issues found on visits). */
const HOTSPOT_VALUES = ['count', 'perHousehold', 'perVisit'] as const;
const HOTSPOT_WEIGHTS = ['queen', 'knn', 'distance'] as const;

const cells = {
  cell: z.enum(HOTSPOT_CELLS).default('community'),
  value: z.enum(HOTSPOT_VALUES).default('count'),
  weights: z
    .enum(HOTSPOT_WEIGHTS)
    .default('queen')
    .describe('sharing an edge or corner, k nearest, within metres'),
  k: z.coerce.number().int().min(1).max(100).default(8),
  metres: z.coerce.number().min(1).max(100_000).default(2000),
  resolution: z.coerce.number().int().min(5).max(10).default(8).describe('of H3 cells'),
  peer: z
    .enum(['district', 'urbanRural'])
    .default('district')
    .describe('over all cells of the district, or each 城乡分类 class for itself'),
};

const filter = {
  area: issueFilter.area.describe('cuts the answer; the test runs over all cells of the district'),
  category: issueFilter.category,
  source: issueFilter.source,
  programme: issueFilter.programme,
  bbox: issueFilter.bbox.describe('cuts the answer to cells whose middle lies in it; the test runs over all'),
  lang,
};
const days = {
  period: periodKey.optional().describe('the running month when left out, or from and to'),
  from: civilDay.optional(),
  to: civilDay.optional(),
};

/** Levels of significance, as the bins are made. */
const ALPHAS = [0.01, 0.05, 0.1] as const;

export const hotspotsQuery = z.strictObject({
  ...filter,
  ...days,
  ...cells,
  alpha: z.coerce
    .number()
    .pipe(z.literal(ALPHAS))
    .default(0.1)
    .describe('cells that are less sure have bin 0: 0.01, 0.05 or 0.1'),
});
export type HotspotsQuery = z.infer<typeof hotspotsQuery>;

export const emergingQuery = z.strictObject({
  ...filter,
  ...cells,
  step: z.enum(['week', 'month']).default('week'),
  steps: z.coerce
    .number()
    .int()
    .min(10)
    .max(104)
    .default(12)
    .describe('complete steps, the last one before today'),
});
export type EmergingQuery = z.infer<typeof emergingQuery>;

export const silenceQuery = z.strictObject({
  area: areaCode,
  bbox: filter.bbox,
  ...days,
  cell: z.enum(['grid', 'community']).default('community'),
  lang,
});
export type SilenceQuery = z.infer<typeof silenceQuery>;

const head = {
  ...stamp.shape,
  area: areaRef,
  from: civilDay,
  to: civilDay,
  /** Cells of the district with a value; of emerging ones, in any step. */
  n: count,
  /** Rows of the answer. */
  count,
};

const global = z.object({
  moransI: z.number().nullable(),
  z: z.number().nullable(),
  p: z.number().nullable(),
  /** Why there is none; `byClass`: each peer class has its own. */
  reason: z.string().nullable(),
});

const hexagon = z.object({
  code: z.string(),
  area: areaRef,
  outline: z.array(z.tuple([z.number(), z.number()])),
});

/** p up to which a cell is in a bin, at 0.01, 0.05 and 0.10; null where none is. */
const thresholds = z.array(z.number().nullable());

/** Columns over the cells of `area`; `code` is an area's code or the index of an H3 cell. */
export const hotspotsAnswer = z.object({
  ...head,
  columns: z.object({
    code: z.array(z.string()),
    /** Issues in the cell; null without data. */
    observed: nullableNumbers,
    /** The value that was looked at: the count, or the rate drawn to the mean. */
    x: nullableNumbers,
    z: nullableNumbers,
    p: nullableNumbers,
    pMethod: z.array(z.string().nullable()),
    /** -3 to 3; null: not tested. */
    bin: nullableNumbers,
    reason: z.array(z.string()),
    /** Issues in the neighbourhood, and those expected there were they spread evenly. */
    around: nullableNumbers,
    expected: nullableNumbers,
  }),
  global,
  /** With `cell=h3`: those that are hot or cold, with the community their middle lies in, or what is above, and their corners. */
  hexagons: z.array(hexagon).optional(),
  /** Nulls where each peer class has its own. */
  thresholds,
  /** With `peer=urbanRural`: what holds of each class; a class without code is that of cells that have none. */
  classes: z.array(z.object({ urbanRural: z.string().nullable(), n: count, global, thresholds })),
  /** Issues that could not be put in a cell: without position, or at home above the cells. */
  unplaced: count,
});
export type HotspotsAnswer = z.infer<typeof hotspotsAnswer>;

export const emergingAnswer = z.object({
  ...head,
  /** First day of each step. */
  steps: z.array(civilDay),
  columns: z.object({
    code: z.array(z.string()),
    side: z.array(z.enum(['hot', 'cold']).nullable()),
    /** Class of the cell, `none`, or why nothing can be said. */
    course: z.array(z.string()),
    trendZ: nullableNumbers,
    trendP: nullableNumbers,
    /** z of each step, step after step, one list a cell; bins alike. */
    z: z.array(nullableNumbers),
    bin: z.array(nullableNumbers),
    observed: z.array(nullableNumbers),
  }),
  /** With `cell=h3`: those of which a course is told, as with the hotspots. */
  hexagons: z.array(hexagon).optional(),
  unplaced: count,
});
export type EmergingAnswer = z.infer<typeof emergingAnswer>;

export const silenceAnswer = z.object({
  ...head,
  columns: z.object({
    code: z.array(z.string()),
    visits: nullableNumbers,
    found: nullableNumbers,
    expected: nullableNumbers,
    others: nullableNumbers,
    p: nullableNumbers,
    silent: z.array(z.boolean()),
    contradicted: z.array(z.boolean()),
    reason: z.array(z.string()),
  }),
  threshold: z.number().nullable(),
});
export type SilenceAnswer = z.infer<typeof silenceAnswer>;

export const heatmapQuery = z.strictObject({
  ...issueFilter,
  area: areaCode.optional().describe('this or bbox'),
  cell: z.enum(['h3']).default('h3'),
  resolution: z.coerce.number().int().min(4).max(11).default(8),
  format: z.enum(['cells', 'raster', 'contours']).default('cells'),
  outlines: z.literal('1').optional().describe('of cells: with the corners of each'),
  width: z.coerce.number().int().min(16).max(2048).default(512),
  height: z.coerce.number().int().min(16).max(2048).default(512),
  bandwidth: z.coerce.number().min(10).max(50_000).default(800).describe('of the kernel, metres'),
  lang,
});
export type HeatmapQuery = z.infer<typeof heatmapQuery>;

export const heatCells = z.object({
  ...stamp.shape,
  columns: z.object({
    cell: z.array(z.string()),
    count: z.array(count),
    /** Issues in a square kilometre of the cell. */
    perSquareKilometre: z.array(z.number()),
    /** With `outlines=1`: corners, longitude and latitude in degrees, the first not repeated. */
    outline: z.array(z.array(z.tuple([z.number(), z.number()]))).optional(),
  }),
  count,
  located: count,
  unlocated: count,
});
export type HeatCells = z.infer<typeof heatCells>;

/** A kernel density: row after row from the north-west, 16-bit little endian in base64; times `scale` events in a km². */
export const heatRaster = z.object({
  ...stamp.shape,
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  width: count,
  height: count,
  scale: z.number(),
  max: z.number(),
  data: z.string(),
  located: count,
  unlocated: count,
});
export type HeatRaster = z.infer<typeof heatRaster>;

export const heatContours = z.object({
  ...stamp.shape,
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      geometry: z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.unknown()) }),
      properties: z.object({ perSquareKilometre: z.number(), step: count }),
    }),
  ),
  located: count,
  unlocated: count,
});
export type HeatContours = z.infer<typeof heatContours>;
