import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import { household, PROGRAMME_2026, visitMaker } from '#api/recordsFixture.ts';
import { DISTRICT, openTestInterface, squaresFile, type TestInterface, TOWN_1 } from '#api/squaresFixture.ts';

const GRIDS = [1, 2].flatMap((town) =>
  [1, 2].flatMap((community) => [1, 2].map((grid) => `${DISTRICT}00${town}00${community}00${grid}`)),
);
const HOMES = [...GRIDS, `${TOWN_1}001`, TOWN_1, DISTRICT];
const NAMES = ['张伟', '欧阳娜娜', '𠮷野家', 'O’Neil', '👨‍👩‍👧之家', 'é'];
let api: TestInterface;
const visit = visitMaker();

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  // 44 households; by their number: none, one or two visits in October and in November
  const ids = Array.from({ length: 44 }, (_, i) => `h${i}`);
  await api.batch(
    '/api/subjects',
    ids.map((id, i) => household(id, HOMES[i % HOMES.length]!, { name: NAMES[i % NAMES.length]! })),
  );
  await api.batch(
    '/api/visits',
    ids.flatMap((id, i) => [
      ...Array.from({ length: i % 3 }, (_, k) => visit(id, `2026-10-${10 + k}`)),
      ...Array.from({ length: Math.floor(i / 3) % 3 }, (_, k) => visit(id, `2026-11-${10 + k}`)),
    ]),
  );
});
afterAll(() => api.ledger.close());

const gaps = (query = '', area: string = DISTRICT) =>
  api.read<GapsAnswer>(`/api/coverage/gaps?duty=poor-monthly&area=${area}${query}`);

async function walk(query: string, between: () => Promise<void> = async () => {}): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: GapsAnswer = await gaps(`${query}${cursor === null ? '' : `&cursor=${cursor}`}`);
    seen.push(...page.items.map((item) => item.subject));
    cursor = page.nextCursor;
    if (cursor !== null) await between();
  } while (cursor !== null && seen.length < 200);
  return seen;
}

describe('the list of who has not been reached', () => {
  test('is of persons: never kept, without a tag', async () => {
    const response = await api.get(`/api/coverage/gaps?duty=poor-monthly&area=${DISTRICT}`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('etag')).toBeNull();
  });

  test('shows one character of a name and never more', async () => {
    const { items } = await gaps();
    const masked = new Set(items.map((item) => item.name));
    expect(masked).toEqual(new Set(['张**', '欧**', '𠮷**', 'O**', '👨‍👩‍👧**', 'é**']));
    const text = JSON.stringify(items);
    for (const name of NAMES.filter((candidate) => candidate.length > 2)) expect(text).not.toContain(name);
  });

  test('counts by type what the columns count, in every area', async () => {
    for (const area of [DISTRICT, TOWN_1, `${TOWN_1}001`, GRIDS[0]!]) {
      const { counts } = await gaps('', area);
      const { columns } = await api.read<CoverageAnswer>(`/api/coverage?duty=poor-monthly&area=${area}`);
      const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
      for (const type of ['noData', 'overdue', 'belowQuota', 'never', 'pending', 'stale'] as const)
        expect([area, type, counts[type]]).toEqual([area, type, sum(columns[type])]);
    }
    const { counts } = await gaps();
    expect(Object.values(counts).filter((n) => n > 0)).toHaveLength(4);
  });

  test('has as many items as it counts, of each type too', async () => {
    const { counts, items } = await gaps('&limit=1000');
    expect(items).toHaveLength(Object.values(counts).reduce((a, b) => a + b));
    for (const type of ['belowQuota', 'never', 'pending', 'stale'] as const) {
      const answer = await gaps(`&type=${type}&limit=1000`);
      expect(new Set(answer.items.map((item) => item.type))).toEqual(new Set([type]));
      expect(answer.items).toHaveLength(counts[type]);
      expect(answer.counts).toEqual(counts);
    }
  });

  test('tells what is missing and since when', async () => {
    const { items } = await gaps('&limit=1000');
    const of = (subject: string) => items.find((item) => item.subject === subject);
    // h1: one visit on 10 October, none in November
    expect(of('h1')).toMatchObject({
      type: 'stale',
      done: 0,
      required: 2,
      lastVisit: '2026-10-10',
      days: 41,
    });
    expect(of('h0')).toMatchObject({ type: 'never', lastVisit: null, days: 323, tags: ['低保'] });
    expect(of('h2')).toMatchObject({ type: 'pending', lastVisit: '2026-10-11' });
    expect(of('h3')).toMatchObject({ type: 'belowQuota', done: 1, lastVisit: '2026-11-10', days: 10 });
    expect(of('h6')).toBeUndefined();
    expect(of('h1')!.chain.map((area) => area.code)).toEqual([TOWN_1, `${TOWN_1}001`]);
  });

  test.each(['&sort=worst', '&sort=area', '&type=never'])(
    'walked%s in pages is the whole list once',
    async (q) => {
      const whole = (await gaps(`${q}&limit=1000`)).items.map((item) => item.subject);
      expect(new Set(whole).size).toBe(whole.length);
      for (const limit of [1, 4, whole.length]) expect(await walk(`${q}&limit=${limit}`)).toEqual(whole);
    },
  );

  test('a cursor that is not ours is refused', async () => {
    for (const cursor of ['h1', 'e30', 'bnVsbA', '']) {
      const response = await api.get(
        `/api/coverage/gaps?duty=poor-monthly&area=${DISTRICT}&cursor=${cursor}`,
      );
      expect([cursor, response.status]).toEqual([cursor, 400]);
    }
  });

  test('goes on where it was when the last one shown has been visited in between', async () => {
    const whole = (await gaps('&limit=1000')).items.map((item) => item.subject);
    let shown = 3;
    const seen = await walk('&limit=3', async () => {
      const last = whole[shown - 1]!;
      await api.batch('/api/visits', [visit(last, '2026-11-18'), visit(last, '2026-11-19')]);
      shown += 3;
    });
    expect(seen).toEqual(whole);
  });
});

describe('who moved from another town', () => {
  const FROM = `${DISTRICT}002001001`;
  const TO = `${TOWN_1}001001`;
  const inList = async (subject: string, area: string) =>
    (await gaps('&limit=1000', area)).items.find((item) => item.subject === subject);

  beforeAll(async () => {
    await api.batch('/api/subjects', [
      household('mover', FROM),
      household('met', FROM),
      household('new', FROM),
    ]);
    await api.batch('/api/visits', [
      visit('mover', '2026-10-03'),
      visit('mover', '2026-10-04'),
      visit('met', '2026-11-03'),
      visit('met', '2026-11-04'),
    ]);
    await api.batch(
      '/api/subjects',
      ['mover', 'met', 'new'].map((id) => household(id, TO, { validFrom: '2026-11-18' })),
    );
  });

  test('stands in the list of the new town with the days and visits of the old one', async () => {
    expect(await inList('mover', TOWN_1)).toMatchObject({
      type: 'pending',
      lastVisit: '2026-10-04',
      area: { code: TO },
    });
    expect(await inList('new', TOWN_1)).toMatchObject({ type: 'never', days: 323 });
    expect(await inList('met', TOWN_1)).toBeUndefined();
    expect(await inList('mover', `${DISTRICT}002`)).toBeUndefined();
  });

  test('is counted where it is listed', async () => {
    for (const area of [TOWN_1, `${DISTRICT}002`, DISTRICT]) {
      const { counts } = await gaps('', area);
      const { columns } = await api.read<CoverageAnswer>(`/api/coverage?duty=poor-monthly&area=${area}`);
      for (const type of ['belowQuota', 'never', 'pending', 'stale'] as const)
        expect([area, type, counts[type]]).toEqual([area, type, columns[type].reduce((a, b) => a + b)]);
    }
  });
});
