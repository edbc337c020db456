import type { MultiPolygon, Position } from 'geojson';
import { type DrawnArea, numberAreas, type TileArea } from './areas.ts';

/**
 * Areas with their outlines in a few typed arrays. Millions of little `[longitude, latitude]` take a thread
 * seconds to copy to another (150 000 grids: 7 s during which the sender answers nobody, 8 s of processor
 * time), these arrays are handed over.
 */
export interface PackedAreas {
  /** Ordered by level and code and numbered within the level. */
  areas: Omit<DrawnArea, 'geometry'>[];
  /** Longitude and latitude of every vertex in WGS 84 degrees, ring after ring as the file closes them. */
  positions: Float64Array<ArrayBuffer>;
  /** Ring `r` ends before this vertex and begins where ring `r - 1` ended. */
  ringEnds: Int32Array<ArrayBuffer>;
  /** 1 where a ring is the outer ring of a polygon; its holes follow it. */
  isOuter: Uint8Array<ArrayBuffer>;
  /** Area `i` ends before this ring. */
  areaEnds: Int32Array<ArrayBuffer>;
}

/**
 * Numbers areas and packs their outlines.
 *
 * @param areas in any order; those of levels that are not drawn are left out
 * @throws Error when a code occurs twice within a level
 */
export function packAreas(areas: Iterable<TileArea>): PackedAreas {
  const drawn = numberAreas(areas);
  let [ringCount, vertexCount] = [0, 0];
  for (const { geometry } of drawn) {
    for (const polygon of polygonsOf(geometry)) {
      ringCount += polygon.length;
      for (const ring of polygon) vertexCount += ring.length;
    }
  }
  const positions = new Float64Array(2 * vertexCount);
  const packed: PackedAreas = {
    areas: drawn.map(({ code, name, level, parentCode, id }) => ({ code, name, level, parentCode, id })),
    positions,
    ringEnds: new Int32Array(ringCount),
    isOuter: new Uint8Array(ringCount),
    areaEnds: new Int32Array(drawn.length),
  };
  let [ringsSoFar, next] = [0, 0];
  drawn.forEach(({ geometry }, area) => {
    for (const polygon of polygonsOf(geometry)) {
      for (const ring of polygon) {
        for (const position of ring) {
          positions[next++] = position[0] as number;
          positions[next++] = position[1] as number;
        }
        packed.isOuter[ringsSoFar] = ring === polygon[0] ? 1 : 0;
        packed.ringEnds[ringsSoFar++] = next >> 1;
      }
    }
    packed.areaEnds[area] = ringsSoFar;
  });
  return packed;
}

/** The outlines alone, wherever their bytes lie: see `PackedAreas`. */
export interface Outlines {
  positions: Float64Array;
  ringEnds: Int32Array;
  isOuter: Uint8Array;
  areaEnds: Int32Array;
}

/** The outline of one of packed areas; null where none is known. */
export function outlineOf(
  { positions, ringEnds, isOuter, areaEnds }: Outlines,
  area: number,
): MultiPolygon | null {
  const polygons: Position[][][] = [];
  for (
    let ring = area === 0 ? 0 : (areaEnds[area - 1] as number);
    ring < (areaEnds[area] as number);
    ring++
  ) {
    const line: Position[] = [];
    for (let i = ring === 0 ? 0 : (ringEnds[ring - 1] as number); i < (ringEnds[ring] as number); i++)
      line.push([positions[2 * i] as number, positions[2 * i + 1] as number]);
    if (isOuter[ring] === 1) polygons.push([line]);
    else polygons.at(-1)?.push(line);
  }
  return polygons.length === 0 ? null : { type: 'MultiPolygon', coordinates: polygons };
}

function polygonsOf(geometry: TileArea['geometry']): Position[][][] {
  if (!geometry) return [];
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

/** What of packed areas can be handed to another thread instead of being copied. */
export function transferable({ positions, ringEnds, isOuter, areaEnds }: PackedAreas): ArrayBuffer[] {
  return [positions.buffer, ringEnds.buffer, isOuter.buffer, areaEnds.buffer];
}
