import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SubjectWrite } from '#api/store/registerStore.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { openTestLedger, putTestTree, type TestLedger } from '#api/testing.ts';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import { defineDuty } from '#geodata/duty/define.ts';
import { figures } from '#geodata/duty/figures.ts';
import { periodOf } from '#geodata/duty/period.ts';
import { DEFAULT_THRESHOLDS, type Programme } from '#geodata/duty/types.ts';
import { OPEN_END } from '#geodata/model.ts';

const day = (text: string): number => parseDay(text)!;
const SCOPE = { codes: ['d'] };

const PROGRAMME: Programme = {
  id: 'p',
  name: { zh: '走访', en: 'Visits' },
  firstDay: day('2026-01-14'),
  lastDay: day('2027-12-31'),
  fields: [],
  duties: (['month', 'week', 'programme'] as const).map((period, i) =>
    defineDuty({
      kind: 'coverSubjects',
      id: `by-${period}`,
      name: { zh: period, en: period },
      period,
      subjectType: 'household',
      tags: i === 1 ? ['frail'] : [],
      n: [2, 1, 3][i]!,
      modes: i === 2 ? ['onSite'] : [],
      responsibleUpTo: 'community',
    }),
  ),
};

let ledger: TestLedger;

async function setUp(): Promise<void> {
  ledger = await openTestLedger('2026-11-01T08:00:00+08:00');
  await putTestTree(ledger, [
    { code: 'd', level: 'district', parentCode: null },
    { code: 't1', level: 'town', parentCode: 'd' },
    { code: 't2', level: 'town', parentCode: 'd' },
    { code: 'c1', level: 'community', parentCode: 't1' },
    { code: 'g1', level: 'grid', parentCode: 'c1' },
    { code: 'g2', level: 'grid', parentCode: 'c1' },
  ]);
}

const subject = (id: string, fields: Partial<SubjectWrite> = {}): SubjectWrite => ({
  id,
  type: 'household',
  name: `name of ${id}`,
  tags: [],
  home: 'g1',
  zones: {},
  position: null,
  validFrom: day('2026-01-01'),
  validTo: OPEN_END,
  ...fields,
});

let next = 0;
const visit = (subjectId: string, on: string, fields: Partial<VisitWrite> = {}): VisitWrite => ({
  id: `00000000-0000-4000-8000-${String(next++).padStart(12, '0')}`,
  subject: subjectId,
  officers: ['w'],
  at: Date.parse(`${on}T09:00:00+08:00`),
  day: day(on),
  mode: 'onSite',
  outcome: 'met',
  programme: null,
  position: null,
  note: null,
  home: null,
  fields: null,
  feed: null,
  ...fields,
});

async function sums(duty: string, on: string, town = 't1') {
  const record = (await ledger.store.duties()).find((candidate) => candidate.duty.id === duty)!;
  const period = periodOf(record.duty.period, day(on), record.programme);
  const rows = await ledger.store.dutySums(SCOPE, {
    duty,
    periods: [period.start],
    towns: [town],
    grain: 'totals',
  });
  return { row: rows.get(period.start)![0]?.sums, period, record };
}

beforeEach(setUp);
afterEach(() => ledger.close());

describe('visits and their roll-ups', () => {
  test('a batch counts each subject and day once, and caps at what is required', async () => {
    await ledger.store.putProgramme(PROGRAMME);
    await ledger.store.putSubjects(SCOPE, [subject('a'), subject('b', { home: 'g2' }), subject('c')]);
    const results = await ledger.store.ingestVisits(SCOPE, [
      visit('a', '2026-11-02'),
      visit('a', '2026-11-02'),
      visit('a', '2026-11-09'),
      visit('a', '2026-11-10'),
      visit('b', '2026-11-03'),
      visit('b', '2026-11-04', { outcome: 'notIn' }),
    ]);
    expect(results.map((result) => result.status)).toEqual(Array(6).fill('created'));
    const { row, period, record } = await sums('by-month', '2026-11-20');
    expect(row).toMatchObject({ n: 3, required: 6, done: 3, visited: 2, met: 1, ever: 2 });
    const shown = figures(row!, {
      kind: 'coverSubjects',
      period,
      programme: record.programme,
      today: day('2026-11-20'),
      thresholds: DEFAULT_THRESHOLDS,
    });
    expect(shown.gaps).toEqual({ noData: 0, overdue: 0, belowQuota: 1, never: 1, pending: 0, stale: 0 });
    expect(shown.expected).toBeCloseTo(4, 12);
    expect(shown.pace).toBeCloseTo((3 - 4) / 6, 12);
    expect(await ledger.store.rebuildDifferences()).toEqual([]);
  });

  test('the same again is a duplicate, other content under the id is refused, nothing changes', async () => {
    await ledger.store.putProgramme(PROGRAMME);
    await ledger.store.putSubjects(SCOPE, [subject('a')]);
    const first = visit('a', '2026-11-02');
    const [created] = await ledger.store.ingestVisits(SCOPE, [first]);
    const before = await ledger.store.lastCommit();
    const [again, other, unknown] = await ledger.store.ingestVisits(SCOPE, [
      first,
      { ...first, mode: 'phone' },
      visit('nobody', '2026-11-02'),
    ]);
    expect(again).toEqual({ ...created, status: 'duplicate' });
    expect(other).toMatchObject({ status: 'refused', code: 'conflict' });
    expect(unknown).toMatchObject({ status: 'refused', code: 'notFound' });
    expect(await ledger.store.lastCommit()).toEqual(before);
  });

  test('outside the scope a subject does not exist', async () => {
    await ledger.store.putSubjects(SCOPE, [subject('a')]);
    for (const scope of [{ codes: [] }, { codes: ['t2'] }]) {
      const [result] = await ledger.store.ingestVisits(scope, [visit('a', '2026-11-02')]);
      expect(result).toMatchObject({ status: 'refused', code: 'notFound' });
    }
    expect(
      (
        await ledger.store.dutySums(
          { codes: ['t2'] },
          { duty: 'by-month', periods: [0], towns: ['t1'], grain: 'totals' },
        )
      ).get(0),
    ).toEqual([]);
  });

  test('the half-period rule, a window that starts late, and the programme that starts mid-month', async () => {
    await ledger.store.putProgramme(PROGRAMME);
    await ledger.store.putSubjects(SCOPE, [
      subject('early', { validFrom: day('2026-11-10') }),
      subject('late', { validFrom: day('2026-11-20') }),
    ]);
    const november = await sums('by-month', '2026-11-20');
    expect(november.row).toMatchObject({ n: 1, required: 2, exempt: 1 });
    expect(november.row!.windows).toEqual([{ startDay: day('2026-11-10'), dueDay: 0, r: 2 }]);
    expect((await sums('by-month', '2026-12-01')).row).toMatchObject({
      n: 2,
      required: 4,
      exempt: 0,
      windows: [],
    });
    expect((await sums('by-month', '2026-10-01')).row).toBeUndefined();
  });

  test('a visit after a met month is pending only while the month runs', async () => {
    await ledger.store.putProgramme(PROGRAMME);
    await ledger.store.putSubjects(SCOPE, [subject('a')]);
    await ledger.store.ingestVisits(SCOPE, [visit('a', '2026-10-05'), visit('a', '2026-10-12')]);
    const { row, period, record } = await sums('by-month', '2026-11-20');
    const at = (today: string) =>
      figures(row!, {
        kind: 'coverSubjects',
        period,
        programme: record.programme,
        today: day(today),
        thresholds: DEFAULT_THRESHOLDS,
      }).gaps;
    expect(at('2026-11-20')).toMatchObject({ pending: 1, stale: 0 });
    expect(at('2026-12-01')).toMatchObject({ pending: 0, stale: 1 });
  });

  test('what was recorded by a day is read back by as-of', async () => {
    await ledger.store.putProgramme(PROGRAMME);
    ledger.clock.now = Date.parse('2026-11-03T10:00:00+08:00');
    await ledger.store.putSubjects(SCOPE, [subject('a')]);
    ledger.clock.now = Date.parse('2026-11-05T10:00:00+08:00');
    const early = visit('a', '2026-11-02');
    await ledger.store.ingestVisits(SCOPE, [early]);
    ledger.clock.now = Date.parse('2026-11-07T10:00:00+08:00');
    await ledger.store.voidVisit(SCOPE, early.id, 'typed twice');
    const done = async (recordedBy: string) => {
      const answer = await ledger.store.dutySums(SCOPE, {
        duty: 'by-month',
        periods: [day('2026-11-01')],
        towns: ['t1'],
        grain: 'totals',
        recordedBy: day(recordedBy),
      });
      return answer.get(day('2026-11-01'))!.map((row) => [row.sums.n, row.sums.done]);
    };
    expect(await done('2026-11-02')).toEqual([]);
    expect(await done('2026-11-04')).toEqual([[1, 0]]);
    expect(await done('2026-11-06')).toEqual([[1, 1]]);
    expect(await done('2026-11-07')).toEqual([[1, 0]]);
  });

  test('a clock set back does not turn the commits round', async () => {
    await ledger.store.putSubjects(SCOPE, [subject('a')]);
    const before = await ledger.store.lastCommit();
    ledger.clock.now -= 86_400_000;
    await ledger.store.putSubjects(SCOPE, [subject('b')]);
    const after = await ledger.store.lastCommit();
    expect(after).toEqual({ ...before, seq: before.seq + 1 });
  });

  test('a new duty is counted over what is on record', async () => {
    await ledger.store.putProgramme({ ...PROGRAMME, duties: PROGRAMME.duties.slice(0, 1) });
    await ledger.store.putSubjects(SCOPE, [subject('a'), subject('b')]);
    await ledger.store.ingestVisits(SCOPE, [visit('a', '2026-11-02')]);
    expect(await ledger.store.putProgramme(PROGRAMME)).toMatchObject({ status: 'created' });
    expect((await sums('by-programme', '2026-11-20')).row).toMatchObject({ n: 2, required: 6, done: 1 });
    expect(await ledger.store.rebuildDifferences()).toEqual([]);
  });

  test('a tree that would take homes away is refused and changes nothing', async () => {
    await ledger.store.putSubjects(SCOPE, [subject('a')]);
    await expect(
      putTestTree(ledger, [
        { code: 'd', level: 'district', parentCode: null },
        { code: 't1', level: 'town', parentCode: 'd' },
      ]),
    ).rejects.toMatchObject({ code: 'conflict', errors: [{ path: 'areas.g1' }] });
    expect((await ledger.store.treeState()).version).toBe(1);
  });
});

describe('incremental equals rebuild', () => {
  const at = fc.integer({ min: day('2025-12-20'), max: day('2026-11-20') });
  const who = fc.constantFrom('a', 'b', 'c', 'd');
  const home = fc.constantFrom('g1', 'g2', 'c1', 't2', 'd');
  const operation = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('visit' as const),
        who,
        at,
        mode: fc.constantFrom('onSite' as const, 'phone' as const),
        outcome: fc.constantFrom('met' as const, 'met' as const, 'notIn' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('void' as const), pick: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('again' as const), pick: fc.nat() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('move' as const),
        who,
        at,
        home,
        frail: fc.boolean(),
        days: fc.option(fc.nat(200), { nil: null }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('day' as const), days: fc.nat(40) }) },
  );

  test('over random visits, voids, duplicates, moves, tags and a moving clock', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 40 }), async (operations) => {
        await ledger.close();
        await setUp();
        await ledger.store.putProgramme(PROGRAMME);
        await ledger.store.putSubjects(SCOPE, [subject('a'), subject('b', { home: 'g2', tags: ['frail'] })]);
        const sent: VisitWrite[] = [];
        for (const op of operations) {
          if (op.kind === 'visit') {
            const made = visit(op.who, formatDay(op.at), { mode: op.mode, outcome: op.outcome });
            const [result] = await ledger.store.ingestVisits(SCOPE, [made]);
            if (result!.status === 'created') sent.push(made);
          } else if (op.kind === 'void' && sent.length > 0) {
            await ledger.store.voidVisit(SCOPE, sent[op.pick % sent.length]!.id, 'wrong');
          } else if (op.kind === 'again' && sent.length > 0) {
            await ledger.store.ingestVisits(SCOPE, [sent[op.pick % sent.length]!]);
          } else if (op.kind === 'move') {
            const validTo = op.days === null ? OPEN_END : op.at + op.days;
            const fields = { home: op.home, tags: op.frail ? ['frail'] : [], validFrom: op.at, validTo };
            await ledger.store.putSubjects(SCOPE, [subject(op.who, fields)]);
          } else if (op.kind === 'day') ledger.clock.now += op.days * 86_400_000;
        }
        expect(await ledger.store.rebuildDifferences()).toEqual([]);
      }),
      { numRuns: 15 },
    );
  }, 300_000);
});
