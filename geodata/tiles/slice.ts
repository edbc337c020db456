import { cutRings, FlatRings } from './clip.ts';
import { EXTENT, EXTENT_BITS, type GridPoint, stepsPerUnit } from './grid.ts';
import type { ZoomArcs } from './simplify.ts';

/** Tile units beyond a tile's edge that it carries too, for outlines to be stroked across the edge. */
const BUFFER = 64;

/** Takes an area's part in a tile: rings in tile units, from the north-west corner of the world. */
export type TakePart = (area: number, column: number, row: number, rings: FlatRings) => void;

/**
 * Slices the areas of one zoom into tiles: halves them by columns and then by rows until each part is in one
 * tile, so that an outline of many vertices is walked a few times and not once for every tile. Most areas lie
 * in one tile and are not cut at all.
 *
 * Written here and not by geojson-vt, which makes objects of every vertex at every zoom above the one that is
 * wanted: 150 000 grids took it 60 s.
 *
 * @param drawn arcs of this zoom, in tile units
 * @param take called for the areas in their order; the rings are used again afterwards
 */
export function sliceAreas(drawn: ZoomArcs, take: TakePart): void {
  const whole = new FlatRings();
  const spare: FlatRings[] = [];
  const tileOf = (units: number) => units >> EXTENT_BITS;

  const halve = (area: number, rings: FlatRings, first: number, last: number, column: number): void => {
    const isVertical = column < 0;
    if (first === last) {
      // where a tile lies in a lake, its hole takes off all of it
      if (!isVertical) {
        if (rings.area > 0) take(area, column, first, rings);
      } else {
        const [north, south] = range(rings.y.data, rings.y.length);
        halve(area, rings, tileOf(north - BUFFER), tileOf(south + BUFFER), first);
      }
      return;
    }
    // at the highest power of two between them, whatever the area: so the lines that cross an edge cut it in the
    // same order for all areas it bounds, and rounding cannot differ
    const bit = 31 - Math.clz32(first ^ last);
    const middle = (last >> bit) << bit;
    const edge = middle * EXTENT;
    const part = spare.pop() ?? new FlatRings();
    cutRings(rings, isVertical, edge + BUFFER, true, part);
    if (part.ends.length > 0) halve(area, part, first, middle - 1, column);
    cutRings(rings, isVertical, edge - BUFFER, false, part);
    if (part.ends.length > 0) halve(area, part, middle, last, column);
    spare.push(part);
  };

  for (let area = 0; area + 1 < drawn.areaStarts.length; area++) {
    joinArcs(drawn, area, whole);
    if (whole.ends.length === 0) continue;
    const [west, east] = range(whole.x.data, whole.x.length);
    halve(area, whole, tileOf(west - BUFFER), tileOf(east + BUFFER), -1);
  }
}

/** Smallest and largest of the first `length` numbers. */
function range(values: Int32Array, length: number): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < length; i++) {
    const value = values[i] as number;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** The drawn rings of an area from their arcs, each beginning where the one before ended. */
export function joinArcs(drawn: ZoomArcs, area: number, out: FlatRings): void {
  const { x, y, starts, ringArcs, ringStarts, isOuter, areaStarts, isDrawn } = drawn;
  out.clear();
  for (let ring = areaStarts[area] as number; ring < (areaStarts[area + 1] as number); ring++) {
    if (!isDrawn[ring]) continue;
    for (let k = ringStarts[ring] as number; k < (ringStarts[ring + 1] as number); k++) {
      const signed = ringArcs[k] as number;
      const arc = signed < 0 ? ~signed : signed;
      const [first, end] = [starts[arc] as number, starts[arc + 1] as number];
      if (signed >= 0) for (let i = first; i < end; i++) out.add(x[i] as number, y[i] as number);
      else for (let i = end - 1; i >= first; i--) out.add(x[i] as number, y[i] as number);
    }
    out.close(isOuter[ring] === 1);
  }
}

/** A label's place in tile units of a zoom; it is in the one tile that holds it. */
export function placeLabel(label: GridPoint, zoom: number): GridPoint {
  const step = stepsPerUnit(zoom);
  return [Math.floor(label[0] / step), Math.floor(label[1] / step)];
}
