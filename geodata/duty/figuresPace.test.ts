import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { civilCalendar } from '#geodata/duty/calendar.ts';
import { elapsedShare } from '#geodata/duty/figures.ts';
import { parsePeriod } from '#geodata/duty/period.ts';
import { workingCalendar } from '#geodata/duty/workingCalendar.ts';
import { day } from '#geodata/testing/duty.ts';
import {
  anyCalendar,
  anyToday,
  figuresOf,
  november,
  shown,
  working,
  world,
  type X,
} from '#geodata/testing/figures.ts';

describe('pace', () => {
  test('half-way through a month 50 % is green: (100 - 200 × 15/30)/200 = 0, 100 left over 16 days', () => {
    const answer = shown({ n: 100, required: 200, done: 100, ever: 100, visited: 100 }, '2026-11-15');
    expect(answer).toMatchObject({ expected: 100, ratio: 0.5, pace: 0, light: 'green', projected: 1 });
    expect(answer.dailyRate).toBeCloseTo(100 / 16, 12);
  });

  test('a third done half-way is -1/6: (10 - 15)/30, amber with 5 behind', () => {
    const answer = shown({ n: 30, required: 30, done: 10 }, '2026-11-15');
    expect(answer.pace).toBeCloseTo(-1 / 6, 12);
    expect(answer.light).toBe('amber');
  });

  test('the elapsed share counts today, is 0 before the window and 1 after it', () => {
    const share = (today: number) => elapsedShare(11, 20, today, civilCalendar);
    expect([10, 11, 15, 20, 21].map(share)).toEqual([0, 0.1, 0.5, 1, 1]);
  });

  test('a window without counted days has passed at its end', () => {
    const holidays = { count: () => 0, addDays: (from: number) => from };
    expect([9, 10].map((today) => elapsedShare(10, 10, today, holidays))).toEqual([0, 1]);
  });

  test('who came late is expected by its own window', () => {
    // 10 required from 1 to 30 November, 4 from 11 to 30: on the 15th 10 * 15/30 + 4 * 5/20
    const late = { n: 7, required: 14, windows: [{ startDay: day('2026-11-11'), dueDay: 0, r: 4 }] };
    expect(shown(late, '2026-11-15').expected).toBeCloseTo(6, 12);
    expect(shown(late, '2026-11-10').expected).toBeCloseTo(10 / 3, 12);
    expect(shown(late, '2026-11-30').expected).toBeCloseTo(14, 12);
  });

  test('an event is expected from its day to its deadline: 20 November to 4 December, 6 of 15 days by the 25th', () => {
    const december = parsePeriod('2026-12')!;
    const windows = [{ startDay: day('2026-11-20'), dueDay: day('2026-12-04'), r: 1 }];
    const expected = (today: string) =>
      shown({ n: 1, required: 1, windows }, today, { kind: 'afterEvent', period: december }).expected;
    expect(expected('2026-11-19')).toBe(0);
    expect(expected('2026-11-25')).toBeCloseTo(6 / 15, 12);
    expect(expected('2026-12-04')).toBe(1);
    expect(expected('2026-12-31')).toBe(1);
  });

  test('working days alone count where the duty says so: by Sunday 8 November 5 of 21', () => {
    const at = (today: string) => shown({ n: 21, required: 21 }, today, { calendar: working });
    expect(at('2026-11-06').expected).toBeCloseTo(5, 12);
    expect(at('2026-11-08').expected).toBeCloseTo(5, 12);
    expect(at('2026-11-09').expected).toBeCloseTo(6, 12);
    // from Saturday the 7th to the end of the month 16 working days are left
    expect(at('2026-11-07').dailyRate).toBeCloseTo(21 / 16, 12);
  });

  test('a programme that begins or ends within the month has a window of its own', () => {
    const programme = { firstDay: day('2026-11-11'), lastDay: day('2026-11-20') };
    const expected = (today: string) => shown({ n: 1, required: 10 }, today, { programme }).expected;
    expect(['2026-11-10', '2026-11-11', '2026-11-15', '2026-11-20', '2026-11-25'].map(expected)).toEqual([
      0, 1, 5, 10, 10,
    ]);
  });

  test('a standing is expected in full at once: 3 of 5 on the first day is -40 %, and red', () => {
    const staffing = shown({ n: 1, required: 5, done: 3, visited: 1, ever: 1 }, '2026-11-01', {
      kind: 'staffing',
    });
    expect(staffing).toMatchObject({ expected: 5, ratio: 0.6, pace: -0.4, light: 'red', projected: null });
    expect(staffing.gaps).toMatchObject({ belowQuota: 1, never: 0 });
    const light = (done: number) => shown({ required: 100, done }, '2026-11-01', { kind: 'staffing' }).light;
    expect([100, 99, 90, 89].map(light)).toEqual(['green', 'amber', 'amber', 'red']);
  });

  test('expected lies between 0 and required, never falls, and is required when the month is over', () => {
    fc.assert(
      fc.property(world, anyCalendar, fc.tuple(anyToday, anyToday), ([kind, all], calendar, days) => {
        const [one, two] = days.toSorted((a, b) => a - b) as [number, number];
        const expected = (today: number) => figuresOf(kind, all, today, calendar).expected;
        const required = all.reduce((sum, { r }) => sum + r, 0);
        expect(expected(one)).toBeGreaterThanOrEqual(-1e-9);
        expect(expected(one)).toBeLessThanOrEqual(expected(two) + 1e-9);
        expect(expected(two)).toBeLessThanOrEqual(required + 1e-9);
        expect(expected(november.end)).toBeCloseTo(required, 9);
        expect(expected(november.end + 60)).toBeCloseTo(required, 9);
      }),
      { numRuns: 300 },
    );
  });

  test('expected is the sum over the x, each by its own window', () => {
    fc.assert(
      fc.property(world, anyCalendar, anyToday, ([kind, all], calendar, today) => {
        const one = ({ r, startDay, dueDay }: X): number =>
          kind === 'staffing'
            ? r
            : r * elapsedShare(startDay || november.start, dueDay || november.end, today, calendar);
        const total = all.reduce((sum, x) => sum + one(x), 0);
        expect(figuresOf(kind, all, today, calendar).expected).toBeCloseTo(total, 9);
      }),
    );
  });
});

describe('projected end and daily rate', () => {
  test('the projection is the rate so far, carried on, at most 1: 10/60 after a third of the month is 1/2', () => {
    const at = (done: number) => shown({ n: 10, required: 60, done }, '2026-11-10').projected;
    expect(at(10)).toBeCloseTo(0.5, 12);
    expect(at(20)).toBe(1);
    expect(at(40)).toBe(1);
    expect(at(0)).toBe(0);
  });

  test('is not made while less than a twentieth is expected: 1/30 is less, 2/30 is not', () => {
    const at = (today: string) => shown({ n: 10, required: 60, done: 1 }, today).projected;
    expect(at('2026-11-01')).toBeNull();
    expect(at('2026-11-02')).toBeCloseTo(0.25, 12);
  });

  test('the daily rate counts today, and the whole window before it begins', () => {
    const rate = (today: string) => shown({ n: 10, required: 60, done: 30 }, today).dailyRate;
    expect(['2026-10-01', '2026-11-01', '2026-11-21', '2026-11-30', '2026-12-01'].map(rate)).toEqual([
      1,
      1,
      3,
      30,
      null,
    ]);
  });

  test('with no working day left the rate is what is left in one day', () => {
    // Saturday 28 November 2026, and the 30th a holiday
    const calendar = workingCalendar({ holidays: ['2026-11-30'], workdays: [] });
    expect(shown({ n: 10, required: 60, done: 30 }, '2026-11-28', { calendar }).dailyRate).toBe(30);
  });
});
