import fc from 'fast-check';
import { civilCalendar, type DayCalendar } from '#geodata/duty/calendar.ts';
import { addSums, type DutySums, type FigureContext, figures, NO_SUMS } from '#geodata/duty/figures.ts';
import { parsePeriod } from '#geodata/duty/period.ts';
import { DEFAULT_THRESHOLDS, type Duty } from '#geodata/duty/types.ts';
import { workingCalendar } from '#geodata/duty/workingCalendar.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import { day } from '#geodata/testing/duty.ts';

export const november = parsePeriod('2026-11')!;
export const allYear = { firstDay: day('2026-01-01'), lastDay: day('2026-12-31') };
export const CONTEXT: Omit<FigureContext, 'today'> = {
  kind: 'coverSubjects',
  period: november,
  programme: allYear,
  thresholds: DEFAULT_THRESHOLDS,
};
export const shown = (
  sums: Partial<DutySums>,
  today: string,
  context: Partial<FigureContext> = {},
  silent: Partial<DutySums> = {},
) =>
  figures({ ...NO_SUMS, ...sums }, { ...CONTEXT, today: day(today), ...context }, { ...NO_SUMS, ...silent });
export const working = workingCalendar(STATE_COUNCIL_HOLIDAYS);

/** One x: what it must have, what it got, what it was before, and whether anything could tell of it. */
export interface X {
  r: number;
  v: number;
  before: boolean;
  prevMet: boolean;
  startDay: number;
  dueDay: number;
  alone: boolean;
  silent: boolean;
}

export const KINDS = ['coverSubjects', 'officerQuota', 'afterEvent', 'staffing'] as const;
export const inNovember = (last = november.end) => fc.integer({ min: november.start + 1, max: last });
export const moving = fc.record<X>({
  r: fc.integer({ min: 1, max: 4 }),
  v: fc.integer({ min: 0, max: 6 }),
  before: fc.boolean(),
  prevMet: fc.boolean(),
  startDay: fc.option(inNovember(november.start + 15), { nil: 0 }),
  dueDay: fc.constant(0),
  alone: fc.boolean(),
  silent: fc.boolean(),
});
export const event = fc
  .record<X & { length: number }>({
    r: fc.constant(1),
    v: fc.integer({ min: 0, max: 1 }),
    before: fc.constant(false),
    prevMet: fc.constant(false),
    startDay: fc.constant(0),
    dueDay: inNovember(),
    alone: fc.boolean(),
    silent: fc.boolean(),
    length: fc.nat(40),
  })
  .map(({ length, ...x }): X => ({ ...x, startDay: x.dueDay - length }));
export const staffed = moving.map((x): X => ({ ...x, prevMet: false, startDay: 0 }));
export const xOf = (kind: Duty['kind']) =>
  kind === 'afterEvent' ? event : kind === 'staffing' ? staffed : moving;
/** A kind of duty with some x of it. */
export const world = fc
  .constantFrom(...KINDS)
  .chain((kind) => fc.tuple(fc.constant(kind), fc.array(xOf(kind), { maxLength: 30 })));
export const anyToday = fc.integer({ min: november.start - 20, max: november.end + 3 });
export const anyCalendar = fc.constantFrom(civilCalendar, working);

/** The ledger's sums over single x, by the words of the model. */
export function sumsOf(all: readonly X[]): DutySums {
  const one = (flag: boolean): number => (flag ? 1 : 0);
  return all.reduce<DutySums>(
    (sums, { r, v, before, prevMet, startDay, dueDay, alone }) =>
      addSums(sums, {
        n: 1,
        required: r,
        exempt: 0,
        ever: one(before || prevMet || v > 0),
        visited: one(v > 0),
        done: Math.min(v, r),
        met: one(v >= r),
        unassigned: one(alone),
        metUnassigned: one(alone && v >= r),
        prevMet: one(prevMet),
        prevMetVisited: one(prevMet && v > 0),
        metLate: 0,
        windows: startDay === 0 && dueDay === 0 ? [] : [{ startDay, dueDay, r }],
        deadlines: dueDay === 0 ? [] : [{ dueDay, n: 1, met: one(v >= r) }],
      }),
    NO_SUMS,
  );
}

export const figuresOf = (
  kind: Duty['kind'],
  all: readonly X[],
  today: number,
  calendar: DayCalendar = civilCalendar,
) => figures(sumsOf(all), { ...CONTEXT, kind, today, calendar }, sumsOf(all.filter(({ silent }) => silent)));
