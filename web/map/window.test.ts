import fc from 'fast-check';
import type { FeatureCollection, Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import { landBounds } from './window.ts';

const collection = (...rings: Position[][]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: [
    ...rings.map((ring) => ({
      type: 'Feature' as const,
      properties: { kind: 'land' },
      geometry: { type: 'Polygon' as const, coordinates: [ring] },
    })),
    { type: 'Feature', properties: { kind: 'place' }, geometry: { type: 'Point', coordinates: [0, 0] } },
  ],
});

describe('the stretch that the land covers', () => {
  it('holds every corner of every polygon and touches four of them', () => {
    const place = fc.tuple(fc.integer({ min: 60, max: 140 }), fc.integer({ min: 10, max: 60 }));
    const rings = fc.array(fc.array(place, { minLength: 3, maxLength: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rings, (made) => {
        const all = made.flat();
        const lons = all.map(([lon]) => lon);
        const lats = all.map(([, lat]) => lat);
        const flat = new Set(lons).size === 1 || new Set(lats).size === 1;
        const expected = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
        expect(landBounds(collection(...made))).toEqual(flat ? null : expected);
      }),
    );
  });

  it('is none without land', () => {
    expect(landBounds(null)).toBeNull();
    expect(landBounds(collection())).toBeNull();
  });

  it('is none of a land around the world', () => {
    const ring = [
      [-180, -85],
      [180, -85],
      [180, 85],
      [-180, 85],
      [-180, -85],
    ];
    const geometry = { type: 'Polygon' as const, coordinates: [ring] };
    expect(
      landBounds({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry }] }),
    ).toBeNull();
  });
});
