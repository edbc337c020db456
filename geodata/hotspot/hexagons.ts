import { cellArea, cellToLatLng, gridDisk, latLngToCell, polygonToCells } from 'h3-js';
import type { Level } from '#geodata/model.ts';
import { polygonsOf } from '#geodata/place/bbox.ts';
import { createChainResolver } from '#geodata/place/chain.ts';
import type { PlaceArea } from '#geodata/place/resolver.ts';
import { ringArea } from '#geodata/place/ringArea.ts';
import { outlineOf, type PackedAreas } from '#geodata/tiles/pack.ts';
import type { Cells } from './cells.ts';
import { RowBuilder } from './neighbours.ts';

/** H3 cells, and their indices as numbers to look positions up by. */
export interface HexagonCells extends Cells {
  /** Ascending, as `codes` are. */
  indices: BigUint64Array;
}

/** Square kilometres of a square degree at the equator. */
const SQUARE_DEGREE_KM2 = 111.32 ** 2;

/** Levels from the finest up. */
const FINEST_FIRST: readonly Level[] = ['grid', 'community', 'town', 'district'];

type Outlined = PlaceArea & { level: Level };

/**
 * H3 cells whose centre lies on the district's land: in one of its towns, or in the district's own outline where
 * no town has one (a district's outline may take in the sea, its towns do not).
 *
 * @param areas the district with all below it
 * @param root its code: home of a cell whose centre lies on a border that no area claims
 * @param resolution of H3, 0 to 15
 */
export function hexagonCells(areas: PackedAreas, root: string, resolution: number): HexagonCells {
  const outlined = outlinesOf(areas);
  const found = new Set<string>();
  for (const { geometry } of landOf(outlined))
    for (const polygon of polygonsOf(geometry))
      for (const cell of polygonToCells(polygon as number[][][], resolution, true)) found.add(cell);
  // indices of one resolution have one length: their order as text is that of their numbers
  const codes = [...found].sort();
  const byLevel = Map.groupBy(outlined, ({ level }) => level);
  const find = createChainResolver(
    FINEST_FIRST.flatMap((level) => {
      const drawn = byLevel.get(level);
      return drawn ? [{ level, areas: drawn }] : [];
    }),
  );
  const points = new Float64Array(2 * codes.length);
  const homes: string[] = [];
  codes.forEach((code, i) => {
    const [latitude, longitude] = cellToLatLng(code);
    points.set([longitude, latitude], 2 * i);
    homes.push(find(longitude, latitude)?.code ?? root);
  });
  const place = new Map(codes.map((code, i) => [code, i]));
  const rows = new RowBuilder(codes.length);
  for (const code of codes) {
    for (const other of gridDisk(code, 1)) {
      const at = place.get(other);
      if (at !== undefined && other !== code) rows.push(at);
    }
    rows.endRow();
  }
  const indices = BigUint64Array.from(codes, numberOf);
  return { codes, homes, points, queen: rows.finish(), indices };
}

/** About how many cells `hexagonCells` would find, by area. */
export function hexagonCount(areas: PackedAreas, resolution: number): number {
  let cells = 0;
  for (const { geometry } of landOf(outlinesOf(areas)))
    for (const [outer = []] of polygonsOf(geometry)) {
      const [longitude = 0, latitude = 0] = outer[0] ?? [];
      const squareDegree = SQUARE_DEGREE_KM2 * Math.cos((latitude * Math.PI) / 180);
      // cells differ in size by half from place to place
      const cell = cellArea(latLngToCell(latitude, longitude, resolution), 'km2');
      cells += (Math.abs(ringArea(outer)) * squareDegree) / cell;
    }
  return cells;
}

/**
 * The cell of each position: its place among `indices`; -1 outside of them and where there is no position.
 *
 * @param positions longitude and latitude in WGS 84 degrees one after the other; NaN for none
 * @param indices ascending, all of `resolution`
 */
export function hexagonsAt(
  positions: Float64Array,
  indices: BigUint64Array,
  resolution: number,
): Int32Array<ArrayBuffer> {
  const place = new Map<bigint, number>();
  indices.forEach((index, i) => {
    place.set(index, i);
  });
  const cellOf = new Int32Array(positions.length / 2).fill(-1);
  for (let i = 0; i < cellOf.length; i++) {
    const [longitude, latitude] = [positions[2 * i] as number, positions[2 * i + 1] as number];
    if (Number.isNaN(longitude) || Number.isNaN(latitude)) continue;
    cellOf[i] = place.get(numberOf(latLngToCell(latitude, longitude, resolution))) ?? -1;
  }
  return cellOf;
}

const numberOf = (code: string): bigint => BigInt(`0x${code}`);

function outlinesOf(areas: PackedAreas): Outlined[] {
  return areas.areas.flatMap(({ code, level }, i) => {
    const geometry = outlineOf(areas, i);
    return geometry ? [{ code, level, geometry }] : [];
  });
}

function landOf(outlined: readonly Outlined[]): readonly Outlined[] {
  const towns = outlined.filter(({ level }) => level === 'town');
  return towns.length > 0 ? towns : outlined.filter(({ level }) => level === 'district');
}
