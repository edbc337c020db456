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
  page,
  periodKey,
} from '#api/contract/common.ts';
import { DUTY_CALENDARS, LIGHT_PRESETS } from '#geodata/duty/types.ts';
import { GAP_TYPES, LIGHTS, PERIOD_KINDS, SUBJECT_TYPES } from '#geodata/model.ts';

const count = z.number().int();
const share = z.number().nullable();

/** The state of the ledger an answer was read from. */
export const stamp = z.object({
  /** The civil day that stood for now. */
  asOf: civilDay,
  /** The moment that stood for now, floored to five minutes. */
  now: instant,
  commit: count,
  treeVersion: count,
  /** URL template of the shapes to draw the figures on. */
  tiles: z.string(),
});

export const gapCounts = z.object({
  noData: count,
  overdue: count,
  belowQuota: count,
  never: count,
  pending: count,
  stale: count,
});

export const dutyFigures = z.object({
  /** Number of subjects that count. */
  n: count,
  required: count,
  done: count,
  /** Part of the gap that may be done but is not known, since its source is late. */
  unknown: count,
  /** What should be done by today. */
  expected: z.number(),
  ratio: share,
  pace: share,
  light: z.enum(LIGHTS).nullable(),
  gaps: gapCounts,
  /** Number of subjects with a gap: the sum of `gaps`. */
  gapCount: count,
  /** Of those with a gap the ones that nobody answers for. */
  unassigned: count,
  exempt: count,
  /** Ratio to be expected at the end at the rate so far. */
  projected: share,
  /** Visits a day still needed. */
  dailyRate: z.number().nullable(),
});
export type DutyFigures = z.infer<typeof dutyFigures>;

export const periodInfo = z.object({
  key: periodKey,
  kind: z.enum(PERIOD_KINDS),
  start: civilDay,
  end: civilDay,
  /** Days gone by, today included, and days in all, within the programme. */
  elapsedDays: count,
  totalDays: count,
});
export type PeriodInfo = z.infer<typeof periodInfo>;

export const coverageQuery = z.strictObject({
  duty: identifier,
  period: periodKey.optional().describe('the running one when left out'),
  area: areaCode,
  level: level.optional().describe('the next level below when left out'),
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
  count,
  columns: z.object({
    code: z.array(z.string()),
    name: z.array(z.string()),
    n: z.array(count),
    required: z.array(count),
    done: z.array(count),
    unknown: z.array(count),
    expected: z.array(z.number()),
    ratio: z.array(share),
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
    lastReceivedAt: z.array(instant.nullable()),
  }),
});
export type CoverageAnswer = z.infer<typeof coverageAnswer>;

export const summaryQuery = z.strictObject({
  area: areaCode,
  period: periodKey.optional().describe('duties of another rhythm answer for their own period at its end'),
  asOf: civilDay.optional(),
  lang,
});
export const summaryRow = dutyFigures.extend({
  duty: identifier,
  dutyName: z.string(),
  programme: identifier,
  programmeName: z.string(),
  dutyVersion: count,
  period: periodInfo,
});
export type SummaryRow = z.infer<typeof summaryRow>;
export const summaryAnswer = stamp.extend({
  area: areaRef,
  lastReceivedAt: instant.nullable(),
  rows: z.array(summaryRow),
});
export type SummaryAnswer = z.infer<typeof summaryAnswer>;

export const seriesQuery = z.strictObject({
  duty: identifier,
  area: areaCode,
  from: periodKey,
  to: periodKey,
  asOf: civilDay.optional(),
  lang,
});
export const seriesAnswer = stamp.extend({
  duty: identifier,
  dutyVersion: count,
  area: areaRef,
  rows: z.array(dutyFigures.extend({ period: periodInfo })),
});
export type SeriesAnswer = z.infer<typeof seriesAnswer>;

/** What a duty counts: subjects of a type (or of any), posts, or areas. */
const gapSubjectType = z.enum([...SUBJECT_TYPES, 'subject', 'officer', 'area']);

export const gapsQuery = z.strictObject({
  duty: identifier,
  period: periodKey.optional(),
  area: areaCode,
  type: z.enum(GAP_TYPES).optional(),
  sort: z.enum(['worst', 'area']).default('worst'),
  lang,
  ...page,
});
export const gapItem = z.object({
  subject: z.string(),
  /** Masked: the family name and stars. */
  name: z.string(),
  subjectType: gapSubjectType,
  tags: z.array(z.string()),
  /** Who answers for the subject, name masked; null where nobody does. */
  officer: z.object({ id: z.string(), name: z.string(), role: z.string() }).nullable(),
  /** Where the subject is at home, and the chain above it from the town down. */
  area: areaRef,
  chain: z.array(areaRef),
  type: z.enum(GAP_TYPES),
  done: count,
  required: count,
  lastVisit: civilDay.nullable(),
  /** Days since the last qualifying visit, or since the subject came into the register. */
  days: count,
});
export type GapItem = z.infer<typeof gapItem>;
export const gapsAnswer = z.object({
  duty: identifier,
  dutyVersion: count,
  period: periodInfo,
  area: areaRef,
  asOf: civilDay,
  commit: count,
  /** Number of subjects with a gap in the area, by type, whatever page or type was asked for. */
  counts: gapCounts,
  items: z.array(gapItem),
  nextCursor,
});
export type GapsAnswer = z.infer<typeof gapsAnswer>;

export const dutyInfo = z.object({
  id: identifier,
  name: z.string(),
  kind: z.enum(['coverSubjects', 'officerQuota', 'afterEvent', 'staffing']),
  period: z.enum(PERIOD_KINDS),
  /** Visits required of each subject in each period, subjects of each post, or officers of each area. */
  n: count,
  /** Most officers an area should have; null for other kinds. */
  max: count.nullable(),
  /** What is counted; `area` for staffing, `officer` for a quota. */
  subjectType: gapSubjectType,
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
export const programmeInfo = z.object({
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
