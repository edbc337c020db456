import { beforeEach, describe, expect, test } from 'vitest';
import { COVER, dutyLedger, EVENT, QUOTA, SCOPE } from '#api/dutyFixture.ts';
import { day } from '#api/store/testing/operations.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { capped } from '#geodata/duty/figures.ts';

const { ledger, putDuties, putOfficer, putSubject, assign, visit, befall, at, homes, total, shown, gapsOf } =
  dutyLedger();

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
