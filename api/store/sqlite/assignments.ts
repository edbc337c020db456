import type { Database } from 'better-sqlite3';
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

/** All assignments to areas, as the register stands now. */
export function readAreaAssignments(db: Database): AreaAssignments {
  const rows = db
    .prepare(
      `SELECT home, officer, type AS role, validFrom AS "from", validTo AS "to" FROM register_version
       WHERE kind = 'assignment' AND endSeq IS NULL AND subject IS NULL ORDER BY x, validFrom`,
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
