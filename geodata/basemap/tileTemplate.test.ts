import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOfTemplate, originOfTemplate, readTemplate, TILE_SOURCE_KINDS } from './tileTemplate.ts';

const TIANDITU =
  'https://t0.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}&tk=0';

describe('a template of tile addresses', () => {
  it.each([
    ['xyz', 'http://10.1.2.3:8080/tiles/{z}/{x}/{y}.png'],
    ['xyz', 'https://maps.example.gov.cn/{z}/{x}/{-y}.jpg?key=a%20b'],
    ['xyz', '/base/{z}/{x}/{y}.png'],
    ['xyz', 'http://[fd00::1]/arcgis/tile/{z}/{y}/{x}'],
    ['wmts', TIANDITU],
    ['wmts', 'http://gis.local/wmts/base/default/w/{TileMatrix}/{TileRow}/{TileCol}.png'],
    ['wmts', 'http://gis.local/gwc?TILEMATRIX=EPSG:900913:{tilematrix}&TILEROW={TILEROW}&TILECOL={TileCol}'],
  ] as const)('%s %s is sound', (kind, template) => {
    expect(faultOfTemplate(kind, template)).toBeNull();
  });

  it.each([
    ['xyz', 'http://a/{z}/{x}.png', 'lacks {y}'],
    ['wmts', 'http://a/{z}/{x}/{y}', '{z} is not known'],
    ['wmts', 'http://a/{TileMatrix}/{TileRow}', 'lacks {TileCol}'],
    ['xyz', 'http://{s}.a/{z}/{x}/{y}', '{s} is not known'],
    ['xyz', 'http://{z}.a/{z}/{x}/{y}', 'one host'],
    ['xyz', 'http://a/{z}/{x}/{y}/{-y}', 'both'],
    ['xyz', 'http://a/{z}/{x}/{y', 'not closed'],
    ['xyz', 'ftp://a/{z}/{x}/{y}', 'must begin with'],
    ['xyz', '//a/{z}/{x}/{y}', 'must begin with'],
    ['xyz', 'javascript:alert({z},{x},{y})', 'must begin with'],
    ['xyz', 'data:image/png,{z}{x}{y}', 'must begin with'],
    ['xyz', 'http://u:p@a/{z}/{x}/{y}', 'name or a password'],
    ['xyz', 'http://a/{z}/{x}/{y}#b', 'after #'],
    ['xyz', 'http://*/{z}/{x}/{y}', 'no host has'],
    ['xyz', 'http://a;frame-src/{z}/{x}/{y}', 'no host has'],
    ['xyz', 'http://a b/{z}/{x}/{y}', 'character'],
    ['xyz', 'http://:80/{z}/{x}/{y}', 'no address'],
    ['wmts', TIANDITU.replace('vec_w', 'vec_c').replace('SET=w', 'SET=c'), 'in degrees'],
    ['wmts', TIANDITU.replace('SET=w', 'SET=EPSG:4490'), 'in degrees'],
  ] as const)('%s %s is refused', (kind, template, why) => {
    expect(faultOfTemplate(kind, template)).toContain(why);
  });

  it('is never crashed by what is sent, and what passes can be read', () => {
    const pieces = fc.constantFrom(
      'http://',
      'a',
      '/',
      '{z}',
      '{x}',
      '{y}',
      '{-y}',
      '{',
      '}',
      '?',
      ':',
      '@',
      ';',
      '*',
    );
    const anything = fc.oneof(
      fc.string(),
      fc.array(pieces).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...TILE_SOURCE_KINDS), anything, (kind, template) => {
        if (faultOfTemplate(kind, template) !== null) return;
        const read = readTemplate(kind, template);
        for (const name of ['{z}', '{x}', '{y}']) expect(read.template).toContain(name);
        expect(originOfTemplate(template) ?? '').not.toMatch(/[\s;,*'"]/);
      }),
    );
  });
});

it('WMTS names are read as the usual ones', () => {
  expect(readTemplate('wmts', 'http://a/{TileMatrix}/{tilerow}/{TILECOL}')).toEqual({
    template: 'http://a/{z}/{y}/{x}',
    scheme: 'xyz',
  });
});

it('rows counted from the south are told', () => {
  expect(readTemplate('xyz', '/a/{z}/{x}/{-y}')).toEqual({ template: '/a/{z}/{x}/{y}', scheme: 'tms' });
});

it('the origin is what the browser must be allowed', () => {
  expect(originOfTemplate('http://10.1.2.3:8080/t/{z}/{x}/{y}')).toBe('http://10.1.2.3:8080');
  expect(originOfTemplate('/t/{z}/{x}/{y}')).toBeNull();
});
