import { latLngToCell } from 'h3-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BOARD,
  dayAfter,
  EAST_TOWN,
  GRIDS,
  HEAP,
  issueMaker,
  openBoard,
  plant,
  WEST_TOWN,
} from '#api/boardFixture.ts';
import type { Problem } from '#api/contract/common.ts';
import type { EmergingAnswer, HotspotsAnswer, SilenceAnswer } from '#api/contract/hotspots.ts';
import { household, visitMaker } from '#api/recordsFixture.ts';
import type { Principal } from '#api/services/access/principal.ts';
import type { TestInterface } from '#api/squaresFixture.ts';
import { ANYBODY, openTestLedger, putTestTree, testApp } from '#api/testing.ts';

/** Whoever asks next. */
let asker: Principal = ANYBODY;
let api: TestInterface;
const issue = issueMaker();
const visit = visitMaker();
const byCode = new Map(GRIDS.map((grid) => [grid.code, grid]));

/** Visited as often as the others of its half of the board, and nothing found. */
const SILENT = GRIDS[12]!;
/** Often visited: a quarter of the grids. */
const isBusy = (i: number): boolean => i % 4 === 0;

beforeAll(async () => {
  api = await openBoard('2026-11-20T14:32:00+08:00', { identify: () => asker });
  const issues = [];
  // twelve weeks, the last of them complete on 15 November: every third grid one, the heap six
  for (let week = 0; week < 12; week++)
    for (const [i, grid] of GRIDS.entries()) {
      const day = dayAfter('2026-08-24', 7 * week + (i % 7));
      const many = HEAP.includes(grid.code) ? 6 : (i + week) % 3 === 0 ? 1 : 0;
      for (let k = 0; k < many; k++) issues.push(issue(grid, day));
    }
  // two without a position, three at home above the grids, one of them in the other town
  issues.push(issue(GRIDS[0]!, '2026-11-17', { position: null }));
  issues.push(issue(GRIDS[7]!, '2026-11-17', { position: null, category: 'key-problems.illegal-parking' }));
  for (const home of [WEST_TOWN, `${WEST_TOWN}001`, EAST_TOWN])
    issues.push(issue(GRIDS[40]!, '2026-11-18', { home, position: null }));
  // found on visits in June: 7 in each busy grid but one; in the quiet ones 1 in every second
  for (const [i, grid] of GRIDS.entries()) {
    const found = isBusy(i) ? (grid === SILENT ? 0 : 7) : i % 2;
    for (let k = 0; k < found; k++) issues.push(issue(grid, '2026-06-15', { source: 'visit' }));
  }
  for (let k = 0; k < 5; k++) issues.push(issue(SILENT, '2026-06-16'));
  await plant(api, issues);
  const homes = await api.batch(
    '/api/subjects',
    GRIDS.map(({ code }, i) => household(`h-${i}`, code)),
  );
  const visits = await api.batch(
    '/api/visits',
    GRIDS.flatMap((_, i) =>
      Array.from({ length: isBusy(i) ? 30 : 4 }, (_, k) => visit(`h-${i}`, dayAfter('2026-06-01', k))),
    ),
  );
  expect([...homes, ...visits].filter(({ status }) => status !== 'created')).toEqual([]);
});
afterAll(async () => {
  await api.services.statistics.close();
  await api.ledger.close();
});

const hotspots = (query: string) => api.read<HotspotsAnswer>(`/api/hotspots?${query}`);
const WEEKS = 'from=2026-08-24&to=2026-11-15';

/** Rows of an answer by code. */
function rowsOf(columns: Record<string, readonly unknown[]>): Map<string, Record<string, unknown>> {
  const codes = columns.code as string[];
  return new Map(
    codes.map((code, i) => [
      code,
      Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[i]])),
    ]),
  );
}

async function asTown<T>(areas: readonly string[], work: () => Promise<T>): Promise<T> {
  asker = { ...ANYBODY, areas };
  try {
    return await work();
  } finally {
    asker = ANYBODY;
  }
}

describe('hot and cold spots', () => {
  test('of grids: the heap is hot and the far half is not', async () => {
    const answer = await hotspots(`area=${BOARD}&cell=grid&${WEEKS}`);
    expect(answer).toMatchObject({
      area: { code: BOARD },
      from: '2026-08-24',
      to: '2026-11-15',
      n: 64,
      count: 64,
      unplaced: 0,
      classes: [],
    });
    for (const column of Object.values(answer.columns)) expect(column).toHaveLength(64);
    expect(answer.columns.code).toEqual([...byCode.keys()].sort());
    const rows = rowsOf(answer.columns);
    for (const code of HEAP) expect(rows.get(code)).toMatchObject({ bin: 3, observed: 72, x: 72 });
    for (const { code, column } of GRIDS) if (column > 3) expect(rows.get(code)!.bin).not.toBe(3);
    // 4 · 72 and 4 in each of the other 60: the corner has the heap alone around it
    const total = 4 * 72 + 60 * 4;
    expect(rows.get(HEAP[0]!)).toMatchObject({ around: 288, pMethod: 'binomial', reason: 'tested' });
    expect(rows.get(HEAP[0]!)!.expected).toBeCloseTo((total * 4) / 64, 9);
    expect(answer.global.moransI).toBeGreaterThan(0.3);
    expect(answer.global.reason).toBeNull();
    expect(answer.thresholds[0]).toBeGreaterThan(0);
    expect(answer.thresholds[2]!).toBeGreaterThanOrEqual(answer.thresholds[0]!);
  });

  test('the running month when nothing is said; a period; a category; a source', async () => {
    const month = await hotspots(`area=${BOARD}&cell=grid`);
    expect([month.from, month.to]).toEqual(['2026-11-01', '2026-11-30']);
    // two of the five lie in a grid without a position, three above the grids
    expect(month.unplaced).toBe(3);
    const sum = ({ columns }: HotspotsAnswer) => columns.observed.reduce((all, one) => all! + one!, 0);
    const june = await hotspots(`area=${BOARD}&cell=grid&period=2026-06`);
    expect([june.from, june.to, sum(june)]).toEqual(['2026-06-01', '2026-06-30', 15 * 7 + 32 + 5]);
    expect(sum(await hotspots(`area=${BOARD}&cell=grid&period=2026-06&source=hotline`))).toBe(5);
    expect(sum(await hotspots(`area=${BOARD}&cell=grid&category=key-problems.illegal-parking`))).toBe(1);
    // of the upper level, with all below it
    expect(sum(await hotspots(`area=${BOARD}&cell=grid&category=key-problems`))).toBe(1);
    expect(sum(await hotspots(`area=${BOARD}&cell=grid&category=proposals`))).toBe(0);
  });

  test('cut to an area the rows are those of the whole', async () => {
    const whole = await hotspots(`area=${BOARD}&cell=grid&${WEEKS}`);
    const all = rowsOf(whole.columns);
    for (const area of [WEST_TOWN, EAST_TOWN, `${WEST_TOWN}001`, HEAP[0]!]) {
      const cut = await hotspots(`area=${area}&cell=grid&${WEEKS}`);
      expect(cut.columns.code).toEqual(whole.columns.code.filter((code) => code.startsWith(area)));
      for (const [code, row] of rowsOf(cut.columns)) expect(row).toEqual(all.get(code));
      expect([cut.n, cut.global, cut.thresholds]).toEqual([whole.n, whole.global, whole.thresholds]);
    }
  });

  test('whoever may see one town sees its rows, with the same z, and nothing of the other', async () => {
    const path = `/api/hotspots?cell=grid&${WEEKS}&area=`;
    const whole = await api.read<HotspotsAnswer>(`${path}${WEST_TOWN}`);
    await asTown([WEST_TOWN], async () => {
      expect(await api.read<HotspotsAnswer>(`${path}${WEST_TOWN}`)).toEqual(whole);
      for (const area of [EAST_TOWN, BOARD, 'nowhere'])
        expect((await api.get(`${path}${area}`)).status).toBe(404);
      const month = await hotspots(`area=${WEST_TOWN}&cell=grid`);
      expect(month.unplaced).toBe(2);
    });
    await asTown([`${WEST_TOWN}001`], async () =>
      expect((await hotspots(`area=${WEST_TOWN}001&cell=grid&${WEEKS}`)).count).toBe(8),
    );
  });

  test('eight communities are too few: counted, the rest withheld', async () => {
    const answer = await hotspots(`area=${BOARD}&${WEEKS}`);
    expect(answer).toMatchObject({
      n: 8,
      count: 8,
      global: { moransI: null, z: null, p: null, reason: 'fewCells' },
      thresholds: [null, null, null],
    });
    expect(new Set(answer.columns.reason)).toEqual(new Set(['fewCells']));
    for (const column of [answer.columns.z, answer.columns.p, answer.columns.bin, answer.columns.pMethod])
      expect(column).toEqual(new Array(8).fill(null));
    expect(answer.columns.observed.reduce((all, one) => all! + one!, 0)).toBe(528);
  });

  test('nothing at all: every cell is equal', async () => {
    const answer = await hotspots(`area=${BOARD}&cell=grid&period=2020`);
    expect(new Set(answer.columns.reason)).toEqual(new Set(['equalValues']));
    expect(answer.columns.observed).toEqual(new Array(64).fill(0));
    expect(answer.global.reason).toBe('equalValues');
    expect(answer.columns.expected).toEqual(new Array(64).fill(0));
  });

  test('per household: the grid whose households nobody knows has no value', async () => {
    const answer = await hotspots(`area=${BOARD}&cell=grid&value=perHousehold&${WEEKS}`);
    expect(answer.n).toBe(63);
    const rows = rowsOf(answer.columns);
    expect(rows.get(GRIDS[63]!.code)).toMatchObject({
      reason: 'noData',
      x: null,
      z: null,
      bin: null,
      around: null,
      expected: null,
    });
    // drawn to the mean
    expect(rows.get(HEAP[0]!)!.x).toBeGreaterThan(0.6);
    expect(rows.get(HEAP[0]!)!.x).toBeLessThan(0.72);
    expect(rows.get(HEAP[0]!)!.bin).toBe(3);
  });

  test('per visit: only what was found on visits, over visits that met somebody', async () => {
    const answer = await hotspots(`area=${BOARD}&cell=grid&value=perVisit&period=2026-06`);
    expect(answer.n).toBe(64);
    const row = rowsOf(answer.columns).get(SILENT.code)!;
    expect(row.observed).toBe(0);
    const busy = GRIDS.filter((grid, i) => isBusy(i) && grid !== SILENT);
    for (const { code } of busy) expect(rowsOf(answer.columns).get(code)!.observed).toBe(7);
    const none = await hotspots(`area=${BOARD}&cell=grid&value=perVisit&${WEEKS}`);
    expect([none.n, new Set(none.columns.reason)]).toEqual([0, new Set(['noData'])]);
  });

  test('each 城乡分类 for itself', async () => {
    const answer = await hotspots(`area=${BOARD}&cell=grid&peer=urbanRural&${WEEKS}`);
    expect(answer.n).toBe(64);
    expect(answer.classes.map(({ urbanRural, n }) => [urbanRural, n])).toEqual([
      ['111', 32],
      ['220', 32],
    ]);
    expect(answer).toMatchObject({ global: { reason: 'byClass' }, thresholds: [null, null, null] });
    const rows = rowsOf(answer.columns);
    expect(rows.get(HEAP[0]!)).toMatchObject({ bin: 3, around: 288 });
    expect(rows.get(HEAP[0]!)!.expected).toBeCloseTo(((4 * 72 + 28 * 4) * 4) / 32, 9);
    // the villages know nothing of the heap: 4 in each of them
    for (const { code, row } of GRIDS)
      if (row > 3) expect(rows.get(code)).toMatchObject({ reason: 'equalValues', z: null });
    expect(answer.classes[1]!.global.reason).toBe('equalValues');
  });

  test('neighbours by number and by distance', async () => {
    const near = await hotspots(`area=${BOARD}&cell=grid&weights=knn&k=3&${WEEKS}`);
    expect(rowsOf(near.columns).get(HEAP[0]!)).toMatchObject({ around: 288, bin: 3 });
    // grids are 0.9 km wide and 1.1 km high: 1 km reaches the next to the side
    const band = await hotspots(`area=${BOARD}&cell=grid&weights=distance&metres=1000&${WEEKS}`);
    expect(rowsOf(band.columns).get(HEAP[0]!)!.around).toBe(144);
    const alone = await hotspots(`area=${BOARD}&cell=grid&weights=distance&metres=10&${WEEKS}`);
    expect(new Set(alone.columns.reason)).toEqual(new Set(['noNeighbour']));
    expect(alone.columns.bin).toEqual(new Array(64).fill(null));
    const all = await hotspots(`area=${BOARD}&cell=grid&weights=knn&k=100&${WEEKS}`);
    expect(new Set(all.columns.reason)).toEqual(new Set(['everyCell']));
  });

  test('H3 cells: by position; those without one are told', async () => {
    const answer = await hotspots(`area=${BOARD}&cell=h3&resolution=8&from=2026-08-24&to=2026-11-30`);
    const heap = latLngToCell(GRIDS[0]!.middle[1], GRIDS[0]!.middle[0], 8);
    expect(answer.columns.code).toEqual(answer.columns.code.toSorted());
    expect(answer.n).toBe(answer.count);
    expect(answer.n).toBeGreaterThan(60);
    expect(rowsOf(answer.columns).get(heap)!.bin).toBe(3);
    const placed = answer.columns.observed.reduce((all, one) => all! + one!, 0)!;
    // positions at the rim may lie in a cell whose centre is outside
    const rim = GRIDS.map(({ middle: [lon, lat] }) => latLngToCell(lat, lon, 8)).filter(
      (cell) => !answer.columns.code.includes(cell),
    );
    expect(rim.length).toBeLessThan(20);
    expect(placed + answer.unplaced).toBe(528 + 5);
    const west = await hotspots(`area=${WEST_TOWN}&cell=h3&resolution=8&from=2026-08-24&to=2026-11-30`);
    const east = await hotspots(`area=${EAST_TOWN}&cell=h3&resolution=8&from=2026-08-24&to=2026-11-30`);
    expect([...west.columns.code, ...east.columns.code].sort()).toEqual(answer.columns.code);
    const all = rowsOf(answer.columns);
    for (const [code, row] of rowsOf(west.columns)) expect(row).toEqual(all.get(code));
    expect(west.unplaced + east.unplaced).toBe(answer.unplaced);
    // what is hot or cold can be drawn
    const told = answer.columns.code.filter((_, i) => answer.columns.bin[i] !== 0);
    expect(told.length).toBeGreaterThan(0);
    expect(answer.hexagons!.map(({ code }) => code)).toEqual(told);
    const [lon, lat] = GRIDS[0]!.middle;
    const drawn = answer.hexagons!.find(({ code }) => code === heap)!;
    const turns = drawn.outline.map(([x, y], i) => {
      const [nextX, nextY] = drawn.outline[(i + 1) % drawn.outline.length]!;
      return Math.sign((nextX - x) * (lat - y) - (nextY - y) * (lon - x));
    });
    expect(new Set(turns).size).toBe(1);
    expect(drawn.area).toMatchObject({ level: 'community', code: `${WEST_TOWN}001` });
  });

  test('a box cuts the answer to cells whose middle is in it, and nothing else', async () => {
    const query = `area=${BOARD}&cell=grid&${WEEKS}`;
    const all = await hotspots(query);
    const box = '120,35.9,120.03,35.95';
    const cut = await hotspots(`${query}&bbox=${box}`);
    const within = GRIDS.filter(({ middle: [lon, lat] }) => lon < 120.03 && lat < 35.95).map(
      ({ code }) => code,
    );
    expect(cut.columns.code).toEqual(within.toSorted());
    expect([cut.n, cut.global, cut.thresholds]).toEqual([all.n, all.global, all.thresholds]);
    for (const [code, row] of rowsOf(cut.columns)) expect(row).toEqual(rowsOf(all.columns).get(code));
    expect((await hotspots(`${query}&bbox=0,0,1,1`)).count).toBe(0);
    for (const route of ['emerging', 'silence']) {
      const { columns } = await api.read<EmergingAnswer>(
        `/api/hotspots/${route}?area=${BOARD}&cell=grid&bbox=${box}`,
      );
      expect(columns.code).toEqual(cut.columns.code);
    }
  });

  test('alpha tells of cells that are sure enough', async () => {
    const query = `area=${BOARD}&cell=grid&${WEEKS}`;
    const all = await hotspots(query);
    expect(await hotspots(`${query}&alpha=0.1`)).toEqual(all);
    for (const [alpha, least] of [
      ['0.05', 2],
      ['0.01', 3],
    ] as const) {
      const { columns } = await hotspots(`${query}&alpha=${alpha}`);
      expect(columns.bin).toEqual(
        all.columns.bin.map((bin) => (bin !== null && Math.abs(bin) < least ? 0 : bin)),
      );
      expect({ ...columns, bin: null }).toEqual({ ...all.columns, bin: null });
    }
    expect(all.columns.bin).toContain(3);
  });

  test('a tag that holds until something is recorded', async () => {
    const path = `/api/hotspots?area=${BOARD}&cell=grid&${WEEKS}`;
    const tag = (await api.get(path)).headers.get('ETag')!;
    expect((await api.get(path, { 'If-None-Match': tag })).status).toBe(304);
    await plant(api, [issue(GRIDS[20]!, '2025-01-01')]);
    expect((await api.get(path, { 'If-None-Match': tag })).status).toBe(200);
  });
});

describe('emerging', () => {
  const emerging = (query: string) => api.read<EmergingAnswer>(`/api/hotspots/emerging?${query}`);

  test('complete weeks before today: the heap was hot in all of them', async () => {
    const answer = await emerging(`area=${BOARD}&cell=grid`);
    expect(answer.steps).toHaveLength(12);
    expect([answer.steps[0], answer.steps[11]]).toEqual(['2026-08-24', '2026-11-09']);
    expect(answer).toMatchObject({ from: '2026-08-24', to: '2026-11-15', n: 64, count: 64 });
    const rows = rowsOf(answer.columns);
    const corner = rows.get(HEAP[0]!)!;
    expect(corner).toMatchObject({ side: 'hot', course: 'persistent', observed: new Array(12).fill(6) });
    expect((corner.bin as number[]).every((bin) => bin >= 2)).toBe(true);
    expect(corner.z).toHaveLength(12);
    expect(rows.get(GRIDS[63]!.code)!.course).not.toBe('persistent');
    const town = await emerging(`area=${WEST_TOWN}&cell=grid`);
    expect(town.count).toBe(32);
    for (const [code, row] of rowsOf(town.columns)) expect(row).toEqual(rows.get(code));
  });

  test('months, rates, classes and H3 cells', async () => {
    const months = await emerging(`area=${BOARD}&cell=grid&step=month&steps=10&value=perHousehold`);
    expect([months.steps[0], months.steps[9]]).toEqual(['2026-01-01', '2026-10-01']);
    expect(months.n).toBe(63);
    expect(rowsOf(months.columns).get(GRIDS[63]!.code)).toMatchObject({ side: null, course: 'noData' });
    const visits = await emerging(`area=${BOARD}&cell=grid&step=month&steps=10&value=perVisit`);
    // visits were in June alone
    expect(new Set(visits.columns.course)).toEqual(new Set(['noData']));
    expect((await emerging(`area=${BOARD}&cell=grid&peer=urbanRural`)).count).toBe(64);
    const hexagons = await emerging(`area=${BOARD}&cell=h3&resolution=8`);
    const placed = hexagons.columns.observed.flat().reduce((all, one) => all! + one!, 0)!;
    expect(placed + hexagons.unplaced).toBe(528);
  });
});

describe('silence', () => {
  const silence = (query: string) => api.read<SilenceAnswer>(`/api/hotspots/silence?${query}`);

  test('a grid that is visited often and where nothing is found, though the hotline hears of it', async () => {
    const answer = await silence(`area=${BOARD}&cell=grid&period=2026-06`);
    expect(answer).toMatchObject({ n: 63, count: 64 });
    const rows = rowsOf(answer.columns);
    expect(rows.get(SILENT.code)).toMatchObject({
      visits: 30,
      found: 0,
      others: 5,
      silent: true,
      contradicted: true,
      reason: 'tested',
    });
    expect(answer.columns.silent.filter(Boolean)).toHaveLength(1);
    expect(rows.get(GRIDS[1]!.code)).toMatchObject({ silent: false, reason: 'fewVisits', p: null });
    expect(rows.get(GRIDS[63]!.code)).toMatchObject({ reason: 'noData', expected: null });
    expect(answer.threshold).toBeGreaterThan(0);
    const town = await silence(`area=${EAST_TOWN}&cell=grid&period=2026-06`);
    for (const [code, row] of rowsOf(town.columns)) expect(row).toEqual(rows.get(code));
    expect(town.threshold).toBe(answer.threshold);
  });

  test('without any visit nobody is silent', async () => {
    const answer = await silence(`area=${BOARD}&period=2020`);
    expect(answer.columns.silent).toEqual(new Array(8).fill(false));
    expect(answer.threshold).toBeNull();
  });
});

describe('refused with its place', () => {
  test.each([
    ['area', ''],
    ['cell', `area=${BOARD}&cell=street`],
    ['k', `area=${BOARD}&weights=knn&k=0`],
    ['metres', `area=${BOARD}&weights=distance&metres=0`],
    ['resolution', `area=${BOARD}&cell=h3&resolution=11`],
    ['value', `area=${BOARD}&cell=h3&value=perHousehold`],
    ['value', `area=${BOARD}&cell=h3&value=perVisit`],
    ['peer', `area=${BOARD}&cell=h3&peer=urbanRural`],
    ['source', `area=${BOARD}&value=perVisit&source=hotline`],
    ['programme', `area=${BOARD}&value=perVisit&programme=p`],
    ['period', `area=${BOARD}&period=2026-13`],
    ['period', `area=${BOARD}&period=2026-11&from=2026-11-01&to=2026-11-02`],
    ['period', `area=${BOARD}&period=programme`],
    ['from', `area=${BOARD}&to=2026-11-02`],
    ['to', `area=${BOARD}&from=2026-11-02`],
    ['to', `area=${BOARD}&from=2026-11-02&to=2026-11-01`],
    ['from', `area=${BOARD}&from=2026-02-30&to=2026-11-01`],
    ['source.0', `area=${BOARD}&source=rumour`],
    ['alpha', `area=${BOARD}&alpha=0.2`],
    ['alpha', `area=${BOARD}&alpha=x`],
    ['bbox', `area=${BOARD}&bbox=120.1,35.9,120,36`],
    ['bbox', `area=${BOARD}&bbox=120,35.9,120.1`],
  ])('%s: %s', async (path, query) => {
    const response = await api.get(`/api/hotspots?${query}`);
    const problem = (await response.json()) as Problem;
    expect([response.status, problem.errors.map((error) => error.path)]).toEqual([400, [path]]);
  });

  test('too few or too many steps, a district of other cells', async () => {
    for (const [path, query] of [
      ['steps', 'steps=9'],
      ['steps', 'steps=105'],
      ['step', 'step=day'],
      ['value', 'cell=h3&value=perHousehold'],
    ]) {
      const response = await api.get(`/api/hotspots/emerging?area=${BOARD}&${query}`);
      const problem = (await response.json()) as Problem;
      expect([response.status, problem.errors.map((error) => error.path)]).toEqual([400, [path]]);
    }
    for (const route of ['emerging', 'silence']) {
      const response = await api.get(`/api/hotspots/${route}?area=${BOARD}&bbox=0,0,0,1`);
      const problem = (await response.json()) as Problem;
      expect([response.status, problem.errors.map((error) => error.path)]).toEqual([400, ['bbox']]);
    }
    expect((await api.get(`/api/hotspots/silence?area=${BOARD}&cell=h3`)).status).toBe(400);
    expect((await api.get(`/api/hotspots?area=${BOARD}&period=programme&programme=none`)).status).toBe(404);
  });
});

test('areas without outlines: nobody’s neighbours; no box to draw them in; a zone is no such area', async () => {
  const ledger = await openTestLedger('2026-11-20T14:32:00+08:00');
  const grids = Array.from({ length: 40 }, (_, i) => `T${String(i).padStart(2, '0')}`);
  await putTestTree(ledger, [
    { code: 'D', level: 'district', parentCode: null },
    { code: 'T', level: 'town', parentCode: 'D' },
    ...grids.map((code) => ({ code, level: 'grid' as const, parentCode: 'T' })),
    { code: 'Z', level: 'zone', parentCode: null, tree: 'heating' },
  ]);
  const bare = testApp(ledger);
  const ask = async (path: string) => {
    const response = await bare.request(path);
    return { status: response.status, body: (await response.json()) as never };
  };
  try {
    const grid = (place: number) => ({ ...GRIDS[0]!, code: grids[place]! });
    await ledger.store.issues.putIssues({ codes: ['D'] }, [
      issue(grid(3), '2026-11-02'),
      issue(grid(3), '2026-11-03'),
    ]);
    for (const weights of ['queen', 'knn', 'distance']) {
      const { body } = await ask(`/api/hotspots?area=D&cell=grid&weights=${weights}`);
      const { columns, global, n } = body as HotspotsAnswer;
      expect([n, new Set(columns.reason)]).toEqual([40, new Set(['noNeighbour'])]);
      expect([columns.observed[3], columns.bin[3], columns.p[3]]).toEqual([2, null, null]);
      expect(columns.z[3]).toBeGreaterThan(6);
      expect(global.reason).toBe('noNeighbour');
    }
    const hexagons = (await ask('/api/hotspots?area=D&cell=h3')).body as HotspotsAnswer;
    expect(hexagons).toMatchObject({ n: 0, count: 0, unplaced: 2, global: { reason: 'fewCells' } });
    const none = (await ask('/api/hotspots?area=D&cell=community')).body as HotspotsAnswer;
    expect(none).toMatchObject({ n: 0, count: 0, unplaced: 2 });
    const empty = (await ask('/api/hotspots/emerging?area=D')).body as EmergingAnswer;
    expect(empty).toMatchObject({ n: 0, count: 0, columns: { z: [] } });
    for (const [path, place] of [
      ['/api/hotspots?area=Z', 'area'],
      ['/api/issues/heatmap?area=D&format=raster', 'bbox'],
    ] as const)
      expect(await ask(path)).toMatchObject({ status: 400, body: { errors: [{ path: place }] } });
  } finally {
    await bare.services.statistics.close();
    await ledger.close();
  }
});
