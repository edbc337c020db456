import { areNeighborCells, cellToLatLng, getResolution, latLngToCell } from 'h3-js';
import { describe, expect, test } from 'vitest';
import { createResolver } from '#geodata/place/resolver.ts';
import { packAreas } from '#geodata/tiles/pack.ts';
import { syntheticDistrict } from '#geodata/tiles/synthetic.ts';
import { hexagonCells, hexagonCount, hexagonsAt } from './hexagons.ts';
import { rowsOf } from './hotspotFixture.ts';

const district = syntheticDistrict({ side: 8, corner: [120, 36], size: 0.4 });
const root = district.find(({ level }) => level === 'district')!.code;
const resolverOf = (areas: typeof district) =>
  createResolver(areas.map(({ code, geometry }) => ({ code, geometry: geometry! })));
const towns = district.filter(({ level }) => level === 'town');

describe('hexagonCells', () => {
  const cells = hexagonCells(packAreas(district), root, 8);

  test('every cell whose centre is on the land, and no other, each once', () => {
    const { at } = resolverOf(district.filter(({ level }) => level === 'district'));
    const wanted = new Set<string>();
    // a lattice much finer than the cells, beyond the district on all sides
    for (let lon = 119.95; lon < 120.45; lon += 0.002)
      for (let lat = 35.95; lat < 36.45; lat += 0.002) {
        const cell = latLngToCell(lat, lon, 8);
        const [y, x] = cellToLatLng(cell);
        if (at(x, y) !== null) wanted.add(cell);
      }
    expect(cells.codes).toEqual([...wanted].sort());
    expect(cells.codes.length).toBeGreaterThan(1500);
    expect(cells.codes.every((code) => getResolution(code) === 8)).toBe(true);
  });

  test('each is at home in the grid that holds its centre', () => {
    const { at } = resolverOf(district.filter(({ level }) => level === 'grid'));
    const { codes, homes, points } = cells;
    codes.forEach((code, i) => {
      expect([points[2 * i + 1], points[2 * i]]).toEqual(cellToLatLng(code));
    });
    expect(homes).toEqual(codes.map((_, i) => at(points[2 * i]!, points[2 * i + 1]!) ?? root));
    expect(homes.filter((home) => home === root).length).toBeLessThan(codes.length / 100);
  });

  test('neighbours are those that share an edge', () => {
    const rows = rowsOf(cells.queen);
    const { codes } = cells;
    for (const i of [0, 100, 700, codes.length - 1])
      expect(rows[i]).toEqual(codes.flatMap((code, j) => (areNeighborCells(codes[i]!, code) ? [j] : [])));
    expect(Math.max(...rows.map((row) => row.length))).toBe(6);
  });

  test('a town that is missing is no land; without any town the district’s outline is', () => {
    const without = packAreas(district.filter(({ code }) => code !== towns[0]!.code));
    const { at } = resolverOf(towns.slice(1));
    const fewer = hexagonCells(without, root, 8);
    expect(fewer.codes.length).toBeLessThan(cells.codes.length);
    expect(fewer.codes.every((_, i) => at(fewer.points[2 * i]!, fewer.points[2 * i + 1]!) !== null)).toBe(
      true,
    );
    const alone = packAreas(district.filter(({ level }) => level === 'district'));
    expect(hexagonCells(alone, root, 8).codes).toEqual(cells.codes);
    expect(hexagonCells(packAreas([]), root, 8).codes).toEqual([]);
  });

  test('their number is told beforehand by area', () => {
    for (const resolution of [7, 8, 9]) {
      const { length } = hexagonCells(packAreas(district), root, resolution).codes;
      expect(Math.abs(hexagonCount(packAreas(district), resolution) / length - 1)).toBeLessThan(0.05);
    }
  });

  test('positions find their cell', () => {
    const { codes, indices } = cells;
    const positions = Float64Array.of(120.11, 36.2, Number.NaN, Number.NaN, 121, 36.2, 120.3, 36.05);
    expect([...hexagonsAt(positions, indices, 8)]).toEqual([
      codes.indexOf(latLngToCell(36.2, 120.11, 8)),
      -1,
      -1,
      codes.indexOf(latLngToCell(36.05, 120.3, 8)),
    ]);
    expect(codes).toContain(latLngToCell(36.2, 120.11, 8));
  });
});
