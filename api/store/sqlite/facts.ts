import type { Database, Statement } from 'better-sqlite3';
import { type AsOf, onRecord } from '#api/store/sqlite/asOf.ts';
import type { PostVisit } from '#geodata/duty/officerQuota.ts';
import type {
  AssignmentSpan,
  EventSpan,
  OfficerSpan,
  PostAssignment,
  SubjectSpan,
  VisitFact,
} from '#geodata/duty/types.ts';
import type { Day, SubjectType, VisitMode, VisitOutcome } from '#geodata/model.ts';

/** A subject's register entry as it stands now, with the town whose key it carries. */
export interface RegisterSpan extends SubjectSpan {
  town: string;
}

/** What the registers say of a subject now: its entries, the assignments to itself, what befell it. */
export interface RegisterEntry {
  spans: RegisterSpan[];
  own: AssignmentSpan[];
  events: EventSpan[];
  /** Every town it was ever on record in, also by entries replaced since: visits stay under their town. */
  towns: Set<string>;
}

/** What the registers say of a post now. */
export interface PostEntry {
  spans: OfficerSpan[];
  assignments: PostAssignment[];
}

/** A visit a post made, with its id. */
export interface PostCall extends PostVisit {
  id: string;
}

interface SpanRow {
  x: string;
  town: string;
  validFrom: Day;
  validTo: Day;
  home: string;
  type: SubjectType;
  tags: string;
  zones: string;
}

interface OwnRow {
  id: string;
  kind: 'assignment' | 'event';
  x: string;
  officer: string | null;
  type: string;
  from: Day;
  to: Day;
}

/** Days of a range that leaves nothing out. */
export const ALL_DAYS = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] as const;

/** Loads what the ledger knows of subjects and posts, many at once. */
export class FactLoader {
  readonly #spans: Statement;
  readonly #own: Statement;
  readonly #visits: Statement;
  readonly #first: Statement;
  readonly #posts: Statement;
  readonly #postAssignments: Statement;
  readonly #calls: Statement;
  readonly #callers: Statement;

  /** @param asOf number of the commit by which things stood; null for now */
  constructor(db: Database, asOf: AsOf = null) {
    const r = onRecord('r', asOf);
    const v = onRecord('v', asOf);
    this.#spans = db.prepare(
      `SELECT r.x, r.town, r.validFrom, r.validTo, r.home, r.type, r.tags, r.zones, ${r} AS listed FROM json_each(?) AS j
       CROSS JOIN register_version AS r INDEXED BY register_by_x
         ON r.kind = 'subject' AND r.x = j.value
       ORDER BY r.x, r.validFrom`,
    );
    this.#own = db.prepare(
      `SELECT r.x AS id, r.kind, r.subject AS x, r.officer, r.type, r.validFrom AS "from", r.validTo AS "to"
       FROM json_each(?) AS j CROSS JOIN register_version AS r INDEXED BY register_by_subject
         ON r.subject = j.value AND ${r}
       ORDER BY r.subject, r.x, r.validFrom`,
    );
    this.#visits = db.prepare(
      `SELECT v.subject AS x, v.day, v.mode, v.outcome, v.programme AS programmeId,
         CASE j.value ->> 4 WHEN 1 THEN (SELECT json_group_array(o.officer) FROM visit_officer AS o
           WHERE o.town = v.town AND o.visit = v.id) END AS officers
       FROM json_each(?) AS j CROSS JOIN visit AS v INDEXED BY visit_by_subject
         ON v.town = j.value ->> 0 AND v.subject = j.value ->> 1
            AND v.day BETWEEN j.value ->> 2 AND j.value ->> 3
       WHERE ${v}`,
    );
    this.#first = db.prepare(
      `SELECT e.duty, e.x, MIN(e.firstDay) AS firstDay FROM json_each(?) AS j CROSS JOIN ever AS e
         ON e.town = j.value ->> 0 AND e.duty = j.value ->> 1 AND e.x = j.value ->> 2
       GROUP BY e.duty, e.x`,
    );
    this.#posts = db.prepare(
      `SELECT r.x, r.type AS role, r.home, r.validFrom AS "from", r.validTo AS "to"
       FROM json_each(?) AS j CROSS JOIN register_version AS r INDEXED BY register_by_x
         ON r.kind = 'officer' AND r.x = j.value AND ${r}
       ORDER BY r.x, r.validFrom`,
    );
    this.#postAssignments = db.prepare(
      `SELECT r.officer AS x, r.subject, CASE WHEN r.subject IS NULL THEN r.home END AS area,
         r.validFrom AS "from", r.validTo AS "to"
       FROM json_each(?) AS j CROSS JOIN register_version AS r INDEXED BY register_by_officer
         ON r.officer = j.value AND ${r} AND r.kind = 'assignment'
       ORDER BY r.officer, r.x, r.validFrom`,
    );
    this.#calls = db.prepare(
      `SELECT o.officer AS x, v.id, v.subject, v.day, v.mode, v.outcome, v.programme AS programmeId
       FROM json_each(?) AS j CROSS JOIN visit_officer AS o INDEXED BY visit_by_officer
         ON o.officer = j.value ->> 0 AND o.day BETWEEN j.value ->> 1 AND j.value ->> 2
       CROSS JOIN visit AS v INDEXED BY visit_id ON v.town = o.town AND v.id = o.visit
       WHERE ${v}`,
    );
    this.#callers = db.prepare(
      `SELECT DISTINCT o.officer FROM json_each(?) AS j
       CROSS JOIN visit AS v INDEXED BY visit_by_subject ON v.town = j.value ->> 0 AND v.subject = j.value ->> 1
       CROSS JOIN visit_officer AS o ON o.town = v.town AND o.visit = v.id`,
    );
  }

  /** What the registers say now, by subject; entries ascending. */
  registers(subjects: Iterable<string>): Map<string, RegisterEntry> {
    const ids = JSON.stringify([...subjects]);
    const found = new Map<string, RegisterEntry>();
    for (const row of this.#spans.iterate(ids) as Iterable<SpanRow & { listed: 0 | 1 }>) {
      let entry = found.get(row.x);
      if (!entry) {
        entry = { spans: [], own: [], events: [], towns: new Set() };
        found.set(row.x, entry);
      }
      entry.towns.add(row.town);
      if (row.listed === 1) entry.spans.push(toSpan(row));
    }
    let before: OwnRow | null = null;
    for (const row of this.#own.iterate(ids) as Iterable<OwnRow>) {
      const entry = found.get(row.x);
      if (entry && row.kind === 'event') entry.events.push(eventOf(row));
      else if (entry) {
        const { officer, type: role, from, to } = row;
        entry.own.push({ officer: officer ?? '', role, from, to });
        // The same officer under the same assignment is one pairing, whatever else was changed of it.
        if (before && isSamePairing(before, row)) entry.events.at(-1)!.to = to;
        else entry.events.push({ ...eventOf(row), x: `${row.id}@${from}`, kind: 'assignment' });
      }
      before = row;
    }
    return found;
  }

  /**
   * Visits that are not void, by subject.
   *
   * @param ranges [town, subject, from, to, 1 where who made them is asked]
   */
  visits(ranges: readonly (readonly [string, string, Day, Day, 0 | 1])[]): Map<string, VisitFact[]> {
    const found = new Map<string, VisitFact[]>();
    if (ranges.length === 0) return found;
    const rows = this.#visits.iterate(JSON.stringify(ranges)) as Iterable<{
      x: string;
      day: Day;
      mode: VisitMode;
      outcome: VisitOutcome;
      programmeId: string | null;
      officers: string | null;
    }>;
    for (const { x, officers, ...row } of rows) {
      const fact = { ...row, officers: officers === null ? [] : (JSON.parse(officers) as string[]) };
      const list = found.get(x);
      if (list) list.push(fact);
      else found.set(x, [fact]);
    }
    return found;
  }

  /** First qualifying day ever by `duty` + U+0001 + x; `keys` holds [town, duty, x]. */
  firstDays(keys: readonly (readonly [string, string, string])[]): Map<string, Day> {
    const rows = this.#first.all(JSON.stringify(keys)) as { duty: string; x: string; firstDay: Day }[];
    return new Map(rows.map((row) => [`${row.duty}\u0001${row.x}`, row.firstDay]));
  }

  /** What the registers say of posts now. */
  posts(officers: Iterable<string>): Map<string, PostEntry> {
    const ids = JSON.stringify([...officers]);
    const found = new Map<string, PostEntry>();
    for (const { x, ...span } of this.#posts.iterate(ids) as Iterable<OfficerSpan & { x: string }>) {
      const entry = found.get(x);
      if (entry) entry.spans.push(span);
      else found.set(x, { spans: [span], assignments: [] });
    }
    for (const { x, ...span } of this.#postAssignments.iterate(ids) as Iterable<
      PostAssignment & { x: string }
    >)
      found.get(x)?.assignments.push(span);
    return found;
  }

  /** Visits that officers made and that are not void; `ranges` holds [officer, from, to]. */
  calls(ranges: readonly (readonly [string, Day, Day])[]): Map<string, PostCall[]> {
    const found = new Map<string, PostCall[]>();
    if (ranges.length === 0) return found;
    for (const { x, ...row } of this.#calls.iterate(JSON.stringify(ranges)) as Iterable<
      Omit<PostCall, 'officers'> & { x: string }
    >) {
      const call = { ...row, officers: [x] };
      const list = found.get(x);
      if (list) list.push(call);
      else found.set(x, [call]);
    }
    return found;
  }

  /** Officers that ever called on subjects; `keys` holds [town, subject]. */
  callers(keys: readonly (readonly [string, string])[]): string[] {
    if (keys.length === 0) return [];
    return (this.#callers.all(JSON.stringify(keys)) as { officer: string }[]).map(({ officer }) => officer);
  }
}

function isSamePairing(before: OwnRow, { id, kind, x, officer, from }: OwnRow): boolean {
  return (
    before.id === id &&
    before.kind === kind &&
    before.x === x &&
    before.officer === officer &&
    before.to === from - 1
  );
}

function eventOf({ id, type, officer, from, to }: OwnRow): EventSpan {
  return { x: id, kind: type, day: from, from, to, officer };
}

const NO_TAGS: readonly string[] = [];
const NO_ZONES: Readonly<Record<string, string>> = {};

/** A register entry from its row. */
function toSpan(row: Omit<SpanRow, 'x'>): RegisterSpan {
  return {
    town: row.town,
    from: row.validFrom,
    to: row.validTo,
    home: row.home,
    type: row.type,
    tags: row.tags === '[]' ? NO_TAGS : (JSON.parse(row.tags) as string[]),
    zones: row.zones === '{}' ? NO_ZONES : (JSON.parse(row.zones) as Record<string, string>),
  };
}

/** The entry in force on a day, or else the nearest: a call may precede the day a subject was listed. */
export function spanOn(spans: readonly RegisterSpan[], day: Day): RegisterSpan | undefined {
  let best: RegisterSpan | undefined;
  for (const span of spans) {
    if (span.from <= day && day <= span.to) return span;
    if (!best || span.to < day) best = span;
  }
  return best;
}
