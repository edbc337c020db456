import { describe, expect, it } from 'vitest';
import type { Palette } from '../palette.ts';
import type { MapView } from '../view.ts';
import { buildStyle, labelText, layers, tapLayers } from './index.ts';

const palette: Palette = {
  id: 'light',
  color: new Proxy({} as Palette['color'], { get: (_, token) => `var(--${String(token)})` }),
};
const view: MapView = {
  tiles: { tiles: ['/tiles/v/{z}/{x}/{y}.mvt'], minzoom: 7, maxzoom: 14 },
  basemap: null,
  strata: [
    {
      level: 'town',
      areas: [
        { code: 'a', name: '灵山卫街道', note: '−15.8', light: 'amber', index: 3, rank: 1 },
        { code: 'b', name: '红石崖街道', note: '无数据', light: null, index: 0, rank: 2 },
      ],
    },
    {
      level: 'community',
      areas: [{ code: 'a1', name: '积米崖', note: '−40.9', light: 'red', index: 5, rank: 0 }],
    },
  ],
  top: { code: 'd', level: 'district' },
  selected: { code: 'a', level: 'town' },
  inside: ['d', 'a'],
  hovered: null,
  english: false,
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
