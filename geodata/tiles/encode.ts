import { PbfWriter } from 'pbf';
import { doubledArea, EXTENT, type GridPoint } from './grid.ts';

/** A feature cut to a tile, in tile units. */
export interface TileFeature {
  id: number;
  code: string;
  name: string;
  level: string;
  /** A point, or the rings of all polygons, each outer ring followed by its holes. */
  geometry: { point: GridPoint } | { rings: GridPoint[][] };
}

/** Names of the properties; a feature's tags name them by position. */
const KEYS = ['code', 'name', 'level'];
const utf8 = new TextEncoder();

/** Writes a tile of named layers. */
export type TileEncoder = (layers: ReadonlyMap<string, readonly TileFeature[]>) => Uint8Array;

/**
 * Makes a function that writes tiles of named layers as Mapbox Vector Tile 2.1 (github.com/mapbox/vector-tile-spec),
 * uncompressed. It remembers the bytes of the texts it has seen: an area is in many tiles.
 *
 * Written here and not by @maplibre/vt-pbf, for its texts go through `PbfWriter.writeString`, which in pbf
 * 5.1 writes U+20BB7 as U+10BB7: everything from U+20000 to U+2FFFF, where the rare characters of Chinese
 * place names are, comes out as another character.
 */
export function tileEncoder(): TileEncoder {
  const seen = new Map<string, Uint8Array>();
  const bytesOf = (text: string) => {
    let bytes = seen.get(text);
    if (!bytes) {
      bytes = utf8.encode(text);
      seen.set(text, bytes);
    }
    return bytes;
  };
  return (layers) => {
    const pbf = new PbfWriter();
    for (const [name, features] of layers) pbf.writeMessage(3, writeLayer, { name, features, bytesOf });
    return pbf.finish();
  };
}

interface Layer {
  name: string;
  features: readonly TileFeature[];
  bytesOf: (text: string) => Uint8Array;
}

function writeLayer({ name, features, bytesOf }: Layer, pbf: PbfWriter): void {
  pbf.writeVarintField(15, 2);
  pbf.writeBytesField(1, bytesOf(name));
  const values = new Map<string, number>();
  const valueIndex = (text: string) => {
    const known = values.get(text);
    if (known !== undefined) return known;
    values.set(text, values.size);
    return values.size - 1;
  };
  for (const feature of features) {
    const tags = [0, valueIndex(feature.code), 1, valueIndex(feature.name), 2, valueIndex(feature.level)];
    pbf.writeMessage(2, writeFeature, { feature, tags });
  }
  for (const key of KEYS) pbf.writeBytesField(3, bytesOf(key));
  for (const text of values.keys()) pbf.writeMessage(4, writeValue, bytesOf(text));
  pbf.writeVarintField(5, EXTENT);
}

function writeValue(bytes: Uint8Array, pbf: PbfWriter): void {
  pbf.writeBytesField(1, bytes);
}

function writeFeature({ feature, tags }: { feature: TileFeature; tags: number[] }, pbf: PbfWriter): void {
  const { geometry } = feature;
  pbf.writeVarintField(1, feature.id);
  pbf.writePackedVarint(2, tags);
  pbf.writeVarintField(3, 'point' in geometry ? 1 : 3);
  pbf.writePackedVarint(
    4,
    'point' in geometry ? pointCommands(geometry.point) : ringCommands(geometry.rings),
  );
}

const [MOVE_TO, LINE_TO, CLOSE_PATH] = [1, 2, 7];
const command = (id: number, count: number) => id + count * 8;
const zigzag = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);

function pointCommands([x, y]: GridPoint): number[] {
  return [command(MOVE_TO, 1), zigzag(x), zigzag(y)];
}

function ringCommands(rings: readonly GridPoint[][]): number[] {
  const out: number[] = [];
  let x = 0;
  let y = 0;
  for (const ring of rings) {
    // the last point repeats the first and is not written
    for (let i = 0; i < ring.length - 1; i++) {
      const point = ring[i] as GridPoint;
      if (i === 0) out.push(command(MOVE_TO, 1));
      if (i === 1) out.push(command(LINE_TO, ring.length - 2));
      out.push(zigzag(point[0] - x), zigzag(point[1] - y));
      x = point[0];
      y = point[1];
    }
    out.push(command(CLOSE_PATH, 1));
  }
  return out;
}

/**
 * Closed rings as the specification (4.3.4.4) wants them: no repeated neighbours, an area, an outer ring
 * before its holes. Cutting leaves rings flattened onto the edge of the tile; they go.
 */
export function validRings(rings: readonly GridPoint[][]): GridPoint[][] {
  const result: GridPoint[][] = [];
  for (const ring of rings) {
    const area = doubledArea(ring);
    if (area === 0 || (area < 0 && result.length === 0)) continue;
    let repeats = false;
    for (let i = 1; i < ring.length && !repeats; i++) repeats = isSame(ring, i);
    result.push(repeats ? ring.filter((_, i) => i === 0 || !isSame(ring, i)) : ring);
  }
  return result;
}

function isSame(ring: readonly GridPoint[], i: number): boolean {
  const a = ring[i - 1] as GridPoint;
  const b = ring[i] as GridPoint;
  return a[0] === b[0] && a[1] === b[1];
}
