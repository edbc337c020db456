import { z } from 'zod';
import { areaRef } from '#api/contract/areas.ts';
import {
  areaCode,
  civilDay,
  identifier,
  instant,
  lang,
  level,
  name,
  nextCursor,
  periodKey,
} from '#api/contract/common.ts';
import { countedType, dutyFigures, periodInfo, signature, smallCells, stamp } from '#api/contract/figures.ts';
import { DUTY_CALENDARS, LIGHT_PRESETS } from '#geodata/duty/types.ts';
import { LIGHTS, PERIOD_KINDS } from '#geodata/model.ts';

const count = z.number().int();

const share = z.number().nullable();

export const coverageQuery = z.strictObject({
  duty: identifier,
  period: periodKey.optional().describe('the running one when left out'),
  area: areaCode,
  level: level.optional().describe('the next level below when left out'),
  by: z
    .enum(['area', 'organisation', 'officer'])
    .default('area')
    .describe('by whom the x of the area are answered for, instead of where they are at home'),
  columns: z
    .string()
    .max(400)
    .regex(/^[A-Za-z,]+$/)
    .optional()
    .describe('names of columns, comma separated; all when left out'),
  codes: z
    .string()
    .max(64)
    .optional()
    .describe('hash of the codes at hand: where it fits, `code` and `name` are left out of Arrow'),
  smallCells,
  asOf: civilDay.optional(),
  lang,
});

/**
 * Columns of one length, one entry per area of the level below `area`, ordered by code; the last entry
 * is the own row 本级 of `area` (its code): what is at home in it and in none of the areas listed.
 */
export const coverageAnswer = stamp.extend({
  duty: identifier,
  dutyVersion: count,
  period: periodInfo,
  area: areaRef,
  level,
  by: z.enum(['area', 'organisation', 'officer']),
  count,
  /** Hash of the ordered codes; see /api/areas/codes/{hash}. */
  codes: z.string(),
  /** Codes of the areas whose figures are withheld. */
  withheld: z.array(z.string()),
  /** What was signed for the area as a whole, null while nothing is. */
  signed: signature.nullable(),
  columns: z.object({
    code: z.array(z.string()),
    name: z.array(z.string()),
    n: z.array(count),
    required: z.array(count),
    done: z.array(count),
    unknown: z.array(count),
    expected: z.array(z.number()),
    ratio: z.array(share),
    ratioHigh: z.array(share),
    pace: z.array(share),
    light: z.array(z.enum(LIGHTS).nullable()),
    noData: z.array(count),
    overdue: z.array(count),
    belowQuota: z.array(count),
    never: z.array(count),
    pending: z.array(count),
    stale: z.array(count),
    gapCount: z.array(count),
    unassigned: z.array(count),
    exempt: z.array(count),
    metLate: z.array(count),
    estimated: z.array(share),
    /** What was signed, where something is. */
    signedRequired: z.array(count.nullable()),
    signedDone: z.array(count.nullable()),
    lastReceivedAt: z.array(instant.nullable()),
  }),
});
export type CoverageAnswer = z.infer<typeof coverageAnswer>;

export const summaryQuery = z.strictObject({
  area: areaCode,
  period: periodKey.optional().describe('duties of another rhythm answer for their own period at its end'),
  smallCells,
  asOf: civilDay.optional(),
  lang,
});
const summaryRow = dutyFigures.extend({
  duty: identifier,
  dutyName: z.string(),
  programme: identifier,
  programmeName: z.string(),
  dutyVersion: count,
  period: periodInfo,
  signed: signature.nullable(),
});
export type SummaryRow = z.infer<typeof summaryRow>;
export const summaryAnswer = stamp.extend({
  area: areaRef,
  lastReceivedAt: instant.nullable(),
  /** Duties whose figures are withheld. */
  withheld: z.array(identifier),
  rows: z.array(summaryRow),
});
export type SummaryAnswer = z.infer<typeof summaryAnswer>;

export const seriesQuery = z.strictObject({
  duty: identifier,
  area: areaCode,
  from: periodKey,
  to: periodKey,
  smallCells,
  asOf: civilDay.optional(),
  lang,
});
export const seriesAnswer = stamp.extend({
  duty: identifier,
  dutyVersion: count,
  area: areaRef,
  /** Periods whose figures are withheld. */
  withheld: z.array(periodKey),
  rows: z.array(
    dutyFigures.extend({
      period: periodInfo,
      dutyVersion: count,
      treeVersion: count,
      signed: signature.nullable(),
    }),
  ),
});
export type SeriesAnswer = z.infer<typeof seriesAnswer>;

const dutyInfo = z.object({
  id: identifier,
  name: z.string(),
  kind: z.enum(['coverSubjects', 'officerQuota', 'afterEvent', 'staffing']),
  period: z.enum(PERIOD_KINDS),
  /** Visits required of each subject in each period, subjects of each post, or officers of each area. */
  n: count,
  /** Most officers an area should have; null for other kinds. */
  max: count.nullable(),
  /** What is counted; `area` for staffing, `officer` for a quota. */
  subjectType: countedType,
  tags: z.array(z.string()),
  /** Days within which a visit follows an event; null for other kinds. */
  days: count.nullable(),
  calendar: z.enum(DUTY_CALENDARS),
  tree: z.string(),
  inFocus: z.boolean(),
  /** Whether households are counted, not listed. */
  estimated: z.boolean(),
  thresholds: z.object({
    preset: z.enum(LIGHT_PRESETS),
    nearDays: count,
    greenPace: z.number(),
    redPace: z.number(),
    target: z.number(),
    amberRatio: z.number(),
  }),
  version: count,
});
export type DutyInfo = z.infer<typeof dutyInfo>;
const programmeInfo = z.object({
  id: identifier,
  name: z.string(),
  names: name,
  firstDay: civilDay,
  lastDay: civilDay,
  duties: z.array(dutyInfo),
});
export type ProgrammeInfo = z.infer<typeof programmeInfo>;
export const programmesQuery = z.strictObject({ lang });
export const programmesAnswer = z.object({ items: z.array(programmeInfo), nextCursor });
export type ProgrammesAnswer = z.infer<typeof programmesAnswer>;

export const rankingQuery = z.strictObject({
  duty: identifier,
  period: periodKey.optional().describe('the running one when left out'),
  area: areaCode,
  level: level.optional().describe('the next level below when left out'),
  smallCells,
  asOf: civilDay.optional(),
  lang,
});

/** Areas of a level in their order within classes of peers; those with too little required are not ranked. */
export const rankingAnswer = stamp.extend({
  duty: identifier,
  dutyVersion: count,
  period: periodInfo,
  area: areaRef,
  level,
  rule: z.object({
    /** `pace`: shrunk towards 0 while the period runs; `ratio`: by the lower bound of the Wilson interval. */
    by: z.enum(['pace', 'ratio']),
    /** Areas with less required stand below the line. */
    minRequired: count,
    confidence: z.number(),
  }),
  classes: z.array(
    z.object({
      /** 城乡分类; null where the areas have none. */
      peer: z.string().nullable(),
      /** Of `pace · required / (required + k)`; null where the class shows no difference at all, or by ratio. */
      k: z.number().nullable(),
      mean: z.number().nullable(),
      count,
    }),
  ),
  withheld: z.array(z.string()),
  items: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      peer: z.string().nullable(),
      ranked: z.boolean(),
      rank: count.nullable(),
      band: z.enum(['front', 'middle', 'back']).nullable(),
      required: count,
      done: count,
      /** Where something is unknown the area is not ranked. */
      unknown: count,
      ratio: share,
      pace: share,
      light: z.enum(LIGHTS).nullable(),
      /** What is ranked by, with its interval. */
      value: share,
      low: share,
      high: share,
    }),
  ),
});
export type RankingAnswer = z.infer<typeof rankingAnswer>;
