import { GeoJSONVT, type GeoJSONVTTile } from '@maplibre/geojson-vt';
import type { Feature, Position } from 'geojson';
import type { DrawnArea } from './areas.ts';
import { type TileEncoder, type TileFeature, validRings } from './encode.ts';
import { EXTENT, type GridPoint, stepsPerUnit } from './grid.ts';
import type { ZoomArcs } from './simplify.ts';
import type { ArcPolygons } from './topology.ts';

/** One tile, XYZ scheme (row 0 in the north); `data` is an uncompressed Mapbox Vector Tile, version 2. */
export interface Tile {
  z: number;
  x: number;
  y: number;
  data: Uint8Array;
}

/**
 * Tile units beyond a tile's edge that it carries too, for outlines to be stroked across the edge. Not a
 * whole number: a border then never meets the cutting line at exactly half a unit, where rounding could
 * differ between neighbours that walk the border in opposite directions.
 */
const BUFFER = 64 + Math.SQRT1_2 / 2;

/** An area and where its name is written, in steps of the world grid. */
export interface LabelledArea {
  area: DrawnArea;
  label: GridPoint | null;
}

/** Tiles to a side of a block that geojson-vt cuts at once: 2^3. */
const BLOCK_DEPTH = 3;
const BLOCK = 2 ** BLOCK_DEPTH;

/** What reaches into a block: positions in the list of areas. */
interface Block {
  shapes: number[];
  labels: number[];
}

/**
 * Slices areas of one zoom into tiles.
 *
 * geojson-vt gets a block of tiles as its unit square instead of the whole world: the grid's whole numbers
 * stay exact in it, no time goes into the zooms above, and only one block is in memory at a time.
 *
 * @param areas in the order of `drawn.areas`
 * @param drawn arcs of this zoom, in tile units
 * @param encode one for all zooms, so that it encodes a text once
 * @returns tiles with at least one feature, block after block, each made when it is asked for
 */
export function* sliceTiles(
  areas: readonly LabelledArea[],
  drawn: ZoomArcs,
  zoom: number,
  encode: TileEncoder,
): Generator<Tile> {
  const step = stepsPerUnit(zoom);
  const labels = areas.map(({ label }): GridPoint | null => label && [label[0] / step, label[1] / step]);
  for (const [key, block] of assignBlocks(drawn, labels)) {
    const [column = 0, row = 0] = key.split(' ').map(Number);
    const origin: GridPoint = [column * BLOCK, row * BLOCK];
    const local = (x: number, y: number): Position => [
      (x / EXTENT - origin[0]) / BLOCK,
      (y / EXTENT - origin[1]) / BLOCK,
    ];
    const feature = (i: number, geometry: Feature['geometry']): Feature => {
      const { code, name, level, id } = (areas[i] as LabelledArea).area;
      return { type: 'Feature', id, properties: { code, name, level }, geometry };
    };
    const shapes = block.shapes.map((i) => {
      const coordinates = (drawn.areas[i] ?? []).map((rings) =>
        rings.map((ring) => joinArcs(ring, drawn, local)),
      );
      return feature(i, { type: 'MultiPolygon', coordinates });
    });
    const points = block.labels.map((i) => {
      const [x, y] = labels[i] as GridPoint;
      return feature(i, { type: 'Point', coordinates: local(x, y) });
    });
    const index = new GeoJSONVT(
      { type: 'FeatureCollection', features: [...shapes, ...points] },
      {
        coordinates: 'unitSquare',
        wrap: false,
        maxZoom: BLOCK_DEPTH,
        indexMaxZoom: BLOCK_DEPTH,
        indexMaxPoints: 0,
        tolerance: 0,
        extent: EXTENT,
        buffer: BUFFER,
      },
    );
    for (let y = 0; y < BLOCK; y++) {
      for (let x = 0; x < BLOCK; x++) {
        const tile = index.getTile(BLOCK_DEPTH, x, y);
        const layers = tile && sortLayers(tile);
        if (layers?.size) yield { z: zoom, x: origin[0] + x, y: origin[1] + y, data: encode(layers) };
      }
    }
  }
}

/** Which areas reach, with the buffer, into which block of tiles; keys are `column row`. */
function assignBlocks(drawn: ZoomArcs, labels: readonly (GridPoint | null)[]): Map<string, Block> {
  const blocks = new Map<string, Block>();
  const width = EXTENT * BLOCK;
  const assign = (kind: keyof Block, i: number, box: readonly [number, number, number, number]) => {
    const [minX, minY, maxX, maxY] = box.map((v, side) =>
      Math.floor((v + (side < 2 ? -BUFFER : BUFFER)) / width),
    );
    for (let y = minY as number; y <= (maxY as number); y++) {
      for (let x = minX as number; x <= (maxX as number); x++) {
        const key = `${x} ${y}`;
        let block = blocks.get(key);
        if (!block) {
          block = { shapes: [], labels: [] };
          blocks.set(key, block);
        }
        block[kind].push(i);
      }
    }
  };
  drawn.areas.forEach((polygons, i) => {
    if (polygons.length > 0) assign('shapes', i, boundingBox(polygons, drawn));
    const label = labels[i];
    if (label) assign('labels', i, [label[0], label[1], label[0], label[1]]);
  });
  return blocks;
}

/** West, north, east, south of an area's outer rings in tile units. */
function boundingBox(polygons: ArcPolygons, { x, y, start }: ZoomArcs): [number, number, number, number] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [outer = []] of polygons) {
    for (const signed of outer) {
      const arc = signed < 0 ? ~signed : signed;
      for (let i = start[arc] as number; i < (start[arc + 1] as number); i++) {
        minX = Math.min(minX, x[i] as number);
        minY = Math.min(minY, y[i] as number);
        maxX = Math.max(maxX, x[i] as number);
        maxY = Math.max(maxY, y[i] as number);
      }
    }
  }
  return [minX, minY, maxX, maxY];
}

/** A closed ring from its arcs, each beginning where the one before ended. */
function joinArcs(
  ring: readonly number[],
  { x, y, start }: ZoomArcs,
  local: (x: number, y: number) => Position,
): Position[] {
  const result: Position[] = [];
  ring.forEach((signed, k) => {
    const arc = signed < 0 ? ~signed : signed;
    const [first = 0, end = 0] = [start[arc], start[arc + 1]];
    const skip = k > 0 ? 1 : 0;
    if (signed >= 0)
      for (let i = first + skip; i < end; i++) result.push(local(x[i] as number, y[i] as number));
    else for (let i = end - 1 - skip; i >= first; i--) result.push(local(x[i] as number, y[i] as number));
  });
  return result;
}

/** The features of a tile by layer, without what cutting left empty. */
function sortLayers(tile: GeoJSONVTTile): Map<string, TileFeature[]> {
  const layers = new Map<string, TileFeature[]>();
  for (const feature of tile.features) {
    const { code, name, level } = feature.tags as { code: string; name: string; level: string };
    const geometry =
      feature.type === 1
        ? { point: feature.geometry[0] as GridPoint }
        : { rings: validRings(feature.geometry as GridPoint[][]) };
    if ('rings' in geometry && geometry.rings.length === 0) continue;
    const layer = 'point' in geometry ? labelLayer(level) : level;
    const member: TileFeature = { id: feature.id as number, code, name, level, geometry };
    const members = layers.get(layer);
    if (members) members.push(member);
    else layers.set(layer, [member]);
  }
  return layers;
}

/** Name of the layer with the label points of a level. */
export function labelLayer(level: string): string {
  return `${level}_label`;
}
