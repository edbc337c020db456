import { z } from 'zod';
import { civilDay, instant, periodKey } from '#api/contract/common.ts';
import { LIGHTS, PERIOD_KINDS, SUBJECT_TYPES } from '#geodata/model.ts';

const count = z.number().int();

/** What a duty counts: subjects of a type (or of any), posts, or areas. */
export const countedType = z.enum([...SUBJECT_TYPES, 'subject', 'officer', 'area']);

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
  /** The other end of the range of `ratio`: what it were if all that is unknown were done. */
  ratioHigh: share,
  pace: share,
  /** Grey when the two ends of the range give different lights. */
  light: z.enum(LIGHTS).nullable(),
  gaps: gapCounts,
  /** Number of subjects with a gap: the sum of `gaps`. */
  gapCount: count,
  /** Of those with a gap the ones that nobody answers for. */
  unassigned: count,
  exempt: count,
  /** Events met after their deadline: `done` stays 0. */
  metLate: count,
  /** Share of `required` that rests on counts of households, not on a register. */
  estimated: share,
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

/** Whether figures on people in focus that are small enough to point at somebody are withheld. */
export const smallCells = z.enum(['shown', 'withheld']).default('shown');

/** What a named person signed, and whether the ledger has since moved on. */
export const signature = z.object({
  by: z.string(),
  at: instant,
  commit: count,
  note: z.string().nullable(),
  n: count,
  required: count,
  done: count,
  unknown: count,
  gapCount: count,
  unassigned: count,
  exempt: count,
  /** Whether the figures of now differ from the signed ones. */
  changed: z.boolean(),
});
export type Signature = z.infer<typeof signature>;
