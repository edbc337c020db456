import { expect, it } from 'vitest';
import { barValues, ratioText } from './dutyRow.ts';

const row = { required: 10, done: 4, unknown: 0, expected: 10, ratio: 0.4, ratioHigh: 0.4, projected: 0.8 };

it('a bar that is settled has no tick and no projection', () => {
  expect(barValues(row, true)).toEqual({ done: 0.4, known: 0.4, projected: null, due: null });
  expect(barValues(row, false)).toEqual({ done: 0.4, known: 0.4, projected: 0.8, due: 1 });
});

it('a late source makes the ratio a range', () => {
  expect(ratioText(row)).toBe('40.0');
  expect(ratioText({ ...row, ratioHigh: 0.6 })).toBe('40.0–60.0');
  expect(ratioText({ ...row, ratioHigh: 0.40001 })).toBe('40.0');
  expect(ratioText({ ...row, ratio: null, ratioHigh: null })).toBe('—');
});
