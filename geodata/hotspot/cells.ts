import { labelPoint } from '#geodata/place/interior.ts';
import { outlineOf, type PackedAreas } from '#geodata/tiles/pack.ts';
import { queenNeighbours } from './contiguity.ts';
import type { Neighbours } from './neighbours.ts';

/** The cells a district is cut into, whatever their values. */
export interface Cells {
  /** Codes of areas or indices of H3 cells, ascending. */
  codes: string[];
  /** The lowest area that each lies in: itself, or the one that holds a hexagon's centre. */
  homes: string[];
  /** Longitude and latitude of a point inside each, in WGS 84 degrees; NaN for an area without outline. */
  points: Float64Array;
  /** Those that share an edge or a corner. */
  queen: Neighbours;
}

/**
 * Areas of one level as cells; an area without outline is one without neighbours.
 *
 * @param outlines of one level
 */
export function areaCells(outlines: PackedAreas): Cells {
  const codes = outlines.areas.map(({ code }) => code);
  const points = new Float64Array(2 * codes.length).fill(Number.NaN);
  codes.forEach((_, i) => {
    const outline = outlineOf(outlines, i);
    const point = outline && labelPoint(outline);
    if (point) points.set(point, 2 * i);
  });
  return { codes, homes: codes, points, queen: queenNeighbours(outlines) };
}
