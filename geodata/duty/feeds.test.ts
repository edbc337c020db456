import { describe, expect, test } from 'vitest';
import { type Feed, isLate, serving, silentHomes } from '#geodata/duty/feeds.ts';
import { parsePeriod } from '#geodata/duty/period.ts';
import { OPEN_END } from '#geodata/model.ts';
import { areas, day } from '#geodata/testing/duty.ts';

const november = parsePeriod('2026-11')!;
const nodes = areas();
/** A source of town t1 that should deliver every week. */
const feed = (lastDelivery: string | null, fields: Partial<Feed> = {}): Feed => ({
  id: 'f',
  areas: ['t1'],
  duties: [],
  intervalDays: 7,
  from: day('2026-01-01'),
  to: OPEN_END,
  lastDelivery: lastDelivery === null ? null : day(lastDelivery),
  ...fields,
});
const late = (one: Feed, today: string) => isLate(one, november, day(today));
const DUTY = { id: 'd', kind: 'coverSubjects' } as const;
const silent = (feeds: Feed[], today: string, id = 'd', period = november) => {
  const isSilent = silentHomes(feeds, { ...DUTY, id }, period, day(today), nodes);
  return isSilent && ['g1', 'g3', 't1', 'g4', 'd', 'g9'].filter(isSilent);
};

describe('a source', () => {
  test('is late when more than its interval has gone by: 17 - 10 = 7 days are not, 18 - 10 = 8 are', () => {
    expect(
      ['2026-11-10', '2026-11-17', '2026-11-18'].map((today) => late(feed('2026-11-10'), today)),
    ).toEqual([false, false, true]);
  });

  test('that never delivered is late when its interval has gone by since it began', () => {
    const fresh = feed(null, { from: day('2026-11-10') });
    expect(['2026-11-17', '2026-11-18'].map((today) => late(fresh, today))).toEqual([false, true]);
  });

  test('is late about a period that is over until it delivers, once its interval has gone by', () => {
    // 30 November is the last day; a weekly source heard on the 28th is not late by 5 December, but by the 6th.
    expect(late(feed('2026-11-28'), '2026-12-05')).toBe(false);
    expect(late(feed('2026-11-28'), '2026-12-06')).toBe(true);
    expect(late(feed('2026-11-28'), '2027-03-01')).toBe(true);
  });

  test('that delivers seldom is not late about a short period it has not yet had to tell of', () => {
    const week = parsePeriod('2026-W47')!;
    const monthly = feed('2026-11-01', { intervalDays: 30 });
    expect(isLate(monthly, week, day('2026-12-01'))).toBe(false);
    expect(isLate(monthly, week, day('2026-12-02'))).toBe(true);
  });

  test('that has delivered after the end of the period has told what there was to tell', () => {
    expect(late(feed('2026-11-02'), '2026-12-05')).toBe(true);
    expect(late(feed('2026-12-05'), '2026-12-05')).toBe(false);
    expect(late(feed('2026-12-01'), '2027-03-01')).toBe(false);
  });
});

describe('the sources of a duty', () => {
  test('are those that name it, or no duty at all', () => {
    const named = feed(null, { id: 'a', duties: ['d', 'e'] });
    const other = feed(null, { id: 'b', duties: ['e'] });
    const all = feed(null, { id: 'c' });
    expect(serving([named, other, all], DUTY, november).map(({ id }) => id)).toEqual(['a', 'c']);
    // Who is assigned where is told by no visit.
    const staffing = { id: 'd', kind: 'staffing' } as const;
    expect(serving([named, other, all], staffing, november).map(({ id }) => id)).toEqual(['a']);
  });

  test('are those in force on the last day of the period, as registers are read', () => {
    const serves = (from: string, to: string) =>
      serving([feed(null, { from: day(from), to: day(to) })], DUTY, november).length;
    expect(serves('2026-11-30', '2027-01-31')).toBe(1);
    expect(serves('2026-01-01', '2026-11-30')).toBe(1);
    expect(serves('2026-12-01', '2027-01-31')).toBe(0);
    expect(serves('2026-01-01', '2026-11-29')).toBe(0);
  });
});

describe('what has no data', () => {
  test('is what every source is late about, below its areas and in no other', () => {
    expect(silent([feed('2026-11-01')], '2026-11-20')).toEqual(['g1', 'g3', 't1']);
  });

  test('is nothing where one of two sources is in time', () => {
    const other = feed('2026-11-19', { id: 'g', areas: ['c1'] });
    expect(silent([feed('2026-11-01'), other], '2026-11-20')).toEqual(['g3', 't1']);
  });

  test('is what two sources are late about, both of them', () => {
    const other = feed('2026-11-05', { id: 'g', areas: ['c1'] });
    expect(silent([feed('2026-11-01'), other], '2026-11-20')).toEqual(['g1', 'g3', 't1']);
  });

  test('a source in time over the whole district speaks for all below', () => {
    const above = feed('2026-11-19', { id: 'g', areas: ['d'] });
    expect(silent([feed('2026-11-01'), above], '2026-11-20')).toEqual([]);
  });

  test('one source named over two nested areas is one source', () => {
    expect(silent([feed('2026-11-01', { areas: ['t1', 'c1'] })], '2026-11-20')).toEqual(['g1', 'g3', 't1']);
  });

  test('is nothing where no source is: what is typed in has none, and its silence means nobody went', () => {
    expect(silent([], '2026-11-20')).toBeNull();
  });

  test('nobody is asked when all are in time', () => {
    expect(silent([feed('2026-11-19')], '2026-11-20')).toBeNull();
  });

  test('a late source of another duty says nothing', () => {
    expect(silent([feed('2026-11-01', { duties: ['e'] })], '2026-11-20')).toBeNull();
    expect(silent([feed('2026-11-01', { duties: ['e'] })], '2026-11-20', 'e')).toEqual(['g1', 'g3', 't1']);
    const inTime = feed('2026-11-19', { id: 'g', duties: ['e'] });
    expect(silent([feed('2026-11-01', { duties: ['d'] }), inTime], '2026-11-20')).toEqual(['g1', 'g3', 't1']);
  });

  test('a source that has resumed after the end of the period leaves no gap unknown in it, nor in the next', () => {
    const resumed = [feed('2026-12-05')];
    expect(silent([feed('2026-11-02')], '2026-12-04')).toEqual(['g1', 'g3', 't1']);
    expect(silent(resumed, '2026-12-05')).toBeNull();
    expect(silent(resumed, '2026-12-05', 'd', parsePeriod('2026-12')!)).toBeNull();
  });

  test('a source given up during the period is none on its last day', () => {
    expect(silent([feed('2026-11-01', { to: day('2026-11-10') })], '2026-12-20')).toBeNull();
  });
});
