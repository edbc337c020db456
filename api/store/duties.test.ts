import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AssignmentWrite, SubjectWrite } from '#api/store/registerStore.ts';
import { day, FIRST_TREE, NAME, treeWrite } from '#api/store/testing/operations.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { openTestLedger, type TestLedger } from '#api/testing.ts';
import { civilCalendar } from '#geodata/duty/calendar.ts';
import { defineDuty, type ShortDuty } from '#geodata/duty/define.ts';
import { addSums, capped, figures, NO_SUMS } from '#geodata/duty/figures.ts';
import { periodOf } from '#geodata/duty/period.ts';
import type { Programme } from '#geodata/duty/types.ts';
import { OPEN_END } from '#geodata/model.ts';

const SCOPE = { codes: ['d', 'hz'] };
const ALWAYS = { validFrom: day('2026-01-01'), validTo: OPEN_END };
const PROGRAMME: Omit<Programme, 'duties'> = {
  id: 'p',
  name: NAME,
  firstDay: day('2026-01-01'),
  lastDay: day('2027-12-31'),
  fields: [],
};
const COVER = {
  kind: 'coverSubjects',
  id: 'cover',
  name: NAME,
  period: 'month',
  subjectType: 'household',
  n: 1,
} as const satisfies ShortDuty;
const QUOTA = {
  kind: 'officerQuota',
  id: 'quota',
  name: NAME,
  period: 'month',
  role: 'secretary',
  n: 3,
} as const satisfies ShortDuty;
const EVENT = {
  kind: 'afterEvent',
  id: 'event',
  name: NAME,
  period: 'month',
  event: 'birthday',
  days: 7,
} as const satisfies ShortDuty;

// Each test opens a ledger on disk with its threads and commits a dozen times.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let ledger: TestLedger;
let visits = 0;

beforeEach(async () => {
  ledger = await openTestLedger('2026-11-20T14:32:00+08:00');
  await ledger.store.putTree(treeWrite(FIRST_TREE, day('2026-01-01')));
  await ledger.store.putOrganisations(
    SCOPE,
    ['t1', 't2'].map((home) => ({ id: `o${home}`, type: 'townOffice', name: home, home, ...ALWAYS })),
  );
  await putOfficer('w1', 'secretary');
  await putOfficer('w2', 'secretary');
  await putOfficer('w3', 'gridWorker');
});
afterEach(async () => {
  expect(await ledger.store.rebuildDifferences()).toEqual([]);
  await ledger.close();
});

const putDuties = (...duties: ShortDuty[]) =>
  ledger.store.putProgramme({ ...PROGRAMME, duties: duties.map(defineDuty) });
const putOfficer = (id: string, type: string, from = '2026-01-01', to = OPEN_END) =>
  ledger.store.putOfficers(SCOPE, [
    { id, type, name: id, phone: null, organisation: 'ot1', validFrom: day(from), validTo: to },
  ]);
const putSubject = (id: string, fields: Partial<SubjectWrite> = {}) =>
  ledger.store.putSubjects(SCOPE, [
    {
      id,
      type: 'household',
      name: id,
      tags: [],
      home: 'g1',
      zones: {},
      position: null,
      ...ALWAYS,
      ...fields,
    },
  ]);
const assign = (
  id: string,
  officer: string,
  to: { area: string } | { subject: string },
  more: Partial<AssignmentWrite> = {},
) =>
  ledger.store.putAssignments(SCOPE, [
    { id, officer, area: null, subject: null, role: 'member', ...ALWAYS, ...to, ...more },
  ]);
const visit = async (subject: string, on: string, officers = ['w1'], more: Partial<VisitWrite> = {}) => {
  const id = `00000000-0000-4000-8000-${String(visits++).padStart(12, '0')}`;
  const [result] = await ledger.store.ingestVisits(SCOPE, [
    {
      id,
      subject,
      officers,
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
      ...more,
    },
  ]);
  expect(result).toMatchObject({ status: 'created' });
  return id;
};
const befall = (id: string, subject: string, on: string, officer: string | null = null, kind = 'birthday') =>
  ledger.store.putEvents(SCOPE, [{ id, kind, subject, day: day(on), officer }]);
const at = (moment: string) => {
  ledger.clock.now = Date.parse(`${moment}T10:00:00+08:00`);
};

/** What is at home in each area, by the roll-ups. */
async function homes(duty: string, on: string, recordedBy?: string) {
  const record = (await ledger.store.duties()).find((each) => each.duty.id === duty)!;
  const period = periodOf(record.duty.period, day(on), record.programme);
  const asOf = recordedBy === undefined ? {} : { recordedBy: day(recordedBy) };
  const tree = { day: period.end, ...asOf };
  const towns = (await ledger.store.treeState(tree)).tree.areas.map(({ townCode }) => townCode);
  const answer = await ledger.store.dutySums(SCOPE, {
    duty,
    periods: [period.start],
    tree,
    towns: [...new Set(towns)],
    grain: 'homes',
    ...asOf,
  });
  const rows = answer.get(period.start)!.map(({ area, sums }) => [area, sums] as const);
  return { period, record, rows: Object.fromEntries(rows) };
}

async function total(duty: string, on: string, recordedBy?: string) {
  const { rows } = await homes(duty, on, recordedBy);
  return Object.values(rows).reduce((all, sums) => addSums(all, sums), NO_SUMS);
}

async function shown(duty: string, on: string, today: string) {
  const { period, record } = await homes(duty, on);
  return figures(await total(duty, on), {
    kind: record.duty.kind,
    period,
    programme: record.programme,
    today: day(today),
    thresholds: record.duty.thresholds,
    calendar: civilCalendar,
  });
}

async function gapsOf(duty: string, on: string, today: string, recordedBy?: string) {
  const { period, record } = await homes(duty, on);
  return ledger.store.gaps(SCOPE, {
    duty,
    period: period.start,
    area: record.duty.tree === 'heating' ? 'hz' : 'd',
    today: day(today),
    sort: 'worst',
    limit: 100,
    after: null,
    ...(recordedBy === undefined ? {} : { recordedBy: day(recordedBy) }),
  });
}

describe('versions of a duty', () => {
  test('a change takes effect with the next period, the last one made before it holds', async () => {
    await putDuties(COVER);
    await putSubject('a');
    await putDuties({ ...COVER, n: 3 });
    expect([
      (await total('cover', '2026-11-20')).required,
      (await total('cover', '2026-12-20')).required,
    ]).toEqual([1, 3]);
    at('2026-11-25');
    await putDuties({ ...COVER, n: 5 });
    expect([
      (await total('cover', '2026-11-20')).required,
      (await total('cover', '2026-12-20')).required,
    ]).toEqual([1, 5]);
    at('2026-12-02');
    await putDuties({ ...COVER, n: 2 });
    const required = ['2026-11-20', '2026-12-20', '2027-01-20'].map(
      async (on) => (await total('cover', on)).required,
    );
    expect(await Promise.all(required)).toEqual([1, 5, 2]);
    const [record] = await ledger.store.duties();
    expect(record).toMatchObject({ version: 4, duty: { n: 2 } });
    expect((await ledger.store.duties(day('2026-11-20')))[0]).toMatchObject({ version: 2, duty: { n: 3 } });
    expect((await total('cover', '2026-12-20', '2026-11-22')).required).toBe(3);
  });

  test('who answers, whom it names and how far it counts back are each read by the rule of the period', async () => {
    await putDuties({ ...COVER, responsibleUpTo: 'town' });
    await putSubject('a');
    await putSubject('f', { type: 'firm', home: 'g4' });
    await assign('1', 'w1', { area: 't1' });
    await putDuties({ ...COVER, responsibleUpTo: 'grid', subjectType: 'firm' });
    expect(await total('cover', '2026-11-20')).toMatchObject({ n: 1, unassigned: 0 });
    expect(await total('cover', '2026-12-20')).toMatchObject({ n: 1, unassigned: 1 });
    const lists = [
      await gapsOf('cover', '2026-11-20', '2026-11-20'),
      await gapsOf('cover', '2026-12-20', '2026-11-20'),
    ];
    expect(lists.map(({ rows }) => rows.map((row) => [row.subject, row.officer?.id ?? null]))).toEqual([
      [['a', 'w1']],
      [['f', null]],
    ]);
  });

  test('a rule over the whole programme, a kind, a rhythm and a tree cannot change', async () => {
    const whole = { ...COVER, id: 'whole', period: 'programme' } as const;
    await putDuties(COVER, whole);
    const refused = { status: 'refused', code: 'conflict' };
    expect(await putDuties(COVER, { ...whole, n: 2 })).toMatchObject(refused);
    expect(await putDuties({ ...COVER, period: 'week' }, whole)).toMatchObject(refused);
    expect(await putDuties({ ...COVER, tree: 'heating' }, whole)).toMatchObject(refused);
    expect(await putDuties({ ...QUOTA, id: 'cover' }, whole)).toMatchObject(refused);
    expect(await putDuties(COVER, { ...whole, name: { zh: '名', en: 'Name' } })).toMatchObject({
      status: 'created',
    });
  });

  test('a duty left out ends with the running period and cannot come back', async () => {
    await putDuties(COVER, { ...COVER, id: 'other' });
    await putSubject('a');
    await putDuties({ ...COVER, id: 'other' });
    expect(await total('cover', '2026-11-20')).toMatchObject({ n: 1, required: 1 });
    expect(await total('cover', '2026-12-20')).toMatchObject({ n: 0, required: 0 });
    expect((await gapsOf('cover', '2026-12-20', '2026-12-20')).rows).toEqual([]);
    expect(await putDuties(COVER, { ...COVER, id: 'other' })).toMatchObject({ status: 'refused' });
  });
});

describe('quota of a post', () => {
  beforeEach(() => putDuties(QUOTA));

  test('different subjects of its own areas and lists count, for each who came', async () => {
    for (const [id, home] of [
      ['a', 'g1'],
      ['b', 'g1'],
      ['c', 'g4'],
      ['x', 'g3'],
    ] as const)
      await putSubject(id, { home });
    await assign('1', 'w1', { area: 'c1' });
    await assign('2', 'w1', { area: 't2' });
    await assign('3', 'w2', { subject: 'x' });
    await visit('a', '2026-11-02');
    await visit('a', '2026-11-03');
    await visit('x', '2026-11-03', ['w1', 'w2']);
    const { rows } = await homes('quota', '2026-11-20');
    expect(rows.d).toMatchObject({ n: 1, required: 3, done: 1, unassigned: 0 });
    expect(rows.g3).toMatchObject({ n: 1, required: 3, done: 1, ever: 1 });
    await visit('c', '2026-11-04');
    await visit('b', '2026-11-05', ['w1', 'w2']);
    expect((await homes('quota', '2026-11-20')).rows.d).toMatchObject({ done: 3, met: 1 });
    await putSubject('b', { home: 'g3', validFrom: day('2026-11-10') });
    expect((await homes('quota', '2026-11-20')).rows.d).toMatchObject({ done: 2, met: 0 });
    await putSubject('x', { home: 'g2', validFrom: day('2026-11-11') });
    const moved = (await homes('quota', '2026-11-20')).rows;
    expect([moved.d!.done, moved.g2!.done, moved.g3?.n]).toEqual([3, 1, 0]);
    await ledger.store.endEntry(SCOPE, 'assignment', '2', day('2026-11-15'));
    expect((await homes('quota', '2026-11-20')).rows.c1).toMatchObject({ n: 1, done: 2 });
  });

  test('is asked in part of who came or went, and of nobody who was there for less than half', async () => {
    for (const gone of ['w1', 'w2']) await ledger.store.endEntry(SCOPE, 'officer', gone, day('2026-01-31'));
    await putOfficer('w4', 'secretary', '2026-11-16');
    await putOfficer('w5', 'secretary', '2026-11-17');
    expect((await homes('quota', '2026-11-20')).rows.t1).toMatchObject({
      n: 1,
      required: 2,
      exempt: 1,
      unassigned: 1,
    });
    expect(await total('quota', '2026-12-20')).toMatchObject({ n: 2, required: 6, exempt: 0 });
    await ledger.store.endEntry(SCOPE, 'officer', 'w4', day('2026-12-20'));
    expect(await total('quota', '2026-12-20')).toMatchObject({ n: 1, required: 3, exempt: 1 });
  });
});

describe('after an event', () => {
  beforeEach(async () => {
    await putDuties(EVENT);
    await putSubject('a');
    await assign('1', 'w1', { area: 'g1' });
  });

  test('a visit by who answers is in time, late or missing', async () => {
    await befall('e', 'a', '2026-11-02');
    expect(await total('event', '2026-11-20')).toMatchObject({
      n: 1,
      done: 0,
      deadlines: [{ dueDay: day('2026-11-09'), n: 1, met: 0 }],
    });
    expect((await shown('event', '2026-11-20', '2026-11-09')).gaps).toMatchObject({ overdue: 0, never: 1 });
    expect((await shown('event', '2026-11-20', '2026-11-10')).gaps).toMatchObject({ overdue: 1, never: 0 });
    await visit('a', '2026-11-03', ['w2']);
    await visit('a', '2026-11-01');
    expect(await total('event', '2026-11-20')).toMatchObject({ done: 0, metLate: 0 });
    const late = await visit('a', '2026-11-10');
    expect(await total('event', '2026-11-20')).toMatchObject({ done: 0, metLate: 1 });
    const inTime = await visit('a', '2026-11-09');
    expect(await total('event', '2026-11-20')).toMatchObject({ done: 1, met: 1, metLate: 0 });
    await ledger.store.voidVisit(SCOPE, inTime, 'wrong');
    expect(await total('event', '2026-11-20')).toMatchObject({ done: 0, metLate: 1 });
    await ledger.store.voidVisit(SCOPE, late, 'wrong');
    expect(await total('event', '2026-11-20')).toMatchObject({ done: 0, metLate: 0 });
  });

  test('who the event names is to call, and answers for it in the list', async () => {
    await befall('e', 'a', '2026-11-02', 'w3');
    await visit('a', '2026-11-03', ['w1']);
    expect(await total('event', '2026-11-20')).toMatchObject({ done: 0, unassigned: 0 });
    const { rows } = await gapsOf('event', '2026-11-20', '2026-11-20');
    expect(rows).toMatchObject([
      { subject: 'a', officer: { id: 'w3' }, event: { id: 'e', due: day('2026-11-09') }, type: 'overdue' },
    ]);
    await visit('a', '2026-11-04', ['w3', 'w1']);
    expect(await total('event', '2026-11-20')).toMatchObject({ done: 1 });
  });

  test('counts where its deadline lies; withdrawn not at all; exempt when the subject has gone', async () => {
    await befall('e', 'a', '2026-11-25');
    await befall('f', 'a', '2026-11-26');
    expect(await total('event', '2026-11-20')).toMatchObject({ n: 0 });
    expect(await total('event', '2026-12-20')).toMatchObject({ n: 2, required: 2 });
    await ledger.store.endEntry(SCOPE, 'event', 'f', day('2026-11-26'));
    expect(await total('event', '2026-12-20')).toMatchObject({ n: 1, exempt: 0 });
    await ledger.store.endEntry(SCOPE, 'subject', 'a', day('2026-12-30'));
    expect(await total('event', '2026-12-20')).toMatchObject({ n: 0, exempt: 1, deadlines: [] });
  });

  test('an assignment to a subject is an event itself, once for each pairing', async () => {
    await putSubject('b', { home: 'g2' });
    await putDuties(EVENT, { ...EVENT, id: 'pair', event: 'assignment', days: 5 });
    await assign('2', 'w2', { subject: 'a' }, { validFrom: day('2026-11-02') });
    await assign('2', 'w2', { subject: 'a' }, { validFrom: day('2026-11-10'), role: 'leader' });
    expect(await total('pair', '2026-11-20')).toMatchObject({
      n: 1,
      deadlines: [{ dueDay: day('2026-11-07') }],
    });
    await visit('a', '2026-11-07', ['w2']);
    expect(await total('pair', '2026-11-20')).toMatchObject({ n: 1, done: 1 });
    // The same post under the same id, but for somebody else: another pairing; the first one has ended.
    await assign('2', 'w2', { subject: 'b' }, { validFrom: day('2026-11-15') });
    expect(await total('pair', '2026-11-20')).toMatchObject({ n: 1, done: 0, exempt: 1 });
  });

  test('days of the working calendar follow the holidays, and as-of those that were known', async () => {
    await putDuties(EVENT, { ...EVENT, id: 'work', calendar: 'working', days: 3 });
    await befall('e', 'a', '2026-11-26');
    expect(await total('work', '2026-12-20')).toMatchObject({
      n: 1,
      deadlines: [{ dueDay: day('2026-12-01') }],
    });
    at('2026-11-23');
    await ledger.store.putHolidays({ holidays: [], workdays: ['2026-11-28'] });
    expect((await total('work', '2026-11-20')).deadlines).toMatchObject([{ dueDay: day('2026-11-30') }]);
    expect(await total('work', '2026-12-20')).toMatchObject({ n: 0 });
    expect((await total('work', '2026-12-20', '2026-11-22')).deadlines).toMatchObject([
      { dueDay: day('2026-12-01') },
    ]);
    const before = await gapsOf('work', '2026-12-20', '2026-11-22', '2026-11-22');
    expect(before.rows.map(({ event }) => event!.due)).toEqual([day('2026-12-01')]);
  });

  test('a role that the visitor took up later changes what was met', async () => {
    await putDuties({ ...EVENT, id: 'role', byAssigned: false, officerRole: 'secretary' });
    await befall('e', 'a', '2026-11-02');
    await visit('a', '2026-11-05', ['w3']);
    expect(await total('role', '2026-11-20')).toMatchObject({ done: 0 });
    await putOfficer('w3', 'secretary', '2026-11-04');
    expect(await total('role', '2026-11-20')).toMatchObject({ done: 1 });
  });
});

describe('households without a register', () => {
  test('what is required is counted; visits tell of households, capped at what there is', async () => {
    await putDuties({ ...COVER, n: 2, denominator: 'households' });
    const { rows } = await homes('cover', '2026-11-20');
    expect(
      Object.fromEntries(Object.entries(rows).map(([area, { n, required }]) => [area, [n, required]])),
    ).toEqual({
      g1: [3, 6],
      c2: [4, 8],
      g4: [2, 4],
    });
    for (const [id, on] of [
      ['h1', '02'],
      ['h1', '03'],
      ['h1', '04'],
      ['h2', '02'],
      ['h3', '02'],
      ['h4', '02'],
      ['h5', '02'],
    ] as const)
      await visit(id, `2026-11-${on}`, ['w1'], { home: 'g1' });
    const { g1 } = (await homes('cover', '2026-11-20')).rows;
    expect(g1).toMatchObject({ n: 3, required: 6, done: 6, visited: 5, met: 1, ever: 5 });
    expect(capped(g1!)).toMatchObject({ done: 6, visited: 3, met: 1, ever: 3 });
    const refused = await ledger.store.ingestVisits(SCOPE, [
      { ...(await newVisit()), id: '00000000-0000-4000-8000-999999999999', subject: 'h9', home: 'nowhere' },
    ]);
    expect(refused).toMatchObject([{ status: 'refused', fault: { path: 'area' } }]);
  });

  const newVisit = async (): Promise<VisitWrite> => ({
    id: '',
    subject: '',
    officers: ['w1'],
    at: 0,
    day: day('2026-11-02'),
    mode: 'onSite',
    outcome: 'met',
    programme: null,
    position: null,
    note: null,
    home: null,
    fields: null,
    feed: null,
  });

  test('a household taken off the register does not come back by a visit', async () => {
    await putDuties({ ...COVER, denominator: 'households' });
    await putSubject('a');
    await ledger.store.endEntry(SCOPE, 'subject', 'a', day('2025-12-31'));
    const visitToGone = {
      ...(await newVisit()),
      id: '00000000-0000-4000-8000-888888888888',
      subject: 'a',
      home: 'g2',
    };
    expect(await ledger.store.ingestVisits(SCOPE, [visitToGone])).toMatchObject([
      { status: 'refused', code: 'notFound' },
    ]);
  });
});

describe('zones', () => {
  beforeEach(async () => {
    await putDuties({ ...COVER, tree: 'heating', responsibleUpTo: 'zone' });
    await putSubject('a', { zones: { heating: 'z1' } });
    await putSubject('b');
  });

  test('a subject is at home in its zone, follows when it moves, and its zone has who answers', async () => {
    expect((await homes('cover', '2026-11-20')).rows).toMatchObject({ z1: { n: 1, unassigned: 1 } });
    await assign('1', 'w1', { area: 'hz' });
    expect((await homes('cover', '2026-11-20')).rows).toMatchObject({ z1: { n: 1, unassigned: 0 } });
    await visit('a', '2026-10-05');
    await putSubject('a', { zones: { heating: 'z2' }, validFrom: day('2026-11-03') });
    const { rows } = await homes('cover', '2026-11-20');
    expect([rows.z1?.n ?? 0, rows.z2]).toMatchObject([0, { n: 1, prevMet: 1, ever: 1 }]);
    expect((await homes('cover', '2026-10-20')).rows).toMatchObject({ z1: { n: 1, met: 1 } });
    const list = await ledger.store.gaps(SCOPE, {
      duty: 'cover',
      period: day('2026-11-01'),
      area: 'z2',
      today: day('2026-11-20'),
      sort: 'worst',
      limit: 10,
      after: null,
    });
    expect(list.rows).toMatchObject([
      { subject: 'a', home: 'z2', type: 'pending', lastVisit: day('2026-10-05'), officer: { id: 'w1' } },
    ]);
  });

  test('a zone that takes another one over has its subjects from that day on', async () => {
    await putSubject('a', { zones: { heating: 'z2' } });
    await ledger.store.putTree(treeWrite({ ...FIRST_TREE, zoned: true }, day('2026-12-01')));
    expect((await homes('cover', '2026-11-20')).rows).toMatchObject({ z2: { n: 1 } });
    expect((await homes('cover', '2026-12-20')).rows).toMatchObject({ z3: { n: 1 } });
    expect((await gapsOf('cover', '2026-12-20', '2026-12-20')).rows).toMatchObject([
      { subject: 'a', home: 'z3' },
    ]);
  });
});

describe('dated borders', () => {
  beforeEach(() => putDuties(COVER));
  const atHome = async (on: string) =>
    Object.fromEntries(
      Object.entries((await homes('cover', on)).rows).flatMap(([area, { n }]) =>
        n === 0 ? [] : [[area, n]],
      ),
    );

  test('a parted grid: by position, or else by its successor; months before stay as they were', async () => {
    await putSubject('west', { position: [116.005, 36.01] });
    await putSubject('east', { position: [116.015, 36.01] });
    await putSubject('somewhere');
    await visit('east', '2026-10-05');
    await ledger.store.putTree(treeWrite({ ...FIRST_TREE, split: true }, day('2026-11-15')));
    expect(await atHome('2026-10-20')).toEqual({ g1: 3 });
    expect(await atHome('2026-11-20')).toEqual({ g1a: 2, g1b: 1 });
    expect((await homes('cover', '2026-11-20')).rows.g1b).toMatchObject({ n: 1, prevMet: 1 });
    await ledger.store.putTree(treeWrite(FIRST_TREE, day('2027-02-01')));
    expect(await atHome('2027-01-20')).toEqual({ g1a: 2, g1b: 1 });
    expect(await atHome('2027-02-20')).toEqual({ g1: 3 });
  });

  test('a grid that changes its community, its town, or is merged', async () => {
    await putSubject('a', { home: 'g2' });
    await putSubject('b', { home: 'g3' });
    await assign('1', 'w1', { area: 'c2' });
    await putDuties({ ...COVER, responsibleUpTo: 'community' });
    await ledger.store.putTree(treeWrite({ ...FIRST_TREE, g2: 'c2', g3: 'c3' }, day('2026-12-10')));
    const before = (await homes('cover', '2026-11-20')).rows;
    expect([before.g2!.unassigned, before.g3!.unassigned]).toEqual([1, 1]);
    const after = (await homes('cover', '2026-12-20')).rows;
    expect([after.g2!.unassigned, after.g3!.unassigned]).toEqual([0, 1]);
    const question = {
      duty: 'cover',
      periods: [day('2026-12-01')],
      tree: { day: day('2026-12-31') },
      grain: 'totals',
    } as const;
    const rows = (await ledger.store.dutySums(SCOPE, { ...question, towns: ['t1', 't2'] })).get(
      day('2026-12-01'),
    )!;
    expect(
      rows
        .map(({ area, sums }) => [area, sums.n])
        .filter(([, n]) => n !== 0)
        .sort(),
    ).toEqual([
      ['t1', 1],
      ['t2', 1],
    ]);
    await putSubject('c', { home: 'c2' });
    await ledger.store.putTree(treeWrite({ ...FIRST_TREE, g3: 'c3', merged: true }, day('2027-01-01')));
    expect(await atHome('2026-12-20')).toEqual({ c2: 1, g2: 1, g3: 1 });
    expect(await atHome('2027-01-20')).toEqual({ c1: 1, g2: 1, g3: 1 });
  });

  test('homes lost, or borders before those that stand, are a conflict and change nothing', async () => {
    await putSubject('a');
    const lost = ledger.store.putTree(treeWrite({ ...FIRST_TREE, split: true }, day('2026-12-01'), false));
    await expect(lost).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ path: 'areas.g1', code: 'homesLost' }],
    });
    const early = ledger.store.putTree(treeWrite(FIRST_TREE, day('2025-12-31')));
    await expect(early).rejects.toMatchObject({ code: 'conflict', errors: [{ path: 'validFrom' }] });
    expect((await ledger.store.treeState()).version).toBe(1);
    expect(await atHome('2026-12-20')).toEqual({ g1: 1 });
  });
});

describe('ends, closings, sources', () => {
  test('an entry of every kind ends after a day; again is a duplicate, what is not there is not found', async () => {
    await putDuties(COVER, QUOTA);
    await putSubject('a');
    await assign('1', 'w1', { area: 'g1' });
    await befall('e', 'a', '2026-11-02');
    await ledger.store.putFeeds(SCOPE, [
      { id: 'f', name: 'f', areas: ['t1'], duties: [], intervalDays: 7, ...ALWAYS },
    ]);
    const last = day('2026-11-10');
    const kinds = [
      ['assignment', '1'],
      ['event', 'e'],
      ['feed', 'f'],
      ['officer', 'w1'],
      ['organisation', 'ot2'],
      ['subject', 'a'],
    ] as const;
    for (const [kind, id] of kinds) {
      expect(await ledger.store.endEntry({ codes: ['c3'] }, kind, id, last)).toMatchObject({
        status: 'refused',
      });
      expect(await ledger.store.endEntry(SCOPE, kind, id, last)).toMatchObject({ status: 'created' });
      const again = await ledger.store.endEntry(SCOPE, kind, id, last);
      expect(again.status).toBe(kind === 'event' ? 'refused' : 'duplicate');
    }
    expect(await total('cover', '2026-11-20')).toMatchObject({ n: 0, exempt: 1 });
    expect((await total('quota', '2026-11-20')).n).toBe(1);
    expect(await ledger.store.endEntry(SCOPE, 'subject', 'nobody', last)).toMatchObject({ code: 'notFound' });
  });

  test('the same x twice in a batch: the last holds', async () => {
    await putDuties(COVER);
    const entry = {
      id: 'a',
      type: 'household',
      name: 'a',
      tags: [],
      zones: {},
      position: null,
      ...ALWAYS,
    } as const;
    const results = await ledger.store.putSubjects(SCOPE, [
      { ...entry, home: 'g1' },
      { ...entry, home: 'g2' },
    ]);
    expect(results.map(({ status }) => status)).toEqual(['created', 'created']);
    expect((await homes('cover', '2026-11-20')).rows).toMatchObject({ g2: { n: 1 } });
  });

  test('a period is closed at the figures that were read; of two signatures the last holds', async () => {
    await putDuties(COVER);
    await putSubject('a');
    const signed = { n: 1, required: 1, done: 0, unknown: 0, gapCount: 1, unassigned: 1, exempt: 0 };
    const row = { area: 'd', duty: 'cover', period: day('2026-10-01'), figures: signed };
    const { seq: readAt } = await ledger.store.lastCommit();
    const write = { area: 'd', by: '王', note: null, readAt, rows: [row] };
    await visit('a', '2026-10-05');
    expect(await ledger.store.closePeriod(write)).toMatchObject({
      status: 'refused',
      code: 'conflict',
      fault: { code: 'moved' },
    });
    const again = {
      ...write,
      rows: [{ ...row, figures: { ...signed, done: 1, gapCount: 0 } }],
      readAt: readAt + 1,
    };
    expect(await ledger.store.closePeriod(again)).toMatchObject({ status: 'created' });
    const closings = () => ledger.store.closings(['d'], ['cover'], [day('2026-10-01')]);
    expect(await closings()).toMatchObject([{ by: '王', seq: readAt + 2, figures: { done: 1 } }]);
    await ledger.store.closePeriod({ ...again, by: '李', readAt: readAt + 2 });
    expect(await closings()).toMatchObject([{ by: '李' }]);
    const late = await visit('a', '2026-10-06');
    const changes = await ledger.store.changesSince(SCOPE, {
      duty: 'cover',
      period: day('2026-10-01'),
      area: 'd',
      since: readAt + 3,
      limit: 10,
    });
    expect(changes).toMatchObject([{ kind: 'visit', id: late, change: 'recorded' }]);
  });

  test('a source is as it was on a day, with the delivery known then', async () => {
    await putDuties(COVER);
    await putSubject('a');
    const feed = { id: 'f', name: 'f', areas: ['t1'], duties: [], intervalDays: 7, ...ALWAYS };
    await ledger.store.putFeeds(SCOPE, [feed]);
    expect(await ledger.store.feeds()).toMatchObject([{ id: 'f', intervalDays: 7, lastDelivery: null }]);
    expect((await gapsOf('cover', '2026-11-20', '2026-11-20')).counts).toMatchObject({ noData: 1, never: 0 });
    at('2026-11-21');
    await ledger.store.deliver(SCOPE, 'f', ledger.clock.now, day('2026-11-21'));
    expect((await gapsOf('cover', '2026-11-20', '2026-11-21')).counts).toMatchObject({ noData: 0, never: 1 });
    at('2026-11-23');
    await visit('a', '2026-11-22', ['w1'], { feed: 'f' });
    await ledger.store.putFeeds(SCOPE, [{ ...feed, intervalDays: 2 }]);
    expect(await ledger.store.feeds(day('2026-11-20'))).toMatchObject([{ lastDelivery: null }]);
    expect(await ledger.store.feeds(day('2026-11-22'))).toMatchObject([
      { intervalDays: 7, lastDelivery: day('2026-11-21') },
    ]);
    expect(await ledger.store.feeds()).toMatchObject([{ intervalDays: 2, lastDelivery: day('2026-11-22') }]);
    expect(await ledger.store.deliver({ codes: ['t2'] }, 'f', 0, 0)).toMatchObject({
      status: 'refused',
      code: 'notFound',
    });
  });
});
