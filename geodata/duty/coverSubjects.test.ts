import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDay } from '#geodata/duty/calendar.ts';
import {
  matches,
  qualifies,
  qualifyingDays,
  registerChanges,
  type SubjectRegister,
  subjectContribution,
  subjectStanding,
} from '#geodata/duty/coverSubjects.ts';
import { DUTY_DEFAULTS } from '#geodata/duty/define.ts';
import { nextPeriod, type Period, parsePeriod, periodOf } from '#geodata/duty/period.ts';
import { stockSteps } from '#geodata/duty/stock.ts';
import type { CoverSubjects, Programme, SubjectSpan, VisitFact } from '#geodata/duty/types.ts';
import { OPEN_END, PERIOD_KINDS } from '#geodata/model.ts';

const day = (text: string): number => parseDay(text)!;
const DUTY: CoverSubjects = {
  ...DUTY_DEFAULTS.coverSubjects,
  kind: 'coverSubjects',
  id: 'd',
  name: { zh: '走访', en: 'Visits' },
  period: 'month',
  subjectType: 'household',
  tags: [],
  n: 2,
  modes: [],
};
const PROGRAMME: Programme = {
  id: 'p',
  name: { zh: '活动', en: 'Campaign' },
  firstDay: day('2026-01-01'),
  lastDay: day('2026-12-31'),
  fields: [],
  duties: [DUTY],
};
const span = (from: string, to: string | null, fields: Partial<SubjectSpan> = {}): SubjectSpan => ({
  from: day(from),
  to: to === null ? OPEN_END : day(to),
  home: 'g1',
  type: 'household',
  tags: [],
  zones: {},
  ...fields,
});
const november = parsePeriod('2026-11')!;
/** A register whose subjects somebody answers for all the time. */
const listed = (spans: readonly SubjectSpan[]): SubjectRegister => ({
  spans,
  responsibility: { answeredOn: () => true, changes: () => [] },
});
const standing = (
  duty: CoverSubjects,
  programme: Programme,
  spans: readonly SubjectSpan[],
  period: Period,
) => {
  const at = subjectStanding(duty, programme, listed(spans), period);
  return at && { home: at.home, n: at.n, r: at.r, exempt: at.exempt, startDay: at.startDay };
};
const contribution = (
  duty: CoverSubjects,
  programme: Programme,
  spans: readonly SubjectSpan[],
  days: readonly number[],
  period: Period,
) => subjectContribution(duty, programme, listed(spans), days, period);
const inNovember = (...spans: SubjectSpan[]) => standing(DUTY, PROGRAMME, spans, november);

describe('which subject counts', () => {
  test('one that is under the duty all month', () => {
    expect(inNovember(span('2020-01-01', null))).toEqual({ home: 'g1', n: 1, r: 2, exempt: 0, startDay: 0 });
  });

  test('half of the 30 days is enough, one day less is exempt', () => {
    expect(inNovember(span('2026-11-16', null))).toMatchObject({ n: 1, r: 2, startDay: day('2026-11-16') });
    expect(inNovember(span('2026-11-17', null))).toEqual({ home: 'g1', n: 0, r: 0, exempt: 1, startDay: 0 });
  });

  test('half of the 31 days of October are 16', () => {
    const october = parsePeriod('2026-10')!;
    const from = (text: string) => standing(DUTY, PROGRAMME, [span(text, null)], october);
    expect(from('2026-10-16')).toMatchObject({ n: 1, exempt: 0 });
    expect(from('2026-10-17')).toMatchObject({ n: 0, exempt: 1 });
  });

  test('one that has left by the last day is exempt, however long it was there', () => {
    expect(inNovember(span('2020-01-01', '2026-11-29'))).toMatchObject({ n: 0, exempt: 1 });
    expect(inNovember(span('2020-01-01', '2026-11-30'))).toMatchObject({ n: 1, exempt: 0 });
    expect(inNovember(span('2020-01-01', '2026-11-01'))).toMatchObject({ n: 0, exempt: 1 });
  });

  test('one that was never there in the month is nothing', () => {
    expect(inNovember(span('2020-01-01', '2026-10-31'))).toBeNull();
    expect(inNovember(span('2026-12-01', null))).toBeNull();
    expect(inNovember()).toBeNull();
  });

  test('days apart are added up; the window starts with the last unbroken run', () => {
    const two = inNovember(span('2026-01-01', '2026-11-10'), span('2026-11-20', null));
    expect(two).toMatchObject({ n: 1, startDay: day('2026-11-20') });
    expect(inNovember(span('2026-11-01', '2026-11-03'), span('2026-11-20', null))).toMatchObject({ n: 0 });
  });

  test('one that moved is at home where it lives on the last day, with its whole run', () => {
    const moved = inNovember(span('2026-01-01', '2026-11-25'), span('2026-11-26', null, { home: 'g2' }));
    expect(moved).toEqual({ home: 'g2', n: 1, r: 2, exempt: 0, startDay: 0 });
  });

  test('one whose tag began late has been under the duty since then', () => {
    const tagged = { ...DUTY, tags: ['frail', 'poor'] };
    const spans = [span('2026-01-01', '2026-11-10'), span('2026-11-11', null, { tags: ['poor', 'x'] })];
    expect(standing(tagged, PROGRAMME, spans, november)).toMatchObject({ n: 1, startDay: day('2026-11-11') });
    expect(matches(tagged, spans[0]!)).toBe(false);
    expect(matches(DUTY, { ...spans[0]!, type: 'firm' })).toBe(false);
  });

  test('outside the days of the programme nobody counts', () => {
    const spans = [span('2020-01-01', null)];
    expect(standing(DUTY, PROGRAMME, spans, parsePeriod('2025-12')!)).toBeNull();
    expect(standing(DUTY, PROGRAMME, spans, parsePeriod('2027-01')!)).toBeNull();
  });
});

describe('which visit qualifies', () => {
  const visit: VisitFact = {
    day: day('2026-11-02'),
    mode: 'onSite',
    outcome: 'met',
    programmeId: null,
    officers: [],
  };

  test('met, by a named mode, in the days of the programme, and under it where asked', () => {
    const strict = { ...DUTY, modes: ['onSite' as const], ownProgrammeOnly: true };
    const own = { ...visit, programmeId: 'p' };
    expect(qualifies(strict, PROGRAMME, own)).toBe(true);
    const refused: VisitFact[] = [
      visit,
      { ...own, programmeId: 'q' },
      { ...own, mode: 'phone' },
      { ...own, outcome: 'notIn' },
      { ...own, outcome: 'refused' },
      { ...own, day: day('2025-12-31') },
      { ...own, day: day('2027-01-01') },
    ];
    expect(refused.filter((candidate) => qualifies(strict, PROGRAMME, candidate))).toEqual([]);
    expect(refused.filter((candidate) => qualifies(DUTY, PROGRAMME, candidate))).toHaveLength(3);
  });

  test('each day once, ascending', () => {
    const on = (text: string): VisitFact => ({ ...visit, day: day(text) });
    expect(qualifyingDays(DUTY, PROGRAMME, [on('2026-11-09'), on('2026-11-02'), on('2026-11-09')])).toEqual([
      day('2026-11-02'),
      day('2026-11-09'),
    ]);
  });
});

/** Registers without overlaps: lengths of runs and gaps, some tagged, in two homes. */
const register = fc
  .array(
    fc.record({
      gap: fc.constantFrom(0, 0, 1, 5, 16, 40),
      length: fc.integer({ min: 1, max: 120 }),
      home: fc.constantFrom('g1', 'g2'),
      tagged: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .chain((runs) => fc.tuple(fc.constant(runs), fc.integer({ min: -200, max: 400 }), fc.boolean()))
  .map(([runs, start, open]) => {
    let at = PROGRAMME.firstDay + start;
    return runs.map(({ gap, length, home, tagged }, i): SubjectSpan => {
      const from = at + gap;
      at = from + length;
      const to = open && i === runs.length - 1 ? OPEN_END : at - 1;
      return { from, to, home, type: 'household', tags: tagged ? ['frail'] : [], zones: {} };
    });
  });
const anyDuty = fc
  .record({ period: fc.constantFrom(...PERIOD_KINDS), tags: fc.constantFrom([], ['frail']) })
  .map((fields): CoverSubjects => ({ ...DUTY, ...fields }));
const anyDay = fc.integer({ min: PROGRAMME.firstDay, max: PROGRAMME.lastDay });

/** All periods that touch the days of the programme, and one on either side. */
function periodsOf({ period: kind }: CoverSubjects): Period[] {
  if (kind === 'programme') return [periodOf(kind, 0, PROGRAMME)];
  const periods = [periodOf(kind, periodOf(kind, PROGRAMME.firstDay).start - 1)];
  while (periods.at(-1)!.start <= PROGRAMME.lastDay) periods.push(nextPeriod(periods.at(-1)!)!);
  return periods;
}

describe('the steps of the stock', () => {
  test('summed up to a period are the standing in it, in every period', () => {
    fc.assert(
      fc.property(anyDuty, register, fc.option(anyDay, { nil: null }), (duty, spans, first) => {
        const steps = stockSteps(
          duty,
          PROGRAMME,
          registerChanges(listed(spans)),
          (period) => subjectStanding(duty, PROGRAMME, listed(spans), period),
          first,
        );
        for (const period of periodsOf(duty)) {
          const at = standing(duty, PROGRAMME, spans, period);
          const expected = new Map<string, number[]>();
          if (at)
            expected.set(`${at.home} ${at.startDay}`, [
              at.n,
              at.r,
              at.exempt,
              at.n > 0 && first !== null && first <= period.end ? 1 : 0,
            ]);
          const sums = new Map<string, number[]>();
          for (const step of steps) {
            if (step.fromPeriod > period.start) continue;
            const key = `${step.area} ${step.startDay}`;
            const before = sums.get(key) ?? [0, 0, 0, 0];
            sums.set(
              key,
              [step.n, step.r, step.exempt, step.ever].map((value, i) => value + before[i]!),
            );
          }
          const left = new Map([...sums].filter(([, values]) => values.some((value) => value !== 0)));
          expect(left).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a contribution', () => {
  const year = [span('2020-01-01', null)];
  const at = (...days: string[]) => contribution(DUTY, PROGRAMME, year, days.map(day), november);

  test('is capped at what is required', () => {
    expect(at('2026-11-01', '2026-11-02', '2026-11-30')).toMatchObject({
      v: 3,
      r: 2,
      part: { visited: 1, done: 2, met: 1, prevMet: 0 },
    });
    expect(at('2026-11-30')).toMatchObject({ v: 1, part: { visited: 1, done: 1, met: 0 } });
    expect(at('2026-12-01')).toMatchObject({ v: 0, part: { visited: 0, done: 0, met: 0 } });
  });

  test('tells whether the month before was met, and whether it was followed up', () => {
    expect(at('2026-10-01', '2026-10-31')).toMatchObject({ part: { prevMet: 1, prevMetVisited: 0 } });
    expect(at('2026-10-01', '2026-10-31', '2026-11-01')).toMatchObject({
      part: { prevMet: 1, prevMetVisited: 1 },
    });
    expect(at('2026-10-31')).toMatchObject({ part: { prevMet: 0, prevMetVisited: 0 } });
  });

  test('a month before in which it did not count was not met', () => {
    const late = [span('2026-10-20', null)];
    const days = ['2026-10-21', '2026-10-22'].map(day);
    expect(contribution(DUTY, PROGRAMME, late, days, november)).toMatchObject({ part: { prevMet: 0 } });
  });

  test('of one that does not count is none', () => {
    const late = [span('2026-11-20', null)];
    expect(contribution(DUTY, PROGRAMME, late, [day('2026-11-21')], november)).toBeNull();
  });

  test('never exceeds what is required, and is met just when all of it is done', () => {
    fc.assert(
      fc.property(anyDuty, register, fc.uniqueArray(anyDay), anyDay, (duty, spans, days, on) => {
        const period = periodOf(duty.period, on, PROGRAMME);
        const made = contribution(
          duty,
          PROGRAMME,
          spans,
          days.toSorted((a, b) => a - b),
          period,
        );
        expect(made === null).toBe((standing(duty, PROGRAMME, spans, period)?.n ?? 0) === 0);
        if (!made) return;
        const { part, v, r } = made;
        expect(part.done).toBe(Math.min(v, r));
        expect(part.met).toBe(part.done === r ? 1 : 0);
        expect(part.prevMetVisited).toBe(part.prevMet * part.visited);
      }),
    );
  });
});
