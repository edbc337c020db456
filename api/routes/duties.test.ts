import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangesAnswer, CloseAnswer } from '#api/contract/closings.ts';
import type { Problem } from '#api/contract/common.ts';
import type { CoverageAnswer, RankingAnswer, SummaryAnswer } from '#api/contract/coverage.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import type { ProgrammeDetail } from '#api/contract/programmes.ts';
import { visitMaker } from '#api/recordsFixture.ts';
import {
  DISTRICT,
  openTestInterface,
  SQUARES,
  squaresFile,
  type TestInterface,
  TOWN_1,
  TOWN_2,
} from '#api/squaresFixture.ts';
import { decodeColumns } from '#geodata/arrow.ts';

const COMMUNITY = `${TOWN_1}001`;
const OTHER = `${TOWN_1}002`;
const GRIDS = SQUARES.filter(({ level }) => level === 'grid').map(({ code }) => code);
const NAME = { zh: '任务', en: 'Duty' };
const FROM = { validFrom: '2026-01-01' };
const ARROW = { Accept: 'application/vnd.apache.arrow.stream' };

const PROGRAMME = {
  name: NAME,
  firstDay: '2026-01-01',
  lastDay: '2026-12-31',
  fields: [
    { id: 'need', name: NAME, type: 'choice', required: true, options: [{ id: 'land', name: NAME }] },
    { id: 'count', name: NAME, type: 'number' },
  ],
  duties: [
    {
      kind: 'coverSubjects',
      id: 'poor',
      name: NAME,
      period: 'month',
      subjectType: 'household',
      tags: ['低保'],
      n: 1,
      inFocus: true,
      responsibleUpTo: 'community',
    },
    { kind: 'officerQuota', id: 'quota', name: NAME, period: 'month', role: 'secretary', n: 4 },
    {
      kind: 'afterEvent',
      id: 'paired',
      name: NAME,
      period: 'month',
      event: 'assignment',
      days: 14,
      subjectType: 'firm',
    },
    {
      kind: 'afterEvent',
      id: 'ill',
      name: NAME,
      period: 'month',
      event: 'illness',
      days: 3,
      calendar: 'working',
      byAssigned: false,
    },
    {
      kind: 'coverSubjects',
      id: 'all',
      name: NAME,
      period: 'year',
      subjectType: 'household',
      n: 1,
      denominator: 'households',
    },
  ],
};

let api: TestInterface;
const visit = visitMaker();
const area = `area=${DISTRICT}`;

const created = async (path: string, record: object): Promise<void> => {
  const response = await api.send('POST', path, record);
  expect(response.status, `${path} ${await response.clone().text()}`).toBe(201);
};
const summaryOf = async (duty: string, query = '') => {
  const { rows } = await api.read<SummaryAnswer>(`/api/coverage/summary?${area}${query}`);
  return rows.find((row) => row.duty === duty);
};
const gapsOf = (duty: string, query = '') =>
  api.read<GapsAnswer>(`/api/coverage/gaps?duty=${duty}&${area}${query}`);
const columnsOf = (duty: string, query = '') =>
  api.read<CoverageAnswer>(`/api/coverage?duty=${duty}&${area}${query}`);

/** Ten households on low income in each of two communities, two secretaries, two firms with a cadre each. */
async function fill(): Promise<void> {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  const withHouseholds = JSON.parse(squaresFile()) as { features: { properties: Record<string, unknown> }[] };
  for (const { properties } of withHouseholds.features)
    if (properties.level === 'grid') properties.households = 100;
  await api.importFile(JSON.stringify(withHouseholds), {
    validFrom: '2020-01-01',
    householdsProperty: 'households',
  });
  expect((await api.send('PUT', '/api/programmes/p', PROGRAMME)).status).toBe(200);
  for (const [i, code] of [COMMUNITY, OTHER].entries()) {
    await created('/api/organisations', {
      id: `o${i}`,
      type: 'townOffice',
      name: `办${i}`,
      area: code,
      ...FROM,
    });
    await created('/api/officers', {
      id: `s${i}`,
      role: 'secretary',
      name: `书${i}`,
      organisation: `o${i}`,
      ...FROM,
    });
    await created('/api/officers', {
      id: `c${i}`,
      role: 'cadre',
      name: `干${i}`,
      organisation: 'o0',
      ...FROM,
    });
    await created('/api/assignments', {
      id: `as${i}`,
      officer: `s${i}`,
      area: code,
      role: 'secretary',
      ...FROM,
    });
  }
  await api.batch(
    '/api/subjects',
    [...Array(10).keys()].flatMap((i) =>
      [COMMUNITY, OTHER].map((code, k) => ({
        id: `h${k}-${i}`,
        type: 'household',
        name: '张三',
        tags: ['低保'],
        area: `${code}00${1 + (i % 2)}`,
        ...FROM,
      })),
    ),
  );
  await api.batch(
    '/api/subjects',
    [0, 1].map((i) => ({ id: `f${i}`, type: 'firm', name: '甲公司', area: `${TOWN_2}001001`, ...FROM })),
  );
}

beforeAll(fill);
afterAll(() => api.ledger.close());

describe('a quota of different subjects', () => {
  test('counts those of the own area once each, for every post that was there', async () => {
    await api.batch('/api/visits', [
      visit('h0-0', '2026-11-02', { officers: ['s0'] }),
      visit('h0-0', '2026-11-09', { officers: ['s0'] }),
      visit('h0-1', '2026-11-03', { officers: ['s0', 's1'] }),
      visit('h0-2', '2026-11-04', { officers: ['s0'], outcome: 'notIn' }),
      visit('h1-0', '2026-11-05', { officers: ['s1'] }),
      visit('h1-1', '2026-11-06', { officers: ['s1'] }),
      visit('h1-2', '2026-11-07', { officers: ['s1'] }),
      visit('h1-3', '2026-11-08', { officers: ['s1'] }),
      visit('h1-4', '2026-11-08', { officers: ['s1'] }),
    ]);
    // s0: h0-0, h0-1 of 4; s1: 5 of its own (h0-1 is not), capped at 4.
    expect(await summaryOf('quota')).toMatchObject({
      n: 2,
      required: 8,
      done: 6,
      gapCount: 1,
      unassigned: 0,
    });
    const { items } = await gapsOf('quota');
    expect(items).toMatchObject([
      {
        subject: 's0',
        subjectType: 'officer',
        name: '书**',
        done: 2,
        required: 4,
        type: 'belowQuota',
        lastVisit: '2026-11-09',
      },
    ]);
    const { columns } = await columnsOf('quota', '&by=officer');
    expect(columns.code).toEqual(['s0', 's1']);
    expect(columns.done).toEqual([2, 4]);
  });

  test('follows subjects that move and assignments that end', async () => {
    const moved = {
      id: 'h0-1',
      type: 'household',
      name: '张三',
      tags: ['低保'],
      area: `${OTHER}001`,
      validFrom: '2026-11-15',
    };
    await created('/api/subjects', moved);
    expect(await summaryOf('quota')).toMatchObject({ done: 5 });
    expect((await api.send('POST', '/api/assignments/as1/end', { on: '2026-11-10' })).status).toBe(200);
    expect(await summaryOf('quota')).toMatchObject({ n: 2, required: 8, done: 1, unassigned: 1 });
    expect(await summaryOf('quota', '&period=2026-10')).toMatchObject({
      required: 8,
      done: 0,
      unassigned: 0,
    });
    await created('/api/assignments', { id: 'as1', officer: 's1', area: OTHER, role: 'secretary', ...FROM });
    await created('/api/subjects', { ...moved, area: `${COMMUNITY}002` });
    expect(await summaryOf('quota')).toMatchObject({ done: 6, unassigned: 0 });
  });
});

describe('a visit that follows an event', () => {
  test('pairing starts the clock; the assigned officer must come in time', async () => {
    await created('/api/assignments', {
      id: 'p0',
      officer: 'c0',
      subject: 'f0',
      role: 'cadre',
      validFrom: '2026-11-03',
    });
    await created('/api/assignments', {
      id: 'p1',
      officer: 'c1',
      subject: 'f1',
      role: 'cadre',
      validFrom: '2026-11-05',
    });
    // Due on the 17th and the 19th; today is the 20th.
    expect(await summaryOf('paired')).toMatchObject({
      n: 2,
      required: 2,
      done: 0,
      gaps: { overdue: 2, never: 0 },
    });
    await api.batch('/api/visits', [
      visit('f0', '2026-11-10', { officers: ['c1'] }),
      visit('f0', '2026-11-17', { officers: ['c0'] }),
      visit('f1', '2026-11-20', { officers: ['c1'] }),
    ]);
    expect(await summaryOf('paired')).toMatchObject({
      done: 1,
      metLate: 1,
      gapCount: 1,
      gaps: { overdue: 1 },
      light: 'amber',
    });
    const { items } = await gapsOf('paired');
    expect(items).toMatchObject([
      {
        subject: 'f1',
        type: 'overdue',
        event: { kind: 'assignment', day: '2026-11-05', due: '2026-11-19' },
        officer: { id: 'c1' },
      },
    ]);
  });

  test('in working days, with the holidays of the district, and withdrawn again', async () => {
    await created('/api/events', { id: 'e1', kind: 'illness', subject: 'h0-0', day: '2026-11-13' });
    // Friday the 13th and three working days: Wednesday the 18th.
    expect((await gapsOf('ill')).items[0]).toMatchObject({
      event: { id: 'e1', due: '2026-11-18' },
      type: 'overdue',
    });
    const table = { holidays: ['2026-11-17', '2026-11-18'], workdays: ['2026-11-14'] };
    expect((await api.send('PUT', '/api/settings/calendar', table)).status).toBe(200);
    expect(await api.read('/api/settings/calendar')).toEqual(table);
    // Saturday the 14th is worked, Tuesday and Wednesday are off: Thursday the 19th.
    expect((await gapsOf('ill')).items[0]).toMatchObject({ event: { due: '2026-11-19' } });
    expect(await api.ledger.store.rebuildDifferences()).toEqual([]);
    expect((await api.send('POST', '/api/events/e1/end', { on: '2026-11-20' })).status).toBe(200);
    expect(await summaryOf('ill')).toMatchObject({ n: 0, required: 0, ratio: null });
    expect(
      (
        await api.send('PUT', '/api/settings/calendar', {
          holidays: ['2026-01-01'],
          workdays: ['2026-01-01'],
        })
      ).status,
    ).toBe(422);
  });

  test('an event of an unknown subject or a reserved kind is refused', async () => {
    const unknown = await api.send('POST', '/api/events', {
      id: 'e2',
      kind: 'illness',
      subject: 'x',
      day: '2026-11-13',
    });
    expect(unknown.status).toBe(404);
    const reserved = await api.send('POST', '/api/events', {
      id: 'e3',
      kind: 'assignment',
      subject: 'f0',
      day: '2026-11-13',
    });
    expect(reserved.status).toBe(422);
    expect(((await reserved.json()) as Problem).errors[0]?.path).toBe('kind');
  });
});

describe('no register', () => {
  test('households are counted, unlisted ones are put on record by their visit, marked as estimated', async () => {
    const before = await summaryOf('all');
    // Eight grids of a hundred; the visited households on the register count too.
    expect(before).toMatchObject({ n: 800, required: 800, estimated: 1 });
    const unknown = await api.batch('/api/visits', [visit('nobody', '2026-11-11')]);
    expect(unknown[0]).toMatchObject({ status: 'refused', errors: [{ path: 'subject' }] });
    const outcomes = await api.batch('/api/visits', [
      visit('n1', '2026-11-11', { area: GRIDS[0]! }),
      visit('n1', '2026-11-12', { area: GRIDS[0]! }),
      visit('n2', '2026-11-12', { area: 'nowhere' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['created', 'created', 'refused']);
    expect(await summaryOf('all')).toMatchObject({ required: 800, done: before!.done + 1 });
    expect(await summaryOf('poor')).toMatchObject({ n: 20 });
    const { counts } = await gapsOf('all');
    expect(counts.never).toBe(800 - before!.done - 1);
  });
});

describe('forms', () => {
  test('answers are checked against the programme and kept', async () => {
    const outcomes = await api.batch('/api/visits', [
      visit('h0-5', '2026-11-12', { programme: 'p', fields: { need: 'sea', other: 1 } }),
      visit('h0-5', '2026-11-12', { programme: 'p', fields: {} }),
      visit('h0-5', '2026-11-12', { programme: 'p', fields: {}, outcome: 'notIn' }),
      visit('h0-5', '2026-11-13', { programme: 'p', fields: { need: 'land', count: 3 } }),
    ]);
    expect(outcomes.map(({ errors }) => errors.map(({ path, code }) => [path, code]))).toEqual([
      [
        ['fields.need', 'notAnOption'],
        ['fields.other', 'unknownField'],
      ],
      [['fields.need', 'required']],
      [],
      [],
    ]);
    const { items } = await api.read<{ items: { fields: unknown }[] }>('/api/visits?subject=h0-5&limit=1');
    expect(items[0]?.fields).toEqual({ need: 'land', count: 3 });
  });
});

describe('sources that fall silent', () => {
  test('what only they could tell is unknown, and the light is grey', async () => {
    const { light } = (await summaryOf('poor'))!;
    expect(light).not.toBe('grey');
    await created('/api/feeds', {
      id: 'feed',
      name: '街道系统',
      areas: [TOWN_1],
      duties: ['poor'],
      intervalDays: 5,
      ...FROM,
    });
    const late = (await summaryOf('poor'))!;
    expect(late.gaps).toEqual({
      noData: late.gapCount,
      overdue: 0,
      belowQuota: 0,
      never: 0,
      pending: 0,
      stale: 0,
    });
    expect(late).toMatchObject({ unknown: late.required - late.done, ratioHigh: 1, light: 'grey' });
    expect((await gapsOf('poor')).items[0]).toMatchObject({ type: 'noData' });
    const { columns } = await columnsOf('poor', '&level=town');
    expect(columns.noData).toEqual([late.gapCount, 0, 0]);
    expect(
      (await api.send('POST', '/api/feeds/feed/deliveries', { at: '2026-11-18T00:00:00+08:00' })).status,
    ).toBe(200);
    expect(await summaryOf('poor')).toMatchObject({ unknown: 0, light });
    const unknown = await api.send('POST', '/api/feeds/none/deliveries', { at: '2026-11-18T00:00:00+08:00' });
    expect(unknown.status).toBe(404);
  });
});

describe('versions of a rule', () => {
  test('a change takes effect with the next period, and answers name the version', async () => {
    const duties = PROGRAMME.duties.map((duty) => (duty.id === 'poor' ? { ...duty, n: 2 } : duty));
    expect((await api.send('PUT', '/api/programmes/p', { ...PROGRAMME, duties })).status).toBe(200);
    expect(await summaryOf('poor')).toMatchObject({ required: 20, dutyVersion: 1 });
    expect(await summaryOf('poor', '&period=2026-12')).toMatchObject({ required: 40, dutyVersion: 2 });
    const detail = await api.read<ProgrammeDetail>('/api/programmes/p');
    expect(detail.versions.filter(({ duty }) => duty === 'poor')).toMatchObject([
      { version: 1, fromDay: '2026-01-01', rule: { n: 1 } },
      { version: 2, fromDay: '2026-12-01', rule: { n: 2 } },
    ]);
    const { versions: _versions, id: _id, ...again } = detail;
    expect(await (await api.send('PUT', '/api/programmes/p', again)).json()).toMatchObject({
      status: 'duplicate',
    });
    const other = PROGRAMME.duties.map((duty) => (duty.id === 'poor' ? { ...duty, period: 'week' } : duty));
    expect((await api.send('PUT', '/api/programmes/p', { ...PROGRAMME, duties: other })).status).toBe(409);
    expect((await api.send('GET', '/api/programmes/none', undefined)).status).toBe(404);
  });
});

describe('signed periods', () => {
  test('what changes after the signature is shown beside it, with its records', async () => {
    const close = (body: object, period = '2026-10') =>
      api.send('POST', `/api/periods/${period}/close`, body);
    const body = { area: DISTRICT };
    expect((await close(body, '2026-11')).status).toBe(409);
    expect((await close({ ...body, duties: ['none'] })).status).toBe(422);
    expect((await close(body, '2026-W40')).status).toBe(400);
    expect((await close({ ...body, area: 'none' })).status).toBe(404);
    const answer = (await (await close(body)).json()) as CloseAnswer;
    expect(answer.signed.find(({ duty }) => duty === 'poor')).toMatchObject({
      by: '王强',
      required: 20,
      done: 0,
    });
    expect(await summaryOf('poor', '&period=2026-10')).toMatchObject({
      signed: { by: '王强', changed: false },
    });

    await api.batch('/api/visits', [visit('h0-3', '2026-10-20', { officers: ['s0'] })]);
    expect(await summaryOf('poor', '&period=2026-10')).toMatchObject({
      done: 1,
      signed: { done: 0, changed: true },
    });
    const { columns, signed } = await columnsOf('poor', '&period=2026-10&level=town');
    expect([columns.done, columns.signedDone]).toEqual([
      [1, 0, 0],
      [0, 0, null],
    ]);
    expect(signed).toMatchObject({ changed: true });
    const changes = await api.read<ChangesAnswer>(`/api/periods/2026-10/changes?duty=poor&${area}`);
    expect(changes).toMatchObject({ signed: { done: 0 }, now: { done: 1 } });
    expect(changes.items).toMatchObject([
      { kind: 'visit', subject: 'h0-3', day: '2026-10-20', change: 'recorded' },
    ]);
    expect((await api.get(`/api/periods/2026-09/changes?duty=poor&${area}`)).status).toBe(404);
  });
});

describe('by whom, and in what order', () => {
  test('by officer and by organisation, what nobody answers for last', async () => {
    const { columns } = await columnsOf('poor', '&by=officer');
    expect(columns.code).toEqual(['s0', 's1']);
    expect(columns.required.reduce((a, b) => a + b, 0)).toBe(20);
    expect((await columnsOf('poor', '&by=organisation')).columns.name).toEqual(['办0', '办1']);
    await api.send('POST', '/api/assignments/as1/end', { on: '2026-11-10' });
    const without = await columnsOf('poor', '&by=officer');
    expect(without.columns.code).toEqual(['s0', '']);
    expect(without.columns.unassigned.at(-1)).toBe(without.columns.gapCount.at(-1));
    await created('/api/assignments', { id: 'as1', officer: 's1', area: OTHER, role: 'secretary', ...FROM });
  });

  test('areas are ranked among their peers; too little required is not', async () => {
    const few = await api.read<RankingAnswer>(`/api/coverage/ranking?duty=poor&${area}&level=community`);
    expect(few.items.every(({ ranked, rank, band }) => !ranked && rank === null && band === null)).toBe(true);
    const many = await api.read<RankingAnswer>(`/api/coverage/ranking?duty=all&${area}&level=community`);
    expect(many.rule).toEqual({ by: 'pace', minRequired: 30, confidence: 0.95 });
    expect(many.items).toHaveLength(4);
    expect(many.items.map(({ rank }) => rank)).toEqual(
      many.items.map(({ rank }) => rank).toSorted((a, b) => a! - b!),
    );
    for (const { value, low, high } of many.items) expect(low! <= value! && value! <= high!).toBe(true);
  });
});

describe('small cells', () => {
  test('are withheld together, with a partner, and below what is withheld', async () => {
    const towns = await columnsOf('poor', '&level=community&smallCells=withheld');
    expect(towns.withheld.length).toBeGreaterThan(1);
    expect(towns.columns.code).not.toContain(towns.withheld[0]);
    const hidden = towns.withheld[0]!;
    const below = await api.read<CoverageAnswer>(
      `/api/coverage?duty=poor&area=${hidden}&smallCells=withheld`,
    );
    expect(below.columns.code).toEqual([]);
    const { rows, withheld } = await api.read<SummaryAnswer>(
      `/api/coverage/summary?area=${hidden}&smallCells=withheld`,
    );
    expect(withheld).toEqual(['poor']);
    expect(rows.map(({ duty }) => duty)).not.toContain('poor');
    expect((await columnsOf('quota', '&level=community&smallCells=withheld')).withheld).toEqual([]);
  });
});

describe('columns as Arrow', () => {
  test('say the same as JSON, ratio and pace left to the client, codes where they are not at hand', async () => {
    const json = await columnsOf('poor', '&level=grid');
    const response = await api.get(`/api/coverage?duty=poor&${area}&level=grid`, ARROW);
    expect(response.headers.get('content-type')).toBe(ARROW.Accept);
    const { columns, metadata } = decodeColumns(new Uint8Array(await response.arrayBuffer()));
    const names = Object.keys(json.columns).filter((name) => !['ratio', 'ratioHigh', 'pace'].includes(name));
    expect(Object.keys(columns)).toEqual(names);
    for (const name of names)
      expect([...(columns[name] as unknown as Iterable<unknown>)], name).toEqual(
        json.columns[name as keyof typeof json.columns],
      );
    const { columns: _columns, ...rest } = json;
    expect(JSON.parse(metadata.answer!)).toEqual(rest);

    const known = await api.get(
      `/api/coverage?duty=poor&${area}&level=grid&columns=required,done&codes=${json.codes}`,
      ARROW,
    );
    const lean = decodeColumns(new Uint8Array(await known.arrayBuffer()));
    expect(Object.keys(lean.columns)).toEqual(['required', 'done']);
    expect(await api.read(`/api/areas/codes/${json.codes}`)).toEqual({ count: 9, codes: json.columns.code });
    expect((await api.get(`/api/coverage?duty=poor&${area}&columns=sum`)).status).toBe(400);
    expect(response.headers.get('etag')).not.toBe(
      (await api.get(`/api/coverage?duty=poor&${area}&level=grid`)).headers.get('etag'),
    );
  });
});

test('after all of it the roll-ups are those of a rebuild', async () => {
  expect(await api.ledger.store.rebuildDifferences()).toEqual([]);
});
