import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  concerns,
  homeIn,
  matches,
  qualifyingDays,
  reckonSubject,
  type SubjectRegister,
  subjectStanding,
  tallyOfDays,
} from '#geodata/duty/coverSubjects.ts';
import { type Period, parsePeriod, periodOf } from '#geodata/duty/period.ts';
import { TreeVersions } from '#geodata/duty/places.ts';
import { contributionIn } from '#geodata/duty/reckoning.ts';
import type { CoverSubjects, DutyRule, SubjectSpan, VisitFact } from '#geodata/duty/types.ts';
import { qualifies } from '#geodata/duty/visitRule.ts';
import { PERIOD_KINDS, UNLISTED } from '#geodata/model.ts';
import {
  anyDay,
  areas,
  COVER,
  day,
  ruleOf,
  runs,
  subject as span,
  TREES,
  visit,
  YEAR,
} from '#geodata/testing/duty.ts';

const RULE = ruleOf(COVER);
const november = parsePeriod('2026-11')!;
/** A register whose subjects somebody answers for, or nobody. */
const listed = (spans: readonly SubjectSpan[], answered = true): SubjectRegister => ({
  spans,
  responsibility: { answeredOn: () => answered, changes: () => [] },
});
const standing = (rule: DutyRule<CoverSubjects>, spans: readonly SubjectSpan[], period: Period) => {
  const at = subjectStanding(rule, TREES, listed(spans), period);
  return at && { home: at.home, n: at.n, r: at.r, exempt: at.exempt, startDay: at.startDay };
};
const contribution = (
  rule: DutyRule<CoverSubjects>,
  spans: readonly SubjectSpan[],
  days: readonly number[],
  period: Period,
) => contributionIn(reckonSubject(rule, TREES, 'x', listed(spans), tallyOfDays(days)), period);
const inNovember = (...spans: SubjectSpan[]) => standing(RULE, spans, november);

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
    const from = (text: string) => standing(RULE, [span(text, null)], october);
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
    const tagged = { ...COVER, tags: ['frail', 'poor'] };
    const spans = [span('2026-01-01', '2026-11-10'), span('2026-11-11', null, { tags: ['poor', 'x'] })];
    expect(standing(ruleOf(tagged), spans, november)).toMatchObject({ n: 1, startDay: day('2026-11-11') });
    expect(matches(tagged, spans[0]!)).toBe(false);
    expect(matches(COVER, { ...spans[0]!, type: 'firm' })).toBe(false);
  });

  test('outside the days of the programme nobody counts', () => {
    const spans = [span('2020-01-01', null)];
    expect(standing(RULE, spans, parsePeriod('2025-12')!)).toBeNull();
    expect(standing(RULE, spans, parsePeriod('2027-01')!)).toBeNull();
  });
});

describe('which subject is exempt, and where', () => {
  test('half of the 365 days of 2026 are 183: 2 July to 31 December', () => {
    const yearly = ruleOf({ ...COVER, period: 'year' });
    const from = (text: string) => standing(yearly, [span(text)], parsePeriod('2026')!);
    expect(from('2026-07-02')).toMatchObject({ n: 1, exempt: 0 });
    expect(from('2026-07-03')).toMatchObject({ n: 0, exempt: 1 });
  });

  test('half of a week are four days: Thursday to Sunday', () => {
    const weekly = ruleOf({ ...COVER, period: 'week' });
    const from = (text: string) => standing(weekly, [span(text)], parsePeriod('2026-W47')!);
    expect(from('2026-11-19')).toMatchObject({ n: 1, startDay: day('2026-11-19') });
    expect(from('2026-11-20')).toMatchObject({ n: 0, exempt: 1 });
  });

  test('an exempt one is listed where it last was, in the tree of the last day of the period', () => {
    const trees = new TreeVersions([
      { from: day('2020-01-01'), nodes: areas() },
      { from: day('2026-11-20'), nodes: areas({ c2: 't2' }) },
    ]);
    const townOf = (to: string) =>
      subjectStanding(RULE, trees, listed([span('2026-01-01', to, { home: 'g3' })]), november)?.town;
    expect(['2026-11-19', '2026-11-20', '2026-12-31'].map(townOf)).toEqual(['t2', 't2', 't2']);
  });

  test('nobody counts for a duty that has ended, and the new rule holds from its period on', () => {
    const rule = ruleOf(COVER, [
      ['2026-10-01', { ...COVER, n: 3 }],
      ['2026-11-01', null],
    ]);
    const at = (key: string) => standing(rule, [span('2020-01-01')], parsePeriod(key)!)?.r ?? null;
    expect(['2026-09', '2026-10', '2026-11'].map(at)).toEqual([2, 3, null]);
  });

  test('one that a change of rule puts under the duty has been so all along', () => {
    const rule = ruleOf({ ...COVER, tags: ['frail'] }, [['2026-11-01', COVER]]);
    expect(standing(rule, [span('2020-01-01')], november)).toMatchObject({ n: 1, startDay: 0 });
    expect(standing(rule, [span('2020-01-01')], parsePeriod('2026-10')!)).toBeNull();
    expect(concerns(rule, span('2020-01-01'))).toBe(true);
    expect(concerns(ruleOf({ ...COVER, tags: ['frail'] }), span('2020-01-01'))).toBe(false);
  });

  test('who comes into force as the programme begins has its window, who comes later one of his own', () => {
    const short = ruleOf(COVER, [], {
      id: 'p',
      firstDay: day('2026-11-10'),
      lastDay: day('2026-12-31'),
    });
    const from = (text: string) => standing(short, [span(text)], november)?.startDay;
    expect(['2026-11-09', '2026-11-10', '2026-11-11'].map(from)).toEqual([0, 0, day('2026-11-11')]);
  });

  test('unassigned is who counts and nobody answers for on the last day', () => {
    const alone = (...spans: SubjectSpan[]) => {
      const at = subjectStanding(RULE, TREES, listed(spans, false), november);
      return at && [at.unassigned, at.alone];
    };
    expect(alone(span('2026-01-01'))).toEqual([1, true]);
    expect(alone(span('2026-11-29'))).toEqual([0, false]);
  });

  test('in a tree of zones a subject is at home in its zone, and outside all zones not under the duty', () => {
    const heating = ruleOf({ ...COVER, tree: 'heating' });
    const warm = span('2020-01-01', null, { zones: { heating: 'z1' } });
    expect(subjectStanding(heating, TREES, listed([warm]), november)).toMatchObject({
      home: 'z1',
      town: 'z1',
    });
    expect(subjectStanding(heating, TREES, listed([span('2020-01-01')]), november)).toBeNull();
    expect([homeIn(warm, 'heating'), homeIn(warm, 'administrative'), homeIn(warm, 'water')]).toEqual([
      'z1',
      'g1',
      null,
    ]);
  });
});

describe('households that are counted, not listed', () => {
  const counted = ruleOf({ ...COVER, denominator: 'households' });
  const unlisted = span('2020-01-01', null, { tags: [UNLISTED] });

  test('one on record adds nothing to what is required, and its visits add to what is done', () => {
    expect(subjectStanding(counted, TREES, listed([unlisted], false), november)).toMatchObject({
      n: 0,
      r: 0,
      exempt: 0,
      unassigned: 0,
      quota: 2,
      alone: true,
    });
    expect(contribution(counted, [unlisted], [day('2026-11-03')], november)).toMatchObject({
      v: 1,
      part: { done: 1, met: 0 },
    });
  });

  test('the half-period rule is for those that are required one by one', () => {
    expect(subjectStanding(counted, TREES, listed([span('2026-11-30')]), november)?.quota).toBe(2);
    expect(
      subjectStanding(counted, TREES, listed([span('2026-01-01', '2026-11-29')]), november),
    ).toMatchObject({ quota: 0, exempt: 0 });
  });

  test('one that no register lists counts for no duty that goes by a register', () => {
    expect(inNovember(unlisted)).toBeNull();
  });
});

describe('which visit qualifies', () => {
  const met = visit('2026-11-02');
  const staff = new Map([
    ['o', [{ from: day('2026-11-02'), to: day('2026-11-05'), role: 'member', home: 'g1' }]],
  ]);

  test('met, by a named mode, in the days of the programme, and under it where asked', () => {
    const strict = ruleOf({ ...COVER, modes: ['onSite' as const], ownProgrammeOnly: true });
    const own = { ...met, programmeId: 'p' };
    expect(qualifies(strict, own, staff)).toBe(true);
    const refused: VisitFact[] = [
      met,
      { ...own, programmeId: 'q' },
      { ...own, mode: 'phone' },
      { ...own, outcome: 'notIn' },
      { ...own, outcome: 'refused' },
      { ...own, day: day('2025-12-31') },
      { ...own, day: day('2027-01-01') },
    ];
    expect(refused.filter((candidate) => qualifies(strict, candidate, staff))).toEqual([]);
    expect(refused.filter((candidate) => qualifies(RULE, candidate, staff))).toHaveLength(3);
  });

  test('by one who holds the named role on the day, whoever came along', () => {
    const members = ruleOf({ ...COVER, officerRole: 'member' });
    const by = (on: string, ...officers: string[]) => qualifies(members, visit(on, { officers }), staff);
    expect(['2026-11-01', '2026-11-02', '2026-11-05', '2026-11-06'].map((on) => by(on, 'o'))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(by('2026-11-02', 'stranger', 'o')).toBe(true);
    expect(by('2026-11-02', 'stranger')).toBe(false);
    expect(by('2026-11-02')).toBe(false);
    expect(
      qualifies(ruleOf({ ...COVER, officerRole: 'doctor' }), visit('2026-11-02', { officers: ['o'] }), staff),
    ).toBe(false);
  });

  test('by the rule of its period, and for a duty that has ended none', () => {
    const rule = ruleOf(COVER, [
      ['2026-11-01', { ...COVER, modes: ['onSite'] }],
      ['2026-12-01', null],
    ]);
    const phone = (on: string) => qualifies(rule, visit(on, { mode: 'phone' }), staff);
    expect(['2026-10-31', '2026-11-01', '2026-12-01'].map(phone)).toEqual([true, false, false]);
    expect(qualifies(rule, visit('2026-11-30'), staff)).toBe(true);
    expect(qualifies(rule, visit('2026-12-01'), staff)).toBe(false);
  });

  test('each day once, ascending', () => {
    const visits = [visit('2026-11-09'), visit('2026-11-02'), visit('2026-11-09')];
    expect(qualifyingDays(RULE, visits, staff)).toEqual([day('2026-11-02'), day('2026-11-09')]);
  });
});

/** Entries of one subject: some tagged, in two homes. */
const register = runs(5).chain((list) =>
  fc
    .array(fc.tuple(fc.constantFrom('g1', 'g2'), fc.boolean()), {
      minLength: list.length,
      maxLength: list.length,
    })
    .map((more) =>
      list.map(({ from, to }, i): SubjectSpan => {
        const [home, tagged] = more[i]!;
        return { from, to, home, type: 'household', tags: tagged ? ['frail'] : [], zones: {} };
      }),
    ),
);
const anyRule = fc
  .record({ period: fc.constantFrom(...PERIOD_KINDS), tags: fc.constantFrom([], ['frail']) })
  .map((fields) => ruleOf({ ...COVER, ...fields }));

describe('every subject', () => {
  test('counts when it is under the duty on the last day and on half of all days, and is exempt on fewer', () => {
    fc.assert(
      fc.property(anyRule, register, anyDay, (rule, spans, on) => {
        const period = periodOf(rule.duty.period, on, YEAR);
        let days = 0;
        let since = 0;
        for (let each = period.start; each <= period.end; each++) {
          const under = spans.some(({ from, to, tags }) => {
            const tagged = rule.duty.tags.length === 0 || tags.includes('frail');
            return from <= each && each <= to && tagged;
          });
          if (!under) since = each + 1;
          else days++;
        }
        const at = standing(rule, spans, period);
        const begin = Math.max(period.start, YEAR.firstDay);
        const counts = since <= period.end && days >= (period.end - period.start + 1) / 2;
        if (days === 0) expect(at).toBeNull();
        else
          expect(at).toMatchObject({
            n: counts ? 1 : 0,
            r: counts ? 2 : 0,
            exempt: counts ? 0 : 1,
            startDay: counts && since > begin ? since : 0,
          });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a contribution', () => {
  const year = [span('2020-01-01', null)];
  const at = (...days: string[]) => contribution(RULE, year, days.map(day), november);

  test('is capped at what is required', () => {
    expect(at('2026-11-01', '2026-11-02', '2026-11-30')).toMatchObject({
      v: 3,
      r: 2,
      part: { visited: 1, done: 2, met: 1, prevMet: 0 },
    });
    expect(at('2026-11-30')).toMatchObject({ v: 1, part: { visited: 1, done: 1, met: 0 } });
    expect(at('2026-12-01')).toBeNull();
  });

  test('tells whether the month before was met, and whether it was followed up', () => {
    expect(at('2026-10-01', '2026-10-31')).toMatchObject({ part: { prevMet: 1, prevMetVisited: 0 } });
    expect(at('2026-10-01', '2026-10-31', '2026-11-01')).toMatchObject({
      part: { prevMet: 1, prevMetVisited: 1 },
    });
    expect(at('2026-10-31')).toBeNull();
    expect(at('2026-10-31', '2026-11-01')).toMatchObject({ part: { prevMet: 0, prevMetVisited: 0 } });
  });

  test('a month before in which it did not count was not met', () => {
    const late = [span('2026-10-20', null)];
    const days = ['2026-10-21', '2026-10-22'].map(day);
    const now = [...days, day('2026-11-01')];
    expect(contribution(RULE, late, days, november)).toBeNull();
    expect(contribution(RULE, late, now, november)).toMatchObject({ part: { prevMet: 0 } });
  });

  test('of one that does not count is none', () => {
    const late = [span('2026-11-20', null)];
    expect(contribution(RULE, late, [day('2026-11-21')], november)).toBeNull();
  });

  test('of one that nobody called on is none, but where it was met the month before', () => {
    expect(at()).toBeNull();
    expect(at('2026-12-01')).toBeNull();
    expect(at('2026-10-01', '2026-10-02')).toMatchObject({ v: 0, part: { visited: 0, done: 0, prevMet: 1 } });
  });

  test('the month before is judged by its own rule: two visits met the two of October, not the three of now', () => {
    const rule = ruleOf(COVER, [['2026-11-01', { ...COVER, n: 3 }]]);
    const made = (...days: string[]) => contribution(rule, year, days.map(day), november);
    expect(made('2026-10-01', '2026-10-31', '2026-11-01')).toMatchObject({
      r: 3,
      part: { prevMet: 1, met: 0 },
    });
  });

  test('met without anybody answering for it is counted apart', () => {
    const tally = tallyOfDays(['2026-11-01', '2026-11-02'].map(day));
    const alone = reckonSubject(RULE, TREES, 'x', listed(year, false), tally);
    expect(contributionIn(alone, november)?.part).toMatchObject({ met: 1, metUnassigned: 1 });
    const answered = reckonSubject(RULE, TREES, 'x', listed(year), tally);
    expect(contributionIn(answered, november)?.part).toMatchObject({ met: 1, metUnassigned: 0 });
  });

  test('never exceeds what is required, and is met just when all of it is done', () => {
    fc.assert(
      fc.property(anyRule, register, fc.uniqueArray(anyDay), anyDay, (rule, spans, days, on) => {
        const period = periodOf(rule.duty.period, on, YEAR);
        const ascending = days.toSorted((a, b) => a - b);
        const made = contribution(rule, spans, ascending, period);
        if ((standing(rule, spans, period)?.n ?? 0) === 0) expect(made).toBeNull();
        const v = ascending.filter((each) => each >= period.start && each <= period.end).length;
        if (!made) return;
        const { part, r } = made;
        expect([made.v, r]).toEqual([v, 2]);
        expect(part.done).toBe(Math.min(v, r));
        expect(part.met).toBe(part.done === r ? 1 : 0);
        expect(part.prevMetVisited).toBe(part.prevMet * part.visited);
        expect(v + part.prevMet).toBeGreaterThan(0);
      }),
    );
  });
});
