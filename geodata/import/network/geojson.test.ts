import { describe, expect, test } from 'vitest';
import { readNetworkGeoJson } from './geojson.ts';
import { bounds, edgesIn, problemOf } from './networkFixture.ts';

const line = (coordinates: number[][], properties: object = {}) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates },
});
const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });

describe('GeoJSON', () => {
  test('lines become pieces, each its own way', () => {
    const source = collection(
      line(
        [
          [120, 36],
          [120.01, 36],
          [120.01, 36.01],
        ],
        { oneway: 'yes' },
      ),
      line(
        [
          [120, 36],
          [120, 36.01],
        ],
        { oneway: '-1' },
      ),
      line(
        [
          [120.1, 36],
          [120.2, 36],
        ],
        { ferry: true },
      ),
      {
        type: 'Feature',
        properties: null,
        geometry: {
          type: 'MultiLineString',
          coordinates: [
            [
              [120, 36],
              [120.02, 36],
            ],
            [
              [120.3, 36],
              [120.4, 36],
            ],
          ],
        },
      },
      { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [120, 36] } },
      line(
        [
          [120, 36],
          [120.5, 36],
        ],
        { highway: 'proposed' },
      ),
    );
    const file = readNetworkGeoJson(source, { bounds });
    expect(edgesIn(file)).toEqual([
      { ends: [120, 36, 120.01, 36], kind: 'road', oneWay: true },
      { ends: [120.01, 36, 120.01, 36.01], kind: 'road', oneWay: true },
      { ends: [120, 36.01, 120, 36], kind: 'road', oneWay: true },
      { ends: [120.1, 36, 120.2, 36], kind: 'ferry', oneWay: false },
      { ends: [120, 36, 120.02, 36], kind: 'road', oneWay: false },
      { ends: [120.3, 36, 120.4, 36], kind: 'road', oneWay: false },
    ]);
    expect(file.ok && file.counts).toEqual({ roads: 4, ferries: 1, skipped: 2, outside: 0 });
  });

  test('what lies outside is cut off and counted', () => {
    const source = collection(
      line([
        [120, 36],
        [120.1, 36],
        [121, 36],
        [121.1, 36],
        [120.2, 36],
        [120.3, 36],
      ]),
    );
    const file = readNetworkGeoJson(source, { bounds });
    expect(edgesIn(file).map(({ ends }) => ends)).toEqual([
      [120, 36, 120.1, 36],
      [120.2, 36, 120.3, 36],
    ]);
    expect(file.ok && file.counts.outside).toBe(2);
  });

  test('other systems are converted', () => {
    const file = readNetworkGeoJson(
      collection(
        line([
          [120, 36],
          [120.1, 36],
        ]),
      ),
      { bounds, crs: 'GCJ-02' },
    );
    const [{ ends = [] } = {}] = edgesIn(file);
    // GCJ-02 lies some hundred metres to the south-east here
    expect(ends[0]).toBeCloseTo(119.995, 2);
    expect(ends[0]).toBeLessThan(119.999);
  });

  test.each([
    ['no text of JSON', '{"type"', {}, 'json', '.type'],
    [
      'a coordinate that is text',
      collection(
        line([
          ['a' as unknown as number, 36],
          [120, 36],
        ]),
      ),
      {},
      'geojson',
      'features[0].geometry',
    ],
    [
      'nothing but points',
      collection({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [120, 36] } }),
      {},
      'noNetwork',
      '$',
    ],
    [
      'a road of another town',
      collection(
        line([
          [121, 36],
          [122, 36],
        ]),
      ),
      {},
      'noNetwork',
      '$',
    ],
    [
      'a system nobody knows',
      collection(
        line([
          [120, 36],
          [120.1, 36],
        ]),
      ),
      { crs: 'Mars' },
      'unknownCrs',
      'crs',
    ],
    [
      'too many pieces',
      collection(
        line([
          [120, 36],
          [120.1, 36],
        ]),
        line([
          [120, 36],
          [120.1, 36],
          [120.2, 36],
        ]),
      ),
      { limits: { edges: 2 } },
      'tooManyEdges',
      'features[1].geometry',
    ],
    [
      'too many positions',
      collection(
        line([
          [120, 36],
          [120.1, 36],
          [120.2, 36],
        ]),
      ),
      { limits: { vertices: 2 } },
      'tooManyVertices',
      'features',
    ],
    ['too many bytes', collection(), { limits: { bytes: 5 } }, 'tooLarge', '$'],
  ])('%s is refused with its place', (_name, source, options, code, path) => {
    const problem = problemOf(readNetworkGeoJson(source, { bounds, ...options }));
    expect(problem?.code).toBe(code);
    expect(problem?.path).toContain(path);
  });
});
