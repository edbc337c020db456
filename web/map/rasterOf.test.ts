import { expect, it } from 'vitest';
import type { BaseMap } from '#api/contract/settings.ts';
import { rasterOf } from './rasterOf.ts';

const SET: BaseMap = {
  kind: 'wmts',
  url: '/gis/{TileMatrix}/{TileRow}/{TileCol}.png',
  dark: null,
  tileSize: 256,
  minZoom: 4,
  maxZoom: 17,
  attribution: '区自然资源局',
  coordinateSystem: 'EPSG:3857',
};
const ORIGIN = 'https://guatu.example';

it('a path is one of the page’s own origin', () => {
  expect(rasterOf(SET, 'light', ORIGIN)).toEqual({
    tiles: [`${ORIGIN}/gis/{z}/{y}/{x}.png`],
    tileSize: 256,
    minzoom: 4,
    maxzoom: 17,
    scheme: 'xyz',
    dark: false,
  });
});

it('the dark theme takes the pictures made for it, else the others', () => {
  const dark = 'http://10.0.0.1/{TileMatrix}/{TileRow}/{TileCol}';
  expect(rasterOf({ ...SET, dark }, 'dark', ORIGIN)).toMatchObject({
    tiles: ['http://10.0.0.1/{z}/{y}/{x}'],
    dark: true,
  });
  expect(rasterOf({ ...SET, dark }, 'light', ORIGIN).dark).toBe(false);
  expect(rasterOf(SET, 'dark', ORIGIN)).toMatchObject({ dark: false });
});
