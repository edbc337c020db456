import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import type {
  SupervisionEventWrite,
  SupervisionsQuestion,
  SupervisionWrite,
} from '#api/store/supervisionStore.ts';
import { openTestLedger, putTestTree, type TestLedger } from '#api/testing.ts';
import { parseDay } from '#geodata/duty/calendar.ts';

const [D, T1, T2] = [{ codes: ['d'] }, { codes: ['t1'] }, { codes: ['t2'] }];
const day = (text: string): number => parseDay(text)!;
const TODAY = day('2026-11-20');
let ledger: TestLedger;

beforeEach(async () => {
  ledger = await openTestLedger('2026-11-20T09:00:00+08:00');
  await putTestTree(ledger, [
    { code: 'd', level: 'district', parentCode: null },
    { code: 't1', level: 'town', parentCode: 'd' },
    { code: 't2', level: 'town', parentCode: 'd' },
    { code: 'g1', level: 'grid', parentCode: 't1' },
    { code: 'g2', level: 'grid', parentCode: 't2' },
  ]);
});
afterEach(() => ledger.close());

const item = (id: string, fields: Partial<SupervisionWrite> = {}): SupervisionWrite => ({
  id,
  object: { kind: 'issue', issue: 'i-1' },
  area: 'g1',
  to: { kind: 'organisation', id: 'o-1' },
  due: day('2026-11-25'),
  text: '三楼王老五家',
  by: '韩梅梅',
  account: 'leader',
  deliver: false,
  ...fields,
});
const event = (
  id: string,
  type: SupervisionEventWrite['type'],
  fields: Partial<SupervisionEventWrite> = {},
): SupervisionEventWrite => ({
  ...{ id, type, supervision: 'a', note: '已办', by: '李雷', account: 'officer' },
  ...fields,
});
const asked = (fields: Partial<SupervisionsQuestion> = {}): SupervisionsQuestion => ({
  ...{ area: null, today: TODAY, limit: 100, after: null },
  ...fields,
});
const seq = async () => (await ledger.store.lastCommit()).seq;
const put = async (...writes: SupervisionWrite[]) => ledger.store.supervision.putSupervisions(D, writes);
const happen = async (...events: SupervisionEventWrite[]) =>
  ledger.store.supervision.putSupervisionEvents(D, events);
const idsOf = async (scope: { codes: string[] }, fields: Partial<SupervisionsQuestion> = {}) =>
  (await ledger.store.supervision.supervisions(scope, asked(fields))).rows.map(({ id }) => id);

describe('an item', () => {
  test('is created once, a duplicate when sent again, a conflict with other content', async () => {
    const before = await seq();
    expect(await put(item('a'), item('b'))).toMatchObject([{ status: 'created' }, { status: 'created' }]);
    // who sends it, and whether messages are delivered now, is no part of it
    expect(await put(item('a', { by: '别人', account: 'other', deliver: true }))).toEqual([
      { status: 'duplicate', id: 'a', seq: before + 1 },
    ]);
    for (const change of [{ text: 'x' }, { due: TODAY }, { to: { kind: 'officer', id: 'w' } as const }])
      expect(await put(item('a', change))).toMatchObject([{ status: 'refused', code: 'conflict' }]);
    expect(await seq()).toBe(before + 1);
    expect(await idsOf(D)).toEqual(['a', 'b']);
  });

  test('keeps its log, and refuses what is not allowed without a commit', async () => {
    await put(item('a'));
    ledger.clock.now += 60_000;
    expect(await happen(event('e1', 'read'), event('e2', 'answered'))).toMatchObject([
      { status: 'created' },
      { status: 'created' },
    ]);
    const before = await seq();
    expect(await happen(event('e1', 'read'))).toMatchObject([{ status: 'duplicate' }]);
    expect(await happen(event('e2', 'answered', { note: '别的' }))).toMatchObject([{ code: 'conflict' }]);
    expect(await happen(event('e3', 'read'))).toMatchObject([
      { code: 'conflict', fault: { path: 'type', message: expect.stringContaining('allowed now: ') } },
    ]);
    expect(await happen(event('e3', 'accepted'))).toMatchObject([
      { code: 'conflict', fault: { code: 'sameAccount' } },
    ]);
    expect(await happen(event('e3', 'sentBack', { note: null }))).toMatchObject([
      { code: 'badInput', fault: { path: 'note' } },
    ]);
    expect(await seq()).toBe(before);
    const record = await ledger.store.supervision.supervision(D, 'a');
    expect(record).toMatchObject({ home: 'g1', text: '三楼王老五家', supervision: { state: 'answered' } });
    expect(record!.log.map(({ type, by, note }) => [type, by, note])).toEqual([
      ['issued', '韩梅梅', null],
      ['read', '李雷', '已办'],
      ['answered', '李雷', '已办'],
    ]);
    expect(record!.log[1]!.at - record!.log[0]!.at).toBe(60_000);
  });

  test('is never set back by a clock that was', async () => {
    await put(item('a'));
    ledger.clock.now -= 3_600_000;
    expect(await happen(event('e1', 'read'))).toMatchObject([{ status: 'created' }]);
    const { log } = (await ledger.store.supervision.supervision(D, 'a'))!;
    expect(log[1]!.at).toBe(log[0]!.at);
  });

  test('is told to live listeners as a change of its area', async () => {
    const before = await seq();
    await put(item('a'));
    await happen(event('e1', 'read'));
    const changes = await ledger.store.changesAfter(before, 10);
    expect(changes).toEqual([
      { seq: before + 1, areas: ['g1'], duties: [], issues: false, services: false },
      { seq: before + 2, areas: ['g1'], duties: [], issues: false, services: false },
    ]);
  });
});

describe('scope', () => {
  test('leaves out what lies elsewhere, in lists, one by one and in writes', async () => {
    await put(item('a'), item('b', { area: 'g2' }), item('c', { area: 'd' }));
    expect(await idsOf(T1)).toEqual(['a']);
    expect(await idsOf(T2)).toEqual(['b']);
    expect(await idsOf({ codes: [] })).toEqual([]);
    expect(await idsOf(D, { area: 't2' })).toEqual(['b']);
    await expect(idsOf(T1, { area: 't2' })).rejects.toMatchObject({ code: 'notFound' });
    const { supervision } = ledger.store;
    expect(await supervision.supervision(T2, 'a')).toBeNull();
    expect(await supervision.supervision(T1, 'a')).toMatchObject({ id: 'a' });
    const before = await seq();
    expect(await supervision.putSupervisions(T2, [item('n')])).toMatchObject([{ code: 'notFound' }]);
    expect(await supervision.putSupervisions(D, [item('n', { area: 'gone' })])).toMatchObject([
      { code: 'notFound' },
    ]);
    expect(await supervision.putSupervisionEvents(T2, [event('e', 'read')])).toMatchObject([
      { code: 'notFound', fault: { path: 'supervision' } },
    ]);
    expect(await seq()).toBe(before);
  });

  test('follows an area that a new tree holds elsewhere', async () => {
    await put(item('a'));
    await putTestTree(ledger, [
      { code: 'd', level: 'district', parentCode: null },
      { code: 't1', level: 'town', parentCode: 'd' },
      { code: 't2', level: 'town', parentCode: 'd' },
      { code: 'g1', level: 'grid', parentCode: 't2' },
      { code: 'g2', level: 'grid', parentCode: 't2' },
    ]);
    expect(await idsOf(T2)).toEqual(['a']);
    expect(await idsOf(T1)).toEqual([]);
  });
});

describe('the list', () => {
  test('has open items by due day, then closed ones, page by page, and counts', async () => {
    await put(
      item('late', { due: day('2026-11-10') }),
      item('soon', { due: TODAY }),
      item('far', { due: day('2026-12-30'), object: { kind: 'organisation', organisation: 'o-1' } }),
      item('gone', { due: day('2026-11-01') }),
    );
    await happen(event('w', 'withdrawn', { supervision: 'gone' }));
    expect(await idsOf(D)).toEqual(['late', 'soon', 'far', 'gone']);
    expect(await idsOf(D, { open: true })).toEqual(['late', 'soon', 'far']);
    expect(await idsOf(D, { overdue: true })).toEqual(['late']);
    expect(await idsOf(D, { states: ['withdrawn'] })).toEqual(['gone']);
    expect(await idsOf(D, { issue: 'i-1', open: true })).toEqual(['late', 'soon']);
    const paged: string[] = [];
    let after: SupervisionsQuestion['after'] = null;
    do {
      const page = await ledger.store.supervision.supervisions(D, asked({ limit: 1, after }));
      expect([page.matching, page.open, page.overdue, page.rows.length]).toEqual([4, 3, 1, 1]);
      paged.push(page.rows[0]!.id);
      after = page.next;
    } while (after !== null);
    expect(paged).toEqual(['late', 'soon', 'far', 'gone']);
  });

  test('has nothing that somebody wrote', async () => {
    await put(item('a'));
    const { rows } = await ledger.store.supervision.supervisions(D, asked());
    expect(rows[0]).toMatchObject({ hasText: true });
    expect(JSON.stringify(rows)).not.toContain('王老五');
  });
});

describe('a message', () => {
  const due = () => ledger.store.supervision.messagesDue(ledger.clock.now, 10);
  const note = async (failure: string | null) => {
    const [message] = await due();
    const outcome = { supervision: message!.record.id, message: message!.message, failure };
    await ledger.store.supervision.noteDelivery(outcome);
    return outcome;
  };

  test('waits where messages are delivered, and is sent again later and later', async () => {
    await put(item('silent'), item('a', { deliver: true }));
    expect((await due()).map(({ record }) => record.id)).toEqual(['a']);
    const waits: number[] = [];
    for (;;) {
      await note('status 500');
      expect(await due()).toEqual([]);
      const next = await ledger.store.supervision.nextMessageAt();
      if (next === null) break;
      waits.push((next - ledger.clock.now) / 60_000);
      ledger.clock.now = next;
    }
    expect(waits).toEqual([1, 5, 30, 120, 360, 720]);
    const record = await ledger.store.supervision.supervision(D, 'a');
    expect(record!.log.filter(({ type }) => type === 'failed')).toHaveLength(7);
    expect(record!.supervision.state).toBe('issued');
  });

  test('that has arrived is sent no more, and neither is that of a closed item', async () => {
    await put(item('a', { deliver: true }), item('b', { deliver: true }));
    await note(null);
    const first = (await ledger.store.supervision.supervision(D, 'a'))!;
    expect([first.supervision.state, first.nextAttemptAt]).toEqual(['delivered', null]);
    const [message] = await due();
    await happen(event('w', 'withdrawn', { supervision: 'b' }));
    expect(await due()).toEqual([]);
    // the attempt was under way when it was withdrawn
    const before = await seq();
    await ledger.store.supervision.noteDelivery({
      supervision: 'b',
      message: message!.message,
      failure: null,
    });
    expect(await seq()).toBe(before);
  });

  test('keeps its id and its place in time when the ledger is opened again', async () => {
    await put(item('a', { deliver: true }));
    const { message } = await note('timed out');
    await ledger.store.close();
    ledger.store = await openSqliteStore(ledger.file, {
      timezone: 'Asia/Shanghai',
      now: () => ledger.clock.now,
    });
    expect(await due()).toEqual([]);
    expect(await ledger.store.supervision.nextMessageAt()).toBe(ledger.clock.now + 60_000);
    ledger.clock.now += 60_000;
    expect((await due()).map((each) => each.message)).toEqual([message]);
  });
});
