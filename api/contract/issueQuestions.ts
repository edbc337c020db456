import { z } from 'zod';
import { areaRef } from '#api/contract/areas.ts';
import {
  areaCode,
  bbox,
  civilDay,
  identifier,
  lang,
  level,
  nextCursor,
  page,
  periodKey,
} from '#api/contract/common.ts';
import { periodInfo, stamp } from '#api/contract/figures.ts';
import { issueItem } from '#api/contract/issues.ts';
import { ISSUE_SOURCES, RATINGS } from '#geodata/issue/events.ts';
import { ISSUE_STATES } from '#geodata/issue/states.ts';

const count = z.number().int();
const share = z.number().nullable();

/** Several choices of one filter, comma separated. */
const listOf = <T extends z.ZodType<unknown, string>>(each: T, most: number) =>
  z
    .string()
    .max(2000)
    .transform((joined) => [...new Set(joined.split(','))])
    .pipe(z.array(each).min(1).max(most));

/** Which issues; the same for the ledger, its map, heat and hotspots. A category of the upper level holds those below. */
export const issueFilter = {
  area: areaCode,
  from: civilDay.optional().describe('first day of the report'),
  to: civilDay.optional().describe('last day of the report'),
  category: listOf(identifier, 50).optional().describe('any of these, comma separated'),
  source: listOf(z.enum(ISSUE_SOURCES), ISSUE_SOURCES.length).optional(),
  programme: identifier.optional(),
  bbox: bbox.optional().describe('only those told to lie in it: west,south,east,north'),
};

export const issuesQuery = z.strictObject({
  ...issueFilter,
  state: listOf(z.enum(ISSUE_STATES), ISSUE_STATES.length).optional(),
  open: z.literal('1').optional().describe('only those to be dealt with'),
  overdue: z.literal('1').optional().describe('only those past due now'),
  unlocated: z.literal('1').optional().describe('only those without a position'),
  organisation: identifier.optional().describe('only those that lie, or lay, with this organisation'),
  subject: identifier.optional(),
  cell: z
    .string()
    .regex(/^8[4-9][0-9a-f]{13}$/, 'write the index of an H3 cell of resolution 4 to 9')
    .optional()
    .describe('only those in this H3 cell'),
  sort: z.enum(['worst', 'newest', 'due']).default('worst').describe('worst: open, longest past due first'),
  lang,
  ...page,
});
export type IssuesQuery = z.infer<typeof issuesQuery>;

const facet = z.object({ key: z.string(), name: z.string(), count });

export const issuesAnswer = z.object({
  ...stamp.shape,
  area: areaRef,
  /** Number of issues that pass every filter. */
  matching: count,
  /** How many rows each choice of a filter would leave, the other filters kept; most first. */
  facets: z.object({
    states: z.partialRecord(z.enum(ISSUE_STATES), count),
    sources: z.partialRecord(z.enum(ISSUE_SOURCES), count),
    categories: z.array(facet.extend({ parent: z.string().nullable() })),
    organisations: z.array(facet),
    /** Areas of the next level below with issues in them. */
    areas: z.array(areaRef.extend({ count })),
    open: count,
    overdue: count,
    unlocated: count,
  }),
  items: z.array(issueItem),
  nextCursor,
});
export type IssuesAnswer = z.infer<typeof issuesAnswer>;

/** The measures of model.md (Issues). Rates are shares of 1; null where there is nothing to share. */
const issueMeasures = z.object({
  reported: count,
  settled: count,
  refused: count,
  merged: count,
  settlementRate: share,
  resolved: count,
  solved: count,
  solvedRate: share,
  reopened: count,
  reopenRate: share,
  due: count,
  onTime: count,
  extended: count,
  onTimeRate: share,
  open: count,
  suspended: count,
  overdue: count,
  escalationsOpen: count,
  escalationsOverdue: count,
  rectificationsOpen: count,
  rectificationsOverdue: count,
  handlingMedianHours: z.number().nullable(),
  handlingP90Hours: z.number().nullable(),
  raters: count,
  ratings: z.record(z.enum(RATINGS), count),
  satisfaction: share,
});

/** What the measures are told by. */
const SUMMARY_BY = ['category', 'area', 'source', 'state', 'organisation'] as const;
export type SummaryBy = (typeof SUMMARY_BY)[number];

export const issueSummaryQuery = z.strictObject({
  area: areaCode,
  period: periodKey.optional().describe('the running month when left out; programme needs programme'),
  programme: identifier.optional(),
  by: listOf(z.enum(SUMMARY_BY), SUMMARY_BY.length)
    .optional()
    .describe('rows by one of them; by several, comma separated, each in `groups`'),
  level: level.optional().describe('with by=area: of the rows; the level below when left out'),
  category: issueFilter.category,
  source: issueFilter.source,
  bbox: issueFilter.bbox,
  organisation: identifier.optional(),
  asOf: civilDay.optional(),
  lang,
});
export type IssueSummaryQuery = z.infer<typeof issueSummaryQuery>;

const summaryRow = z.object({
  key: z.string(),
  name: z.string(),
  /** Of a category of the lower level the one above. */
  parent: z.string().nullable(),
  /** An area's own row: what is at home in the area itself. */
  own: z.boolean(),
  measures: issueMeasures,
  /** Share of all issues reported, with that of the comparable days. */
  share,
  shareBefore: share,
});

export const issueSummaryAnswer = z.object({
  ...stamp.shape,
  area: areaRef,
  period: periodInfo,
  /** First and last day of what it is compared with; null where there is nothing before. */
  comparable: z.object({ from: civilDay, to: civilDay }).nullable(),
  measures: issueMeasures,
  /** Those of the comparable days, as they stand now. */
  before: issueMeasures.nullable(),
  /** Where `by` names one. */
  rows: z.array(summaryRow),
  /** Where `by` names several: the rows of each. */
  groups: z.partialRecord(z.enum(SUMMARY_BY), z.array(summaryRow)).optional(),
});
export type IssueSummaryAnswer = z.infer<typeof issueSummaryAnswer>;

export const issueSeriesQuery = z.strictObject({
  ...issueFilter,
  step: z.enum(['day', 'week', 'month']).default('week'),
  lang,
});
/** How many were reported and settled in each step; complete steps but for the last. */
export const issueSeriesAnswer = z.object({
  ...stamp.shape,
  area: areaRef,
  columns: z.object({ from: z.array(civilDay), reported: z.array(count), resolved: z.array(count) }),
  count,
});
export type IssueSeriesAnswer = z.infer<typeof issueSeriesAnswer>;

export const issuePointsQuery = z.strictObject({ ...issueFilter, open: z.literal('1').optional(), lang });
/** Located issues as columns of one length, for the map. */
export const issuePointsAnswer = z.object({
  ...stamp.shape,
  columns: z.object({
    id: z.array(z.string()),
    lon: z.array(z.number()),
    lat: z.array(z.number()),
    day: z.array(civilDay),
    category: z.array(z.string()),
    source: z.array(z.enum(ISSUE_SOURCES)),
    open: z.array(z.boolean()),
  }),
  count,
  /** Issues that pass the filter and have no position. */
  unlocated: count,
});
export type IssuePointsAnswer = z.infer<typeof issuePointsAnswer>;
