import type { Database, Statement } from 'better-sqlite3';
import type { AssignmentSpan, SubjectSpan, VisitFact } from '#geodata/duty/types.ts';
import type { Day, SubjectType, VisitMode, VisitOutcome } from '#geodata/model.ts';

/** A subject's register entry as it stands now, with the town whose key it carries. */
export interface RegisterSpan extends SubjectSpan {
  town: string;
}

/** What the registers say of a subject now: its entries and the assignments to itself. */
export interface RegisterEntry {
  spans: RegisterSpan[];
  own: AssignmentSpan[];
  /** Every town it was ever on record in, also by entries replaced since: visits stay under their town. */
  towns: Set<string>;
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

/** Loads what the ledger knows of subjects, many at once. */
export class FactLoader {
  readonly #spans: Statement;
  readonly #own: Statement;
  readonly #visits: Statement;
  readonly #first: Statement;

  constructor(db: Database) {
    this.#spans = db.prepare(
      `SELECT r.x, r.town, r.validFrom, r.validTo, r.home, r.type, r.tags, r.zones, r.endSeq FROM json_each(?) AS j
       CROSS JOIN register_version AS r INDEXED BY register_by_x
         ON r.kind = 'subject' AND r.x = j.value
       ORDER BY r.x, r.validFrom`,
    );
    this.#own = db.prepare(
      `SELECT r.subject AS x, r.officer, r.type AS role, r.validFrom AS "from", r.validTo AS "to"
       FROM json_each(?) AS j CROSS JOIN register_version AS r INDEXED BY register_by_subject
         ON r.subject = j.value AND r.endSeq IS NULL AND r.kind = 'assignment'
       ORDER BY r.subject, r.x, r.validFrom`,
    );
    this.#visits = db.prepare(
      `SELECT v.subject AS x, v.day, v.mode, v.outcome, v.programme AS programmeId
       FROM json_each(?) AS j CROSS JOIN visit AS v INDEXED BY visit_by_subject
         ON v.town = j.value ->> 0 AND v.subject = j.value ->> 1
            AND v.day BETWEEN j.value ->> 2 AND j.value ->> 3
       WHERE v.endSeq IS NULL`,
    );
    this.#first = db.prepare(
      `SELECT e.duty, e.x, MIN(e.firstDay) AS firstDay FROM json_each(?) AS j CROSS JOIN ever AS e
         ON e.town = j.value ->> 0 AND e.duty = j.value ->> 1 AND e.x = j.value ->> 2
       GROUP BY e.duty, e.x`,
    );
  }

  /** What the registers say now, by subject; entries ascending. */
  registers(subjects: Iterable<string>): Map<string, RegisterEntry> {
    const ids = JSON.stringify([...subjects]);
    const found = new Map<string, RegisterEntry>();
    for (const row of this.#spans.iterate(ids) as Iterable<SpanRow & { endSeq: number | null }>) {
      let entry = found.get(row.x);
      if (!entry) {
        entry = { spans: [], own: [], towns: new Set() };
        found.set(row.x, entry);
      }
      entry.towns.add(row.town);
      if (row.endSeq === null) entry.spans.push(toSpan(row));
    }
    for (const { x, ...span } of this.#own.iterate(ids) as Iterable<AssignmentSpan & { x: string }>)
      found.get(x)?.own.push(span);
    return found;
  }

  /** Visits that are not void, by subject; `ranges` holds [town, subject, from, to]. */
  visits(ranges: readonly (readonly [string, string, Day, Day])[]): Map<string, VisitFact[]> {
    const found = new Map<string, VisitFact[]>();
    const rows = this.#visits.iterate(JSON.stringify(ranges)) as Iterable<{
      x: string;
      day: Day;
      mode: VisitMode;
      outcome: VisitOutcome;
      programmeId: string | null;
    }>;
    for (const row of rows) {
      const list = found.get(row.x);
      if (list) list.push({ ...row, officers: [] });
      else found.set(row.x, [{ ...row, officers: [] }]);
    }
    return found;
  }

  /** First qualifying day ever by `duty` + U+0001 + subject; `keys` holds [town, duty, subject]. */
  firstDays(keys: readonly (readonly [string, string, string])[]): Map<string, Day> {
    const rows = this.#first.all(JSON.stringify(keys)) as { duty: string; x: string; firstDay: Day }[];
    return new Map(rows.map((row) => [`${row.duty}\u0001${row.x}`, row.firstDay]));
  }
}

/** A register entry from its row. */
export function toSpan(row: Omit<SpanRow, 'x'>): RegisterSpan {
  return {
    town: row.town,
    from: row.validFrom,
    to: row.validTo,
    home: row.home,
    type: row.type,
    tags: JSON.parse(row.tags) as string[],
    zones: JSON.parse(row.zones) as Record<string, string>,
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
