import { PbfWriter } from 'pbf';
import { type DrawnArea, TILE_LEVELS, type TileLevel } from './areas.ts';
import type { FlatRings } from './clip.ts';
import { EXTENT, EXTENT_BITS } from './grid.ts';
import { IntList, PairIds } from './grow.ts';

/** One tile, XYZ scheme (row 0 in the north); `data` is an uncompressed Mapbox Vector Tile, version 2. */
export interface Tile {
  z: number;
  x: number;
  y: number;
  data: Uint8Array;
}

/** Name of the layer with the label points of a level. */
export function labelLayer(level: TileLevel): string {
  return `${level}_label`;
}

/** Names of the properties; a feature's tags name them by position. */
const KEYS = ['code', 'name', 'level'];
const utf8 = new TextEncoder();

/** Layers in the order of a tile: shapes from the top level down, then labels. */
const LAYERS = [...TILE_LEVELS, ...TILE_LEVELS.map(labelLayer)];

const [POINT, POLYGON] = [1, 3];
const [MOVE_TO, LINE_TO, CLOSE_PATH] = [1, 2, 7];
const command = (id: number, count: number) => id + count * 8;

/** Bytes that a number of up to 28 bits takes as a varint. */
function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  return value < 0x200000 ? 3 : 4;
}

/** Adds bytes to what is being written. */
function copyBytes(from: Uint8Array, start: number, end: number, to: PbfWriter): void {
  const length = end - start;
  to.realloc(length);
  // a view costs more than a short loop
  if (length > 256) to.buf.set(from.subarray(start, end), to.pos);
  else for (let i = 0; i < length; i++) to.buf[to.pos + i] = from[start + i] as number;
  to.pos += length;
}

/** All texts of areas, each once, as a layer lists its values. */
interface Texts {
  values: PbfWriter;
  /** Text `i` is the bytes `starts[i]` up to, not including, `starts[i + 1]`. */
  starts: Int32Array;
  /** Per area, the numbers of its code, name and level. */
  tags: Int32Array;
}

/** Encodes the texts in one go: one by one, 400 000 of them take a second. */
function encodeTexts(areas: TileEncoder['areas']): Texts {
  const numbers = new Map<string, number>();
  const tags = new Int32Array(3 * areas.length);
  areas.forEach(({ code, name, level }, area) => {
    [code, name, level].forEach((text, i) => {
      let number = numbers.get(text);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(text, number);
      }
      tags[3 * area + i] = number;
    });
  });
  // half a surrogate pair must not find its other half in the next text
  const texts = Array.from(numbers.keys(), (text) => text.toWellFormed());
  const bytes = utf8.encode(texts.join(''));
  const values = new PbfWriter(new Uint8Array(bytes.length + 8 * texts.length));
  const starts = new Int32Array(texts.length + 1);
  let next = 0;
  texts.forEach((text, i) => {
    const size = utf8Size(text);
    starts[i] = values.pos;
    values.writeTag(4, 2);
    values.writeVarint(1 + varintSize(size) + size);
    values.writeTag(1, 2);
    values.writeVarint(size);
    copyBytes(bytes, next, next + size, values);
    next += size;
  });
  starts[texts.length] = values.pos;
  return { values, starts, tags };
}

/** Bytes of a text in UTF-8. */
function utf8Size(text: string): number {
  let size = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) size += 1;
    // each half of a surrogate pair stands for two of its four bytes
    else size += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return size;
}

/**
 * Writes tiles as Mapbox Vector Tile 2.1 (github.com/mapbox/vector-tile-spec). Geometry is written once, as
 * it comes, into one run of bytes; a tile is put together from its pieces of it.
 *
 * Written here and not by @maplibre/vt-pbf, which wants an object of every vertex, and whose texts go through
 * `PbfWriter.writeString`, which in pbf 5.1 writes U+20BB7 as U+10BB7: everything from U+20000 to U+2FFFF,
 * where the rare characters of Chinese place names are, comes out as another character.
 */
export class TileEncoder {
  readonly areas: readonly Omit<DrawnArea, 'geometry'>[];
  readonly #texts: Texts;
  /** Per text, the last layer written that lists it, and its place there. */
  readonly #listedIn: Int32Array;
  readonly #place: Int32Array;
  #layers = 0;

  #geometry = new PbfWriter(new Uint8Array(65_536));
  /** What goes into which tile: column and row, area, layer, and where its geometry begins. */
  #tiles = new PairIds();
  readonly #tile = new IntList();
  readonly #area = new IntList();
  readonly #layer = new IntList();
  readonly #start = new IntList();

  /** @param areas what shapes and labels will name by position */
  constructor(areas: readonly Omit<DrawnArea, 'geometry'>[]) {
    this.areas = areas;
    this.#texts = encodeTexts(areas);
    this.#listedIn = new Int32Array(this.#texts.starts.length - 1);
    this.#place = new Int32Array(this.#texts.starts.length - 1);
  }

  #note(area: number, isLabel: boolean, column: number, row: number): void {
    const level = TILE_LEVELS.indexOf((this.areas[area] as DrawnArea).level);
    this.#tile.push(this.#tiles.of(column, row));
    this.#area.push(area);
    this.#layer.push(isLabel ? level + TILE_LEVELS.length : level);
    this.#start.push(this.#geometry.pos);
  }

  /** Adds an area's part in a tile; rings in tile units from the north-west corner of the world. */
  shape(area: number, column: number, row: number, { x, y, ends }: FlatRings): void {
    this.#note(area, false, column, row);
    const pbf = this.#geometry;
    let [px, py, start] = [column * EXTENT, row * EXTENT, 0];
    for (let ring = 0; ring < ends.length; ring++) {
      const end = ends.data[ring] as number;
      for (let i = start; i < end; i++) {
        if (i === start) pbf.writeVarint(command(MOVE_TO, 1));
        else if (i === start + 1) pbf.writeVarint(command(LINE_TO, end - start - 1));
        const [qx, qy] = [x.data[i] as number, y.data[i] as number];
        pbf.writeSVarint(qx - px);
        pbf.writeSVarint(qy - py);
        px = qx;
        py = qy;
      }
      pbf.writeVarint(command(CLOSE_PATH, 1));
      start = end;
    }
  }

  /** Adds an area's label to the one tile that holds it; tile units from the north-west corner of the world. */
  label(area: number, x: number, y: number): void {
    const [column, row] = [x >> EXTENT_BITS, y >> EXTENT_BITS];
    this.#note(area, true, column, row);
    this.#geometry.writeVarint(command(MOVE_TO, 1));
    this.#geometry.writeSVarint(x - column * EXTENT);
    this.#geometry.writeSVarint(y - row * EXTENT);
  }

  /**
   * The tiles of what has been added, column after column, and in it from the south, which is the order of
   * an MBTiles archive. Afterwards nothing is added any more: the next zoom begins.
   */
  *take(zoom: number): Generator<Tile> {
    this.#start.push(this.#geometry.pos);
    const [columns, rows] = [this.#tiles.first.data, this.#tiles.second.data];
    const entries = this.#sortEntries();
    const order = Array.from({ length: this.#tiles.length }, (_, tile) => tile).sort(
      (a, b) => (columns[a] as number) - (columns[b] as number) || (rows[b] as number) - (rows[a] as number),
    );
    const tileBytes = new PbfWriter(new Uint8Array(65_536));
    for (const tile of order) {
      tileBytes.pos = 0;
      this.#writeTile(
        entries.list,
        entries.starts[tile] as number,
        entries.starts[tile + 1] as number,
        tileBytes,
      );
      const data = tileBytes.buf.slice(0, tileBytes.pos);
      yield { z: zoom, x: columns[tile] as number, y: rows[tile] as number, data };
    }
    this.#geometry.pos = 0;
    this.#tiles = new PairIds();
    for (const list of [this.#tile, this.#area, this.#layer, this.#start]) list.length = 0;
  }

  /** Positions of what was added, tile after tile, in a tile by layer and then as they came. */
  #sortEntries(): { list: Int32Array; starts: Int32Array } {
    const count = this.#tile.length;
    const sort = (list: Int32Array, keys: Int32Array, keyCount: number) => {
      const starts = new Int32Array(keyCount + 1);
      for (let i = 0; i < count; i++) {
        const key = (keys[i] as number) + 1;
        starts[key] = (starts[key] as number) + 1;
      }
      for (let key = 1; key <= keyCount; key++)
        starts[key] = (starts[key] as number) + (starts[key - 1] as number);
      const next = starts.slice();
      const sorted = new Int32Array(count);
      for (const i of list) {
        const key = keys[i] as number;
        const place = next[key] as number;
        next[key] = place + 1;
        sorted[place] = i;
      }
      return { list: sorted, starts };
    };
    const asTheyCame = Int32Array.from({ length: count }, (_, i) => i);
    const byLayer = sort(asTheyCame, this.#layer.data, LAYERS.length);
    return sort(byLayer.list, this.#tile.data, this.#tiles.length);
  }

  #layerBytes = new PbfWriter(new Uint8Array(65_536));
  readonly #used = new IntList();

  #writeTile(entries: Int32Array, start: number, end: number, out: PbfWriter): void {
    const pbf = this.#layerBytes;
    for (let first = start; first < end; ) {
      const layer = this.#layer.data[entries[first] as number] as number;
      pbf.pos = 0;
      this.#layers++;
      this.#used.length = 0;
      pbf.writeVarintField(15, 2);
      pbf.writeBytesField(1, utf8.encode(LAYERS[layer] as string));
      let next = first;
      while (next < end && this.#layer.data[entries[next] as number] === layer)
        this.#writeFeature(entries[next++] as number, layer < TILE_LEVELS.length ? POLYGON : POINT);
      for (const key of KEYS) pbf.writeBytesField(3, utf8.encode(key));
      const { values, starts } = this.#texts;
      for (let i = 0; i < this.#used.length; i++) {
        const text = this.#used.data[i] as number;
        copyBytes(values.buf, starts[text] as number, starts[text + 1] as number, pbf);
      }
      pbf.writeVarintField(5, EXTENT);
      out.writeTag(3, 2);
      out.writeVarint(pbf.pos);
      copyBytes(pbf.buf, 0, pbf.pos, out);
      first = next;
    }
  }

  /** Writes a feature with its length reckoned beforehand: nothing has to be moved to make room for it. */
  #writeFeature(entry: number, type: number): void {
    const pbf = this.#layerBytes;
    const area = this.#area.data[entry] as number;
    const { id } = this.areas[area] as DrawnArea;
    const c = this.#listed(3 * area);
    const n = this.#listed(3 * area + 1);
    const l = this.#listed(3 * area + 2);
    const tags = 3 + varintSize(c) + varintSize(n) + varintSize(l);
    const start = this.#start.data[entry] as number;
    const end = this.#start.data[entry + 1] as number;
    pbf.writeTag(2, 2);
    pbf.writeVarint(6 + varintSize(id) + tags + varintSize(end - start) + end - start);
    pbf.writeVarintField(1, id);
    pbf.writeTag(2, 2);
    pbf.writeVarint(tags);
    pbf.writeVarint(0);
    pbf.writeVarint(c);
    pbf.writeVarint(1);
    pbf.writeVarint(n);
    pbf.writeVarint(2);
    pbf.writeVarint(l);
    pbf.writeVarintField(3, type);
    pbf.writeTag(4, 2);
    pbf.writeVarint(end - start);
    copyBytes(this.#geometry.buf, start, end, pbf);
  }

  /** Place of an area's text among the values of the layer that is being written. */
  #listed(tag: number): number {
    const text = this.#texts.tags[tag] as number;
    if (this.#listedIn[text] !== this.#layers) {
      this.#listedIn[text] = this.#layers;
      this.#place[text] = this.#used.length;
      this.#used.push(text);
    }
    return this.#place[text] as number;
  }
}
