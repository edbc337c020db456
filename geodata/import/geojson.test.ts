import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { parseGeoJson } from './geojson.ts';

const square = '[[[120,36],[121,36],[121,37],[120,36]]]';
const feature = (coordinates = square, properties = 'null') =>
  `{"type":"Feature","properties":${properties},"geometry":{"type":"Polygon","coordinates":${coordinates}}}`;
const collection = (...features: string[]) =>
  `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}`;

function problemsOf(source: string | Uint8Array, limits = {}) {
  const parsed = parseGeoJson(source, limits);
  expect(parsed.ok).toBe(false);
  return parsed.ok ? [] : parsed.problems;
}

describe('parseGeoJson', () => {
  test('gives features, their lines and the declared system', () => {
    const parsed = parseGeoJson(
      collection(feature(), feature(square, '{"name":"a\\u0000\\"}]"}')).replace(
        '"features"',
        '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features"',
      ),
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.featureLines).toEqual([2, 3]);
    expect(parsed.declaredCrs).toBe('urn:ogc:def:crs:EPSG::4490');
    expect(parsed.collection.features[1]?.properties).toEqual({ name: 'a\u0000"}]' });
  });

  test('a geometry, a feature and a text with a byte order mark are collections of one', () => {
    for (const text of ['{"type":"Point","coordinates":[1,2]}', feature(), `\uFEFF${feature()}`]) {
      const parsed = parseGeoJson(new TextEncoder().encode(text));
      expect(parsed.ok && parsed.collection.features.length).toBe(1);
      expect(parsed.ok && parsed.featureLines).toEqual([1]);
    }
  });

  test('a key named __proto__ stays a key', () => {
    const parsed = parseGeoJson(collection(feature(square, '{"__proto__":{"admin":true}}')));
    const properties = parsed.ok ? parsed.collection.features[0]?.properties : undefined;
    expect(Object.keys(properties ?? {})).toEqual(['__proto__']);
    expect((properties as { admin?: boolean }).admin).toBeUndefined();
  });

  test('an error in the second feature is named by path, line and column', () => {
    const [problem] = problemsOf(collection(feature(), feature('[[[120,"x"],[121,36],[121,37],[120,36]]]')));
    expect(problem).toMatchObject({
      path: 'features[1].geometry.coordinates[0][0][1]',
      line: 3,
      code: 'geojson',
    });
    expect(problem?.column).toBe(feature('').indexOf('"coordinates":') + '"coordinates":[[[120,'.length + 1);
  });

  test('an error after the features is named by its own line', () => {
    const [problem] = problemsOf(`${collection(feature(), feature()).slice(0, -1)},\n"properties":{}}`);
    expect(problem).toMatchObject({ path: 'properties', line: 5, column: 1 });
  });

  test.each([
    ['', 'json', 1],
    ['{', 'json', 1],
    ['{"type":\n"Point', 'json', 2],
    ['{"type":"Point"]', 'json', 1],
    ['{"type":"Point","coordinates":[1,2]} x', 'json', 1],
    ['{"type":"Point",\n"coordinates":[NaN,2]}', 'json', 2],
    [collection(`${feature()} ${feature()}`), 'json', 2],
    [collection(feature(), ''), 'json', 4],
    [collection('7'), 'geojson', 2],
    [collection('{"type":"Point","coordinates":[1,2]}'), 'geojson', 2],
    ['{"type":"Point","coordinates":[1e999,2]}', 'notFinite', 1],
    ['"text"', 'geojson', 1],
    [
      '{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection","geometries":[]}]}',
      'nestedCollection',
      1,
    ],
  ])('%j is refused as %s on line %i', (text, code, line) => {
    expect(problemsOf(text)[0]).toMatchObject({ code, line });
  });

  test('a text that is not UTF-8 is refused with the line of its first foreign byte', () => {
    const bytes = new TextEncoder().encode(collection(feature(square, '{"name":"XX"}')));
    const at = bytes.indexOf(88);
    bytes.set([0xc7, 0xe0], at);
    expect(problemsOf(bytes)[0]).toMatchObject({ code: 'encoding', line: 2 });
  });

  test('bounds are checked before the text is built', () => {
    const two = collection(feature(), feature());
    expect(problemsOf(two, { features: 1 })[0]).toMatchObject({ code: 'tooManyFeatures', line: 3 });
    expect(problemsOf(two, { vertices: 7 })[0]).toMatchObject({ code: 'tooManyVertices', line: 3 });
    expect(problemsOf(two, { featureVertices: 3 })[0]).toMatchObject({ code: 'tooManyVertices', line: 2 });
    expect(problemsOf(two, { bytes: 100 })[0]).toMatchObject({ code: 'tooLarge', path: '$' });
    expect(problemsOf('[{"a":'.repeat(1_000_000))[0]).toMatchObject({ code: 'tooDeep', line: 1 });
    const nested = '{"type":"GeometryCollection","geometries":['.repeat(100_000);
    expect(problemsOf(nested)[0]).toMatchObject({ code: 'tooDeep' });
    const empty = collection(feature(`[${'[],'.repeat(1_000_000)}[]]`));
    expect(problemsOf(empty)[0]).toMatchObject({ code: 'tooManyValues', line: 2 });
    expect(problemsOf(`{"x":[${'[],'.repeat(1_000_000)}[]]}`)[0]).toMatchObject({ code: 'tooManyValues' });
  });

  test('of many problems the first are kept', () => {
    const many = collection(...Array.from({ length: 50 }, () => feature('[[[1]]]')));
    expect(problemsOf(many, { problems: 10 })).toHaveLength(10);
  });
});

describeWithReference('bad-input', ({ path }) => {
  const files = (kind: string) =>
    readdirSync(path(`check-geojson/${kind}`))
      .filter((name) => name.endsWith('.geojson'))
      .map((name) => join(path(`check-geojson/${kind}`), name));

  test.each(files('bad'))('%s is refused with its place', (file) => {
    for (const problem of problemsOf(readFileSync(file))) {
      expect(problem.line).toBeGreaterThan(0);
      expect(problem.path).not.toBe('');
      expect(problem.message).not.toBe('');
    }
  });

  test.each(files('good'))('%s is accepted', (file) => {
    expect(parseGeoJson(readFileSync(file))).toMatchObject({ ok: true });
  });
});
