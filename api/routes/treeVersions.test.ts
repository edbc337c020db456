import type { FeatureCollection, Polygon, Position } from 'geojson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AreaDetail } from '#api/contract/areas.ts';
import type { Problem } from '#api/contract/common.ts';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import type { ImportAnswer } from '#api/contract/imports.ts';
import { household, PROGRAMME_2026, visitMaker } from '#api/recordsFixture.ts';
import {
  DISTRICT,
  openTestInterface,
  ring,
  SQUARES,
  type Square,
  squaresFile,
  type TestInterface,
  TOWN_1,
  TOWN_2,
} from '#api/squaresFixture.ts';
import type { Level } from '#geodata/model.ts';

const PROGRAMME = { ...PROGRAMME_2026, lastDay: '2027-12-31' };
const C1 = `${TOWN_1}001`;
const C2 = `${TOWN_1}002`;
const C3 = `${TOWN_2}001`;
/** The grid that is split, its neighbour, and its two halves. */
const [G1, G2, WEST, EAST] = [`${C1}001`, `${C1}002`, `${C1}101`, `${C1}102`];

const square = (code: string, level: Level, parentCode: string | null, box: Square['box']): Square => ({
  code,
  name: `区${code}`,
  level,
  parentCode,
  box,
});
const halves = [
  square(WEST, 'grid', C1, [120, 35.9, 120.01, 35.92]),
  square(EAST, 'grid', C1, [120.01, 35.9, 120.02, 35.92]),
];
/** Areas with rings of any form. */
function ringsFile(areas: readonly (Omit<Square, 'box'> & { ring: readonly Position[] })[]): string {
  const features = areas.map(({ ring: outline, ...properties }) => ({
    type: 'Feature' as const,
    properties,
    geometry: { type: 'Polygon' as const, coordinates: [[...outline]] },
  }));
  return JSON.stringify({ type: 'FeatureCollection', features } satisfies FeatureCollection<Polygon>);
}

let api: TestInterface;
const visit = visitMaker();
const outcomes = async (path: string, records: readonly unknown[]) =>
  (await api.batch(path, records)).map(({ status, errors }) => (status === 'created' ? status : errors));

/** A district with one household in every grid, and three in the one that is split. */
async function openDistrict(): Promise<TestInterface> {
  const opened = await openTestInterface('2026-11-20T14:32:00+08:00');
  await opened.importFile(squaresFile());
  await opened.send('PUT', '/api/programmes/p', PROGRAMME);
  const grids = SQUARES.filter((area) => area.level === 'grid');
  const sent = [
    ...grids.map(({ code }) => household(`h-${code}`, code)),
    household('west', G1, { position: [120.005, 35.91] }),
    household('east', G1, { position: [120.015, 35.91] }),
  ];
  const made = await opened.batch('/api/subjects', sent);
  expect(made.map(({ status }) => status)).toEqual(sent.map(() => 'created'));
  const visits = [
    visit('west', '2026-11-02'),
    visit('west', '2026-11-09'),
    visit('east', '2026-11-03'),
    visit(`h-${G1}`, '2026-11-04'),
    visit(`h-${C2}001`, '2026-11-05'),
    visit(`h-${C2}002`, '2026-11-06'),
    visit(`h-${C3}001`, '2026-11-07'),
  ];
  const taken = await opened.batch('/api/visits', visits);
  expect(taken.map(({ status }) => status)).toEqual(visits.map(() => 'created'));
  return opened;
}

const stands = async () => ({
  version: (await api.ledger.store.treeState('newest')).version,
  commit: await api.ledger.store.lastCommit(),
});
const check = async (file: string, query: Record<string, string>): Promise<ImportAnswer> => {
  const response = await api.check(file, query);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as ImportAnswer;
};
const confirm = (id: string) => api.send('POST', `/api/imports/${id}/confirm`, undefined);
const failing = (answer: ImportAnswer) =>
  answer.checks.filter(({ ok, mustHold }) => !ok && mustHold).map((result) => result.check);
const warnings = (answer: ImportAnswer) => answer.checks.filter(({ ok }) => !ok).map((one) => one.check);
/** Required and done by code, the own row under its area's code. */
async function listed(area: string, period: string): Promise<Record<string, [number, number]>> {
  const { columns } = await api.read<CoverageAnswer>(
    `/api/coverage?duty=poor-monthly&area=${area}&period=${period}`,
  );
  return Object.fromEntries(columns.code.map((code, i) => [code, [columns.required[i]!, columns.done[i]!]]));
}
const differences = () => api.ledger.store.rebuildDifferences();

describe('a later version of the tree', () => {
  beforeAll(async () => {
    api = await openDistrict();
  });
  afterAll(() => api.ledger.close());

  test('splits a grid: the month before still lists the old one, the month after the new ones', async () => {
    const november = { [G1]: [6, 4], [G2]: [2, 0], [C1]: [0, 0] };
    expect(await listed(C1, '2026-11')).toEqual(november);
    const answer = await check(squaresFile(halves), {
      validFrom: '2026-12-01',
      drop: G1,
      successors: `${G1}:${WEST}`,
    });
    expect([answer.status, warnings(answer)]).toEqual(['checked', []]);
    expect(answer).toMatchObject({ tree: 'administrative', validFrom: '2026-12-01', count: 2 });
    expect((await confirm(answer.id)).status).toBe(200);

    expect(await listed(C1, '2026-11')).toEqual(november);
    // whoever has no position went to the successor
    expect(await listed(C1, '2026-12')).toEqual({
      [WEST]: [4, 0],
      [EAST]: [2, 0],
      [G2]: [2, 0],
      [C1]: [0, 0],
    });
    expect(await differences()).toEqual([]);
  });

  test('visits of either month count where the subject was at home then', async () => {
    api.ledger.clock.now = Date.parse('2026-12-15T10:00:00+08:00');
    expect(await outcomes('/api/visits', [visit('east', '2026-12-02'), visit('east', '2026-11-30')])).toEqual(
      ['created', 'created'],
    );
    expect((await listed(C1, '2026-11'))[G1]).toEqual([6, 5]);
    expect((await listed(C1, '2026-12'))[EAST]).toEqual([2, 1]);
    expect(await differences()).toEqual([]);
  });

  test('merges two grids', async () => {
    const [left, right, whole] = [`${C3}001`, `${C3}002`, `${C3}009`];
    const before = await listed(C3, '2026-12');
    const answer = await check(squaresFile([square(whole, 'grid', C3, [120.04, 35.9, 120.06, 35.94])]), {
      validFrom: '2027-01-01',
      drop: `${left},${right}`,
      successors: `${left}:${whole},${right}:${whole}`,
    });
    expect([answer.status, warnings(answer)]).toEqual(['checked', []]);
    expect((await confirm(answer.id)).status).toBe(200);
    expect(await listed(C3, '2026-12')).toEqual(before);
    expect(await listed(C3, '2027-01')).toEqual({ [whole]: [4, 0], [C3]: [0, 0] });
    expect(await differences()).toEqual([]);
  });

  test('moves a grid to another community with its outline, and renames it', async () => {
    const moved = `${C2}001`;
    const answer = await check(
      ringsFile([
        {
          ...square(C1, 'community', TOWN_1, [0, 0, 0, 0]),
          ring: [
            [120, 35.9],
            [120.04, 35.9],
            [120.04, 35.92],
            [120.02, 35.92],
            [120.02, 35.94],
            [120, 35.94],
            [120, 35.9],
          ],
        },
        { ...square(C2, 'community', TOWN_1, [0, 0, 0, 0]), ring: ring([120.02, 35.92, 120.04, 35.94]) },
        {
          ...square(moved, 'grid', C1, [0, 0, 0, 0]),
          name: '新名',
          ring: ring([120.02, 35.9, 120.04, 35.92]),
        },
      ]),
      { validFrom: '2027-02-01' },
    );
    expect([answer.status, warnings(answer)]).toEqual(['checked', []]);
    expect((await confirm(answer.id)).status).toBe(200);
    expect(Object.keys(await listed(C1, '2027-01'))).toEqual([G2, WEST, EAST, C1]);
    expect(await listed(C1, '2027-02')).toMatchObject({ [moved]: [2, 0], [C1]: [0, 0] });
    expect(Object.keys(await listed(C2, '2027-02'))).toEqual([`${C2}002`, C2]);
    const area = await api.read<AreaDetail>(`/api/areas/${moved}?on=2027-02-01`);
    expect(area).toMatchObject({ name: '新名', parentCode: C1 });
    expect(await differences()).toEqual([]);
  });

  test('moves a grid to another town', async () => {
    const moved = `${C2}002`;
    const [before, january] = [await listed(DISTRICT, '2026-11'), await listed(DISTRICT, '2027-01')];
    const answer = await check(squaresFile([square(moved, 'grid', C3, [120.02, 35.92, 120.04, 35.94])]), {
      validFrom: '2027-03-01',
    });
    // the communities' outlines were left as they are: a warning
    expect([answer.status, failing(answer), warnings(answer)]).toEqual(['checked', [], ['insideParent']]);
    expect((await confirm(answer.id)).status).toBe(200);
    expect([await listed(DISTRICT, '2026-11'), await listed(DISTRICT, '2027-01')]).toEqual([before, january]);
    const february = await listed(DISTRICT, '2027-02');
    const march = await listed(DISTRICT, '2027-03');
    expect(march[TOWN_1]![0]).toBe(february[TOWN_1]![0] - 2);
    expect(march[TOWN_2]![0]).toBe(february[TOWN_2]![0] + 2);
    // a late visit of November still counts in the town it was made in
    expect(await outcomes('/api/visits', [visit(`h-${moved}`, '2026-11-29')])).toEqual(['created']);
    expect((await listed(DISTRICT, '2026-11'))[TOWN_1]![1]).toBe(before[TOWN_1]![1] + 1);
    expect(await differences()).toEqual([]);
  });
});

describe('a version of the tree that is refused', () => {
  beforeAll(async () => {
    api = await openDistrict();
    await api.importFile(squaresFile(SQUARES.filter(({ level }) => level === 'town')), {
      validFrom: '2026-11-25',
    });
  });
  afterAll(() => api.ledger.close());

  const LATER = { validFrom: '2026-12-01' };
  const grids = (...codes: string[]) => squaresFile(SQUARES.filter(({ code }) => codes.includes(code)));
  const communities = squaresFile(SQUARES.filter(({ code }) => code === C2));

  test.each<[string, string, Record<string, string>, string, string[]]>([
    ['before the newest', squaresFile(halves), { validFrom: '2026-11-24', drop: G1 }, 'validFromInOrder', []],
    ['a split without a drop', squaresFile(halves), {}, 'noOverlaps', [WEST, G1]],
    ['a drop of nothing', squaresFile(halves), { drop: `${G1},nothing` }, 'droppedAreas', ['nothing']],
    ['a drop of what the file has', grids(G1), { drop: G1 }, 'droppedAreas', [G1]],
    ['a drop with children', grids(G2), { drop: C2 }, 'droppedAreas', [C2, `${C2}001`, `${C2}002`]],
    ['children of what is replaced', communities, { replace: '1' }, 'droppedAreas', [C1, G1, G2]],
    ['a parent that ceases', grids(G1, G2), { drop: C1 }, 'parentExists', [G1, C1]],
    [
      'an area above those of its own level',
      squaresFile([{ ...SQUARES.find(({ code }) => code === C2)!, level: 'grid' }]),
      {},
      'parentExists',
      [`${C2}001`, C2],
    ],
    ['a successor of what stays', grids(G1), { successors: `${G1}:${G2}` }, 'successors', [G1, G2]],
    ['a successor of nothing', grids(G1), { successors: `nothing:${G2}` }, 'successors', ['nothing', G2]],
    [
      'a successor that is not there',
      squaresFile(halves),
      { drop: G1, successors: `${G1}:nothing` },
      'successors',
      [G1, 'nothing'],
    ],
    [
      'a successor that ceases',
      squaresFile(halves),
      { drop: `${G1},${G2}`, successors: `${G1}:${G2}` },
      'successors',
      [G1, G2],
    ],
  ])('%s', async (_what, file, query, name, codes) => {
    const before = await stands();
    const answer = await check(file, { ...LATER, ...query });
    expect([answer.status, failing(answer)]).toEqual(['refused', expect.arrayContaining([name])]);
    const { findings } = answer.checks.find((one) => one.check === name)!;
    expect(findings[0]).toMatchObject({ codes, message: expect.stringMatching(/./) });
    if (name === 'validFromInOrder') expect(findings[0]).toMatchObject({ day: '2026-11-25' });
    const response = await confirm(answer.id);
    expect(response.status).toBe(409);
    const { errors } = (await response.json()) as Problem;
    expect(errors.map(({ code }) => code)).toContain(name);
    expect(await stands()).toEqual(before);
  });

  test.each([
    ['drop', ''],
    ['drop', `${G1},,${G2}`],
    ['drop', '%'],
    ['drop', 'a\u0000'],
    ['successors', G1],
    ['successors', `${G1}:`],
    ['successors', `${G1}:a:b`],
    ['successors', `${G1}:a,${G1}:b`],
  ])('%s=%s is not understood', async (name, value) => {
    const before = await stands();
    const response = await api.check(squaresFile(halves), { ...LATER, [name]: value });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as Problem;
    expect(errors[0]!.path.split('.')[0]).toBe(name);
    expect(await stands()).toEqual(before);
  });

  test('homes that would be lost are counted in the dry run, and again when it is confirmed', async () => {
    const before = await stands();
    const lost = await check(squaresFile(halves), { ...LATER, drop: G1 });
    expect([lost.status, failing(lost)]).toEqual(['refused', ['noHomesLost']]);
    expect(lost.checks.at(-1)).toMatchObject({
      summary: 'Subjects that would lose their home: 1.',
      findings: [{ codes: [G1], subjects: 1, path: `areas.${G1}` }],
    });
    const response = await confirm(lost.id);
    expect(response.status).toBe(409);
    expect(((await response.json()) as Problem).errors).toMatchObject([
      { path: `areas.${G1}`, code: 'homesLost' },
    ]);
    expect(await stands()).toEqual(before);
  });

  test('homes lost since the check are told by the store', async () => {
    const name = `${C3}001`;
    const halved = [35.9, 35.91].map((south, i) =>
      square(`${C3}10${i}`, 'grid', C3, [120.04, south, 120.06, south + 0.01]),
    );
    expect(
      await outcomes(`/api/subjects`, [household(`h-${name}`, name, { validTo: '2026-11-30' })]),
    ).toEqual(['created']);
    const answer = await check(squaresFile(halved), { ...LATER, drop: name });
    expect(answer.status).toBe('checked');
    expect(await outcomes('/api/subjects', [household('new', name)])).toEqual(['created']);
    const before = await stands();
    const response = await confirm(answer.id);
    expect(response.status).toBe(409);
    expect(((await response.json()) as Problem).errors).toMatchObject([{ code: 'homesLost' }]);
    expect(await stands()).toEqual(before);
    expect((await api.read<ImportAnswer>(`/api/imports/${answer.id}`)).status).toBe('checked');

    const again = await check(squaresFile(halved), { ...LATER, drop: name, successors: `${name}:${C3}100` });
    expect((await confirm(again.id)).status).toBe(200);
    expect(await differences()).toEqual([]);
  });

  test('of two confirmed at once one is written', async () => {
    const { version } = await stands();
    const made = [await check(grids(G1), LATER), await check(grids(G2), LATER)];
    const answers = await Promise.all([...made, made[0]!].map(({ id }) => confirm(id)));
    expect(answers.map(({ status }) => status)).toEqual([200, 409, 200]);
    expect((await stands()).version).toBe(version + 1);
  });

  test('a code with a comma is written with its escape', async () => {
    const before = await stands();
    const answer = await check(squaresFile(halves), { ...LATER, drop: `${G1},a%2Cb` });
    const { findings } = answer.checks.find((one) => one.check === 'droppedAreas')!;
    expect(findings).toMatchObject([{ codes: ['a,b'] }]);
    expect(await stands()).toEqual(before);
  });
});
