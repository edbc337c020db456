import { mkdirSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { areaSketch } from '#api/contract/tiles.ts';
import type { Running } from '#api/listen.ts';
import { openTestInterface, SQUARES, squaresFile, type TestInterface } from '#api/squaresFixture.ts';
import { testServer } from '#api/testing.ts';
import type { TileJson } from '#geodata/tiles/tilejson.ts';

const SECRET = 'this file is nobody’s business';
let api: TestInterface;
let running: Running;
let document: TileJson;

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00', { threads: true });
  await api.importFile(squaresFile());
  document = await api.read<TileJson>('/tiles/tiles.json');
  const web = join(api.ledger.dir, 'web');
  mkdirSync(join(web, 'assets'), { recursive: true });
  writeFileSync(join(web, 'index.html'), '<!doctype html><title>Guatu</title>');
  writeFileSync(join(web, 'assets', 'app.js'), 'export {};');
  writeFileSync(join(api.ledger.dir, 'secret.txt'), SECRET);
  running = await testServer(api.ledger, web);
});
afterAll(async () => {
  running.server.closeAllConnections();
  await new Promise((resolve) => running.server.close(resolve));
  running.services.tiles.close();
  await api.ledger.close();
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Asks over the socket with the path as it is written: `fetch` would tidy it. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = new URL(running.url);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts),
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

const tilePath = (z: number, x: number, y: number): string =>
  document.tiles[0]!.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y));
/** The tile of a zoom that holds a position (Web Mercator, rows from the north). */
function tileAt(z: number, lon: number, lat: number): string {
  const sin = Math.sin((lat * Math.PI) / 180);
  const x = Math.floor(((lon + 180) / 360) * 2 ** z);
  const y = Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * 2 ** z);
  return tilePath(z, x, y);
}
const middle = () => tileAt(12, 120.03, 35.915);

describe('TileJSON', () => {
  test('names the layers, the bounds and a versioned address', () => {
    expect(document).toMatchObject({ tilejson: '3.0.0', scheme: 'xyz', name: 'Guatu' });
    expect(document.tiles).toEqual([
      expect.stringMatching(/^\/tiles\/[0-9a-f]{8,64}\/\{z\}\/\{x\}\/\{y\}\.mvt$/),
    ]);
    const layers = document.vector_layers.map((layer) => layer.id);
    expect(layers).toEqual(expect.arrayContaining(['district', 'town', 'community', 'grid', 'town_label']));
    for (const [i, value] of [120, 35.9, 120.08, 35.94].entries())
      expect(document.bounds[i]).toBeCloseTo(value, 5);
  });

  test('is tagged and not kept, unlike the tiles', async () => {
    const { headers } = await ask('/tiles/tiles.json');
    expect(headers).toMatchObject({
      'cache-control': 'private, no-cache',
      etag: expect.stringMatching(/^"/),
    });
  });

  test('is not found before there are boundaries', async () => {
    const empty = await openTestInterface('2026-11-20T14:32:00+08:00');
    try {
      expect((await empty.get('/tiles/tiles.json')).status).toBe(404);
      expect((await empty.get('/readyz')).status).toBe(503);
    } finally {
      await empty.ledger.close();
    }
  });
});

describe('a tile', () => {
  test('comes compressed to who takes it, and plain to who does not', async () => {
    const zipped = await ask(middle(), { 'Accept-Encoding': 'br, gzip' });
    expect(zipped.status).toBe(200);
    expect(zipped.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'application/vnd.mapbox-vector-tile',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-length': String(zipped.body.byteLength),
      vary: expect.stringContaining('Accept-Encoding'),
    });
    for (const accepted of ['identity', 'gzip;q=0', 'br', 'gzip;q=0.0, identity']) {
      const plain = await ask(middle(), { 'Accept-Encoding': accepted });
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.body).toEqual(gunzipSync(zipped.body));
    }
    const half = await ask(middle(), { 'Accept-Encoding': 'gzip;q=0.5' });
    expect(half.headers['content-encoding']).toBe('gzip');
  });

  test('has the squares by code and their names', async () => {
    const { body } = await ask(middle());
    const { layers } = new VectorTile(new PbfReader(body));
    for (const level of ['district', 'town', 'community', 'grid']) {
      const shapes = Array.from({ length: layers[level]!.length }, (_, i) => layers[level]!.feature(i));
      for (const { properties } of shapes)
        expect(SQUARES).toContainEqual(expect.objectContaining({ code: properties.code, level }));
    }
  });

  test('is known by its tag: 304 without a body', async () => {
    const { headers } = await ask(middle());
    const again = await ask(middle(), { 'If-None-Match': headers.etag! });
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
    expect(again.headers.etag).toBe(headers.etag);
    expect((await ask(middle(), { 'If-None-Match': '"other"' })).status).toBe(200);
  });

  test('asked for by HEAD has no body', async () => {
    const head = await ask(middle(), {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    expect(Number(head.headers['content-length'])).toBeGreaterThan(0);
  });

  test('where nothing is drawn is empty: 204', async () => {
    expect(await ask(tileAt(12, 100, 10))).toMatchObject({ status: 204, body: Buffer.alloc(0) });
  });
});

describe('a sketch', () => {
  const sketchPath = (code: string, version = document.tiles[0]!.split('/')[2]!): string =>
    `/tiles/${version}/sketch/${code}.json`;

  test('has the parts of an area, compressed to who takes it', async () => {
    for (const { code } of SQUARES) {
      const parts = SQUARES.filter(({ parentCode }) => parentCode === code);
      const zipped = await ask(sketchPath(code), { 'Accept-Encoding': 'gzip' });
      if (parts.length === 0) {
        expect([code, zipped.status]).toEqual([code, 404]);
        continue;
      }
      expect(zipped.headers).toMatchObject({
        'content-encoding': 'gzip',
        'content-type': 'application/json',
        'cache-control': 'private, max-age=31536000, immutable',
      });
      const sketch = areaSketch.parse(JSON.parse(gunzipSync(zipped.body).toString()));
      expect(sketch.areas.map((area) => [area.code, area.level])).toEqual(
        parts.map((part) => [part.code, part.level]).toSorted(),
      );
      expect((await ask(sketchPath(code))).body).toEqual(gunzipSync(zipped.body));
    }
  });

  test('is known by its tag, and not found under a code or version that is none', async () => {
    const [{ code }] = SQUARES as [(typeof SQUARES)[number]];
    const { headers } = await ask(sketchPath(code));
    expect((await ask(sketchPath(code), { 'If-None-Match': headers.etag! })).status).toBe(304);
    for (const path of [
      sketchPath('nowhere'),
      sketchPath('%E0%A4%A'),
      sketchPath('..%2f..%2fsecret.txt'),
      sketchPath(code, '0123456789abcdef'),
      sketchPath(code).replace('.json', ''),
    ]) {
      const { status, headers, body } = await ask(path);
      expect([path, status]).toEqual([path, expect.toSatisfy((got) => got === 404 || got === 400)]);
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(body.toString()).not.toContain(SECRET);
    }
  });
});

describe('what is no tile', () => {
  const paths = (): string[] => {
    const good = middle();
    const version = good.split('/')[2]!;
    return [
      good.replace(version, '0123456789abcdef'),
      good.replace(version, version.toUpperCase()).replace('/tiles/', '/TILES/'),
      tilePath(document.maxzoom + 1, 0, 0),
      tilePath(1, 2, 0),
      tilePath(1, 0, 2),
      tilePath(99, 0, 0),
      good.replace('.mvt', '.pbf'),
      good.replaceAll('/', '%2F').replace('%2F', '/'),
      good.replace('/tiles/', '/tiles//'),
      `//${good.slice(1)}`,
      `/tiles/../tiles/${version}/../../secret.txt`,
      '/tiles/..%2f..%2fsecret.txt',
      `/tiles/${version}/..%2f..%2f..%2fsecret.txt/0/0.mvt`,
      `/tiles/${version}/0/0/-1.mvt`,
      `/tiles/${version}/0/0/0.mvt%00`,
      `/tiles/${version}/1e1/0/0.mvt`,
      '/tiles/',
      '/api/nothing',
      '/api/docs/..%2f..%2fpackage.json',
    ];
  };

  test('is not found, as a problem document, whatever tricks the path plays', async () => {
    for (const path of paths()) {
      const { status, headers, body } = await ask(path);
      expect([path, status]).toEqual([path, expect.toSatisfy((code) => code === 404 || code === 400)]);
      // a path outside the interface is a screen of the web app: then there is no such file
      if (/^\/(api|tiles)\//.test(path)) {
        expect([path, headers['content-type']]).toEqual([
          path,
          expect.stringMatching(/^application\/problem\+json/),
        ]);
        expect(JSON.parse(body.toString())).toMatchObject({ status, requestId: expect.any(String) });
      }
      expect(body.toString()).not.toContain(SECRET);
    }
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets//../../secret.txt',
    '/....//secret.txt',
    '//secret.txt',
    '/%',
    '/%E0%A4%A',
    '/api/areas/%E0%A4%A',
    '/assets/%00',
  ])('%s gives no file outside the web app, and no fault of the server', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBeLessThan(500);
    expect(body.toString()).not.toContain(SECRET);
  });

  test('a host that is none is refused', async () => {
    for (const host of ['a b', 'a/b', '', '[', 'x:y:z']) {
      const { status } = await ask('/api/areas', { Host: host });
      expect([host, status < 500]).toEqual([host, true]);
    }
  });

  test('the web app is served, its screens and its assets', async () => {
    for (const path of ['/', '/town/370211001']) {
      const { status, headers, body } = await ask(path);
      expect([status, body.toString()]).toEqual([200, expect.stringContaining('Guatu')]);
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringContaining("script-src 'self'"),
        'cache-control': 'no-cache',
      });
    }
    expect((await ask('/assets/app.js')).headers['cache-control']).toContain('immutable');
    expect((await ask('/assets/none.js')).status).toBe(404);
  });
});
