import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '#api/contract/common.ts';
import { PROGRAMME_2026 } from '#api/recordsFixture.ts';
import { DISTRICT, openTestInterface, squaresFile, type TestInterface } from '#api/squaresFixture.ts';
import { ANYBODY } from '#api/testing.ts';

interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header' | 'cookie';
  required?: boolean;
  schema?: object;
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
}

let api: TestInterface;
let document: Document;
const UUID = '00000000-0000-4000-8000-000000000000';
/** Something to put in for each parameter that must be there. */
const VALUES: Record<string, string> = {
  area: DISTRICT,
  code: DISTRICT,
  duty: 'poor-monthly',
  from: '2026-10',
  to: '2026-11',
  lon: '120.01',
  lat: '35.91',
  id: UUID,
  photo: 'p',
  kind: 'boundaries',
  crs: 'EPSG:4326',
  level: 'grid',
  version: '0123456789abcdef',
  z: '0',
  x: '0',
  y: '0',
};
/** Where a parameter of the same name is of another kind. */
const OWN_VALUES: Partial<Record<string, Record<string, string>>> = {
  '/api/service-points/stops': { from: '2026-11-01', to: '2026-11-30' },
};

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  document = await api.read<Document>('/api/openapi.json');
});
afterAll(() => api.ledger.close());

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
function* operations(): Iterable<[method: string, path: string, operation: Operation]> {
  for (const [path, item] of Object.entries(document.paths))
    for (const method of METHODS) if (item[method]) yield [method, path, item[method]];
}
/** The address of an operation with all that it must be given. */
function addressOf(path: string, { parameters = [] }: Operation, more: Record<string, string> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => VALUES[name]!);
  const query = new URLSearchParams(more);
  for (const { name, in: place, required } of parameters)
    if (place === 'query' && required) query.set(name, (OWN_VALUES[path] ?? VALUES)[name]!);
  return `${filled}?${query}`;
}

describe('the OpenAPI document', () => {
  test('is of version 3.1 and names itself', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  });

  // the rows of api.md that are built
  test.each([
    ['get', '/api/areas'],
    ['get', '/api/areas/at'],
    ['get', '/api/areas/{code}'],
    ['get', '/tiles/{version}/{z}/{x}/{y}.mvt'],
    ['get', '/tiles/{version}/sketch/{code}.json'],
    ['get', '/tiles/tiles.json'],
    ['get', '/api/programmes'],
    ['put', '/api/programmes/{id}'],
    ['get', '/api/coverage'],
    ['get', '/api/coverage/summary'],
    ['get', '/api/coverage/series'],
    ['get', '/api/coverage/gaps'],
    ['get', '/api/service-points'],
    ['get', '/api/visits'],
    ['post', '/api/visits'],
    ['post', '/api/visits/{id}/void'],
    ['post', '/api/subjects'],
    ['post', '/api/imports'],
    ['get', '/api/imports/{id}'],
    ['post', '/api/imports/{id}/confirm'],
    ['get', '/api/issues'],
    ['post', '/api/issues'],
    ['get', '/api/issues/{id}'],
    ['post', '/api/issues/{id}/events'],
    ['post', '/api/issues/{id}/photos'],
    ['get', '/api/issues/{id}/photos/{photo}'],
    ['post', '/api/issues/{id}/unmask'],
    ['get', '/api/issues/summary'],
    ['get', '/api/issues/series'],
    ['get', '/api/issues/points'],
    ['get', '/api/issues/categories'],
    ['put', '/api/settings/issue-categories'],
    ['get', '/api/session'],
  ])('tells of %s %s', (method, path) => {
    expect(document.paths[path]?.[method]).toBeDefined();
  });

  test('refers to nothing that is not there', () => {
    const targets: string[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('$ref' in value) targets.push(String(value.$ref));
      Object.values(value).forEach(walk);
    };
    walk(document);
    for (const target of targets) {
      const found = target
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect([target, found]).toEqual([target, expect.anything()]);
    }
  });

  test('every operation has answers, each with a description, and refusals as problem documents', () => {
    for (const [method, path, { responses }] of operations()) {
      const place = `${method} ${path}`;
      expect([place, Object.keys(responses)]).toEqual([
        place,
        expect.arrayContaining([expect.stringMatching(/^[23]\d\d$/)]),
      ]);
      for (const [status, { description, content }] of Object.entries(responses)) {
        expect([place, status]).toEqual([place, expect.stringMatching(/^[2-5]\d\d$/)]);
        expect(description.length).toBeGreaterThan(0);
        if (Number(status) >= 400)
          expect([place, status, Object.keys(content ?? {})]).toEqual([
            place,
            status,
            ['application/problem+json'],
          ]);
      }
    }
  });

  test('the parameters of a path are those in its braces, each told once and required', () => {
    for (const [method, path, { parameters = [] }] of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const told = parameters.filter((parameter) => parameter.in === 'path');
      expect([method, path, told.map((parameter) => parameter.name)]).toEqual([method, path, inPath]);
      expect(told.every((parameter) => parameter.required)).toBe(true);
      const keys = parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(parameters.filter((parameter) => !parameter.schema)).toEqual([]);
    }
  });

  test('every body has a schema', () => {
    const bodies = [...operations()].flatMap(([, , { requestBody }]) =>
      Object.values(requestBody?.content ?? {}),
    );
    expect(bodies.length).toBeGreaterThan(5);
    expect(bodies.filter((body) => !body.schema)).toEqual([]);
  });
});

describe('every route of the document', () => {
  test('answers no 5xx and no problem that it does not tell of', async () => {
    for (const [method, path, operation] of operations()) {
      const response = await api.request(addressOf(path, operation), { method: method.toUpperCase() });
      const place = `${method} ${path}`;
      expect([place, Object.keys(operation.responses)]).toEqual([
        place,
        expect.arrayContaining([String(response.status)]),
      ]);
    }
  });

  test('refuses an unknown parameter with 400, naming it', async () => {
    // a tile is answered in front of the framework by its path alone, and a provider may add what it likes
    const asked = [...operations()].filter(([, path]) => !/\.mvt$|\/sketch\/|\/callback$/.test(path));
    for (const [method, path, operation] of asked) {
      const response = await api.request(addressOf(path, operation, { colour: 'red' }), {
        method: method.toUpperCase(),
        ...(operation.requestBody
          ? { headers: { 'Content-Type': Object.keys(operation.requestBody.content)[0]! }, body: '{}' }
          : {}),
      });
      const place = `${method} ${path}`;
      expect([place, response.status]).toEqual([place, 400]);
      expect(((await response.json()) as Problem).errors).toMatchObject([
        { path: 'colour', code: 'unknownParameter' },
      ]);
    }
  });
});

describe('the page to read it', () => {
  test('is served from here alone', async () => {
    const page = await (await api.get('/api/docs')).text();
    const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]!);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) {
      expect(address).toMatch(/^\/api\/docs\//);
      expect([address, (await api.get(address)).status]).toEqual([address, 200]);
    }
    const start = await (await api.get('/api/docs/start.js')).text();
    expect(start).toContain("'/api/openapi.json'");
    expect(start + page).not.toMatch(/https?:|["']\/\//);
  });
});

describe('health', () => {
  test('is alive and ready with store and tiles', async () => {
    expect(await api.read('/healthz')).toEqual({ status: 'ok' });
    expect(await api.read('/readyz')).toEqual({ status: 'ready', store: true, tiles: true });
  });

  test('is alive but not ready before the first boundaries, and when the store has gone', async () => {
    const empty = await openTestInterface('2026-11-20T14:32:00+08:00');
    const ready = async () => {
      const response = await empty.get('/readyz');
      return [response.status, await response.json()];
    };
    expect(await ready()).toEqual([503, { status: 'not ready', store: true, tiles: false }]);
    await empty.ledger.close();
    expect(await ready()).toEqual([503, { status: 'not ready', store: false, tiles: false }]);
    expect((await empty.get('/healthz')).status).toBe(200);
  });
});

describe('the session', () => {
  test('tells the day and what may be seen', async () => {
    expect(await api.read('/api/session')).toEqual({
      user: ANYBODY.who,
      scope: [{ code: DISTRICT, name: '西海岸新区', level: 'district' }],
      now: '2026-11-20T14:30:00+08:00',
      today: '2026-11-20',
      timezone: 'Asia/Shanghai',
      demo: false,
      importing: null,
      wall: null,
      attribution: [],
    });
  });
});
