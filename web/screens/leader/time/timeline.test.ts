import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import { asOfAt, daysIn, lastStop, neighbour, playStep, priorOf, stopOf, timelineOf } from './timeline.ts';

const campaign = { firstDay: '2025-03-15', lastDay: '2027-12-31' };
const today = '2026-11-20';
const line = (kind: 'week' | 'month' | 'quarter' | 'year' | 'programme', key: string | null, asOf?: string) =>
  timelineOf(kind, key, asOf ?? null, today, campaign)!;

describe('the days of a period', () => {
  it('end today while it runs: the future has no stop', () => {
    const november = line('month', null);
    expect(november.period.key).toBe('2026-11');
    expect([daysIn(november), lastStop(november), november.over]).toEqual([30, 19, false]);
    expect(asOfAt(november, 19)).toBeNull();
    expect(asOfAt(november, 0)).toBe('2026-11-01');
    expect(stopOf(november, '2026-11-12')).toBe(11);
    expect(stopOf(november, null)).toBe(19);
  });

  it('are followed by "now" once it is over', () => {
    const october = line('month', '2026-10');
    expect([daysIn(october), lastStop(october), october.over]).toEqual([31, 31, true]);
    expect(asOfAt(october, 30)).toBe('2026-10-31');
    expect(asOfAt(october, 31)).toBeNull();
    expect(stopOf(october, '2026-11-05')).toBe(31);
  });

  it('are those of the period that ran on the day asked for', () => {
    expect(line('month', null, '2026-08-03').period.key).toBe('2026-08');
    expect(line('week', null, '2026-11-15').period.key).toBe('2026-W46');
  });

  it('begin and end with the campaign', () => {
    expect(formatDay(line('month', '2025-03').first)).toBe('2025-03-15');
    const all = line('programme', 'programme');
    expect([formatDay(all.first), formatDay(all.last)]).toEqual(['2025-03-15', '2027-12-31']);
    expect(formatDay(all.limit)).toBe(today);
  });

  it('read back every stop', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('week', 'month', 'quarter', 'year', 'programme'),
        fc.integer({ min: parseDay('2025-03-15')!, max: parseDay(today)! - 1 }),
        (kind, day) => {
          const asOf = formatDay(day);
          const at = timelineOf(kind, null, asOf, today, campaign)!;
          expect(asOfAt(at, stopOf(at, asOf))).toBe(asOf);
        },
      ),
    );
  });

  it('are played one by one in a month and by weeks in a year', () => {
    expect(playStep(line('month', null))).toBe(1);
    expect(playStep(line('year', '2026'))).toBe(7);
  });
});

describe('the neighbour of a period', () => {
  it('is none in the future and before the campaign', () => {
    expect(neighbour(line('month', null), 1, today, campaign)).toBeNull();
    expect(neighbour(line('month', '2026-10'), 1, today, campaign)).toEqual({ period: null });
    expect(neighbour(line('month', null), -1, today, campaign)).toEqual({ period: '2026-10' });
    expect(neighbour(line('month', '2025-03'), -1, today, campaign)).toBeNull();
    expect(neighbour(line('programme', 'programme'), -1, today, campaign)).toBeNull();
  });
});

describe('what a period is compared with', () => {
  const of = (key: string, elapsed: number, total: number, closed = false) =>
    priorOf({ key, elapsed, total, closed }, campaign);

  it('is the same part of the one before', () => {
    expect(of('2026-11', 20, 30)).toEqual({ period: '2026-10', asOf: '2026-10-21', day: 21, of: 31 });
    expect(of('2026-W47', 5, 7)).toEqual({ period: '2026-W46', asOf: '2026-11-13', day: 5, of: 7 });
    expect(of('2026-03', 1, 31)).toEqual({ period: '2026-02', asOf: '2026-02-01', day: 1, of: 28 });
  });

  it('is the whole of it once a period is over', () => {
    expect(of('2026-10', 31, 31, true)).toEqual({ period: '2026-09', asOf: null, day: 30, of: 30 });
  });

  it('is nothing where the campaign had not begun, or the period has not', () => {
    expect(of('2025-03', 5, 17)).toBeNull();
    expect(of('2026-12', 0, 31)).toBeNull();
    expect(of('programme', 100, 1022)).toBeNull();
  });

  it('grows with the day, ends with it, and stays within the campaign', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('2026-11', '2026-03', '2026-W01', '2026-Q4', '2026', '2025-04', '2024-03'),
        fc.integer({ min: 1, max: 366 }),
        fc.integer({ min: 1, max: 366 }),
        (key, a, b) => {
          const [elapsed, total] = [Math.min(a, b), Math.max(a, b)];
          const prior = of(key, elapsed, total);
          if (prior === null) return;
          expect(prior.day).toBeGreaterThanOrEqual(1);
          expect(prior.day).toBeLessThanOrEqual(prior.of);
          expect(of(key, total, total)!.day).toBe(prior.of);
          expect(of(key, Math.min(total, elapsed + 1), total)!.day).toBeGreaterThanOrEqual(prior.day);
          expect(prior.asOf! >= campaign.firstDay).toBe(true);
        },
      ),
    );
  });
});
