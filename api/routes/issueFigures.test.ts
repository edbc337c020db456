import { latLngToCell } from 'h3-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '#api/contract/common.ts';
import type {
  IssuePointsAnswer,
  IssueSeriesAnswer,
  IssueSummaryAnswer,
  IssuesAnswer,
} from '#api/contract/issueQuestions.ts';
import { eventMaker, issueMaker } from '#api/issuesFixture.ts';
import { PROGRAMME_2026 } from '#api/recordsFixture.ts';
import {
  DISTRICT,
  openTestInterface,
  squaresFile,
  type TestInterface,
  TOWN_1,
  TOWN_2,
} from '#api/squaresFixture.ts';

const [G1, G2] = [`${TOWN_1}001001`, `${TOWN_2}001001`] as const;
let api: TestInterface;
let ids: string[];

/**
 * Friday 20 November 2026. In November: two noises in town 1 (one resolved in time, solved; one overdue), a broken
 * lift in town 2 that was resolved too late and is rated bad, one of the upper level at home in town 2 itself that is
 * resolved and reopened, and one that is refused. In the first twenty days of October: two noises in town 1; one more
 * on the 25th.
 */
beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  const office = { type: 'office', validFrom: '2026-01-01' };
  await api.batch('/api/organisations', [{ id: 'bureau', name: '区住建局', area: DISTRICT, ...office }]);
  const issue = issueMaker();
  const sent = [
    issue(G1, '2026-11-02', { position: [120.0112345, 35.9112345] }),
    issue(G1, '2026-11-09', { source: 'visit' }),
    issue(G2, '2026-11-02', { category: 'key-problems.lifts', programme: 'p' }),
    issue(TOWN_2, '2026-11-10', { category: 'key-problems', position: [120.05, 35.91] }),
    issue(G2, '2026-11-12', { category: 'questions.living' }),
    issue(G1, '2026-10-12'),
    issue(G1, '2026-10-20'),
    issue(G1, '2026-10-25'),
  ];
  ids = sent.map(({ id }) => id);
  await api.batch('/api/issues', sent);
  const event = eventMaker();
  const happen = async (i: number, ...events: object[]) => {
    for (const one of events) {
      const response = await api.send('POST', `/api/issues/${ids[i]}/events`, one);
      if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
    }
  };
  const solved = { kind: 'solved' };
  await happen(0, event('accepted', '2026-11-02'), event('resolved', '2026-11-03', solved));
  await happen(
    2,
    event('accepted', '2026-11-02'),
    event('dispatched', '2026-11-02', { organisations: ['bureau'] }),
  );
  await happen(2, event('resolved', '2026-11-05', { ...solved, organisation: 'bureau' }));
  await happen(2, event('rated', '2026-11-06', { rater: 'r', rating: 'not', settled: false }));
  await happen(3, event('accepted', '2026-11-10'), event('resolved', '2026-11-11', { kind: 'explained' }));
  await happen(3, event('reopened', '2026-11-12', { cause: 'supervisor' }));
  await happen(4, event('refused', '2026-11-12', { reason: '不属实' }));
  for (const i of [5, 6, 7]) await happen(i, event('accepted', '2026-10-26'));
  await happen(5, event('resolved', '2026-10-26', solved));
});
afterAll(() => api.ledger.close());

const summary = (query = '', area = DISTRICT) =>
  api.read<IssueSummaryAnswer>(`/api/issues/summary?area=${area}&lang=en${query}`);

describe('the summary', () => {
  test('of the running month is what a count by hand gives', async () => {
    const { measures, period, comparable, before, asOf } = await summary();
    expect(period).toEqual({
      ...{ key: '2026-11', kind: 'month', start: '2026-11-01', end: '2026-11-30' },
      ...{ elapsedDays: 20, totalDays: 30 },
    });
    expect(asOf).toBe('2026-11-20');
    expect(measures).toMatchObject({
      reported: 4,
      settled: 2,
      refused: 1,
      merged: 0,
      settlementRate: 0.5,
      resolved: 3,
      solved: 1,
      solvedRate: 1 / 3,
      reopened: 1,
      reopenRate: 1 / 3,
      // the noises on the 3rd and the 10th, the lift on the 3rd, that of the town on the 17th
      due: 4,
      onTime: 1,
      extended: 0,
      onTimeRate: 0.25,
      // a noise and that of the town, whose clock began anew, and two of October
      open: 4,
      suspended: 0,
      overdue: 4,
      raters: 1,
      ratings: { very: 0, satisfied: 0, fairly: 0, not: 1, notAtAll: 0 },
      satisfaction: 0,
      rectificationsOpen: 1,
      rectificationsOverdue: 1,
      escalationsOpen: 0,
    });
    // 25, 25 and 73 hours
    expect(Math.abs(measures.handlingMedianHours! - 25)).toBeLessThanOrEqual(0.25);
    expect(comparable).toEqual({ from: '2026-10-01', to: '2026-10-20' });
    expect(before).toMatchObject({ reported: 2, settled: 1, resolved: 0, due: 1, onTime: 0 });
  });

  test('of a period that has ended is compared with the whole one before', async () => {
    const { measures, comparable, before } = await summary('&period=2026-10');
    expect([measures.reported, measures.resolved]).toEqual([3, 1]);
    expect(comparable).toEqual({ from: '2026-09-01', to: '2026-09-30' });
    expect(before).toMatchObject({ reported: 0, settlementRate: null });
  });

  test('of a programme is of its own issues, with nothing before it', async () => {
    const { measures, period, comparable, before } = await summary('&period=programme&programme=p');
    expect([measures.reported, measures.resolved, period.totalDays]).toEqual([1, 1, 365]);
    expect([comparable, before]).toEqual([null, null]);
    expect((await summary('&programme=p')).measures.reported).toBe(1);
  });

  test('of a period that has not begun has nothing to be compared with', async () => {
    const { measures, comparable, before } = await summary('&period=2026-12');
    expect([measures.reported, comparable, before]).toEqual([0, null, null]);
  });

  test('as of a day tells what had been recorded by then', async () => {
    const path = '&period=2026-11&asOf=2026-11-19';
    const { asOf, measures } = await summary(path);
    expect([asOf, measures.reported, measures.open]).toEqual(['2026-11-19', 0, 0]);
  });
});

describe('its rows', () => {
  const rows = async (query: string, area?: string) =>
    (await summary(query, area)).rows.map(({ key, parent, own, measures, share, shareBefore }) => [
      ...[key, parent, own, measures.reported, measures.open],
      ...[share, shareBefore],
    ]);

  test('by category have both levels, the upper one with all that lies below', async () => {
    expect(await rows('&by=category')).toEqual([
      ['key-problems', null, false, 4, 4, 1, 1],
      ['key-problems.noise', 'key-problems', false, 2, 3, 0.5, 1],
      ['key-problems.lifts', 'key-problems', false, 1, 0, 0.25, 0],
      ['questions', null, false, 0, 0, 0, 0],
      ['questions.living', 'questions', false, 0, 0, 0, 0],
    ]);
    const [first] = (await summary('&by=category')).rows;
    expect(first!.name).toBe('Key problem list');
  });

  test('by area are of the level below, the own row last', async () => {
    expect(await rows('&by=area')).toEqual([
      [TOWN_1, null, false, 2, 3, 0.5, 1],
      [TOWN_2, null, false, 2, 1, 0.5, 0],
      [DISTRICT, null, true, 0, 0, 0, 0],
    ]);
    const communities = await rows('&by=area', TOWN_2);
    expect(communities.map(([key, , own, reported]) => [key, own, reported])).toEqual([
      [`${TOWN_2}001`, false, 1],
      [`${TOWN_2}002`, false, 0],
      [TOWN_2, true, 1],
    ]);
    const grids = await rows('&by=area&level=grid');
    expect(grids).toHaveLength(9);
    expect(grids.filter(([, , , reported]) => reported !== 0).map(([key, , own]) => [key, own])).toEqual([
      [G1, false],
      [G2, false],
      [DISTRICT, true],
    ]);
  });

  test.each([
    [
      'source',
      [
        ['visit', 1],
        ['hotline', 3],
      ],
    ],
    [
      'state',
      [
        ['accepted', 1],
        ['resolved', 2],
        ['reported', 1],
        ['refused', 0],
      ],
    ],
    ['organisation', [['bureau', 1]]],
  ] as const)('by %s', async (by, expected) => {
    const found = (await rows(`&by=${by}`)).map(([key, , , reported]) => [key, reported]);
    expect(found.toSorted()).toEqual(expected.toSorted() as unknown);
  });

  test('by organisation are named, and by state in the order of the loop', async () => {
    const [row] = (await summary('&by=organisation')).rows;
    expect([row!.key, row!.name]).toEqual(['bureau', '区住建局']);
    expect((await summary('&by=state')).rows.map(({ name }) => name)).toEqual([
      'Reported',
      'Accepted',
      'Resolved',
      'Refused',
    ]);
  });

  test('by several at once are those of each alone', async () => {
    for (const query of ['', '&period=2026-10', '&asOf=2026-11-20', '&bbox=119,35,120.02,37']) {
      const by = ['category', 'source', 'area', 'state', 'organisation'] as const;
      const all = await summary(`&by=${by.join(',')}${query}`);
      expect(all.rows).toEqual([]);
      expect(Object.keys(all.groups!)).toEqual(by);
      for (const one of by) {
        const alone = await summary(`&by=${one}${query}`);
        expect(alone.groups).toBeUndefined();
        expect([one, all.groups![one]]).toEqual([one, alone.rows]);
        expect(all.measures).toEqual(alone.measures);
      }
    }
    const grids = await summary('&by=source,area&level=grid');
    expect(grids.groups!.area).toHaveLength(9);
  });

  test('add up to the whole', async () => {
    for (const by of ['category', 'area', 'source', 'state']) {
      const { rows: all, measures } = await summary(`&by=${by}`);
      const parts = all.filter(({ parent }) => parent === null);
      for (const count of ['reported', 'settled', 'resolved', 'due', 'onTime', 'open', 'overdue'] as const)
        expect([by, count, parts.reduce((sum, row) => sum + row.measures[count], 0)]).toEqual([
          by,
          count,
          measures[count],
        ]);
    }
  });

  test('are of what the filter leaves', async () => {
    const one = await summary('&category=key-problems&source=visit&by=category');
    expect([one.measures.reported, one.rows.map(({ key }) => key)]).toEqual([
      1,
      ['key-problems', 'key-problems.noise'],
    ]);
    expect((await summary('&organisation=bureau')).measures).toMatchObject({ reported: 1, resolved: 1 });
  });
});

describe('the series', () => {
  const series = (query: string) =>
    api.read<IssueSeriesAnswer>(`/api/issues/series?area=${DISTRICT}${query}`);

  test('has whole steps from the one of the first day on', async () => {
    expect((await series('&step=month&from=2026-10-15')).columns).toEqual({
      from: ['2026-10-01', '2026-11-01'],
      reported: [3, 4],
      resolved: [1, 3],
    });
    expect((await series('&from=2026-10-31')).columns).toEqual({
      from: ['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16'],
      reported: [0, 2, 2, 0],
      resolved: [1, 2, 1, 0],
    });
    expect((await series('&step=day&from=2026-11-01&to=2026-11-03')).columns).toEqual({
      from: ['2026-11-01', '2026-11-02', '2026-11-03'],
      reported: [0, 2, 0],
      resolved: [0, 0, 1],
    });
  });

  test('ends with the last day asked for, and keeps to the filter', async () => {
    expect((await series('&step=month&from=2026-10-01&to=2026-10-20')).columns.reported).toEqual([2]);
    expect((await series('&step=month&from=2026-11-01&category=key-problems')).columns.reported).toEqual([4]);
    expect((await series('&step=month&from=2026-11-01&source=visit')).columns.reported).toEqual([1]);
    expect([(await series('')).count, (await series('&step=day')).count]).toEqual([26, 30]);
  });
});

test('points are located, coarse, and neither refused nor merged', async () => {
  const points = await api.read<IssuePointsAnswer>(`/api/issues/points?area=${DISTRICT}&from=2026-11-01`);
  expect(points).toMatchObject({ count: 2, unlocated: 2 });
  const order = points.columns.id.map((id) => ids.indexOf(id));
  expect(order.toSorted()).toEqual([0, 3]);
  const first = order.indexOf(0);
  const { columns } = points;
  expect(Object.fromEntries(Object.entries(columns).map(([name, list]) => [name, list[first]]))).toEqual({
    ...{ id: ids[0], lon: 120.011, lat: 35.911, day: '2026-11-02' },
    ...{ category: 'key-problems.noise', source: 'hotline', open: false },
  });
  const open = await api.read<IssuePointsAnswer>(`/api/issues/points?area=${DISTRICT}&open=1`);
  expect(open.columns.id).toEqual([ids[3]]);
});

describe('in a box', () => {
  // one noise at 120.0112, one of the upper level at 120.05; the others have no place
  const WEST = '&bbox=120,35.9,120.02,35.92';

  test('figures, rows and series are of what is told to lie there', async () => {
    const { measures, rows, before } = await summary(`${WEST}&by=source`);
    expect(measures).toMatchObject({ reported: 1, resolved: 1, solved: 1, due: 1, onTime: 1, open: 0 });
    expect(rows.map(({ key, measures: of, share }) => [key, of.reported, share])).toEqual([
      ['hotline', 1, 1],
    ]);
    expect(before).toMatchObject({ reported: 0 });
    expect((await summary('&bbox=120.04,35.9,120.06,35.92')).measures).toMatchObject({
      reported: 1,
      open: 1,
    });
    expect((await summary('&bbox=119,35,121,37')).measures).toMatchObject({ reported: 2, resolved: 2 });
    const { columns } = await api.read<IssueSeriesAnswer>(
      `/api/issues/series?area=${DISTRICT}&step=month&from=2026-10-01${WEST}`,
    );
    expect(columns).toMatchObject({ reported: [0, 1], resolved: [0, 1] });
  });

  test('as of a day too', async () => {
    const { measures } = await summary(`${WEST}&period=2026-11&asOf=2026-11-19`);
    expect(measures.reported).toBe(0);
    expect((await summary(`${WEST}&period=2026-11&asOf=2026-11-20`)).measures.reported).toBe(1);
  });

  test('points and the ledger are the same issues', async () => {
    const points = await api.read<IssuePointsAnswer>(`/api/issues/points?area=${DISTRICT}${WEST}`);
    expect([points.columns.id, points.unlocated]).toEqual([[ids[0]], 0]);
    const list = await api.read<IssuesAnswer>(`/api/issues?area=${DISTRICT}${WEST}`);
    expect(list.items.map(({ id }) => id)).toEqual([ids[0]]);
    expect([list.matching, list.facets.sources, list.facets.unlocated]).toEqual([1, { hotline: 1 }, 0]);
  });

  test('a place is as coarse as it is told: narrower boxes tell no more', async () => {
    const count = async (box: string) => (await summary(`&bbox=${box}`)).measures.reported;
    // the issue is at 120.0112345, 35.9112345 and told as 120.011, 35.911
    expect(await count('120.0109,35.9109,120.0111,35.9111')).toBe(1);
    expect(await count('120.0112,35.9112,120.0113,35.9113')).toBe(0);
  });

  test('what lies outside the area asked about stays so', async () => {
    expect((await summary('&bbox=119,35,121,37', TOWN_2)).measures.reported).toBe(1);
  });
});

test('the ledger of one hexagon', async () => {
  const cell = latLngToCell(35.9112345, 120.0112345, 8);
  const list = await api.read<IssuesAnswer>(`/api/issues?area=${DISTRICT}&cell=${cell}`);
  expect(list.items.map(({ id }) => id)).toEqual([ids[0]]);
  const other = latLngToCell(35.91, 120.05, 8);
  expect((await api.read<IssuesAnswer>(`/api/issues?area=${TOWN_1}&cell=${other}`)).matching).toBe(0);
  for (const none of ['84fffffffffffff', '8a2a1072b59ffff', 'x', '']) {
    const response = await api.get(`/api/issues?area=${DISTRICT}&cell=${none}`);
    const { errors } = (await response.json()) as Problem;
    expect([response.status, errors[0]?.path]).toEqual([400, 'cell']);
  }
  const refused = await api.get(`/api/issues?area=${DISTRICT}&bbox=1,2,0,3`);
  expect([refused.status, ((await refused.json()) as Problem).errors[0]?.path]).toEqual([400, 'bbox']);
});

describe('questions that are refused', () => {
  test.each([
    ['summary?area=none', 404, undefined],
    ['summary', 400, 'area'],
    [`summary?area=${DISTRICT}&period=2026-13`, 400, 'period'],
    [`summary?area=${DISTRICT}&period=programme`, 400, 'programme'],
    [`summary?area=${DISTRICT}&programme=none`, 400, 'programme'],
    [`summary?area=${DISTRICT}&asOf=2026-12-01`, 400, 'asOf'],
    [`summary?area=${DISTRICT}&level=grid`, 400, 'level'],
    [`summary?area=${DISTRICT}&by=colour`, 400, 'by.0'],
    [`summary?area=${DISTRICT}&by=source,colour`, 400, 'by.1'],
    ...['summary', 'series', 'points'].flatMap((path) =>
      [
        '120,35,119,36',
        '119,36,120,36',
        '119,35,120',
        '119,35,120,x',
        '119,35,120,',
        '0,35,181,36',
        '0,0,1,86',
      ].map((box): [string, number, string] => [`${path}?area=${DISTRICT}&bbox=${box}`, 400, 'bbox']),
    ),
    [`series?area=${DISTRICT}&from=2026-11-02&to=2026-11-01`, 400, 'to'],
    [`series?area=${DISTRICT}&step=day&from=2020-01-01`, 400, 'from'],
    [`series?area=${DISTRICT}&asOf=2026-11-01`, 400, 'asOf'],
    [`points?area=${DISTRICT}&asOf=2026-11-01`, 400, 'asOf'],
    ['points?area=none', 404, undefined],
  ])('%s: %i at %s', async (query, status, path) => {
    const response = await api.get(`/api/issues/${query}`);
    const { errors } = (await response.json()) as Problem;
    expect([response.status, errors[0]?.path]).toEqual([status, path]);
  });
});

test('figures have a tag that changes with the ledger', async () => {
  for (const path of [`/api/issues/summary?area=${DISTRICT}`, `/api/issues/series?area=${DISTRICT}`]) {
    const tag = (await api.get(path)).headers.get('ETag')!;
    expect((await api.get(path, { 'If-None-Match': tag })).status).toBe(304);
    const issue = issueMaker(tag.length + path.length * 100);
    await api.batch('/api/issues', [issue(G1, '2026-09-01')]);
    expect((await api.get(path, { 'If-None-Match': tag })).status).toBe(200);
  }
});
