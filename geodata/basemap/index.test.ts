import { booleanPointInPolygon, kinks } from '@turf/turf';
import { expect, test } from 'vitest';
import { BASEMAP_WINDOW, basemap, LAND, PLACE_LABELS } from './index.ts';

const onLand = (lon: number, lat: number): boolean =>
  LAND.features.some((land) => booleanPointInPolygon([lon, lat], land));

test('rings are closed, within the window, and cross neither themselves nor each other', () => {
  for (const land of LAND.features) {
    for (const ring of land.geometry.coordinates) {
      expect(ring.at(-1)).toEqual(ring[0]);
      for (const [lon = 0, lat = 0] of ring) {
        expect(lon >= BASEMAP_WINDOW.west && lon <= BASEMAP_WINDOW.east).toBe(true);
        expect(lat >= BASEMAP_WINDOW.south && lat <= BASEMAP_WINDOW.north).toBe(true);
      }
    }
    expect(kinks(land).features).toEqual([]);
  }
});

test('what is land is land: Lingshan and Zhucha islands too', () => {
  for (const [lon, lat] of [
    [120.17, 35.76],
    [120.31, 35.942],
    [120.0, 36.28],
    [119.99, 35.88],
  ] as const) {
    expect(onLand(lon, lat), `${lon},${lat}`).toBe(true);
  }
  for (const [lon, lat] of [
    [120.21, 36.14],
    [120.45, 35.65],
    [120.1, 35.85],
  ] as const) {
    expect(onLand(lon, lat), `${lon},${lat}`).toBe(false);
  }
});

test('labels stand in the window, those of seas and bays on water, the others on land', () => {
  for (const { name, kind, position } of PLACE_LABELS) {
    const [lon, lat] = position;
    expect(lon >= BASEMAP_WINDOW.west && lon <= BASEMAP_WINDOW.east, name).toBe(true);
    expect(onLand(lon, lat), name).toBe(kind !== 'sea' && kind !== 'bay');
  }
});

test('the collection to be sent holds all land and every label', () => {
  const kinds = basemap().features.map(({ properties }) => properties.kind);
  expect(kinds.filter((kind) => kind === 'land')).toHaveLength(LAND.features.length);
  expect(kinds).toHaveLength(LAND.features.length + PLACE_LABELS.length);
});
