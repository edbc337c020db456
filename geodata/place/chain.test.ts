import type { Polygon } from 'geojson';
import { expect, test } from 'vitest';
import { createChainResolver } from './chain.ts';

const square = (x: number, y: number, size: number): Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ],
  ],
});

test('the finest level that has an area answers', () => {
  const find = createChainResolver([
    { level: 'grid', areas: [{ code: 'g', geometry: square(0, 0, 1) }] },
    { level: 'community', areas: [] },
    { level: 'town', areas: [{ code: 't', geometry: square(0, 0, 4) }] },
  ]);
  expect(find(0.5, 0.5)).toEqual({ level: 'grid', code: 'g' });
  expect(find(2, 2)).toEqual({ level: 'town', code: 't' });
  expect(find(9, 9)).toBeNull();
});
