import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { IssueEventWrite, IssuePhoto, IssuesQuestion, IssueWrite } from '#api/store/issueStore.ts';
import { openTestLedger, putTestTree, type TestLedger } from '#api/testing.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { OPEN_END } from '#geodata/model.ts';
import { at, endOf, event } from '#geodata/testing/issue.ts';

const day = (text: string): number => parseDay(text)!;
const SCOPE = { codes: ['d'] };
const T1 = { codes: ['t1'] };
const T2 = { codes: ['t2'] };

let ledger: TestLedger;

async function setUp(): Promise<void> {
  ledger = await openTestLedger('2026-11-20T09:00:00+08:00');
  await putTestTree(ledger, [
    { code: 'd', level: 'district', parentCode: null },
    { code: 't1', level: 'town', parentCode: 'd' },
    { code: 't2', level: 'town', parentCode: 'd' },
    { code: 'c1', level: 'community', parentCode: 't1' },
    { code: 'g1', level: 'grid', parentCode: 'c1' },
    { code: 'g2', level: 'grid', parentCode: 'c1' },
    { code: 'g3', level: 'grid', parentCode: 't2' },
  ]);
  await ledger.store.putOrganisations(SCOPE, [
    { id: 'a', type: 'office', name: 'A', home: 't1', validFrom: day('2026-01-01'), validTo: OPEN_END },
    { id: 'b', type: 'office', name: 'B', home: 't2', validFrom: day('2026-01-01'), validTo: OPEN_END },
  ]);
}

const issue = (id: string, fields: Partial<IssueWrite> = {}): IssueWrite => ({
  id,
  category: 'firms.labour',
  source: 'visit',
  level: 'grid',
  at: at('2026-11-18T10:00'),
  day: day('2026-11-18'),
  home: 'g1',
  position: null,
  title: 'Two welders wanted',
  text: null,
  reporterName: null,
  reporterPhone: null,
  subject: null,
  visit: null,
  programme: null,
  officer: null,
  reference: null,
  by: 'w1',
  ...fields,
});

let next = 0;
const happens = (
  id: string,
  type: Exclude<Parameters<typeof event>[0], 'reported'>,
  when: string,
  more: Record<string, unknown> = {},
): IssueEventWrite => ({
  id: `e${next++}`,
  issue: id,
  event: event(type, at(when), more) as IssueEventWrite['event'],
});

const question = { area: 'd', sort: 'worst', limit: 10, after: null } as const;

describe('writing', () => {
  beforeEach(setUp);
  afterEach(() => ledger.close());

  test('ids that are taken are known, of issues and of their events, whoever asks', async () => {
    const { issues } = ledger.store;
    const accepted = happens('i1', 'accepted', '2026-11-18T11:00');
    await issues.putIssues(SCOPE, [issue('i1'), issue('i2', { home: 'nowhere' })]);
    await issues.putIssueEvents(SCOPE, [accepted]);
    expect(await issues.takenIds(['i0', 'i1', 'i2', accepted.id])).toEqual(new Set(['i1', accepted.id]));
    expect(await issues.takenIds([])).toEqual(new Set());
  });

  test('an issue and its events come back as they were sent', async () => {
    const { issues } = ledger.store;
    const sent = issue('i1', { text: 'By December', reporterName: 'Zhang', position: [116.1, 39.9] });
    expect(await issues.putIssues(SCOPE, [sent])).toMatchObject([{ status: 'created', id: 'i1' }]);
    const results = await issues.putIssueEvents(SCOPE, [
      happens('i1', 'accepted', '2026-11-18T11:00'),
      happens('i1', 'dispatched', '2026-11-18T12:00', { organisations: ['a', 'b'] }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['created', 'created']);
    const record = await issues.issue(SCOPE, 'i1');
    expect(record).toMatchObject({
      title: 'Two welders wanted',
      text: 'By December',
      reporterName: 'Zhang',
      home: 'g1',
      position: [116.1, 39.9],
      dueAt: endOf('2026-11-20'),
      issue: { id: 'i1', state: 'dispatched', parts: [{ organisation: 'a' }, { organisation: 'b' }] },
    });
    expect(record!.log.map((entry) => entry.event.type)).toEqual(['reported', 'accepted', 'dispatched']);
    expect(record!.log[0]!.receivedAt).toBe(ledger.clock.now);
  });

  test('sent again it is a duplicate, with other content a conflict', async () => {
    const { issues } = ledger.store;
    const sent = issue('i1');
    await issues.putIssues(SCOPE, [sent]);
    const again = await issues.putIssues(SCOPE, [
      { ...sent, by: 'another' },
      { ...sent, title: 'Other' },
    ]);
    expect(again).toMatchObject([
      { status: 'duplicate' },
      { status: 'refused', code: 'conflict', fault: { path: 'id' } },
    ]);
    const accepted = happens('i1', 'accepted', '2026-11-18T11:00');
    await issues.putIssueEvents(SCOPE, [accepted]);
    const { seq } = await ledger.store.lastCommit();
    // The moment is that of its arrival where the sender names none.
    const later = { ...accepted, event: { ...accepted.event, at: at('2026-11-18T11:30') } };
    const other = { ...accepted, event: { ...accepted.event, note: 'seen' } };
    expect(await issues.putIssueEvents(SCOPE, [accepted, later, other])).toMatchObject([
      { status: 'duplicate', seq },
      { status: 'duplicate', seq },
      { status: 'refused', code: 'conflict', fault: { path: 'id' } },
    ]);
    expect((await ledger.store.lastCommit()).seq).toBe(seq);
    expect((await issues.issue(SCOPE, 'i1'))!.log).toHaveLength(2);
  });

  test.each<[string, Partial<IssueWrite>, string, string]>([
    ['an area that is not there', { home: 'g9' }, 'notFound', 'area'],
    ['an area of another town', { home: 'g3' }, 'notFound', 'area'],
    ['a category that is not there', { category: 'firms.gold' }, 'badInput', 'category'],
    ['a retired category', { category: 'firms.retired' }, 'badInput', 'category'],
    ['a level that is not there', { level: 'moon' as 'grid' }, 'badInput', 'level'],
  ])('%s is refused and changes nothing', async (_what, fields, code, path) => {
    const { issues } = ledger.store;
    const set = await issues.categories();
    const categories = set.categories.map((top) =>
      top.id === 'firms'
        ? {
            ...top,
            children: [
              ...top.children,
              { id: 'firms.retired', name: { zh: '旧', en: 'Old' }, retired: true },
            ],
          }
        : top,
    );
    await issues.putCategories({ ...set, categories });
    const { seq } = await ledger.store.lastCommit();
    expect(await issues.putIssues(T1, [issue('i1', fields)])).toMatchObject([
      { status: 'refused', id: 'i1', code, fault: { path, code } },
    ]);
    expect((await ledger.store.lastCommit()).seq).toBe(seq);
    expect(await issues.issue(SCOPE, 'i1')).toBeNull();
  });

  test('an event that the state does not allow is refused, naming those it does', async () => {
    const { issues } = ledger.store;
    await issues.putIssues(SCOPE, [issue('i1')]);
    const [refused] = await issues.putIssueEvents(SCOPE, [happens('i1', 'closed', '2026-11-18T11:00')]);
    expect(refused).toMatchObject({ status: 'refused', code: 'conflict', fault: { path: 'type' } });
    expect(refused).toMatchObject({
      fault: { message: 'closed is not allowed in state reported; allowed now: accepted, refused, merged' },
    });
  });

  test.each<[string, () => IssueEventWrite, string, string]>([
    ['nonsense', () => ({ id: 'x', issue: 'i1', event: { type: 'gone' } as never }), 'badInput', 'type'],
    [
      'a field that is missing',
      () => happens('i1', 'refused', '2026-11-18T12:00', { reason: '' }),
      'badInput',
      'reason',
    ],
    ['an earlier moment', () => happens('i1', 'accepted', '2026-11-18T09:00'), 'conflict', 'at'],
    [
      'a category that is not there',
      () => happens('i1', 'accepted', '2026-11-18T12:00', { category: 'gold' }),
      'badInput',
      'category',
    ],
    [
      'an issue that is not there to go into',
      () => happens('i1', 'merged', '2026-11-18T12:00', { into: 'i9' }),
      'badInput',
      'into',
    ],
    ['an issue that is not there', () => happens('i9', 'accepted', '2026-11-18T12:00'), 'notFound', 'issue'],
  ])('%s is refused with its place', async (_what, write, code, path) => {
    const { issues } = ledger.store;
    await issues.putIssues(SCOPE, [issue('i1')]);
    expect(await issues.putIssueEvents(SCOPE, [write()])).toMatchObject([
      { status: 'refused', code, fault: { path } },
    ]);
    expect((await issues.issue(SCOPE, 'i1'))!.log).toHaveLength(1);
  });

  test('organisations have to be on the register', async () => {
    const { issues } = ledger.store;
    await issues.putIssues(SCOPE, [issue('i1')]);
    const results = await issues.putIssueEvents(SCOPE, [
      happens('i1', 'accepted', '2026-11-18T11:00'),
      happens('i1', 'dispatched', '2026-11-18T12:00', { organisations: ['a', 'nobody'] }),
    ]);
    expect(results[1]).toMatchObject({ code: 'badInput', fault: { path: 'organisations.1' } });
  });

  test('issues merged go on in their parent, never in a ring', async () => {
    const { issues } = ledger.store;
    await issues.putIssues(SCOPE, [issue('i1'), issue('i2'), issue('i3')]);
    const results = await issues.putIssueEvents(SCOPE, [
      happens('i2', 'merged', '2026-11-18T11:00', { into: 'i1' }),
      happens('i3', 'merged', '2026-11-18T11:00', { into: 'i2' }),
      happens('i1', 'merged', '2026-11-18T11:00', { into: 'i3' }),
    ]);
    expect(results).toMatchObject([
      { status: 'created' },
      { status: 'created' },
      { status: 'refused', code: 'conflict', fault: { path: 'into' } },
    ]);
    expect((await issues.issue(SCOPE, 'i1'))!.children).toEqual(['i2']);
  });

  test('listeners learn that issues changed, and where', async () => {
    const { seq } = await ledger.store.lastCommit();
    await ledger.store.issues.putIssues(SCOPE, [issue('i1')]);
    expect(await ledger.store.changesAfter(seq, 10)).toEqual([
      { seq: seq + 1, areas: ['g1'], duties: [], issues: true, services: false },
    ]);
  });
});

describe('scope', () => {
  beforeEach(setUp);
  afterEach(() => ledger.close());

  test('what lies outside is as if it were not there', async () => {
    const { issues } = ledger.store;
    await issues.putIssues(SCOPE, [issue('i1'), issue('i3', { home: 'g3' }), issue('i4', { home: 'd' })]);
    await issues.putPhotos(SCOPE, 'i1', [photo('p1', 1)]);
    expect(await issues.issue(T2, 'i1')).toBeNull();
    expect(await issues.issue(T1, 'i4')).toBeNull();
    expect(await issues.photo(T2, 'i1', 'p1', 'image')).toBeNull();
    expect(await issues.putIssueEvents(T2, [happens('i1', 'accepted', '2026-11-18T11:00')])).toMatchObject([
      { status: 'refused', code: 'notFound', fault: { path: 'issue' } },
    ]);
    expect(await issues.putPhotos(T2, 'i1', [photo('p2', 1)])).toMatchObject({ code: 'notFound' });
    const asked = { ...question, now: ledger.clock.now };
    expect((await issues.issues(SCOPE, asked)).facets.homes).toEqual({ g1: 1, g3: 1, d: 1 });
    expect((await issues.issues(T1, { ...asked, area: 't1' })).rows.map((row) => row.issue.id)).toEqual([
      'i1',
    ]);
    expect((await issues.issues(SCOPE, { ...asked, area: 'g2' })).rows).toEqual([]);
    const period = { kind: 'month', start: day('2026-11-01'), end: day('2026-11-30') } as const;
    for (const area of ['d', 't1', 'g1', 'nowhere']) {
      const missing = { code: 'notFound' };
      await expect(issues.issues(T2, { ...asked, area })).rejects.toMatchObject(missing);
      await expect(issues.columns(T2, { area })).rejects.toMatchObject(missing);
      await expect(issues.measures(T2, { area, period, by: 'none' })).rejects.toMatchObject(missing);
      await expect(issues.visitCounts(T2, { area, from: 0, to: 1 })).rejects.toMatchObject(missing);
    }
    const mergedAcross = [happens('i3', 'merged', '2026-11-18T11:00', { into: 'i1' })];
    expect(await issues.putIssueEvents(T2, mergedAcross)).toMatchObject([{ fault: { path: 'into' } }]);
  });
});

const photo = (id: string, byte: number): IssuePhoto => ({
  id,
  width: 4,
  height: 3,
  image: Uint8Array.of(byte, 1),
  thumbnail: Uint8Array.of(byte, 2),
});

describe('photos', () => {
  beforeEach(setUp);
  afterEach(() => ledger.close());

  test('are kept in their order, once each, at most nine', async () => {
    const { issues } = ledger.store;
    await issues.putIssues(SCOPE, [issue('i1')]);
    expect(await issues.putPhotos(SCOPE, 'i1', [photo('z', 1), photo('b', 2)])).toMatchObject({
      status: 'created',
    });
    expect(await issues.putPhotos(SCOPE, 'i1', [photo('b', 2)])).toMatchObject({ status: 'duplicate' });
    expect(await issues.putPhotos(SCOPE, 'i1', [photo('b', 3)])).toMatchObject({
      code: 'conflict',
      fault: { path: 'photos.0.id' },
    });
    const more = Array.from({ length: 8 }, (_, i) => photo(`m${i}`, 10 + i));
    expect(await issues.putPhotos(SCOPE, 'i1', more)).toMatchObject({
      code: 'conflict',
      fault: { path: 'photos' },
    });
    expect(await issues.putPhotos(SCOPE, 'i1', more.slice(1))).toMatchObject({ status: 'created' });
    const record = await issues.issue(SCOPE, 'i1');
    expect(record!.photos).toBe(9);
    expect(record!.pictures.slice(0, 2)).toEqual([
      { id: 'z', width: 4, height: 3 },
      { id: 'b', width: 4, height: 3 },
    ]);
    expect([...(await issues.photo(SCOPE, 'i1', 'b', 'image'))!]).toEqual([2, 1]);
    expect([...(await issues.photo(SCOPE, 'i1', 'b', 'thumbnail'))!]).toEqual([2, 2]);
    expect(await issues.photo(SCOPE, 'i1', 'none', 'image')).toBeNull();
  });
});

describe('the ledger', () => {
  beforeAll(async () => {
    await setUp();
    await fill();
  });
  afterAll(() => ledger.close());

  /** i1 overdue, i2 due later, i3 suspended, i4 settled, i5 refused; i6 overdue longest. */
  async function fill(): Promise<void> {
    const { issues } = ledger.store;
    await issues.putIssues(SCOPE, [
      issue('i1', { at: at('2026-11-16T10:00'), day: day('2026-11-16'), position: [116, 39] }),
      issue('i2', { at: at('2026-11-20T08:00'), day: day('2026-11-20'), source: 'hotline', subject: 's' }),
      issue('i3', { home: 'g3' }),
      issue('i4', { home: 'g3', category: 'services.health' }),
      issue('i5', { home: 'c1' }),
      issue('i6', { at: at('2026-11-10T10:00'), day: day('2026-11-10'), source: 'hotline' }),
    ]);
    const results = await issues.putIssueEvents(SCOPE, [
      happens('i3', 'accepted', '2026-11-18T11:00'),
      happens('i3', 'dispatched', '2026-11-18T11:00', { organisations: ['a', 'b'] }),
      happens('i3', 'returned', '2026-11-18T11:30', { organisation: 'b' }),
      happens('i3', 'suspended', '2026-11-18T12:00'),
      happens('i4', 'accepted', '2026-11-18T11:00'),
      happens('i4', 'resolved', '2026-11-18T12:00'),
      happens('i5', 'refused', '2026-11-18T11:00'),
    ]);
    expect(results.every(({ status }) => status === 'created')).toBe(true);
  }
  const ids = async (fields: Partial<IssuesQuestion> = {}): Promise<string[]> => {
    const page = await ledger.store.issues.issues(SCOPE, { ...question, now: ledger.clock.now, ...fields });
    return page.rows.map((row) => row.issue.id);
  };

  test('orders', async () => {
    expect(await ids()).toEqual(['i6', 'i1', 'i2', 'i3', 'i4', 'i5']);
    expect(await ids({ sort: 'newest' })).toEqual(['i2', 'i3', 'i4', 'i5', 'i1', 'i6']);
    expect(await ids({ sort: 'due' })).toEqual(['i6', 'i1', 'i2', 'i3', 'i4', 'i5']);
  });

  test.each(['worst', 'newest', 'due'] as const)('pages by %s join without a gap', async (sort) => {
    const whole = await ids({ sort });
    const paged: string[] = [];
    let after: IssuesQuestion['after'] = null;
    do {
      const page = await ledger.store.issues.issues(SCOPE, {
        ...question,
        ...{ now: ledger.clock.now, sort, limit: 2, after },
      });
      paged.push(...page.rows.map((row) => row.issue.id));
      expect(page.matching).toBe(6);
      after = page.next;
    } while (after);
    expect(paged).toEqual(whole);
  });

  test.each<[Partial<IssuesQuestion>, string[]]>([
    [{ states: ['refused', 'suspended'] }, ['i3', 'i5']],
    [{ sources: ['hotline'] }, ['i6', 'i2']],
    [{ categories: ['services.health', 'services'] }, ['i4']],
    [{ from: day('2026-11-16'), to: day('2026-11-18'), open: true }, ['i1', 'i3']],
    [{ overdue: true }, ['i6', 'i1']],
    [{ unlocated: true, open: true }, ['i6', 'i2', 'i3']],
    [{ organisation: 'a' }, ['i3']],
    [{ organisation: 'b' }, []],
    [{ subject: 's' }, ['i2']],
    [{ programme: 'p' }, []],
    [{ area: 'c1' }, ['i6', 'i1', 'i2', 'i5']],
    [{ area: 'g1', sources: ['visit'] }, ['i1']],
  ])('filters %j', async (fields, found) => {
    expect(await ids(fields)).toEqual(found);
  });

  test('a facet counts with every filter but its own', async () => {
    const { facets, matching } = await ledger.store.issues.issues(SCOPE, {
      ...question,
      ...{ now: ledger.clock.now, sources: ['hotline'], open: true },
    });
    expect(matching).toBe(2);
    expect(facets).toEqual({
      states: { reported: 2 },
      sources: { hotline: 2, visit: 2 },
      categories: { 'firms.labour': 2 },
      organisations: {},
      homes: { g1: 2 },
      open: 2,
      overdue: 1,
      unlocated: 2,
    });
  });

  test('columns hold what is neither refused nor merged', async () => {
    const columns = await ledger.store.issues.columns(SCOPE, { area: 'd' });
    const at = (i: number) => ({
      id: columns.ids[i],
      home: columns.homes[columns.home[i]!],
      category: columns.categories[columns.category[i]!],
      source: columns.sources[columns.source[i]!],
      day: columns.day[i],
      position: [...columns.positions.slice(2 * i, 2 * i + 2)],
      open: columns.open[i],
    });
    expect(columns.ids).toEqual(['i1', 'i2', 'i6', 'i3', 'i4']);
    expect(at(0)).toEqual({
      ...{ id: 'i1', home: 'g1', category: 'firms.labour', source: 'visit', day: day('2026-11-16') },
      ...{ position: [116, 39], open: 1 },
    });
    expect(at(4)).toMatchObject({ home: 'g3', category: 'services.health', open: 0 });
    expect(at(4).position).toEqual([Number.NaN, Number.NaN]);
    const open = await ledger.store.issues.columns(SCOPE, { area: 'd', open: true });
    expect(open.ids).toEqual(['i1', 'i2', 'i6', 'i3']);
  });
});
