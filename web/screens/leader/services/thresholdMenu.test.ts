import { expect, test } from 'vitest';
import { metresFrom } from './ThresholdMenu.tsx';

test.each([
  ['800', 800],
  [' 1,500 ', 1500],
  ['1200米', 1200],
  ['900 m', 900],
  ['50', 50],
  ['100000', 100_000],
])('%s are metres', (text, metres) => expect(metresFrom(text)).toBe(metres));

test.each(['', ' ', '49', '100001', '12.5', 'abc', '-500', '1e3x', 'm'])('%s is none', (text) =>
  expect(metresFrom(text)).toBeNull(),
);
