import { z } from 'zod';
import { areaRef } from '#api/contract/areas.ts';
import {
  areaCode,
  civilDay,
  identifier,
  lang,
  lonLat,
  nextCursor,
  page,
  periodKey,
  text,
} from '#api/contract/common.ts';
import { countedType, gapCounts, periodInfo } from '#api/contract/figures.ts';
import { GAP_TYPES } from '#geodata/model.ts';

const count = z.number().int();

/** Several choices of one filter, comma separated. */
const listOf = <T extends z.ZodType<unknown, string>>(each: T, most: number) =>
  z
    .string()
    .max(1000)
    .transform((joined) => [...new Set(joined.split(','))])
    .pipe(z.array(each).min(1).max(most));

/** Which rows, and in what order; the same for the list, its map and its exports. */
export const gapFilter = {
  duty: identifier,
  period: periodKey.optional().describe('the running one when left out'),
  area: areaCode,
  type: listOf(z.enum(GAP_TYPES), GAP_TYPES.length)
    .optional()
    .describe('any of these types, comma separated'),
  tag: listOf(text(40).min(1), 20).optional().describe('any of these tags, comma separated'),
  officer: identifier.optional().describe('only what this officer answers for'),
  unassigned: z.literal('1').optional().describe('only what nobody answers for'),
  sort: z
    .enum(['worst', 'days', 'area', 'officer'])
    .default('worst')
    .describe('worst: by type, then by days since the last visit'),
  asOf: civilDay.optional(),
};

export const gapsQuery = z
  .strictObject({ ...gapFilter, lang, ...page })
  .refine(({ officer, unassigned }) => officer === undefined || unassigned === undefined, {
    path: ['unassigned'],
    message: 'either an officer or nobody answers',
  });
export type GapsQuery = z.infer<typeof gapsQuery>;

const gapItem = z.object({
  subject: z.string(),
  /** Masked: the family name and stars. */
  name: z.string(),
  subjectType: countedType,
  tags: z.array(z.string()),
  /** Who answers for the subject, name masked; null where nobody does. */
  officer: z.object({ id: z.string(), name: z.string(), role: z.string() }).nullable(),
  /** What started the clock, and the last day of it; null but for events. */
  event: z.object({ id: z.string(), kind: z.string(), day: civilDay, due: civilDay }).nullable(),
  /** Where the subject is at home, and the chain above it from the town down. */
  area: areaRef,
  chain: z.array(areaRef),
  /** Longitude and latitude; as long as the name is masked to about a hundred metres, as the house number is. */
  position: lonLat.nullable(),
  type: z.enum(GAP_TYPES),
  done: count,
  required: count,
  lastVisit: civilDay.nullable(),
  /** Days since the last qualifying visit, or since the subject came into the register. */
  days: count,
});
export type GapItem = z.infer<typeof gapItem>;

/** How many rows each choice of a filter would leave, the other filters kept. */
const gapFacets = z.object({
  types: gapCounts,
  tags: z.array(z.object({ tag: z.string(), count })),
  /** Who answers for most first, names masked; at most 200. */
  officers: z.array(z.object({ id: z.string(), name: z.string(), role: z.string(), count })),
  unassigned: count,
  /** Areas of the next level below with rows in them, most first; all filters kept. */
  areas: z.array(areaRef.extend({ count })),
});

export const gapsAnswer = z.object({
  duty: identifier,
  dutyVersion: count,
  period: periodInfo,
  area: areaRef,
  asOf: civilDay,
  commit: count,
  /** Number of subjects with a gap in the area, by type, whatever page or filter was asked for. */
  counts: gapCounts,
  /** Number of rows that pass every filter. */
  matching: count,
  facets: gapFacets,
  items: z.array(gapItem),
  nextCursor,
});
export type GapsAnswer = z.infer<typeof gapsAnswer>;
