import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Problem } from '#api/contract/common.ts';
import type { IssueDetail } from '#api/contract/issues.ts';
import type { RecordOutcome } from '#api/contract/records.ts';
import { issueMaker } from '#api/issuesFixture.ts';
import { formOf, jpegOf, phonePhoto } from '#api/photoFixture.ts';
import { uuidOf } from '#api/recordsFixture.ts';
import { type Principal, permissionsOf } from '#api/services/access/principal.ts';
import { openTestInterface, squaresFile, type TestInterface, TOWN_1 } from '#api/squaresFixture.ts';
import { ANYBODY } from '#api/testing.ts';

const G1 = `${TOWN_1}001001`;
let api: TestInterface;
let asker: Principal = ANYBODY;
const issue = issueMaker();
let id: string;

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00', { identify: () => asker });
  await api.importFile(squaresFile());
});
afterAll(() => api.ledger.close());
beforeEach(async () => {
  asker = ANYBODY;
  const made = issue(G1, '2026-11-16');
  id = made.id;
  await api.send('POST', '/api/issues', made);
});

type Parts = Parameters<typeof formOf>[0];
const send = (path: string, parts: Parts) => api.request(path, { method: 'POST', body: formOf(parts) });
const add = (parts: Parts) => send(`/api/issues/${id}/photos`, parts);
const detail = (of = id) => api.read<IssueDetail>(`/api/issues/${of}`);
const commit = async () => (await api.ledger.store.lastCommit()).seq;
const problemOf = async (response: Response) => (await response.json()) as Problem;
const text = (value: string) => new TextEncoder().encode(value);

describe('an issue with photos', () => {
  test('is stored with them, and is a duplicate when sent again', async () => {
    const made = issue(G1, '2026-11-16');
    const parts: Parts = [
      ['issue', JSON.stringify(made)],
      ['photo', await phonePhoto(640, 480)],
      ['photo', await jpegOf(30, 20, '#ff0000')],
    ];
    const first = await send('/api/issues', parts);
    expect([first.status, ((await first.json()) as RecordOutcome).status]).toEqual([201, 'created']);
    const found = await detail(made.id);
    expect(found.pictures.map(({ width, height }) => [width, height])).toEqual([
      [480, 640],
      [30, 20],
    ]);
    expect(found.photos).toBe(2);
    const before = await commit();
    const again = await send('/api/issues', parts);
    expect([again.status, ((await again.json()) as RecordOutcome).status]).toEqual([200, 'duplicate']);
    expect(await commit()).toBe(before);
  });

  test('of which one is bad leaves nothing behind', async () => {
    const made = issue(G1, '2026-11-16');
    const before = await commit();
    const response = await send('/api/issues', [
      ['issue', JSON.stringify(made)],
      ['photo', await jpegOf(30, 20)],
      ['photo', text('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ]);
    expect([response.status, (await problemOf(response)).errors]).toMatchObject([422, [{ path: 'photo.1' }]]);
    expect([(await api.get(`/api/issues/${made.id}`)).status, await commit()]).toEqual([404, before]);
  });

  test.each([
    [[], 'issue'],
    [[['issue', '{']], ''],
    [[['issue', '{}']], 'id'],
    [
      [
        ['issue', '{}'],
        ['issue', '{}'],
      ],
      'issue',
    ],
    [[['colour', 'red']], 'colour'],
  ] as [Parts, string][])('%j is refused at %j', async (parts, path) => {
    const response = await send('/api/issues', parts);
    expect(response.status).toBe(422);
    expect((await problemOf(response)).errors[0]).toMatchObject({ path });
  });
});

describe('photos of an issue that is there', () => {
  test('are added, at most nine, each once', async () => {
    const photos = await Promise.all(Array.from({ length: 10 }, (_, i) => jpegOf(20, 20 + i)));
    const parts = (from: number, to: number): Parts =>
      photos.slice(from, to).map((photo) => ['photo', photo]);
    const first = await add(parts(0, 8));
    expect([first.status, (await first.json()) as RecordOutcome]).toMatchObject([
      201,
      { id, status: 'created' },
    ]);
    expect((await add(parts(0, 8))).status).toBe(200);
    const before = await commit();
    const beyond = await add(parts(7, 10));
    expect(beyond.status).toBe(409);
    expect(await commit()).toBe(before);
    expect((await add(parts(7, 9))).status).toBe(201);
    expect((await detail()).pictures.map(({ height }) => height)).toEqual([
      20, 21, 22, 23, 24, 25, 26, 27, 28,
    ]);
    const ten = await add(parts(0, 10));
    expect([ten.status, (await problemOf(ten)).errors]).toMatchObject([422, [{ path: 'photo.9' }]]);
  });

  test.each([
    ['no photo', [], 422, 'photo'],
    ['text as a photo', [['photo', 'x']], 422, 'photo.0'],
    ['an issue beside it', [['issue', '{}']], 422, 'issue'],
    ['an archive', [['photo', text('PK\x03\x04')]], 422, 'photo.0'],
    ['12 MB and more', [['photo', new Uint8Array(12 * 1024 * 1024 + 1)]], 413, 'photo.0'],
  ] as [string, Parts, number, string][])('%s is refused', async (_what, parts, status, path) => {
    const before = await commit();
    const response = await add(parts);
    expect([response.status, (await problemOf(response)).errors]).toMatchObject([status, [{ path }]]);
    expect(await commit()).toBe(before);
  });

  test('are refused in a body that is too long, as soon as it is', async () => {
    let read = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        read += 1024 * 1024;
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const response = await api.request(`/api/issues/${id}/photos`, {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
      body,
      ...({ duplex: 'half' } as object),
    });
    expect(response.status).toBe(413);
    expect(read).toBeLessThan(64 * 1024 * 1024);
  });

  test.each([
    ['multipart/form-data', 'x', 422],
    ['multipart/form-data; boundary=x', 'no form', 422],
    ['multipart/form-data; boundary=x', '--x\r\n'.repeat(70), 422],
    ['multipart/form-data; boundary=""', '----', 422],
    ['application/json', '{}', 415],
    ['image/jpeg', 'x', 415],
  ])('%s with %j is %i', async (type, body, status) => {
    const response = await api.request(`/api/issues/${id}/photos`, {
      method: 'POST',
      headers: { 'Content-Type': type },
      body,
    });
    expect(response.status).toBe(status);
  });

  test('are added to no issue that is not there', async () => {
    const photo: Parts = [['photo', await jpegOf(20, 20)]];
    expect((await send(`/api/issues/${uuidOf(1)}/photos`, photo)).status).toBe(404);
    expect((await send('/api/issues/none/photos', photo)).status).toBe(400);
    expect((await send(`/api/issues/${id}/photos?colour=red`, photo)).status).toBe(400);
  });
});

describe('a photo', () => {
  const seen = (target: string) =>
    api.services.access.audit.search({ limit: 1000, action: 'unmask', target });

  test('is given to who may see it, as a picture and nothing else, and that it was is kept', async () => {
    await add([['photo', await jpegOf(640, 480)]]);
    const [picture] = (await detail()).pictures;
    const path = `/api/issues/${id}/photos/${picture!.id}`;
    const target = `issue/${id}/photo/${picture!.id}`;
    for (const [query, width] of [
      ['', 640],
      ['?size=image', 640],
      ['?size=thumbnail', 320],
    ] as const) {
      const before = seen(target).length;
      const response = await api.get(path + query);
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'image/jpeg',
        'content-disposition': 'inline',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
      expect(await sharp(await response.arrayBuffer()).metadata()).toMatchObject({ format: 'jpeg', width });
      expect(seen(target).length).toBe(before + 1);
    }
    asker = { ...ANYBODY, permissions: permissionsOf(['viewer']) };
    expect((await api.get(path)).status).toBe(403);
    asker = { ...ANYBODY, areas: [`${TOWN_1}002`] };
    expect((await api.get(path)).status).toBe(404);
    expect(seen(target)).toHaveLength(3);
  });

  test('is not there under another name, of another issue, or in another size', async () => {
    await add([['photo', await jpegOf(64, 48)]]);
    const [picture] = (await detail()).pictures;
    expect((await api.get(`/api/issues/${id}/photos/none`)).status).toBe(404);
    expect((await api.get(`/api/issues/${uuidOf(1)}/photos/${picture!.id}`)).status).toBe(404);
    expect((await api.get(`/api/issues/${id}/photos/${picture!.id}?size=huge`)).status).toBe(400);
  });
});
