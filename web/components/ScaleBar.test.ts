import { expect, it } from 'vitest';
import { roundDistance } from './ScaleBar.tsx';

it.each([
  [10, 1000],
  [20, 2000],
  [46, 5000],
  [100, 10_000],
  [0.5, 50],
])('at %d metres a pixel the bar is %d metres', (perPixel, metres) => {
  expect(roundDistance(perPixel)).toBe(metres);
});
