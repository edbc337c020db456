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

/** All assignments to areas on record. */
export function readAreaAssignments(db: Database, asOf: AsOf = null): AreaAssignments {
  const rows = db
    .prepare(
      `SELECT home, officer, type AS role, validFrom AS "from", validTo AS "to" FROM register_version AS r
       WHERE kind = 'assignment' AND ${onRecord('r', asOf)} AND subject IS NULL ORDER BY x, validFrom`,
    )
    .all() as Row[];
  const byArea = new Map<string, AssignmentSpan[]>();
  for (const { home, ...span } of rows) {
    const list = byArea.get(home);
    if (list) list.push(span);
    else byArea.set(home, [span]);
  }
  return byArea;
}
