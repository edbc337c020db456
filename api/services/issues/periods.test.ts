import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparableWith, stepsOf } from '#api/services/issues/periods.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { parsePeriod, periodOf, previousPeriod } from '#geodata/duty/period.ts';

const day = (text: string) => parseDay(text)!;
const anyDay = fc.integer({ min: day('2020-01-01'), max: day('2030-12-31') });
const anyStep = fc.constantFrom('day', 'week', 'month' as const);

describe('the steps of a series', () => {
  test('follow each other without a gap from the step of the first day to the last day', () => {
    fc.assert(
      fc.property(anyStep, anyDay, fc.nat(119), anyDay, (step, from, length, today) => {
        const to = from + length;
        const steps = stepsOf(step, { from, to }, today);
        expect(steps[0]!.start).toBe(step === 'day' ? from : periodOf(step, from).start);
        for (const [i, { start, end }] of steps.entries()) {
          expect(start).toBeLessThanOrEqual(end);
          if (i > 0) expect(start).toBe(steps[i - 1]!.end + 1);
        }
        const last = steps.at(-1)!;
        expect(last.start).toBeLessThanOrEqual(to);
        expect(last.end).toBeGreaterThanOrEqual(to);
        // what lies after the last day asked for is counted only where there cannot be anything
        if (to < today) expect(last.end).toBe(to);
      }),
    );
  });

  test('are at most 120', () => {
    const from = day('2026-01-01');
    expect(stepsOf('day', { from, to: from + 119 }, from)).toHaveLength(120);
    expect(() => stepsOf('day', { from, to: from + 120 }, from)).toThrow(/more than 120 steps/);
  });
});

describe('the days a period is compared with', () => {
  test('are as many as have begun, and a period of the calendar only where they are a whole one', () => {
    const kinds = fc.constantFrom('week', 'month', 'quarter', 'year' as const);
    fc.assert(
      fc.property(kinds, anyDay, fc.nat(400), (kind, start, after) => {
        const period = periodOf(kind, start);
        const today = period.start + after;
        const before = previousPeriod(period)!;
        const days = comparableWith(period, today)!;
        expect(days.start).toBe(before.start);
        expect(days.end).toBeLessThanOrEqual(before.end);
        if (today >= period.end) expect(days.end).toBe(before.end);
        else expect(days.end).toBe(Math.min(before.end, before.start + after));
        expect(days.kind).toBe(days.end === before.end ? kind : 'days');
      }),
    );
  });

  test('are none before a programme and for what has not begun', () => {
    const span = { firstDay: day('2026-01-01'), lastDay: day('2026-12-31') };
    expect(comparableWith(parsePeriod('programme', span)!, day('2026-11-20'))).toBe(null);
    expect(comparableWith(parsePeriod('2026-12')!, day('2026-11-30'))).toBe(null);
    expect(comparableWith(parsePeriod('2026-12')!, day('2026-12-01'))).toEqual({
      kind: 'days',
      start: day('2026-11-01'),
      end: day('2026-11-01'),
    });
  });
});
