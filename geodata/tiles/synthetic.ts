/**
 * A made-up district for tests and measurements: cells with wiggly borders that share every vertex, grouped
 * to communities, towns and one district.
 */

import type { Polygon, Position } from 'geojson';
import type { TileArea } from './areas.ts';

export interface SyntheticOptions {
  /** Grids to a side; the district has the square of it. A multiple of 4. */
  side: number;
  /** South-west corner, degrees. */
  corner: [longitude: number, latitude: number];
  /** Width and height in degrees. */
  size: number;
  /** Vertices put between two corners of a grid. @default 5 */
  wiggles?: number;
  /** Seed of the pseudo-random borders. @default 1 */
  seed?: number;
}

/** Pseudo-random number from 0 to 1 for a border: the same from both of its sides. */
function noise(seed: number, a: number, b: number, c: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(a + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f) ^ Math.imul(b + 7, 0x165667b1);
  h = Math.imul(h ^ (h >>> 13), 0x85ebca6b) ^ Math.imul(c + 13, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}

/** Areas of all four levels: a community is 2 x 2 grids, a town 4 x 4, all outlines given vertex by vertex. */
export function syntheticDistrict(options: SyntheticOptions): TileArea[] {
  const { side, corner, size, wiggles = 5, seed = 1 } = options;
  const cell = size / side;
  // 7 decimals as files have them
  const round = (v: number) => Math.round(v * 1e7) / 1e7;
  const point = (column: number, row: number, k: number, dx: number, dy: number): Position => [
    round(corner[0] + (column + dx + 0.12 * (noise(seed, column, row, 4 * k) - 0.5)) * cell),
    round(corner[1] + (row + dy + 0.12 * (noise(seed, column, row, 4 * k + 1) - 0.5)) * cell),
  ];
  const border = (column: number, row: number, isEast: boolean): Position[] => {
    const points: Position[] = [point(column, row, 0, 0, 0)];
    for (let i = 1; i <= wiggles; i++) {
      const t = i / (wiggles + 1);
      points.push(point(column, row, isEast ? i : i + wiggles, isEast ? t : 0, isEast ? 0 : t));
    }
    points.push(isEast ? point(column + 1, row, 0, 0, 0) : point(column, row + 1, 0, 0, 0));
    return points;
  };
  const outline = (column: number, row: number, n: number): Polygon => {
    const ring: Position[] = [];
    for (let i = 0; i < n; i++) ring.push(...border(column + i, row, true).slice(0, -1));
    for (let i = 0; i < n; i++) ring.push(...border(column + n, row + i, false).slice(0, -1));
    for (let i = n - 1; i >= 0; i--)
      ring.push(
        ...border(column + i, row + n, true)
          .reverse()
          .slice(0, -1),
      );
    for (let i = n - 1; i >= 0; i--)
      ring.push(
        ...border(column, row + i, false)
          .reverse()
          .slice(0, -1),
      );
    ring.push(ring[0] as Position);
    return { type: 'Polygon', coordinates: [ring] };
  };
  const areas: TileArea[] = [
    { code: 'D', name: '区', level: 'district', parentCode: null, geometry: outline(0, 0, side) },
  ];
  const code = (prefix: string, column: number, row: number) => `${prefix}${column}-${row}`;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [town, community] = [code('T', column >> 2, row >> 2), code('C', column >> 1, row >> 1)];
      if (column % 4 === 0 && row % 4 === 0) {
        const geometry = outline(column, row, 4);
        areas.push({ code: town, name: `镇${town}`, level: 'town', parentCode: 'D', geometry });
      }
      if (column % 2 === 0 && row % 2 === 0) {
        const geometry = outline(column, row, 2);
        areas.push({
          code: community,
          name: `社区${community}`,
          level: 'community',
          parentCode: town,
          geometry,
        });
      }
      const grid = code('G', column, row);
      const geometry = outline(column, row, 1);
      areas.push({ code: grid, name: `网格${grid}`, level: 'grid', parentCode: community, geometry });
    }
  }
  return areas;
}
