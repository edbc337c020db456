import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatClock,
  formatCount,
  formatDay,
  formatEdge,
  formatMoment,
  formatPace,
  formatPercent,
  formatPlace,
  formatPoints,
  formatRate,
  shortPlaces,
} from './format.ts';

describe('numbers', () => {
  it('separates thousands', () => expect(formatCount(12345)).toBe('12,345'));
  it('writes rates with one decimal', () => expect(formatRate(21.666)).toBe('21.7'));
  it('writes shares as per cent', () => {
    expect(formatPercent(0.508)).toBe('50.8');
    expect(formatPercent(0)).toBe('0.0');
    expect(formatPercent(1)).toBe('100');
    expect(formatPercent(null)).toBe('—');
  });
  it('never rounds to all or to nothing', () => {
    expect(formatPercent(0.99999)).toBe('99.9');
    expect(formatPercent(0.0001)).toBe('0.1');
  });
  it('signs the pace', () => {
    expect(formatPace(-0.158)).toBe('−15.8');
    expect(formatPace(0.031)).toBe('+3.1');
    expect(formatPace(-0.0001)).toBe('0.0');
    expect(formatPace(null)).toBe('—');
    expect(formatPoints(-0.158)).toBe('15.8');
  });
  it('writes edges of classes', () => {
    expect(formatEdge(-0.1)).toBe('−10');
    expect(formatEdge(-0.125)).toBe('−12.5');
    expect(formatEdge(0)).toBe('0');
  });
});

describe('days and moments', () => {
  it('keeps the wall clock of the district', () => {
    expect(formatMoment('2026-11-20T14:32:00+08:00')).toBe('11-20 14:32');
    expect(formatClock('2026-11-20T14:32:00+08:00')).toBe('14:32');
  });
  it('leaves out the running year', () => {
    expect(formatDay('2026-09-23', '2026-11-20')).toBe('09-23');
    expect(formatDay('2025-09-23', '2026-11-20')).toBe('2025-09-23');
  });
});

it('writes places without their office', () => {
  expect(formatPlace('骊山路社区居民委员会')).toBe('骊山路社区');
  expect(formatPlace('大窑村村民委员会')).toBe('大窑村');
  expect(formatPlace('溧水村村委会')).toBe('溧水村');
  expect(formatPlace('灵山卫街道')).toBe('灵山卫街道');
});

describe('names where room is scarce', () => {
  it.each([
    ['灵山卫街道', '灵山卫'],
    ['泊里镇', '泊里'],
    ['灵山岛省级自然保护区', '灵山岛'],
    ['塔山社区', '塔山'],
    ['东村', '东村'],
    ['第01网格', '第01网格'],
    ['长江路', '长江路'],
  ])('%s is written %s', (name, short) => expect(shortPlaces([name])).toEqual([short]));

  it('stay whole where the rank tells them apart', () => {
    expect(shortPlaces(['大场镇', '大场街道', '大村镇'])).toEqual(['大场镇', '大场街道', '大村']);
  });

  it('are as many, none empty, and no two alike that were not', () => {
    const name = fc
      .tuple(
        fc.constantFrom('大', '大场', '塔山', '第01'),
        fc.constantFrom('', '镇', '街道', '社区', '村', '网格'),
      )
      .map(([stem, rank]) => stem + rank);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), (names) => {
        const short = shortPlaces(names);
        expect(new Set(short).size).toBe(names.length);
        expect(short.every((text, i) => text !== '' && names[i]!.startsWith(text))).toBe(true);
      }),
    );
  });
});
