import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IssueWrite } from '#api/store/issueStore.ts';
import { closings } from '#api/store/questions/closings.ts';
import { dutySums } from '#api/store/questions/sums.ts';
import type { SubjectWrite } from '#api/store/registerStore.ts';
import { IssuePlaces } from '#api/store/sqlite/issue/places.ts';
import { IssueRecords } from '#api/store/sqlite/issue/record.ts';
import { createReader, openKysely } from '#api/store/sqlite/reader.ts';
import { DEMAND_STATE, SERVICE_STATE, SESSIONS, SITINGS } from '#api/store/sqlite/service/store.ts';
import { createWriter, type WriterMethods } from '#api/store/sqlite/writer.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { defineDuty } from '#geodata/duty/define.ts';
import { OPEN_END } from '#geodata/model.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { servicePoint } from '#geodata/service/serviceFixture.ts';
import { numberTree } from '#geodata/tree.ts';

/** Tables that grow with use; a hot question finds its rows in them, it never reads one through. */
const GROWN =
  /\b(visit|visit_officer|cell|ever|stock|flow|register_version|receipt|feed_delivery|zone_member|issue(?:_(?:detail|event|organisation|photo|sum|move))?|service_(?:point|home|session)|siting)\b/;

const day = (text: string): number => parseDay(text)!;
const SCOPE = { codes: ['d'] };
const NAME = { zh: '任务', en: 'Duty' };
const TODAY = day('2026-11-20');
const NOVEMBER = day('2026-11-01');

let dir: string;
let db: Database.Database;
let writer: WriterMethods;
const asked: string[] = [];

/** The plans of all statements run meanwhile, each once, with the steps that read a grown table through. */
async function plansOf(run: () => unknown): Promise<{ statements: number; scans: string[] }> {
  asked.length = 0;
  await run();
  const statements = [...new Set(asked)].filter((sql) => /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)/i.test(sql));
  const plain = new Database(join(dir, 'plans.sqlite'), { readonly: true });
  const scans = statements.flatMap((sql) =>
    (plain.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[])
      .map(({ detail }) => detail)
      .filter((detail) => {
        const table = /^SCAN (\S+)/.exec(detail)?.[1];
        if (table === undefined) return false;
        // An alias of one letter stands for the table the statement gives it.
        const named = new RegExp(`\\b(\\w+)"? (?:AS |as )"?${table}"?\\b`).exec(sql)?.[1] ?? table;
        return GROWN.test(named);
      })
      .map((detail) => `${detail} in ${sql.slice(0, 300)}`),
  );
  plain.close();
  return { statements: statements.length, scans };
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'guatu-test-'));
  db = new Database(join(dir, 'plans.sqlite'), { verbose: (sql) => asked.push(String(sql)) });
  db.pragma('journal_mode = WAL');
  writer = createWriter(db, {
    timezone: 'Asia/Shanghai',
    now: () => Date.parse('2026-11-20T14:32:00+08:00'),
  });
  const area = (code: string, level: 'district' | 'town' | 'grid' | 'zone', parentCode: string | null) => ({
    code,
    name: code,
    level,
    parentCode,
    tree: level === 'zone' ? 'heating' : 'administrative',
    urbanRural: null,
    households: level === 'grid' ? 50 : null,
  });
  writer.putTree({
    validFrom: 0,
    areas: numberTree([
      area('d', 'district', null),
      area('t1', 'town', 'd'),
      area('t2', 'town', 'd'),
      area('g1', 'grid', 't1'),
      area('g2', 'grid', 't2'),
      area('z', 'zone', null),
    ]).map((each) => ({ ...each, illustrative: false })),
    shapes: new Map(),
    tiles: '0',
  });
  const days = { validFrom: day('2026-01-01'), validTo: OPEN_END };
  writer.putProgramme({
    id: 'p',
    name: NAME,
    firstDay: day('2026-01-01'),
    lastDay: day('2026-12-31'),
    fields: [],
    duties: [
      { kind: 'coverSubjects', id: 'cover', subjectType: 'household', n: 1, officerRole: 'worker' },
      { kind: 'coverSubjects', id: 'counted', subjectType: 'household', n: 1, denominator: 'households' },
      { kind: 'coverSubjects', id: 'zoned', subjectType: 'household', n: 1, tree: 'heating' },
      { kind: 'officerQuota', id: 'quota', role: 'worker', n: 2 },
      { kind: 'afterEvent', id: 'event', event: 'illness', days: 3 },
      { kind: 'staffing', id: 'staff', level: 'grid', min: 1, max: 2 },
    ].map((duty) => defineDuty({ name: NAME, period: 'month', ...duty } as Parameters<typeof defineDuty>[0])),
  });
  writer.putOrganisations(SCOPE, [{ id: 'o', type: 'office', name: 'o', home: 't1', ...days }]);
  writer.putOfficers(SCOPE, [
    { id: 'w', type: 'worker', name: 'w', phone: null, organisation: 'o', ...days },
  ]);
  writer.putAssignments(SCOPE, [
    { id: 'a', officer: 'w', area: 't1', subject: null, role: 'worker', ...days },
  ]);
  writer.putSubjects(SCOPE, [subject('x', 'g1'), subject('y', 'g2')]);
  writer.putEvents(SCOPE, [{ id: 'e', kind: 'illness', subject: 'x', day: TODAY - 5, officer: null }]);
});
afterAll(() => {
  db.close();
  rmSync(dir, { recursive: true, force: true });
});

const subject = (id: string, home: string): SubjectWrite => ({
  id,
  type: 'household',
  name: id,
  tags: [],
  home,
  zones: { heating: 'z' },
  position: null,
  validFrom: day('2026-01-01'),
  validTo: OPEN_END,
});
let next = 0;
const visit = (of: string): VisitWrite => ({
  id: `00000000-0000-4000-8000-${String(next++).padStart(12, '0')}`,
  subject: of,
  officers: ['w'],
  at: Date.parse('2026-11-18T09:00:00+08:00'),
  day: day('2026-11-18'),
  mode: 'onSite',
  outcome: 'met',
  programme: null,
  position: null,
  note: null,
  home: null,
  fields: null,
  feed: null,
});

describe('no grown table is read through', () => {
  test('when visits come in, once more, and are voided', async () => {
    const batch = [visit('x'), visit('y')];
    const { statements, scans } = await plansOf(() => {
      writer.ingest([{ scope: SCOPE, visits: batch }]);
      writer.ingest([{ scope: SCOPE, visits: batch }]);
      writer.voidVisit(SCOPE, batch[0]!.id, 'wrong');
    });
    expect(statements).toBeGreaterThan(15);
    expect(scans).toEqual([]);
  });

  test('when a subject, an officer or an assignment changes', async () => {
    const days = { validFrom: day('2026-06-01'), validTo: OPEN_END };
    const { statements, scans } = await plansOf(() => {
      writer.putSubjects(SCOPE, [subject('x', 'g2')]);
      writer.putEvents(SCOPE, [{ id: 'f', kind: 'illness', subject: 'y', day: TODAY, officer: 'w' }]);
      writer.putAssignments(SCOPE, [
        { id: 'b', officer: 'w', area: null, subject: 'y', role: 'worker', ...days },
      ]);
      writer.endEntry(SCOPE, 'assignment', 'b', TODAY);
    });
    expect(statements).toBeGreaterThan(20);
    // Assignments to areas are held in memory and read again when one changes.
    expect(scans.filter((scan) => !scan.includes("kind = 'assignment'"))).toEqual([]);
  });

  test.each(['totals', 'homes'] as const)('when sums are read by %s, now and as of a day', async (grain) => {
    const kysely = openKysely(db);
    const { statements, scans } = await plansOf(async () => {
      const question = { duty: 'cover', periods: [NOVEMBER], towns: ['t1', 't2', 'd'], grain };
      await dutySums(kysely, question);
      await dutySums(kysely, { ...question, recordedBy: TODAY - 1 });
      await closings(kysely, ['d', 't1'], ['cover'], [NOVEMBER]);
    });
    expect(statements).toBe(5);
    expect(scans).toEqual([]);
  });

  test.each(['cover', 'zoned', 'counted', 'event', 'quota', 'staff'])(
    'when the list of %s is read',
    async (duty) => {
      const reader = createReader(db, { timezone: 'Asia/Shanghai' });
      const question = { duty, period: NOVEMBER, area: 'd', today: TODAY, limit: 10, after: null };
      await reader.gaps(SCOPE.codes, { ...question, sort: 'worst' });
      const area = duty === 'zoned' ? 'z' : 'd';
      const { statements, scans } = await plansOf(async () => {
        await reader.gaps([...SCOPE.codes, 'z'], { ...question, area, sort: 'worst' });
        await reader.answeringSums([...SCOPE.codes, 'z'], { ...question, area, by: 'officer' });
      });
      expect(statements).toBeGreaterThan(1);
      // Towns under which a quota keeps anything are few, and are looked up through the covering key.
      expect(scans.filter((scan) => !/stock.*where "duty" = 'quota'/s.test(scan))).toEqual([]);
    },
  );

  test('when what changed since a signature is asked for', async () => {
    const reader = createReader(db, { timezone: 'Asia/Shanghai' });
    const question = { duty: 'cover', period: NOVEMBER, area: 'd', since: 3, limit: 10 };
    const { scans } = await plansOf(() => reader.changesSince(SCOPE.codes, question));
    expect(scans).toEqual([]);
  });

  const november = { kind: 'month', start: NOVEMBER, end: day('2026-11-30') } as const;
  const issue = (id: string, home: string): IssueWrite => ({
    ...{ id, home, category: 'firms.labour', source: 'visit', level: 'grid', position: null },
    ...{ at: Date.parse('2026-11-18T09:00:00+08:00'), day: day('2026-11-18'), title: 'x', text: null },
    ...{ reporterName: null, reporterPhone: null, subject: 'x', visit: null, programme: null },
    ...{ officer: null, reference: null, by: null },
  });

  test('when issues and their events come in, and photos', async () => {
    const at = Date.parse('2026-11-19T09:00:00+08:00');
    const accepted = { id: 'e1', issue: 'i1', event: { type: 'accepted', at } } as const;
    const sent = { id: 'e2', issue: 'i1', event: { type: 'dispatched', at, organisations: ['o'] } } as const;
    const merged = { id: 'e3', issue: 'i2', event: { type: 'merged', at, into: 'i1' } } as const;
    const bytes = Uint8Array.of(1);
    const { statements, scans } = await plansOf(() => {
      writer.putIssues(SCOPE, [issue('i1', 'g1'), issue('i2', 'g2')]);
      writer.putIssues(SCOPE, [issue('i1', 'g1')]);
      writer.putIssueEvents(SCOPE, [accepted, sent, merged]);
      writer.putPhotos(SCOPE, 'i1', [{ id: 'p', width: 1, height: 1, image: bytes, thumbnail: bytes }]);
    });
    expect(statements).toBeGreaterThan(20);
    // Once a version of the tree: the areas issues are at home in, from a covering index.
    expect(scans.filter((scan) => !scan.includes('SELECT DISTINCT town, area FROM issue'))).toEqual([]);
  });

  test.each(['d', 't1', 'g1'])('when issues in %s are listed, drawn and measured', async (area) => {
    const reader = createReader(db, { timezone: 'Asia/Shanghai' });
    const asked = { area, sort: 'worst', now: 0, limit: 10, after: null } as const;
    const { statements, scans } = await plansOf(() => {
      reader.issues(SCOPE.codes, TODAY, asked);
      reader.issues(SCOPE.codes, TODAY, { ...asked, subject: 'x', from: NOVEMBER });
      reader.issueColumns(SCOPE.codes, TODAY, { area });
      reader.visitCounts(SCOPE.codes, TODAY, { area, from: NOVEMBER, to: TODAY });
      for (const recordedBy of [undefined, TODAY])
        for (const bbox of [undefined, [119, 35, 120, 36] as BBox2]) {
          const question = { area, period: november, recordedBy, bbox };
          reader.issueMeasures(SCOPE.codes, TODAY, question, ['none', 'category', 'home', 'organisation']);
        }
    });
    expect(statements).toBeGreaterThan(10);
    expect(scans).toEqual([]);
  });

  test('when one issue is read', async () => {
    const records = new IssueRecords(db, new IssuePlaces(db));
    const { scans } = await plansOf(() => {
      expect(records.issue(SCOPE.codes, 'i1', TODAY)!.children).toEqual(['i2']);
      expect(records.photo(SCOPE.codes, 'i1', 'p', 'image', TODAY)).not.toBeNull();
    });
    expect(scans).toEqual([]);
  });

  test('when service points, sessions and sitings are written and read, and who wants them', async () => {
    const point = (id: string, fields: object = {}) => ({
      point: servicePoint({ id, ...fields }),
      homes: ['g1'],
    });
    const session = { id: 's', point: 'p', stop: null, day: TODAY, served: 3 };
    const reader = createReader(db, { timezone: 'Asia/Shanghai' });
    const { statements, scans } = await plansOf(() => {
      writer.writeServicePoints([point('p'), point('q'), point('p', { name: '新站', validFrom: TODAY })]);
      writer.endServicePoint(SCOPE, 'q', TODAY);
      writer.writeServiceSessions([session, session]);
      reader.servicePointsOnRecord(TODAY);
      for (const tags of [[], ['低保']])
        reader.demand(SCOPE.codes, { area: 't1', type: 'household', tags, on: TODAY });
      db.prepare(SERVICE_STATE).get();
      db.prepare(DEMAND_STATE).get();
      db.prepare(SESSIONS).all({ points: '["p"]', from: 0, to: TODAY });
      db.prepare(SITINGS).all({ areas: '["d"]', at: 0, id: '', limit: 10 });
    });
    expect(statements).toBeGreaterThan(15);
    // All there are, when one has changed: from the index of those on record.
    expect(scans.filter((scan) => !scan.includes('SCAN p USING INDEX service_point_on_record'))).toEqual([]);
  });

  test('the question would see one that is', async () => {
    const { scans } = await plansOf(() => db.prepare('SELECT v.note FROM visit AS v').all());
    expect(scans).toHaveLength(1);
  });
});
