import type { Database } from 'better-sqlite3';
import type { DutyRecord } from '#api/store/dutyStore.ts';
import { type AsOf, onRecord } from '#api/store/sqlite/asOf.ts';
import { readAreaAssignments } from '#api/store/sqlite/assignments.ts';
import { type Deadline, deadlineOf } from '#geodata/duty/afterEvent.ts';
import { civilCalendar, type DayCalendar } from '#geodata/duty/calendar.ts';
import { concerns, homeIn, type SubjectRegister } from '#geodata/duty/coverSubjects.ts';
import { defineDuty } from '#geodata/duty/define.ts';
import { type AreaNode, type AreaNodes, TreeVersions } from '#geodata/duty/places.ts';
import { type AreaAssignments, type Responsibility, responsibility } from '#geodata/duty/responsibility.ts';
import { dutyOn } from '#geodata/duty/rule.ts';
import type {
  AssignmentSpan,
  CoverSubjects,
  Duty,
  DutyRule,
  DutyVersion,
  EventSpan,
  OfficerSpan,
  Programme,
  SubjectSpan,
} from '#geodata/duty/types.ts';
import type { Staff } from '#geodata/duty/visitRule.ts';
import { type HolidayTable, workingCalendar } from '#geodata/duty/workingCalendar.ts';
import type { Day } from '#geodata/model.ts';

/** Rules of one kind of duty. */
export type RulesOf<K extends Duty['kind']> = DutyRule<Extract<Duty, { kind: K }>>;

/** What the ledger reckons by, as it stood at one moment; never changed, only replaced. */
export interface Reference {
  trees: TreeVersions;
  duties: readonly DutyRecord[];
  assignments: AreaAssignments;
  staff: Staff;
  working: DayCalendar;
}

/** @param asOf number of the commit by which things stood; null for now */
export function loadReference(db: Database, asOf: AsOf = null): Reference {
  return {
    trees: readTrees(db, asOf),
    duties: readDuties(db, asOf),
    assignments: readAreaAssignments(db, asOf),
    staff: readStaff(db, asOf),
    working: workingCalendar(readHolidays(db, asOf)),
  };
}

/** The rules of one kind. */
export function rulesOf<K extends Duty['kind']>(duties: readonly DutyRecord[], kind: K): RulesOf<K>[] {
  return duties.flatMap(({ rule }) => (rule.duty.kind === kind ? [rule as RulesOf<K>] : []));
}

/** What the registers say of a subject, as a duty reads it. */
export function subjectRegister(
  { trees, assignments }: Reference,
  spans: readonly SubjectSpan[],
  own: readonly AssignmentSpan[],
  rule: RulesOf<'coverSubjects'>,
): SubjectRegister {
  const homes = new Set<string>();
  for (const span of spans) {
    const home = homeIn(span, rule.duty.tree);
    if (home !== null) homes.add(home);
  }
  return { spans, responsibility: responsibilityUnder(rule, trees, assignments, own, [...homes]) };
}

/** Who answers under a duty, each period by its own rule. */
export function responsibilityUnder(
  rule: RulesOf<'coverSubjects'>,
  trees: TreeVersions,
  assignments: AreaAssignments,
  own: readonly AssignmentSpan[],
  homes: readonly string[],
): Responsibility {
  const levels = new Set(rule.versions.flatMap(({ duty }) => duty?.responsibleUpTo ?? []));
  const byLevel = new Map(
    [...levels].map((level) => [level, responsibility(trees, assignments, own, homes, level)] as const),
  );
  return {
    answeredOn: (day, home) => {
      const { responsibleUpTo } = dutyOn(rule, day) ?? rule.duty;
      return byLevel.get(responsibleUpTo)!.answeredOn(day, home);
    },
    *changes() {
      for (const each of byLevel.values()) yield* each.changes();
    },
  };
}

/** When a visit is due after an event, by the rule and the calendar of the day it happened. */
export function deadlineUnder(
  { working }: Pick<Reference, 'working'>,
  rule: RulesOf<'afterEvent'>,
  event: EventSpan,
): Deadline | null {
  const { calendar } = dutyOn(rule, event.day) ?? rule.duty;
  return deadlineOf(rule, event, calendar === 'working' ? working : civilCalendar);
}

/** The duties on subjects whose rule an entry ever falls under. */
export function coverRules(
  rules: readonly DutyRule<CoverSubjects>[],
  spans: readonly SubjectSpan[],
): DutyRule<CoverSubjects>[] {
  return rules.filter((rule) => spans.some((span) => concerns(rule, span)));
}

/** The versions of the tree of areas. */
export function readTrees(db: Database, asOf: AsOf = null): TreeVersions {
  const versions = db
    .prepare(`SELECT version, validFrom FROM tree_version WHERE ${by(asOf)} ORDER BY version`)
    .all() as {
    version: number;
    validFrom: Day;
  }[];
  const areas = db.prepare(
    'SELECT code, level, parent, town, tree, households, lft, rgt FROM area WHERE version = ? ORDER BY lft',
  );
  return new TreeVersions(
    versions.map(({ version, validFrom }) => ({
      from: validFrom,
      nodes: countedOnce(areas.all(version) as (AreaNode & { code: string; lft: number; rgt: number })[]),
    })),
  );
}

/**
 * Leaves counts of households only where nothing below has one, so that no household is counted twice.
 *
 * @param rows ordered by `lft`
 */
function countedOnce(rows: readonly (AreaNode & { code: string; lft: number; rgt: number })[]): AreaNodes {
  const nodes = new Map<string, AreaNode>();
  let nextCounted = Number.POSITIVE_INFINITY;
  for (const { code, level, parent, town, tree, households, lft, rgt } of rows.toReversed()) {
    nodes.set(code, { level, parent, town, tree, households: nextCounted < rgt ? null : households });
    if (households !== null) nextCounted = lft;
  }
  // In depth-first order again: a parent before its children.
  return new Map([...nodes].reverse());
}

const SPAN = 'r.x, r.type AS role, r.home, r.validFrom AS "from", r.validTo AS "to"';
type StaffRow = OfficerSpan & { x: string };

/** Officers with the roles they hold over time. */
function readStaff(db: Database, asOf: AsOf = null): Staff {
  return byOfficer(
    db
      .prepare(
        `SELECT ${SPAN} FROM register_version AS r
         WHERE kind = 'officer' AND ${onRecord('r', asOf)} ORDER BY r.x, r.validFrom`,
      )
      .all() as StaffRow[],
  );
}

/** Some of them as they stand now. */
export function readStaffOf(db: Database, officers: Iterable<string>): Staff {
  return byOfficer(
    db
      .prepare(
        `SELECT ${SPAN} FROM json_each(?) AS j CROSS JOIN register_version AS r INDEXED BY register_by_x
           ON r.kind = 'officer' AND r.x = j.value
         WHERE ${onRecord('r', null)} ORDER BY r.x, r.validFrom`,
      )
      .all(JSON.stringify([...officers])) as StaffRow[],
  );
}

function byOfficer(rows: readonly StaffRow[]): Map<string, OfficerSpan[]> {
  const staff = new Map<string, OfficerSpan[]>();
  for (const { x, ...span } of rows) {
    const list = staff.get(x);
    if (list) list.push(span);
    else staff.set(x, [span]);
  }
  return staff;
}

const PLAIN_WEEKS: HolidayTable = { holidays: [], workdays: [] };

/** The table of holidays; plain weeks before one is set. */
export function readHolidays(db: Database, asOf: AsOf): HolidayTable {
  const row = db
    .prepare(`SELECT body FROM holiday_version WHERE ${by(asOf)} ORDER BY seq DESC LIMIT 1`)
    .get() as { body: string } | undefined;
  return row ? (JSON.parse(row.body) as HolidayTable) : PLAIN_WEEKS;
}

/** Programmes, ordered by id. */
export function readProgrammes(db: Database, asOf: AsOf = null): Programme[] {
  const rows = db
    .prepare(
      `SELECT body FROM programme_version AS p
       WHERE seq = (SELECT max(seq) FROM programme_version WHERE id = p.id AND ${by(asOf)}) ORDER BY id`,
    )
    .all() as { body: string }[];
  return rows.map(({ body }) => {
    const programme = JSON.parse(body) as Programme;
    return { ...programme, fields: programme.fields ?? [], duties: programme.duties.map(defineDuty) };
  });
}

/** The duties with their programmes and all their versions, ordered by id. */
export function readDuties(db: Database, asOf: AsOf = null): DutyRecord[] {
  const programmes = new Map(readProgrammes(db, asOf).map((programme) => [programme.id, programme] as const));
  const rows = db
    .prepare(
      `SELECT duty AS id, version, programme, fromPeriod, body FROM duty_version WHERE ${by(asOf)}
       ORDER BY duty, version`,
    )
    .all() as {
    id: string;
    version: number;
    programme: string;
    fromPeriod: Day;
    body: string;
  }[];
  const found = new Map<string, { programme: Programme; versions: DutyVersion[] }>();
  for (const { id, version, programme: owner, fromPeriod, body } of rows) {
    const programme = programmes.get(owner);
    if (!programme) throw new Error(`duty ${id} has no programme`);
    const stored = JSON.parse(body) as Duty | null;
    const entry = found.get(id) ?? { programme, versions: [] };
    found.set(id, entry);
    // Changed twice before it took effect, the later change holds.
    while (entry.versions.length > 0 && entry.versions.at(-1)!.fromPeriod >= fromPeriod) entry.versions.pop();
    entry.versions.push({ version, fromPeriod, duty: stored && named(defineDuty(stored), programme) });
  }
  return [...found.values()].flatMap(({ programme, versions }) => {
    const newest = versions.findLast((version) => version.duty !== null);
    if (!newest?.duty) return [];
    const { id, firstDay, lastDay } = programme;
    const rule: DutyRule = { programme: { id, firstDay, lastDay }, versions, duty: newest.duty };
    return [{ programme, duty: newest.duty, version: versions.at(-1)!.version, rule }];
  });
}

/** Names and thresholds are no part of a rule's versions: they are those the programme has now. */
function named(duty: Duty, programme: Programme): Duty {
  const now = programme.duties.find(({ id }) => id === duty.id);
  return now ? { ...duty, name: now.name, thresholds: now.thresholds, inFocus: now.inFocus } : duty;
}

function by(asOf: AsOf): string {
  return asOf === null ? 'true' : `seq <= ${asOf}`;
}
