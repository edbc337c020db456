import { booleanPointInPolygon } from '@turf/turf';
import type { Random } from '#geodata/divide/random.ts';
import type { Boundary, LonLat } from '#geodata/model.ts';
import { bboxOf } from '#geodata/place/bbox.ts';
import { labelPoint } from '#geodata/place/interior.ts';

/** Tries before the middle of the grid is taken. */
const TRIES = 40;

/** Positions of issues, each in its grid. */
export interface Spots {
  isIn: (grid: string, position: LonLat) => boolean;
  /** Anywhere in the grid, half of them drawn to its middle, where people live. */
  anywhere: (grid: string, random: Random) => LonLat;
  /** Within about a hundred metres of a position. */
  near: (grid: string, position: LonLat, random: Random) => LonLat;
}

/** @param grids the areas issues are at home in, each with an area of its own */
export function spotsIn(grids: readonly Boundary[]): Spots {
  const known = new Map(
    grids.map(({ code, geometry }) => [
      code,
      { geometry, box: bboxOf(geometry), middle: labelPoint(geometry)! },
    ]),
  );
  const isIn = (grid: string, position: LonLat): boolean =>
    booleanPointInPolygon([...position], known.get(grid)!.geometry, { ignoreBoundary: true });
  const tried = (grid: string, draw: () => LonLat): LonLat => {
    for (let i = 0; i < TRIES; i++) {
      const [lon, lat] = draw();
      const position: LonLat = [rounded(lon), rounded(lat)];
      if (isIn(grid, position)) return position;
    }
    return known.get(grid)!.middle;
  };
  return {
    isIn,
    anywhere: (grid, random) => {
      const { box, middle } = known.get(grid)!;
      const [west, south, east, north] = box;
      return tried(grid, () => {
        const pull = random() < 0.5 ? 1 : 0.2 + 0.6 * random();
        const [lon, lat] = [west + random() * (east - west), south + random() * (north - south)];
        return [middle[0] + pull * (lon - middle[0]), middle[1] + pull * (lat - middle[1])];
      });
    },
    near: (grid, [lon, lat], random) =>
      tried(grid, () => [lon + (random() - 0.5) * 0.002, lat + (random() - 0.5) * 0.0016]),
  };
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
