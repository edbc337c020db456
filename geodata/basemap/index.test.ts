import { booleanPointInPolygon, kinks } from '@turf/turf';
import { describe, expect, test } from 'vitest';
import { basemap, basemapRegion, type RegionName, regionAround } from './index.ts';

const PLACES: Record<RegionName, { land: [number, number][]; water: [number, number][] }> = {
  qingdao: {
    // Lingshan and Zhucha islands too.
    land: [
      [120.17, 35.76],
      [120.31, 35.942],
      [120.0, 36.28],
      [119.99, 35.88],
    ],
    water: [
      [120.21, 36.14],
      [120.45, 35.65],
      [120.1, 35.85],
    ],
  },
  ningbo: {
    // Zhoushan Island, Haishu, Shanghai's south, Shengzhou.
    land: [
      [122.1, 30.05],
      [121.3, 29.85],
      [121.3, 30.9],
      [120.82, 29.59],
    ],
    water: [
      [121.2, 30.5],
      [122.9, 29.2],
      [121.56, 29.51],
    ],
  },
};

describe.each(Object.entries(PLACES) as [RegionName, (typeof PLACES)[RegionName]][])('%s', (name, places) => {
  const { window, land, labels } = basemapRegion(name);
  const onLand = (lon: number, lat: number): boolean =>
    land.features.some((piece) => booleanPointInPolygon([lon, lat], piece));
  const within = (lon: number, lat: number): boolean =>
    lon >= window.west && lon <= window.east && lat >= window.south && lat <= window.north;

  test('rings are closed, within the window, and cross neither themselves nor each other', () => {
    for (const piece of land.features) {
      for (const ring of piece.geometry.coordinates) {
        expect(ring.at(-1)).toEqual(ring[0]);
        for (const [lon = 0, lat = 0] of ring) expect(within(lon, lat)).toBe(true);
      }
      expect(kinks(piece).features).toEqual([]);
    }
  });

  test('what is land is land, what is water is water', () => {
    for (const place of places.land) expect(onLand(...place), `${place}`).toBe(true);
    for (const place of places.water) expect(onLand(...place), `${place}`).toBe(false);
  });

  test('labels stand in the window, those of seas and bays on water, the others on land', () => {
    for (const { name: label, kind, position } of labels) {
      expect(within(...position), label).toBe(true);
      expect(onLand(...position), label).toBe(kind !== 'sea' && kind !== 'bay');
    }
  });

  test('the collection to be sent holds all land and every label', () => {
    const kinds = basemap(name).features.map(({ properties }) => properties.kind);
    expect(kinds.filter((kind) => kind === 'land')).toHaveLength(land.features.length);
    expect(kinds.filter((kind) => kind === 'place')).toHaveLength(labels.length);
  });
});

test('a district is drawn on the region that holds it whole; elsewhere all is land', () => {
  expect(regionAround([119.5, 35.5, 120.4, 36.2])).toBe('qingdao');
  expect(regionAround([121.0, 29.7, 121.6, 29.95])).toBe('ningbo');
  expect(regionAround([113.9, 22.4, 114.3, 22.8])).toBeNull();
  expect(regionAround([120.5, 30.5, 122, 35])).toBeNull();
  const [land, ...more] = basemap(null).features;
  expect(more).toEqual([]);
  expect(booleanPointInPolygon([114, 22.6], land!.geometry as never)).toBe(true);
});
