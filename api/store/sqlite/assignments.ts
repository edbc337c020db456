import type { Database } from 'better-sqlite3';
import { type AsOf, onRecord } from '#api/store/sqlite/asOf.ts';
import type { AreaAssignments } from '#geodata/duty/responsibility.ts';
import type { AssignmentSpan } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

interface Row {
  home: string;
  officer: string;
  role: string;
  from: Day;
  to: Day;
}

const OWN = 'r.home, r.officer, r.type AS role, r.validFrom AS "from", r.validTo AS "to"';

/** All assignments to areas on record. */
export function readAreaAssignments(db: Database, asOf: AsOf = null): AreaAssignments {
  return byArea(
    db
      .prepare(
        `SELECT ${OWN} FROM register_version AS r
         WHERE kind = 'assignment' AND ${onRecord('r', asOf)} AND subject IS NULL ORDER BY r.x, r.validFrom`,
      )
      .all() as Row[],
  );
}

/** Those of some areas as they stand now. */
export function readAssignmentsOf(db: Database, areas: Iterable<string>): AreaAssignments {
  return byArea(
    db
      .prepare(
        `SELECT ${OWN} FROM json_each(?) AS j CROSS JOIN register_version AS r INDEXED BY register_by_home
           ON r.kind = 'assignment' AND r.home = j.value
         WHERE ${onRecord('r', null)} AND subject IS NULL ORDER BY r.x, r.validFrom`,
      )
      .all(JSON.stringify([...areas])) as Row[],
  );
}

function byArea(rows: readonly Row[]): Map<string, AssignmentSpan[]> {
  const lists = new Map<string, AssignmentSpan[]>();
  for (const { home, ...span } of rows) {
    const list = lists.get(home);
    if (list) list.push(span);
    else lists.set(home, [span]);
  }
  return lists;
}
