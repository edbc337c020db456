import { expect, it } from 'vitest';
import { ticksOf } from './ticks.ts';
import { timelineOf } from './timeline.ts';

const campaign = { firstDay: '2024-01-01', lastDay: '2028-12-31' };
const ticks = (kind: 'week' | 'month' | 'year' | 'programme', key: string | null) =>
  ticksOf(timelineOf(kind, key, null, '2026-11-20', campaign)!);
const labels = (kind: Parameters<typeof ticks>[0], key: string | null) =>
  ticks(kind, key).flatMap(({ label }) => (label === null ? [] : [Object.values(label)[0]]));

it('names the Mondays of a month and today, with room between', () => {
  expect(labels('month', null)).toEqual([2, 9, 16, 23, 30, 20]);
  expect(ticks('month', null)).toHaveLength(30);
  expect(ticks('month', null).at(-1)).toMatchObject({ stop: 19, label: { today: 20 } });
  // The last Monday of August stands where "now" does.
  expect(labels('month', '2026-08')).toEqual([3, 10, 17, 24, true]);
});

it('names each day of a week, the months of a year, the years of a long campaign', () => {
  expect(labels('week', '2026-W46')).toEqual([9, 10, 11, 12, 13, 14, 15, true]);
  expect(labels('year', '2025')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, true]);
  expect(labels('programme', null)).toEqual([2024, 2025, 2026, 2028, 20]);
});

it('keeps every mark within the slider, today where the known days end', () => {
  for (const kind of ['week', 'month', 'year', 'programme'] as const)
    for (const { at } of ticks(kind, null)) {
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThanOrEqual(1);
    }
});
