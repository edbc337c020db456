import { Delaunay } from 'd3-delaunay';
import type { Polygon, Position } from 'geojson';
import type { Boundary } from '#geodata/model.ts';

/** Ring of a box in degrees, counter-clockwise. */
export function box(west: number, south: number, east: number, north: number): Position[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

/** A grid for tests, in the town `T` unless said otherwise. */
export function boundary(
  code: string,
  geometry: Boundary['geometry'],
  more: Partial<Boundary> = {},
): Boundary {
  return {
    code,
    name: `Area ${code}`,
    level: 'grid',
    parentCode: 'T',
    urbanRural: null,
    households: null,
    geometry,
    index: 0,
    ...more,
  };
}

export function polygon(...coordinates: Position[][]): Polygon {
  return { type: 'Polygon', coordinates };
}

/** The square 120..121 E, 36..37 N that the tilings fill. */
export const TOWN = boundary('T', polygon(box(120, 36, 121, 37)), { level: 'town', parentCode: null });

/** Voronoi cells of n sites in TOWN, the same for the same seed; neighbours share their vertices. */
export function tiling(n: number, seed = 1): Boundary[] {
  let state = seed * 7919 + 17;
  const random = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  const sites = Array.from({ length: n }, (): [number, number] => [120 + random(), 36 + random()]);
  const cells = [...Delaunay.from(sites).voronoi([120, 36, 121, 37]).cellPolygons()];
  return cells.map((cell, index) =>
    boundary(`${index}`, polygon([...cell].reverse() as Position[]), { index }),
  );
}
