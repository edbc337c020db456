import { poleOfInaccessibility } from '#geodata/place/pole.ts';
import type { GridPoint } from './grid.ts';
import { doubledArea, type Rings } from './rings.ts';

/** The label is at most this part of the polygon's shorter side nearer to the border than the best place. */
const PRECISION = 1 / 16;

/**
 * Where to write an area's name: the pole of inaccessibility of its largest part.
 *
 * @returns grid coordinates, not whole: the part may be thinner than a step; `null` when there is no polygon
 */
export function labelPoint(rings: Rings, area: number): GridPoint | null {
  const { x, y, vertices, starts, isOuter, areaStarts } = rings;
  const end = areaStarts[area + 1] as number;
  let best = -1;
  let bestArea = 0;
  for (let ring = areaStarts[area] as number; ring < end; ring++) {
    const size = isOuter[ring] ? doubledArea(rings, ring) : 0;
    if (size <= bestArea) continue;
    best = ring;
    bestArea = size;
  }
  if (best < 0) return null;
  const xy: number[] = [];
  const ends: number[] = [];
  for (let ring = best; ring < end && (ring === best || !isOuter[ring]); ring++) {
    for (let i = starts[ring] as number; i < (starts[ring + 1] as number); i++) {
      const vertex = vertices[i] as number;
      xy.push(x[vertex] as number, y[vertex] as number);
    }
    ends.push(xy.length / 2);
  }
  return poleOfInaccessibility({ xy, ends }, PRECISION);
}
