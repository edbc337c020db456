import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import proj4 from 'proj4';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AreaAtAnswer, AreaDetail, AreasAnswer } from '#api/contract/areas.ts';
import type { Problem } from '#api/contract/common.ts';
import type { ImportAnswer } from '#api/contract/imports.ts';
import {
  IMPORT_QUERY,
  openTestInterface,
  SQUARES,
  squaresFile,
  type TestInterface,
} from '#api/squaresFixture.ts';
import { shift } from '#geodata/import/gcj02.ts';
import { GEOJSON_LIMITS } from '#geodata/import/geojson.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';

const NOW = '2026-11-20T14:32:00+08:00';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
let api: TestInterface;
beforeAll(async () => {
  api = await openTestInterface(NOW);
});
afterAll(() => api.ledger.close());

const checked = async (...args: Parameters<TestInterface['check']>): Promise<ImportAnswer> => {
  const response = await api.check(...args);
  expect(response.status).toBe(201);
  return (await response.json()) as ImportAnswer;
};
const confirm = (id: string) => api.send('POST', `/api/imports/${id}/confirm`, undefined);
const problemOf = async (response: Response): Promise<Problem> => {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return (await response.json()) as Problem;
};
const failing = (answer: ImportAnswer) =>
  answer.checks.filter((check) => !check.ok && check.mustHold).map((check) => check.check);
/** Files kept in the folder of drafts. */
const kept = () => readdirSync(join(api.ledger.dir, 'imports'), { recursive: true }).map(String).sort();

describe('a file that cannot be read', () => {
  let before: unknown;
  beforeEach(async () => {
    before = await api.ledger.store.lastCommit();
  });

  test.each([
    ['', 'json'],
    ['{"type":"FeatureCollection","features":[', 'json'],
    ['{"type":"FeatureCollection","features":[]}', 'noFeatures'],
    [squaresFile().replaceAll('"code":"370211001"', '"code":""'), 'noCode'],
    [squaresFile().replace('"name":"辛安街道"', '"name":null'), 'noName'],
    [squaresFile().replace('"level":"town"', '"level":"street"'), 'badLevel'],
    [squaresFile().replace('120.02,35.9', '120.02'), 'geojson'],
    [squaresFile().replace('120.02,35.9', '1e999,35.9'), 'notFinite'],
    [`${'[{"a":'.repeat(1000)}`, 'tooDeep'],
  ])('%.60s is refused as %s, with its place', async (file, code) => {
    const response = await api.check(file);
    expect(response.status).toBe(422);
    const { errors } = await problemOf(response);
    expect(errors[0]).toMatchObject({ code, path: expect.stringMatching(/./) });
    expect(await api.ledger.store.lastCommit()).toEqual(before);
  });

  test('bytes that are not UTF-8 are refused with their line', async () => {
    const file = Buffer.from(squaresFile().replace('辛安', 'XX'));
    file.set([0xd0, 0xc1], file.indexOf('XX'));
    const { status, errors } = await problemOf(await api.check(file));
    expect(status).toBe(422);
    expect(errors).toMatchObject([{ code: 'encoding', path: expect.stringMatching(/line 1/) }]);
  });

  test('a body that is too long is refused, however it is sent', async () => {
    const piece = new Uint8Array(1024 * 1024).fill(0x20);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += piece.byteLength;
        controller.enqueue(piece);
      },
    });
    const response = await api.check(body);
    expect(response.status).toBe(413);
    expect((await problemOf(response)).type).toBe('urn:guatu:tooLarge');
    expect(sent).toBeLessThan(GEOJSON_LIMITS.bytes + 10 * piece.byteLength);
  });

  test.each(['text/plain', 'application/zip', 'application/x-ndjson', ''])(
    'the media type %j is not supported',
    async (type) => {
      const response = await api.request(`/api/imports?${new URLSearchParams(IMPORT_QUERY)}`, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: squaresFile(),
      });
      expect(response.status).toBe(415);
    },
  );

  test('a form without a file, or that is none, is refused', async () => {
    const send = (body: BodyInit, type?: string) =>
      api.request(`/api/imports?${new URLSearchParams(IMPORT_QUERY)}`, {
        method: 'POST',
        body,
        ...(type === undefined ? {} : { headers: { 'Content-Type': type } }),
      });
    const form = new FormData();
    form.set('other', 'x');
    expect((await send(form)).status).toBe(422);
    expect((await send('--x\r\nbroken', 'multipart/form-data; boundary=x')).status).toBe(422);
    expect((await send('', 'multipart/form-data')).status).toBe(422);
  });

  test.each([
    ['crs=EPSG:99999', 422],
    ['crs=', 400],
    ['level=street', 400],
    ['validFrom=2026-02-30', 400],
    ['kind=visits', 400],
    ['colour=red', 400],
  ])('with ?%s the answer is %i', async (query, status) => {
    const [[name, value]] = [...new URLSearchParams(query)] as [[string, string]];
    const response = await api.check(squaresFile(), { [name]: value });
    expect(response.status).toBe(status);
    if (status === 400) expect((await problemOf(response)).errors[0]!.path).toBe(name);
  });

  test('leaves nothing on the disk', async () => {
    const files = kept();
    expect((await api.check('{')).status).toBe(422);
    expect(kept()).toEqual(files);
  });
});

describeWithReference('bad-input', ({ path }) => {
  const files = (kind: string) =>
    readdirSync(path(`check-geojson/${kind}`)).filter((name) => name.endsWith('.geojson'));
  const send = async (kind: string, name: string) => {
    const before = await api.ledger.store.lastCommit();
    const response = await api.check(readFileSync(path(`check-geojson/${kind}/${name}`)));
    const problem = await problemOf(response);
    expect(await api.ledger.store.lastCommit()).toEqual(before);
    return problem;
  };

  // some are shapes without fault that have nothing an area could be made of
  test.each(files('bad'))(
    'bad/%s is refused with the place of each fault and changes nothing',
    async (name) => {
      const problem = await send('bad', name);
      expect(problem.status).toBe(422);
      expect(problem.errors.length).toBeGreaterThan(0);
      for (const { path: place, message, code } of problem.errors) {
        expect(place).toMatch(/\(line \d+(, column \d+)?\)$/);
        expect(message && code).not.toBe('');
      }
    },
  );

  const polygonal = new Set(['good-polygon.geojson']);
  test.each(files('good').filter((name) => !polygonal.has(name)))(
    'good/%s has areas without polygons: refused as polygonsOnly',
    async (name) => {
      const problem = await send('good', name);
      expect(problem.status).toBe(422);
      expect(problem.errors.map((fault) => fault.code)).toContain('polygonsOnly');
    },
  );

  test.each([...polygonal])('good/%s is a polygon without a name and a code', async (name) => {
    const problem = await send('good', name);
    expect(new Set(problem.errors.map((fault) => fault.code))).toEqual(new Set(['noName', 'noCode']));
  });
});

describe('a file whose checks fail', () => {
  test('overlapping squares are refused by name and cannot be confirmed', async () => {
    const wide = SQUARES.map((area) =>
      area.code === '370211001001001' ? { ...area, box: [120, 35.9, 120.02, 35.925] as const } : area,
    );
    const before = await api.ledger.store.lastCommit();
    const answer = await checked(squaresFile(wide));
    expect(answer.status).toBe('refused');
    expect(failing(answer)).toContain('noOverlaps');
    const finding = answer.checks.find((check) => check.check === 'noOverlaps')!.findings[0]!;
    expect(finding).toMatchObject({ codes: expect.arrayContaining(['370211001001001', '370211001001002']) });
    const response = await confirm(answer.id);
    expect(response.status).toBe(409);
    expect((await problemOf(response)).type).toBe('urn:guatu:conflict');
    expect(await api.ledger.store.lastCommit()).toEqual(before);
    expect(await api.read<ImportAnswer>(`/api/imports/${answer.id}`)).toEqual(answer);
  });

  test('a code that is there twice and a parent that is not are named', async () => {
    const twice = await checked(
      squaresFile(SQUARES.map((area) => ({ ...area, code: area.code.slice(0, 12) }))),
    );
    expect(failing(twice)).toContain('uniqueCodes');
    const orphan = SQUARES.map((area) => (area.level === 'grid' ? { ...area, parentCode: 'nobody' } : area));
    expect(failing(await checked(squaresFile(orphan)))).toEqual(['parentExists']);
  });

  test('what was never checked can neither be read nor confirmed', async () => {
    expect((await api.get(`/api/imports/${UNKNOWN}`)).status).toBe(404);
    expect((await confirm(UNKNOWN)).status).toBe(404);
    expect((await api.get('/api/imports/..%2f..%2fguatu')).status).toBe(400);
  });
});

describe('a file whose checks hold', () => {
  test('is written when confirmed, once, and leaves its report', async () => {
    const before = await api.ledger.store.lastCommit();
    const answer = await checked(squaresFile());
    expect(answer).toMatchObject({ status: 'checked', count: SQUARES.length, treeVersion: null });
    expect(answer.checks.map((check) => check.check)).toContain('shiftedCoordinateSystem');
    expect(await api.ledger.store.lastCommit()).toEqual(before);
    expect((await api.read<AreasAnswer>('/api/areas')).items).toEqual([]);

    const first = await confirm(answer.id);
    expect(first.status).toBe(200);
    const applied = { ...answer, status: 'applied', treeVersion: 1 };
    expect(await first.json()).toEqual(applied);
    expect((await api.read<AreasAnswer>('/api/areas')).items).toHaveLength(SQUARES.length);

    const commit = await api.ledger.store.lastCommit();
    expect(await (await confirm(answer.id)).json()).toEqual(applied);
    expect(await api.read<ImportAnswer>(`/api/imports/${answer.id}`)).toEqual(applied);
    expect(await api.ledger.store.lastCommit()).toEqual(commit);
  });

  test('checked before another was written must be checked again', async () => {
    const [a, b] = [await checked(squaresFile()), await checked(squaresFile())];
    expect((await confirm(a.id)).status).toBe(200);
    const commit = await api.ledger.store.lastCommit();
    const response = await confirm(b.id);
    expect(response.status).toBe(409);
    expect((await problemOf(response)).detail).toMatch(/check/i);
    expect(await api.ledger.store.lastCommit()).toEqual(commit);
  });

  test('areas of a level that the file leaves out go only where that was asked for', async () => {
    const grids = SQUARES.filter((area) => area.level === 'grid');
    const renamed = grids.map((area) => ({ ...area, name: `新${area.name}` }));
    await api.importFile(squaresFile(renamed.slice(0, 4)));
    const names = async () =>
      (await api.read<AreasAnswer>('/api/areas?level=grid')).items.map((area) => area.name.slice(0, 1));
    expect(await names()).toEqual(['新', '新', '新', '新', '第', '第', '第', '第']);
    await api.importFile(squaresFile(renamed), { replace: '1' });
    expect(await names()).toEqual(Array(8).fill('新'));
  });
});

describe('coordinates', () => {
  // a projected copy of the same squares must come out where they lie; 1e-6 degrees are 0.1 m
  const center = async () => {
    const town = await api.read<AreaDetail>('/api/areas/370211002');
    for (const [i, value] of [120.04, 35.9, 120.08, 35.94].entries())
      expect(Math.abs(town.bounds![i]! - value)).toBeLessThan(2e-6);
    const { chain } = await api.read<AreaAtAnswer>('/api/areas/at?lon=120.05&lat=35.91');
    expect(chain.map((area) => area.code).at(-1)).toBe('370211002001001');
  };

  test('shifted to GCJ-02 are taken back', async () => {
    const file = squaresFile(SQUARES, (position) => shift(position, 'GCJ-02'));
    const applied = await api.importFile(file, { crs: 'GCJ-02' });
    expect(applied.coordinates.crs).toBe('GCJ-02');
    await center();
  });

  test.each([
    ['without zone, easting first', 'EPSG:4549', 500_000, false],
    ['with zone 40, easting first', 'EPSG:4528', 40_500_000, false],
    ['without zone, northing first', 'EPSG:4549', 500_000, true],
  ])('in Gauss-Krüger %s are converted', async (_what, crs, falseEasting, northingFirst) => {
    const projection = proj4(
      `+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=${falseEasting} +y_0=0 +ellps=GRS80 +units=m +no_defs`,
    );
    const file = squaresFile(SQUARES, (position) => {
      const [x, y] = projection.forward(position) as [number, number];
      return northingFirst ? [y, x] : [x, y];
    });
    const applied = await api.importFile(file, { crs });
    expect(applied.coordinates.crs).toBe(crs);
    await center();
  });
});
