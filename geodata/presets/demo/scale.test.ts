import { expect, test } from 'vitest';
import { WEST_COAST } from '../districts/index.ts';
import { MOST_SUBJECTS, scalePlan } from './scale.ts';

test('people in focus grow with the visits; nothing else changes', () => {
  const million = scalePlan(WEST_COAST, 1_000_000);
  const two = scalePlan(WEST_COAST, 2_000_000);
  expect(million.visits).toBe(1_000_000);
  expect(two.focus.needy / million.focus.needy).toBeGreaterThan(1.9);
  expect(million.focus.needy / million.focus.frail).toBeCloseTo(4200 / 900, 2);
  expect({ ...million, focus: WEST_COAST.focus, visits: WEST_COAST.visits }).toEqual(WEST_COAST);
});

test('more than 150 000 subjects are refused', () => {
  const { needy, frail } = scalePlan(WEST_COAST, 3_000_000).focus;
  expect(needy + frail).toBeLessThan(MOST_SUBJECTS);
  expect(() => scalePlan(WEST_COAST, 4_000_000)).toThrow('at most 150000');
});
