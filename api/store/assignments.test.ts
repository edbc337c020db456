import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AssignmentWrite, SubjectWrite } from '#api/store/registerStore.ts';
import { openTestLedger, putTestTree, type TestLedger } from '#api/testing.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { defineDuty } from '#geodata/duty/define.ts';
import { figures } from '#geodata/duty/figures.ts';
import type { Programme } from '#geodata/duty/types.ts';
import { OPEN_END } from '#geodata/model.ts';

const day = (text: string): number => parseDay(text)!;
const SCOPE = { codes: ['d'] };
const NOVEMBER = day('2026-11-01');
const NAME = { zh: '走访', en: 'Visits' };
const PROGRAMME: Programme = {
  id: 'p',
  name: NAME,
  firstDay: day('2026-01-01'),
  lastDay: day('2026-12-31'),
  fields: [],
  duties: [
    defineDuty({
      kind: 'coverSubjects',
      id: 'cover',
      name: NAME,
      period: 'month',
      subjectType: 'household',
      tags: [],
      n: 1,
      modes: [],
      responsibleUpTo: 'community',
    }),
    defineDuty({
      kind: 'staffing',
      id: 'staff',
      name: NAME,
      period: 'month',
      level: 'grid',
      min: 2,
      max: 3,
      role: 'member',
    }),
  ],
};
const TREE = [
  { code: 'd', level: 'district', parentCode: null },
  { code: 't1', level: 'town', parentCode: 'd' },
  { code: 't2', level: 'town', parentCode: 'd' },
  { code: 'c1', level: 'community', parentCode: 't1' },
  { code: 'c2', level: 'community', parentCode: 't1' },
  { code: 'g1', level: 'grid', parentCode: 'c1' },
  { code: 'g2', level: 'grid', parentCode: 'c1' },
] as const;

let ledger: TestLedger;

async function setUp(): Promise<void> {
  ledger = await openTestLedger('2026-11-20T14:32:00+08:00');
  await putTestTree(ledger, TREE);
  await ledger.store.putProgramme(PROGRAMME);
  const days = { validFrom: day('2026-01-01'), validTo: OPEN_END };
  await ledger.store.putOrganisations(SCOPE, [
    { id: 'o', type: 'townOffice', name: '街道办', home: 't1', ...days },
  ]);
  await ledger.store.putOfficers(
    SCOPE,
    ['w1', 'w2', 'w3'].map((id) => ({
      id,
      type: 'gridWorker',
      name: `王${id}`,
      phone: null,
      organisation: 'o',
      ...days,
    })),
  );
}

const subject = (id: string, home: string, from = '2026-01-01'): SubjectWrite => ({
  id,
  type: 'household',
  name: `名${id}`,
  tags: [],
  home,
  zones: {},
  position: null,
  validFrom: day(from),
  validTo: OPEN_END,
});
const assignment = (id: string, fields: Partial<AssignmentWrite>): AssignmentWrite => ({
  id,
  officer: 'w1',
  area: null,
  subject: null,
  role: 'member',
  validFrom: day('2026-01-01'),
  validTo: OPEN_END,
  ...fields,
});

async function totals(duty: string, period = NOVEMBER, town = 't1') {
  const rows = await ledger.store.dutySums(SCOPE, {
    duty,
    periods: [period],
    towns: [town],
    grain: 'totals',
  });
  return rows.get(period)![0]?.sums;
}

async function gapList(duty: string, area = 'd', period = NOVEMBER) {
  return ledger.store.gaps(SCOPE, {
    duty,
    period,
    area,
    today: day('2026-11-20'),
    sort: 'worst',
    limit: 1000,
    after: null,
  });
}

beforeEach(setUp);
afterEach(() => ledger.close());

describe('who answers', () => {
  test('an assignment to the subject, its grid or its community counts, one to the town does not', async () => {
    await ledger.store.putSubjects(SCOPE, [subject('a', 'g1'), subject('b', 'g2'), subject('c', 'c2')]);
    expect(await totals('cover')).toMatchObject({ n: 3, unassigned: 3 });
    await ledger.store.putAssignments(SCOPE, [assignment('1', { area: 't1' })]);
    expect(await totals('cover')).toMatchObject({ unassigned: 3 });
    await ledger.store.putAssignments(SCOPE, [assignment('2', { subject: 'c' })]);
    expect(await totals('cover')).toMatchObject({ unassigned: 2 });
    await ledger.store.putAssignments(SCOPE, [assignment('3', { area: 'g1', officer: 'w2' })]);
    expect(await totals('cover')).toMatchObject({ unassigned: 1 });
    const { rows } = await gapList('cover');
    expect(rows.map(({ subject: x, officer }) => [x, officer?.name ?? null])).toEqual([
      ['a', '王w2'],
      ['b', null],
      ['c', '王w1'],
    ]);
    await ledger.store.putAssignments(SCOPE, [assignment('4', { area: 'c1', officer: 'w3' })]);
    expect(await totals('cover')).toMatchObject({ unassigned: 0 });
    expect(await ledger.store.rebuildDifferences()).toEqual([]);
  });

  test('is read on the last day of the period, and an ended assignment leaves the past as it was', async () => {
    await ledger.store.putSubjects(SCOPE, [subject('a', 'g1')]);
    await ledger.store.putAssignments(SCOPE, [assignment('1', { area: 'g1', validTo: day('2026-10-31') })]);
    expect(await totals('cover', day('2026-10-01'))).toMatchObject({ unassigned: 0 });
    expect(await totals('cover')).toMatchObject({ unassigned: 1 });
  });

  test('of those with a gap only the ones nobody answers for are shown', async () => {
    await ledger.store.putSubjects(SCOPE, [subject('a', 'g1'), subject('b', 'g1')]);
    await ledger.store.ingestVisits(SCOPE, [
      {
        id: '00000000-0000-4000-8000-000000000001',
        subject: 'a',
        officers: ['w1'],
        at: Date.parse('2026-11-02T09:00:00+08:00'),
        day: day('2026-11-02'),
        mode: 'onSite',
        outcome: 'met',
        programme: null,
        position: null,
        note: null,
        home: null,
        fields: null,
        feed: null,
      },
    ]);
    const sums = await totals('cover');
    expect(sums).toMatchObject({ unassigned: 2, metUnassigned: 1 });
    const [cover] = PROGRAMME.duties;
    const shown = figures(sums!, {
      kind: 'coverSubjects',
      period: { kind: 'month', key: '2026-11', start: NOVEMBER, end: day('2026-11-30') },
      programme: PROGRAMME,
      today: day('2026-11-20'),
      thresholds: cover!.thresholds,
    });
    expect(shown).toMatchObject({ gapCount: 1, unassigned: 1 });
  });

  test('a change of the tree moves exactly what hangs on it', async () => {
    await ledger.store.putSubjects(SCOPE, [subject('a', 'g1'), subject('b', 'g2')]);
    await ledger.store.putAssignments(SCOPE, [assignment('1', { area: 'c2' })]);
    expect(await totals('cover')).toMatchObject({ unassigned: 2 });
    expect(await totals('staff')).toMatchObject({ n: 2 });
    await putTestTree(ledger, [
      ...TREE.map((area) => (area.code === 'g2' ? { ...area, parentCode: 'c2' } : area)),
      { code: 'g3', level: 'grid', parentCode: 'c2' },
    ]);
    expect(await totals('cover')).toMatchObject({ unassigned: 1 });
    expect(await totals('staff')).toMatchObject({ n: 3 });
    expect(await ledger.store.rebuildDifferences()).toEqual([]);
  });

  test('unknown officers, areas and subjects are refused and change nothing', async () => {
    const before = await ledger.store.lastCommit();
    const results = await ledger.store.putAssignments(SCOPE, [
      assignment('1', { area: 'g1', officer: 'nobody' }),
      assignment('2', { area: 'nowhere' }),
      assignment('3', { subject: 'nobody' }),
    ]);
    expect(results.map((result) => result.status === 'refused' && result.fault.path)).toEqual([
      'officer',
      'area',
      'subject',
    ]);
    expect(await ledger.store.lastCommit()).toEqual(before);
  });
});

describe('staffing', () => {
  test('counts officers of the role on the last day, each once, and types what is missing', async () => {
    await ledger.store.putAssignments(SCOPE, [
      assignment('1', { area: 'g1', officer: 'w1' }),
      assignment('2', { area: 'g1', officer: 'w1' }),
      assignment('3', { area: 'g1', officer: 'w2', role: 'gridWorker' }),
      assignment('4', { area: 'g2', officer: 'w2', validTo: day('2026-11-15') }),
    ]);
    expect(await totals('staff')).toMatchObject({ n: 2, required: 4, done: 1, met: 0, visited: 1, ever: 2 });
    expect(await totals('staff', day('2026-10-01'))).toMatchObject({ done: 2, visited: 2 });
    const { counts, rows } = await gapList('staff');
    expect(counts).toMatchObject({ belowQuota: 1, stale: 1, never: 0 });
    expect(rows.map(({ subject: area, done, required }) => [area, done, required])).toEqual([
      ['g2', 0, 2],
      ['g1', 1, 2],
    ]);
    await ledger.store.putAssignments(SCOPE, [assignment('5', { area: 'g1', officer: 'w3' })]);
    expect(await totals('staff')).toMatchObject({ done: 2, met: 1 });
    expect(await ledger.store.rebuildDifferences()).toEqual([]);
  });

  test('is a standing: expected in full at once, no projection, the light of a closed period', async () => {
    const [, staff] = PROGRAMME.duties;
    const shown = figures((await totals('staff'))!, {
      kind: 'staffing',
      period: { kind: 'month', key: '2026-11', start: NOVEMBER, end: day('2026-11-30') },
      programme: PROGRAMME,
      today: NOVEMBER,
      thresholds: staff!.thresholds,
    });
    expect(shown).toMatchObject({ expected: 4, ratio: 0, light: 'red', projected: null, dailyRate: null });
  });
});

test('incremental equals rebuild, and the list equals the sums, over random registers', async () => {
  const who = fc.constantFrom('a', 'b', 'c');
  const on = fc.integer({ min: day('2026-01-01'), max: day('2026-12-20') });
  const length = fc.option(fc.nat(120), { nil: null });
  const operation = fc.oneof(
    fc.record({ kind: fc.constant('move' as const), who, on, home: fc.constantFrom('g1', 'g2', 'c2', 't2') }),
    fc.record({
      kind: fc.constant('assign' as const),
      id: fc.constantFrom('1', '2', '3', '4'),
      officer: fc.constantFrom('w1', 'w2', 'w3'),
      role: fc.constantFrom('member', 'gridWorker'),
      target: fc.constantFrom('g1', 'g2', 'c1', 'c2', 't1', 'a', 'b', 'c'),
      on,
      length,
    }),
    fc.record({ kind: fc.constant('visit' as const), who, on }),
  );
  let id = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 25 }), async (operations) => {
      await ledger.close();
      await setUp();
      await ledger.store.putSubjects(SCOPE, [subject('a', 'g1'), subject('b', 'g2')]);
      for (const op of operations) {
        if (op.kind === 'move')
          await ledger.store.putSubjects(SCOPE, [{ ...subject(op.who, op.home), validFrom: op.on }]);
        else if (op.kind === 'assign') {
          const [area, named] = op.target.length === 1 ? [null, op.target] : [op.target, null];
          const validTo = op.length === null ? OPEN_END : op.on + op.length;
          const { officer, role, on: validFrom } = op;
          await ledger.store.putAssignments(SCOPE, [
            { id: op.id, officer, role, area, subject: named, validFrom, validTo },
          ]);
        } else
          await ledger.store.ingestVisits(SCOPE, [
            {
              id: `00000000-0000-4000-9000-${String(id++).padStart(12, '0')}`,
              subject: op.who,
              officers: ['w1'],
              at: op.on * 86_400_000,
              day: op.on,
              mode: 'onSite',
              outcome: 'met',
              programme: null,
              position: null,
              note: null,
              home: null,
              fields: null,
              feed: null,
            },
          ]);
      }
      expect(await ledger.store.rebuildDifferences()).toEqual([]);
      for (const period of [day('2026-06-01'), NOVEMBER]) {
        const { rows } = await gapList('cover', 'd', period);
        let gaps = 0;
        let unassigned = 0;
        for (const town of ['t1', 't2']) {
          const sums = await totals('cover', period, town);
          if (!sums) continue;
          gaps += sums.n - sums.met;
          unassigned += sums.unassigned - sums.metUnassigned;
        }
        expect([rows.length, rows.filter(({ officer }) => officer === null).length]).toEqual([
          gaps,
          unassigned,
        ]);
      }
    }),
    { numRuns: 12 },
  );
}, 300_000);
