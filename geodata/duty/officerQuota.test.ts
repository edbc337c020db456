import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type PostRegister,
  type PostVisit,
  postStanding,
  qualifyingCalls,
  reckonPost,
  tallyOfCalls,
} from '#geodata/duty/officerQuota.ts';
import { parsePeriod, periodOf } from '#geodata/duty/period.ts';
import { TreeVersions } from '#geodata/duty/places.ts';
import { contributionIn } from '#geodata/duty/reckoning.ts';
import type { OfficerSpan, PostAssignment } from '#geodata/duty/types.ts';
import { PERIOD_KINDS, UNLISTED } from '#geodata/model.ts';
import {
  anyDay,
  areas,
  day,
  days,
  QUOTA,
  ruleOf,
  runs,
  subject,
  TREES,
  visit,
  YEAR,
} from '#geodata/testing/duty.ts';

const RULE = ruleOf(QUOTA);
const november = parsePeriod('2026-11')!;
const held = (from: string, to: string | null = null, role = 'secretary', home = 't1'): OfficerSpan => ({
  ...days(from, to),
  role,
  home,
});
const toArea = (area: string, from = '2026-01-01', to: string | null = null): PostAssignment => ({
  ...days(from, to),
  area,
  subject: null,
});
const toSubject = (id: string, from = '2026-01-01', to: string | null = null): PostAssignment => ({
  ...days(from, to),
  area: null,
  subject: id,
});
const post = (fields: Partial<PostRegister> = {}): PostRegister => ({
  spans: [held('2020-01-01')],
  assignments: [toArea('g1')],
  subjects: new Map(),
  ...fields,
});
const at = (register: PostRegister, rule = RULE, period = november) =>
  postStanding(rule, TREES, register, period);

describe('the quota of a post', () => {
  test('is asked in full of a post that is held all month', () => {
    expect(at(post())).toMatchObject({ n: 1, r: 20, quota: 20, exempt: 0, startDay: 0, unassigned: 0 });
  });

  test('from 15 November, 16 of 30 days: ceil(20 × 16/30) = ceil(10.67) = 11', () => {
    expect(at(post({ spans: [held('2026-11-15')] }))).toMatchObject({ r: 11, startDay: day('2026-11-15') });
  });

  test('from 16 November, 15 of 30 days: ceil(20 × 15/30) = 10, one day less is exempt', () => {
    expect(at(post({ spans: [held('2026-11-16')] }))).toMatchObject({ n: 1, r: 10, exempt: 0 });
    expect(at(post({ spans: [held('2026-11-17')] }))).toMatchObject({
      n: 0,
      r: 0,
      quota: 0,
      exempt: 1,
      startDay: 0,
    });
  });

  test('from 13 February, 16 of 28 days: ceil(7 × 16/28) = 4, with no hair above', () => {
    const seven = ruleOf({ ...QUOTA, n: 7 });
    expect(at(post({ spans: [held('2026-02-13')] }), seven, parsePeriod('2026-02')!)?.r).toBe(4);
  });

  test('one that is not held on the last day is exempt, however long it was held', () => {
    expect(at(post({ spans: [held('2020-01-01', '2026-11-29')] }))).toMatchObject({ n: 0, exempt: 1 });
    expect(at(post({ spans: [held('2020-01-01', '2026-11-30')] }))).toMatchObject({ n: 1, r: 20 });
  });

  test('days apart add up: 1 to 10 and 21 to 30 are 20 of 30, ceil(20 × 20/30) = 14; the window starts on the 21st', () => {
    const spans = [held('2026-01-01', '2026-11-10'), held('2026-11-21')];
    expect(at(post({ spans }))).toMatchObject({ r: 14, startDay: day('2026-11-21') });
  });

  test('days in another role do not count, and break the run', () => {
    const spans = [
      held('2026-01-01', '2026-11-12'),
      held('2026-11-13', '2026-11-14', 'member'),
      held('2026-11-15'),
    ];
    expect(at(post({ spans }))).toMatchObject({ r: 19, startDay: day('2026-11-15') });
    expect(at(post({ spans: [held('2020-01-01', null, 'member')] }))).toBeNull();
  });

  test('an entry that only moved on to another organisation is one run', () => {
    const spans = [held('2026-11-05', '2026-11-12'), held('2026-11-13', null, 'secretary', 't2')];
    expect(at(post({ spans }))).toMatchObject({ r: 18, startDay: day('2026-11-05') });
  });

  test('outside the programme and after the end of the duty there is none', () => {
    expect(at(post(), RULE, parsePeriod('2027-01')!)).toBeNull();
    const ended = ruleOf(QUOTA, [['2026-11-01', null]]);
    expect(at(post(), ended)).toBeNull();
    expect(at(post(), ended, parsePeriod('2026-10')!)?.r).toBe(20);
  });

  test('is the smallest whole number that is not below its share', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PERIOD_KINDS),
        runs(),
        anyDay,
        fc.integer({ min: 1, max: 60 }),
        (period, list, on, n) => {
          const rule = ruleOf({ ...QUOTA, period, n });
          const asked = periodOf(period, on, YEAR);
          const spans = list.map((each) => ({ ...each, role: 'secretary', home: 't1' }));
          const found = at(post({ spans }), rule, asked);
          const length = asked.end - asked.start + 1;
          let inForce = 0;
          for (let d = asked.start; d <= asked.end; d++)
            if (spans.some(({ from, to }) => from <= d && d <= to)) inForce++;
          const last = spans.some(({ from, to }) => from <= asked.end && asked.end <= to);
          expect(found === null).toBe(inForce === 0);
          if (!found) return;
          expect(found.n).toBe(last && inForce >= length / 2 ? 1 : 0);
          if (found.n === 0) return;
          expect(found.r * length).toBeGreaterThanOrEqual(n * inForce);
          expect((found.r - 1) * length).toBeLessThan(n * inForce);
        },
      ),
    );
  });
});

describe('a post is at home', () => {
  const subjects = new Map([
    ['s', [subject('2020-01-01', null, { home: 'g2' })]],
    ['far', [subject('2020-01-01', null, { home: 'g4' })]],
    ['gone', [subject('2020-01-01', '2026-10-31', { home: 'g4' })]],
  ]);
  const home = (...assignments: PostAssignment[]) => {
    const { home, town } = at(post({ assignments, subjects }))!;
    return [home, town];
  };

  test('in the lowest area that holds all its areas and lists', () => {
    expect(home(toArea('g1'))).toEqual(['g1', 't1']);
    expect(home(toArea('g1'), toArea('g2'))).toEqual(['c1', 't1']);
    expect(home(toArea('g1'), toSubject('s'))).toEqual(['c1', 't1']);
    expect(home(toArea('g1'), toArea('c2'))).toEqual(['t1', 't1']);
    expect(home(toArea('g1'), toSubject('far'))).toEqual(['d', 'd']);
  });

  test('with its organisation when it has none in force on the last day', () => {
    expect(home()).toEqual(['t1', 't1']);
    expect(home(toArea('g4', '2026-01-01', '2026-11-29'))).toEqual(['t1', 't1']);
    expect(home(toArea('g4', '2026-12-01'))).toEqual(['t1', 't1']);
    expect(home(toSubject('gone'))).toEqual(['t1', 't1']);
    expect(home(toArea('g9'))).toEqual(['t1', 't1']);
  });

  test('areas of another tree have no say in it', () => {
    expect(home(toArea('g1'), toArea('z1'))).toEqual(['g1', 't1']);
    const heating = ruleOf({ ...QUOTA, tree: 'heating' });
    const both = post({ assignments: [toArea('g1'), toArea('z1')] });
    expect(at(both, heating)).toMatchObject({ home: 'z1', town: 'z1' });
  });

  test('by the tree of the last day of the period', () => {
    const trees = new TreeVersions([
      { from: day('2020-01-01'), nodes: areas() },
      { from: day('2026-11-30'), nodes: areas({ g3: 'c1' }) },
    ]);
    const both = post({ assignments: [toArea('g1'), toArea('g3')] });
    expect(postStanding(RULE, trees, both, parsePeriod('2026-10')!)?.home).toBe('t1');
    expect(postStanding(RULE, trees, both, november)?.home).toBe('c1');
  });

  test('without areas and lists it is unassigned', () => {
    expect(at(post({ assignments: [] }))).toMatchObject({ n: 1, unassigned: 1, alone: true });
    expect(at(post({ assignments: [toSubject('s')], subjects }))).toMatchObject({ unassigned: 0 });
    expect(at(post({ assignments: [], spans: [held('2026-11-20')] }))).toMatchObject({ unassigned: 0 });
  });
});

describe('the calls of a post', () => {
  const call = (id: string, on: string, fields: Partial<PostVisit> = {}): PostVisit => ({
    ...visit(on),
    subject: id,
    ...fields,
  });
  const house = (home: string, fields: Parameters<typeof subject>[2] = {}) => [
    subject('2020-01-01', null, { home, ...fields }),
  ];
  const subjects = new Map([
    ['a', house('g1')],
    ['b', house('b1')],
    ['out', house('g2')],
    ['firm', house('g1', { type: 'firm' })],
    ['poor', house('g1', { tags: ['poor'] })],
    ['unlisted', house('g1', { tags: [UNLISTED] })],
    ['left', [subject('2020-01-01', '2026-11-29')]],
    ['came', [subject('2020-01-01', '2026-11-19', { home: 'g4' }), subject('2026-11-20')]],
  ]);
  const register = post({ subjects });
  const count = (calls: PostVisit[], fields: Partial<PostRegister> = {}, rule = RULE) =>
    tallyOfCalls(rule, TREES, { ...register, ...fields }, qualifyingCalls(rule, calls)).countIn(november);
  const each = (ids: string[], fields?: Partial<PostRegister>, rule = RULE) =>
    ids.filter((id) => count([call(id, '2026-11-10')], fields, rule) === 1);

  test('count different subjects, each once', () => {
    const calls = [
      call('a', '2026-11-01'),
      call('a', '2026-11-02'),
      call('b', '2026-11-02'),
      call('a', '2026-11-02'),
    ];
    expect(count(calls)).toBe(2);
  });

  test('count those met by a mode that is named, in the period', () => {
    const byFoot = ruleOf({ ...QUOTA, modes: ['onSite'] });
    const calls = [
      call('a', '2026-11-01', { outcome: 'notIn' }),
      call('b', '2026-11-01', { mode: 'phone' }),
      call('firm', '2026-10-31'),
      call('poor', '2026-12-01'),
    ];
    expect(count(calls, {}, byFoot)).toBe(0);
    expect(count(calls)).toBe(1);
  });

  test('count subjects at home in an area of the post or below it, and those on its list', () => {
    const all = ['a', 'b', 'out'];
    expect(each(all)).toEqual(['a', 'b']);
    expect(each(all, { assignments: [toArea('b1')] })).toEqual(['b']);
    expect(each(all, { assignments: [toArea('c1')] })).toEqual(all);
    expect(each(all, { assignments: [toSubject('out')] })).toEqual(['out']);
    expect(each(all, { assignments: [] })).toEqual([]);
  });

  test('count subjects that the duty names, and none that no register lists', () => {
    expect(each(['a', 'firm', 'unlisted'])).toEqual(['a', 'firm']);
    expect(each(['a', 'firm'], {}, ruleOf({ ...QUOTA, subjectType: 'firm' }))).toEqual(['firm']);
    expect(each(['a', 'poor'], {}, ruleOf({ ...QUOTA, tags: ['poor'] }))).toEqual(['poor']);
    expect(count([call('stranger', '2026-11-10')])).toBe(0);
  });

  test('whose a subject is is read on the last day: who left is none, who came since is one', () => {
    expect(each(['left', 'came'])).toEqual(['came']);
    expect(each(['a'], { assignments: [toArea('g1', '2026-01-01', '2026-11-29')] })).toEqual([]);
    expect(each(['a'], { assignments: [toArea('g1', '2026-11-30')] })).toEqual(['a']);
  });

  test('made before the post took up its role, or after, count for nothing: its quota has no share of those days', () => {
    const spans = [held('2020-01-01', '2026-11-09', 'member'), held('2026-11-10')];
    const calls = [call('a', '2026-11-09'), call('b', '2026-11-10')];
    expect(count(calls, { spans })).toBe(1);
    expect(count(calls.slice(0, 1), { spans })).toBe(0);
    expect(count(calls, { spans: [held('2020-01-01', '2026-11-09')] })).toBe(1);
  });

  test('the first is the first that counted', () => {
    const first = (...calls: PostVisit[]) => tallyOfCalls(RULE, TREES, register, calls).first;
    expect(first(call('out', '2026-03-05'), call('b', '2026-05-09'), call('a', '2026-05-08'))).toBe(
      day('2026-05-08'),
    );
    expect(first(call('out', '2026-03-05'))).toBeNull();
    expect(first()).toBeNull();
  });

  test('done is at most the quota: 3 of 2 are 2, 1 of 2 leaves a gap of 1', () => {
    const two = ruleOf({ ...QUOTA, n: 2 });
    const made = (calls: PostVisit[]) =>
      contributionIn(
        reckonPost(two, TREES, 'o', register, tallyOfCalls(two, TREES, register, calls)),
        november,
      );
    const calls = ['a', 'b', 'firm'].map((id) => call(id, '2026-11-10'));
    expect(made(calls)).toMatchObject({ v: 3, r: 2, part: { visited: 1, done: 2, met: 1 } });
    expect(made(calls.slice(0, 1))).toMatchObject({ v: 1, part: { visited: 1, done: 1, met: 0 } });
    expect(made(['a', 'b'].map((id) => call(id, '2026-10-10')))).toMatchObject({
      v: 0,
      part: { prevMet: 1, prevMetVisited: 0 },
    });
  });

  test('of a programme add up from its first day to its last', () => {
    const whole = ruleOf({ ...QUOTA, period: 'programme' });
    const calls = [
      call('a', '2026-01-01'),
      call('b', '2026-12-31'),
      call('a', '2026-06-01'),
      call('firm', '2025-12-31'),
    ];
    const tally = tallyOfCalls(whole, TREES, register, qualifyingCalls(whole, calls));
    expect(tally.countIn(periodOf('programme', 0, YEAR))).toBe(2);
    expect(tally.first).toBe(day('2026-01-01'));
  });
});
