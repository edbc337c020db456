import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '#api/contract/common.ts';
import type { CoverageAnswer, SeriesAnswer, SummaryAnswer } from '#api/contract/coverage.ts';
import { household, PROGRAMME_2026, visitMaker } from '#api/recordsFixture.ts';
import {
  DISTRICT,
  openTestInterface,
  squaresFile,
  type TestInterface,
  TOWN_1,
  TOWN_2,
} from '#api/squaresFixture.ts';

const [C11, C12, C21, C22] = [`${TOWN_1}001`, `${TOWN_1}002`, `${TOWN_2}001`, `${TOWN_2}002`] as const;
let api: TestInterface;
const visit = visitMaker();

// 20 November: 20 of the 30 days have gone by, today included
beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
  expect((await api.send('PUT', '/api/programmes/p', PROGRAMME_2026)).status).toBe(200);
  const subjects = await api.batch('/api/subjects', [
    household('a', `${C11}001`),
    household('b', `${C11}001`),
    household('c', `${C11}002`),
    household('d', `${C21}001`),
    household('e', `${C21}001`),
    household('f', C11),
    household('h', TOWN_2, { validFrom: '2026-11-11' }),
    household('i', DISTRICT, { validFrom: '2026-11-17' }),
    household('untagged', `${C11}001`, { tags: [] }),
    household('firm', `${C11}001`, { type: 'firm' }),
  ]);
  const visits = await api.batch('/api/visits', [
    visit('a', '2026-11-02'),
    visit('a', '2026-11-10', { mode: 'phone' }),
    visit('b', '2026-11-03'),
    visit('b', '2026-11-03'),
    visit('b', '2026-11-04', { mode: 'online' }),
    visit('b', '2026-11-05', { outcome: 'notIn' }),
    visit('d', '2026-10-05'),
    visit('d', '2026-10-06'),
    visit('e', '2026-10-05'),
    visit('f', '2026-11-05'),
    visit('f', '2026-11-06'),
    visit('f', '2026-11-07'),
    visit('firm', '2026-11-17'),
  ]);
  expect([...subjects, ...visits].filter((outcome) => outcome.status !== 'created')).toEqual([]);
});
afterAll(() => api.ledger.close());

const coverage = (query: string) => api.read<CoverageAnswer>(`/api/coverage?duty=poor-monthly&${query}`);
const summary = async (area: string, query = '') => {
  const answer = await api.read<SummaryAnswer>(`/api/coverage/summary?area=${area}${query}`);
  return { answer, row: answer.rows.find((row) => row.duty === 'poor-monthly')! };
};

describe('a case worked by hand', () => {
  test('the district', async () => {
    const { answer, row } = await summary(DISTRICT);
    // n: a b c d e f h; i came too late. done: a 2, b 1, f 2 (of 3). expected: 12 * 20/30 + 2 * 10/20
    expect(row).toMatchObject({
      n: 7,
      required: 14,
      done: 5,
      unknown: 0,
      exempt: 1,
      light: 'amber',
      gaps: { noData: 0, overdue: 0, belowQuota: 1, never: 2, pending: 1, stale: 1 },
      gapCount: 5,
      dutyName: '低保户',
      programmeName: '走访',
      period: {
        key: '2026-11',
        kind: 'month',
        start: '2026-11-01',
        end: '2026-11-30',
        elapsedDays: 20,
        totalDays: 30,
      },
    });
    expect(row.expected).toBeCloseTo(9, 12);
    expect(row.ratio).toBeCloseTo(5 / 14, 12);
    expect(row.pace).toBeCloseTo(-4 / 14, 12);
    expect(row.projected).toBeCloseTo(5 / 9, 12);
    expect(row.dailyRate).toBeCloseTo(9 / 11, 12);
    expect(answer).toMatchObject({
      asOf: '2026-11-20',
      now: '2026-11-20T14:30:00+08:00',
      treeVersion: 1,
      tiles: expect.stringMatching(/^\/tiles\/[0-9a-f]+\/\{z\}\/\{x\}\/\{y\}\.mvt$/),
      lastReceivedAt: '2026-11-20T14:32:00+08:00',
    });
  });

  test('by town, the own row of the district last', async () => {
    const { columns, count, level } = await coverage(`area=${DISTRICT}`);
    expect({ count, level }).toEqual({ count: 3, level: 'town' });
    expect(columns).toMatchObject({
      code: [TOWN_1, TOWN_2, DISTRICT],
      name: ['辛安街道', '长江路街道', '西海岸新区'],
      n: [4, 3, 0],
      required: [8, 6, 0],
      done: [5, 0, 0],
      light: ['green', 'red', null],
      belowQuota: [1, 0, 0],
      never: [1, 1, 0],
      pending: [0, 1, 0],
      stale: [0, 1, 0],
      gapCount: [2, 3, 0],
      exempt: [0, 0, 1],
    });
    expect(columns.ratio).toEqual([0.625, 0, null]);
    expect(columns.expected[0]).toBeCloseTo(16 / 3, 12);
    expect(columns.expected[1]).toBeCloseTo(4 * (2 / 3) + 1, 12);
    for (const column of Object.values(columns)) expect(column).toHaveLength(count);
  });

  test('by community of the district: what is at home in towns is in the own row', async () => {
    const { columns } = await coverage(`area=${DISTRICT}&level=community`);
    expect(columns).toMatchObject({
      code: [C11, C12, C21, C22, DISTRICT],
      required: [8, 0, 4, 0, 2],
      done: [5, 0, 0, 0, 0],
      exempt: [0, 0, 0, 0, 1],
      gapCount: [2, 0, 2, 0, 1],
      light: ['green', null, 'red', null, 'amber'],
    });
  });

  test('by grid of a community: its own row has who is at home in no grid', async () => {
    const { columns } = await coverage(`area=${C11}`);
    expect(columns).toMatchObject({
      code: [`${C11}001`, `${C11}002`, C11],
      required: [4, 2, 2],
      done: [3, 0, 2],
      gapCount: [1, 1, 0],
    });
    expect(columns.lastReceivedAt).toEqual(['2026-11-20T14:32:00+08:00', null, '2026-11-20T14:32:00+08:00']);
  });

  test('a grid has nothing below it but itself', async () => {
    const { columns } = await coverage(`area=${C11}001`);
    expect(columns).toMatchObject({ code: [`${C11}001`], required: [4], done: [3] });
  });

  test('period by period', async () => {
    const { rows } = await api.read<SeriesAnswer>(
      `/api/coverage/series?duty=poor-monthly&area=${TOWN_2}&from=2026-09&to=2026-12`,
    );
    expect(rows.map((row) => [row.period.key, row.required, row.done, row.light, row.dailyRate])).toEqual([
      ['2026-09', 4, 0, 'red', null],
      ['2026-10', 4, 3, 'red', null],
      ['2026-11', 6, 0, 'red', 6 / 11],
      ['2026-12', 6, 0, 'green', 6 / 31],
    ]);
    expect(rows.map((row) => row.gaps.pending)).toEqual([0, 0, 1, 0]);
  });

  test('as of a day before the records came there is nothing', async () => {
    const { row, answer } = await summary(DISTRICT, '&asOf=2026-11-19');
    expect(row).toMatchObject({ required: 0, done: 0, ratio: null, light: null });
    expect(answer.asOf).toBe('2026-11-19');
    expect((await summary(DISTRICT, '&asOf=2026-11-20')).row.done).toBe(5);
  });

  test('a duty by week answers for the week that ends with the month asked for', async () => {
    const { answer } = await summary(DISTRICT, '&period=2026-09');
    expect(answer.rows.map((row) => [row.duty, row.period.key])).toEqual([
      ['firm-weekly', '2026-W40'],
      ['poor-monthly', '2026-09'],
    ]);
  });

  test('roll-ups equal a recount', async () => {
    expect(await api.ledger.store.rebuildDifferences()).toEqual([]);
  });
});

describe('what is refused', () => {
  const area = `area=${DISTRICT}`;
  test.each([
    [`?duty=poor-monthly&${area}&perid=2026-11`, 400, 'perid'],
    [`?duty=poor-monthly&${area}&period=2026-W47`, 400, 'period'],
    [`?duty=poor-monthly&${area}&period=2026-13`, 400, 'period'],
    [`?duty=poor-monthly&${area}&period=11-2026`, 400, 'period'],
    [`?duty=poor-monthly&${area}&asOf=2026-11-21`, 400, 'asOf'],
    [`?duty=poor-monthly&${area}&asOf=2026-11-31`, 400, 'asOf'],
    [`?duty=poor-monthly&${area}&level=street`, 400, 'level'],
    [`?duty=poor-monthly&${area}&lang=fr`, 400, 'lang'],
    [`?duty=poor-monthly`, 400, 'area'],
    [`?${area}`, 400, 'duty'],
    [`?duty=poor%20monthly&${area}`, 400, 'duty'],
    [`?duty=none&${area}`, 404, undefined],
    ['?duty=poor-monthly&area=370211009', 404, undefined],
    [`/summary?${area}&duty=poor-monthly`, 400, 'duty'],
    ['/summary?area=370211009', 404, undefined],
    [`/summary?${area}&asOf=2027-01-01`, 400, 'asOf'],
    [`/summary?${area}&period=2025-W53`, 400, 'period'],
    [`/series?duty=poor-monthly&${area}&from=2026-11`, 400, 'to'],
    [`/series?duty=poor-monthly&${area}&from=2026-W01&to=2026-W02`, 400, 'to'],
    [`/series?duty=poor-monthly&${area}&from=2026&to=2026-11`, 400, 'from'],
    [`/series?duty=poor-monthly&${area}&from=2001-01&to=2026-11`, 400, 'to'],
    [`/gaps?duty=poor-monthly&${area}&asOf=2027-11-01`, 400, 'asOf'],
    [`/gaps?duty=poor-monthly&${area}&type=late`, 400, 'type.0'],
    [`/gaps?duty=poor-monthly&${area}&limit=1001`, 400, 'limit'],
    ['/gaps?duty=poor-monthly&area=370211009', 404, undefined],
  ])('/api/coverage%s: %i', async (query, status, field) => {
    const response = await api.get(`/api/coverage${query}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = (await response.json()) as Problem;
    expect(problem.errors[0]?.path).toBe(field);
    expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  });

  test.each(['0000-01', '0001-01', '9999-12', '1900-02'])('a month as far as %s is answered', async (key) => {
    for (const path of [
      `?duty=poor-monthly&${area}&period=${key}`,
      `/summary?${area}&period=${key}`,
      `/series?duty=poor-monthly&${area}&from=${key}&to=${key}`,
      `/gaps?duty=poor-monthly&${area}&period=${key}`,
    ])
      expect([path, (await api.get(`/api/coverage${path}`)).status]).toEqual([path, 200]);
  });
});

describe('tags of answers', () => {
  const PATH = `/api/coverage?duty=poor-monthly&area=${TOWN_1}`;
  const tagOf = async (path: string, headers: Record<string, string> = {}) =>
    (await api.get(path, headers)).headers.get('etag')!;

  test('the same question is known by its tag, before anything is asked of the roll-ups', async () => {
    const response = await api.get(PATH);
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
    expect(response.headers.get('vary')).toBe('Cookie, Accept, Accept-Language, Accept-Encoding');
    const tag = response.headers.get('etag')!;
    const { dutySums } = api.ledger.store;
    let asked = 0;
    api.ledger.store.dutySums = (...args) => {
      asked++;
      return dutySums.apply(api.ledger.store, args);
    };
    try {
      for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
        const again = await api.get(PATH, { 'If-None-Match': known });
        expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
      }
      expect(asked).toBe(0);
      expect((await api.get(PATH, { 'If-None-Match': '"other"' })).status).toBe(200);
      expect(asked).toBe(1);
    } finally {
      api.ledger.store.dutySums = dutySums;
    }
  });

  test('differ by question and by language, not by the order of the parameters', async () => {
    const tag = await tagOf(PATH);
    expect(await tagOf(`/api/coverage?area=${TOWN_1}&duty=poor-monthly`)).toBe(tag);
    const others = [
      await tagOf(`${PATH}&period=2026-11`),
      await tagOf(`${PATH}&lang=en`),
      await tagOf(PATH, { 'Accept-Language': 'en-GB,en;q=0.9' }),
      await tagOf(PATH.replace(TOWN_1, TOWN_2)),
    ];
    expect(new Set([tag, ...others]).size).toBe(5);
    expect(await tagOf(PATH, { 'Accept-Language': 'zh-CN' })).toBe(tag);
  });

  test('names come in the language asked for', async () => {
    const row = async (headers: Record<string, string>, query = '') => {
      const response = await api.get(`/api/coverage/summary?area=${TOWN_1}${query}`, headers);
      return ((await response.json()) as SummaryAnswer).rows.at(-1)!.dutyName;
    };
    expect(await row({})).toBe('低保户');
    expect(await row({ 'Accept-Language': 'en' })).toBe('Low income');
    expect(await row({ 'Accept-Language': 'en' }, '&lang=zh-CN')).toBe('低保户');
    expect(await row({}, '&lang=en')).toBe('Low income');
  });

  test('stay for five minutes of clock, and change with it', async () => {
    const tag = await tagOf(PATH);
    const { now } = api.ledger.clock;
    api.ledger.clock.now = Date.parse('2026-11-20T14:34:59.999+08:00');
    expect(await tagOf(PATH)).toBe(tag);
    api.ledger.clock.now += 1;
    expect(await tagOf(PATH)).not.toBe(tag);
    api.ledger.clock.now = now;
    expect(await tagOf(PATH)).toBe(tag);
  });

  test('change after a write, and not after one that changed nothing', async () => {
    const tag = await tagOf(PATH);
    const made = visit('c', '2026-11-12');
    expect((await api.send('POST', '/api/visits', made)).status).toBe(201);
    const after = await tagOf(PATH);
    expect(after).not.toBe(tag);
    expect((await api.send('POST', '/api/visits', made)).status).toBe(200);
    expect(await tagOf(PATH)).toBe(after);
    expect((await api.get(PATH, { 'If-None-Match': tag })).status).toBe(200);
  });
});
