import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '#api/contract/common.ts';
import type { RecordOutcome, VisitRecord } from '#api/contract/records.ts';
import { household, PROGRAMME_2026, uuidOf, visitMaker } from '#api/recordsFixture.ts';
import { openTestInterface, squaresFile, type TestInterface, TOWN_1, TOWN_2 } from '#api/squaresFixture.ts';

const [G1, G2] = [`${TOWN_1}001001`, `${TOWN_2}001001`] as const;
let api: TestInterface;
const visit = visitMaker();

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  await api.batch('/api/subjects', [household('a', G1), household('b', G2), household('many', G2)]);
});
afterAll(() => api.ledger.close());

const post = (body: unknown) => api.send('POST', '/api/visits', body);
const commit = async () => (await api.ledger.store.lastCommit()).seq;
const outcomeOf = async (response: Response) => (await response.json()) as RecordOutcome;
const problemOf = async (response: Response) => (await response.json()) as Problem;

describe('one visit', () => {
  test('is created, is a duplicate when sent again, and a conflict with other content', async () => {
    const made = visit('a', '2026-11-03', { officers: ['w-2', 'w-1', 'w-2'] });
    const before = await commit();
    const first = await post(made);
    expect(first.status).toBe(201);
    const created = await outcomeOf(first);
    expect(created).toEqual({ line: 1, id: made.id, status: 'created', commit: before + 1, errors: [] });

    const again = await post({ ...made, officers: ['w-1', 'w-2'], note: null });
    expect(again.status).toBe(200);
    expect(await outcomeOf(again)).toEqual({ ...created, status: 'duplicate' });

    for (const change of [{ mode: 'phone' }, { subject: 'b' }, { note: 'x' }, { position: [120, 36] }]) {
      const other = await post({ ...made, ...change });
      expect(other.status).toBe(409);
      expect((await problemOf(other)).errors).toMatchObject([{ path: 'id', code: 'conflict' }]);
    }
    expect(await commit()).toBe(before + 1);
  });

  test.each([
    [{ subject: 'nobody' }, 404, 'subject'],
    [{ programme: 'none' }, 404, 'programme'],
    [{ at: '2026-11-20T14:43:00+08:00' }, 422, 'at'],
    [{ at: '1999-12-31T00:00:00Z' }, 422, 'at'],
    [{ at: '2026-11-20' }, 422, 'at'],
    [{ at: '2026-11-20T14:00:00' }, 422, 'at'],
    [{ at: '2026-02-30T14:00:00+08:00' }, 422, 'at'],
    [{ id: 'no-uuid' }, 422, 'id'],
    [{ officers: [] }, 422, 'officers'],
    [{ officers: ['a b'] }, 422, 'officers.0'],
    [{ mode: 'fax' }, 422, 'mode'],
    [{ outcome: 'done' }, 422, 'outcome'],
    [{ position: [36, 120] }, 422, 'position.1'],
    [{ position: [120] }, 422, 'position'],
    [{ note: 'x'.repeat(2001) }, 422, 'note'],
    [{ colour: 'red' }, 422, 'colour'],
    [{ __proto__: null, constructor: 1 }, 422, 'constructor'],
  ])('with %j is refused as %i, naming %s', async (change, status, path) => {
    const before = await commit();
    const response = await post({ ...visit('a', '2026-11-04'), ...change });
    expect(response.status).toBe(status);
    expect((await problemOf(response)).errors[0]!.path).toBe(path);
    expect(await commit()).toBe(before);
  });

  test('a clock that runs a little ahead is forgiven', async () => {
    expect((await post({ ...visit('a', '2026-11-20'), at: '2026-11-20T14:42:00+08:00' })).status).toBe(201);
  });

  test.each(['', '{', '[]', 'null', '7', '"text"', '{"a":1}{"b":2}', `${'['.repeat(8000)}`])(
    'the body %.20j is refused',
    async (body) => {
      const response = await api.request('/api/visits', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      expect(response.status).toBe(422);
    },
  );

  test('that is too long is refused, and so are other media types', async () => {
    const send = (type: string, body: BodyInit) =>
      api.request('/api/visits', { method: 'POST', headers: { 'Content-Type': type }, body });
    expect((await send('application/json', `{"note":"${'x'.repeat(20_000)}"}`)).status).toBe(413);
    expect((await send('application/x-ndjson', `${'x'.repeat(20_000)}\n`)).status).toBe(413);
    expect((await send('application/x-ndjson', 'x'.repeat(20_000))).status).toBe(413);
    for (const type of ['', 'text/plain', 'application/xml', 'application/jsonx', 'multipart/form-data'])
      expect([type, (await send(type, '{}')).status]).toEqual([type, 415]);
    expect((await send('application/json', new Uint8Array([0x7b, 0xff, 0x7d]))).status).toBe(422);
  });

  test('a query parameter is not known here', async () => {
    const response = await api.send('POST', '/api/visits?dryRun=1', visit('a', '2026-11-05'));
    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors).toMatchObject([{ path: 'dryRun', code: 'unknownParameter' }]);
  });
});

describe('a batch', () => {
  test('has one outcome a line, by the number of its line, blank lines counted', async () => {
    const [first, second] = [visit('a', '2026-11-06'), visit('b', '2026-11-06')];
    const lines = [
      first,
      '',
      '{"id": broken',
      second,
      '   ',
      first,
      { ...first, mode: 'phone' },
      visit('nobody', '2026-11-06'),
      { ...visit('a', '2026-11-06'), at: 'now' },
      visit('a', '2027-11-06'),
      'null',
    ];
    const outcomes = await api.batch('/api/visits', lines);
    expect(outcomes.map(({ line, status, errors }) => [line, status, errors[0]?.path])).toEqual([
      [1, 'created', undefined],
      [3, 'refused', ''],
      [4, 'created', undefined],
      [6, 'duplicate', undefined],
      [7, 'refused', 'id'],
      [8, 'refused', 'subject'],
      [9, 'refused', 'at'],
      [10, 'refused', 'at'],
      [11, 'refused', ''],
    ]);
    expect(outcomes[0]!.commit).toBe(outcomes[2]!.commit);
    expect(outcomes[3]).toMatchObject({ id: first.id, commit: outcomes[0]!.commit });
  });

  test('with line ends of Windows and a last line without one is read the same', async () => {
    const text = [visit('a', '2026-11-07'), visit('b', '2026-11-07')]
      .map((v) => JSON.stringify(v))
      .join('\r\n');
    const outcomes = await api.batch('/api/visits', [text]);
    expect(outcomes.map(({ line, status }) => [line, status])).toEqual([
      [1, 'created'],
      [2, 'created'],
    ]);
  });

  test('of nothing has no outcomes', async () => {
    expect(await api.batch('/api/visits', [])).toEqual([]);
    expect(await api.batch('/api/visits', ['', ' ', ''])).toEqual([]);
  });

  test('cut anywhere on its way is read the same', async () => {
    const bytes = new TextEncoder().encode(
      [visit('a', '2026-11-08', { note: '𠮷林社区' }), visit('b', '2026-11-08')]
        .map((v) => JSON.stringify(v))
        .join('\n'),
    );
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const response = await api.request('/api/visits', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson; charset=utf-8' },
      body,
      ...({ duplex: 'half' } as object),
    });
    expect(
      (await response.text())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { line: 1, status: 'created' },
      { line: 2, status: 'created' },
    ]);
  });

  test('with a line too long among the first thousand changes nothing', async () => {
    const before = await commit();
    const lines = [visit('a', '2026-11-09'), visit('a', '2026-11-09', { note: 'x'.repeat(17_000) })];
    const response = await api.request('/api/visits', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
    });
    expect(response.status).toBe(413);
    expect((await problemOf(response)).errors).toMatchObject([{ path: 'line 2', code: 'tooLarge' }]);
    expect(await commit()).toBe(before);
  });

  test('with a line too long later on tells what was stored before it, and ends there', async () => {
    const lines = Array.from({ length: 1500 }, (_, i) =>
      i === 1200
        ? { note: 'x'.repeat(17_000) }
        : { ...visit('many', '2026-11-03'), id: uuidOf(2_000_000 + i) },
    );
    const outcomes = await api.batch('/api/visits', lines);
    expect(outcomes).toHaveLength(1201);
    expect(outcomes.slice(0, 1200).every((outcome) => outcome.status === 'created')).toBe(true);
    expect(outcomes[1200]).toMatchObject({
      status: 'refused',
      errors: [{ path: 'line 1201', code: 'tooLarge' }],
    });
  });

  test('of ten thousand lines is taken, each with its outcome, and again as duplicates', async () => {
    const lines = Array.from({ length: 10_000 }, (_, i) =>
      i % 100 === 99
        ? 'broken'
        : { ...visit('many', `2026-${String(1 + (i % 10)).padStart(2, '0')}-05`), id: uuidOf(1_000_000 + i) },
    );
    const first = await api.batch('/api/visits', lines);
    expect(first.map((outcome) => outcome.line)).toEqual(lines.map((_, i) => i + 1));
    expect(first.filter((outcome) => outcome.status === 'created')).toHaveLength(9900);
    expect(first.filter((outcome) => outcome.status === 'refused')).toHaveLength(100);
    const before = await commit();
    const again = await api.batch('/api/visits', lines);
    expect(again.filter((outcome) => outcome.status === 'duplicate')).toHaveLength(9900);
    expect(again.map((outcome) => outcome.commit)).toEqual(first.map((outcome) => outcome.commit));
    expect(await commit()).toBe(before);
  }, 300_000);
});

describe('reading visits back', () => {
  const list = (query: string) =>
    api.read<{ items: VisitRecord[]; nextCursor: string | null }>(`/api/visits?${query}`);
  const made = [
    visit('r1', '2026-05-04', { officers: ['o-1'] }),
    visit('r1', '2026-05-06', {
      officers: ['o-1', 'o-2'],
      programme: 'p',
      outcome: 'refused',
      mode: 'online',
    }),
    visit('r2', '2026-05-05', { officers: ['o-2'] }),
    visit('r2', '2026-05-06', { officers: ['o-3'] }),
  ];
  const found = async (query: string) =>
    (await list(query)).items.map((item) => made.findIndex((v) => v.id === item.id));

  beforeAll(async () => {
    await api.batch('/api/subjects', [household('r1', G1), household('r2', G2)]);
    await api.batch('/api/visits', made);
  });

  test('gives what was sent, never kept', async () => {
    const response = await api.get('/api/visits?subject=r1&to=2026-05-06&from=2026-05-06');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('etag')).toBeNull();
    expect(await response.json()).toEqual({
      items: [
        {
          id: made[1]!.id,
          subject: 'r1',
          area: G1,
          officers: ['o-1', 'o-2'],
          at: '2026-05-06T09:00:00+08:00',
          day: '2026-05-06',
          receivedAt: '2026-11-20T14:32:00+08:00',
          mode: 'online',
          outcome: 'refused',
          programme: 'p',
          fields: {},
          feed: null,
          backfilled: true,
          voided: null,
        },
      ],
      nextCursor: null,
    });
  });

  test.each([
    ['officer=o-1', [1, 0]],
    ['officer=o-2', [1, 2]],
    ['subject=r2', [3, 2]],
    [`area=${TOWN_1}&from=2026-05-01&to=2026-05-31`, [1, 0]],
    [`area=${G2}&from=2026-05-01&to=2026-05-31&subject=r2`, [3, 2]],
    ['from=2026-05-05&to=2026-05-05&officer=o-2', [2]],
    ['from=2026-05-07&to=2026-05-06', []],
    ['officer=nobody', []],
  ])('?%s, newest first', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  test('page by page is the whole list once, in a total order', async () => {
    const whole = (await list('limit=1000&to=2026-06-01&from=2026-05-01')).items.map((item) => item.id);
    expect(whole.length).toBeGreaterThan(900);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: VisitRecord[]; nextCursor: string | null } = await list(
        `limit=301&to=2026-06-01&from=2026-05-01${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor !== null && seen.length < 5000);
    expect(seen.slice(0, 1000)).toEqual(whole);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each([
    ['cursor=x', 400],
    ['cursor=WyJhIiwxXQ', 400],
    ['from=2026-13-01', 400],
    ['office=o-1', 400],
    ['asOf=2026-11-01', 400],
    ['area=none', 404],
  ])('?%s is answered %i', async (query, status) => {
    expect((await api.get(`/api/visits?${query}`)).status).toBe(status);
  });
});
