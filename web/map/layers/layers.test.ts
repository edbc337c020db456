import { describe, expect, it } from 'vitest';
import type { Palette } from '../palette.ts';
import type { MapView, RasterBase } from '../view.ts';
import { buildStyle, labelText, layers, tapLayers } from './index.ts';

const palette: Palette = {
  id: 'light',
  dark: false,
  color: new Proxy({} as Palette['color'], { get: (_, token) => `var(--${String(token)})` }),
};
const view: MapView = {
  tiles: { tiles: ['/tiles/v/{z}/{x}/{y}.mvt'], minzoom: 7, maxzoom: 14 },
  basemap: null,
  raster: null,
  strata: [
    {
      level: 'town',
      areas: [
        { code: 'a', name: '灵山卫街道', short: '灵山卫', note: '−15.8', light: 'amber', index: 3, rank: 1 },
        { code: 'b', name: '红石崖街道', short: '红石崖', note: '无数据', light: null, index: 0, rank: 2 },
      ],
    },
    {
      level: 'community',
      areas: [
        { code: 'a1', name: '积米崖', short: '积米崖', note: '−40.9', light: 'red', index: 5, rank: 0 },
      ],
    },
  ],
  top: { code: 'd', level: 'district' },
  selected: { code: 'a', level: 'town' },
  inside: ['d', 'a'],
  hovered: null,
  english: false,
  hatchRed: false,
  scale: 1,
};

describe('the z-order', () => {
  const ids = layers(view, palette).map(({ id }) => id);
  it('has labels above lines above fills above the ground', () => {
    const order = ['sea', 'land', 'fill-town', 'fill-community', 'border-community', 'border-town', 'select'];
    order.push('label-town', 'label-community');
    const places = order.map((id) => ids.indexOf(id));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });
  it('names every layer once', () => expect(new Set(ids).size).toBe(ids.length));
  it('leaves areas out while the tiles are not known', () => {
    const bare = buildStyle({ ...view, tiles: null }, palette);
    expect(bare.sources.areas).toBeUndefined();
    expect(bare.layers.some((layer) => 'source' in layer && layer.source === 'areas')).toBe(false);
  });
});

describe('fills', () => {
  it('take the colour of the class and hatch what has no data', () => {
    const style = JSON.stringify(layers(view, palette).find(({ id }) => id === 'fill-town'));
    expect(style).toContain('"a":"var(--ramp-3)"');
    const hatch = JSON.stringify(layers(view, palette).find(({ id }) => id === 'hatch-town'));
    expect(hatch).toContain('{"b":true}');
  });
});

describe('labels', () => {
  it('leave the selected area to its parts', () => {
    const label = JSON.stringify(layers(view, palette).find(({ id }) => id === 'label-town'));
    expect(label).not.toContain('灵山卫街道');
    expect(label).toContain('红石崖街道');
  });
  it('ask for the glyphs they need', () => expect(labelText(view)).toContain('崖'));
});

it('a tap meets the deepest level first', () => {
  expect(tapLayers(view)).toEqual(['fill-community', 'fill-town']);
});

describe('the base map', () => {
  const raster: RasterBase = {
    tiles: ['http://10.0.0.1/{z}/{x}/{y}.png'],
    tileSize: 256,
    minzoom: 3,
    maxzoom: 18,
    scheme: 'xyz',
    dark: false,
  };
  const paintOf = (id: string, of: MapView, colours = palette) =>
    layers(of, colours).find((layer) => layer.id === id)?.paint as Record<string, unknown>;

  it('of pictures lies above the built-in one, below the fills that let it through, and names itself', () => {
    const style = buildStyle({ ...view, raster }, palette);
    expect(style.sources.pictures).toEqual({
      type: 'raster',
      tiles: raster.tiles,
      tileSize: 256,
      minzoom: 3,
      maxzoom: 18,
      scheme: 'xyz',
    });
    const ids = style.layers.map(({ id }) => id);
    expect(ids.indexOf('pictures')).toBeGreaterThan(ids.indexOf('coast'));
    expect(ids.indexOf('pictures')).toBeLessThan(ids.indexOf('fill-town'));
    expect(ids.some((id) => id.startsWith('place-'))).toBe(false);
    expect(paintOf('fill-town', { ...view, raster })['fill-opacity']).toBeLessThan(1);
    expect(paintOf('fill-town', view)['fill-opacity']).toBe(1);
  });

  it('of pictures does not shine through two fills: the area in view leaves its place to its parts', () => {
    const fill = (of: MapView) => JSON.stringify(layers(of, palette).find(({ id }) => id === 'fill-town'));
    expect(fill({ ...view, raster })).not.toContain('"a":');
    expect(fill({ ...view, raster })).toContain('"b":');
    expect(fill(view)).toContain('"a":');
  });

  it('made for the day is dimmed in the dark, one made for the dark is not', () => {
    const dark = { ...palette, dark: true };
    const brightness = (base: RasterBase) =>
      paintOf('pictures', { ...view, raster: base }, dark)['raster-brightness-max'];
    expect(brightness(raster)).toBeLessThan(0.5);
    expect(brightness({ ...raster, dark: true })).toBe(1);
  });
});

describe('colour-blind safe', () => {
  const hatched = (of: MapView) =>
    layers(of, palette)
      .map(({ id }) => id)
      .filter((id) => id.startsWith('red-'));
  it('hatches what is red, level by level, and only when asked', () => {
    expect(hatched(view)).toEqual([]);
    expect(hatched({ ...view, hatchRed: true })).toEqual(['red-community']);
    const layer = layers({ ...view, hatchRed: true }, palette).find(({ id }) => id === 'red-community');
    expect(JSON.stringify(layer)).toContain('"a1":"red:5:light"');
  });
});

describe('places of the basemap', () => {
  it('are not named twice where an area has the name', () => {
    const island = JSON.stringify(layers(view, palette).find(({ id }) => id === 'place-island'));
    expect(island).toContain('"灵山卫"');
    expect(island).toContain('"灵山卫街道"');
  });
});

it('layers of names are never taken away while there are shapes', () => {
  const namesOf = (of: MapView) =>
    layers(of, palette)
      .filter(({ type, id }) => type === 'symbol' && /^(light|label)-/.test(id))
      .map(({ id }) => id);
  const all = ['light-town', 'label-town', 'light-community', 'label-community', 'light-grid', 'label-grid'];
  expect(namesOf(view)).toEqual(all);
  expect(namesOf({ ...view, strata: [] })).toEqual(all);
  expect(namesOf({ ...view, points: { points: [], amounts: null, marked: [] } as never })).toEqual(all);
  expect(namesOf({ ...view, tiles: null, strata: [] })).toEqual([]);
});
