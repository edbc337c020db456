import type { Database } from 'better-sqlite3';
import { IssuePlaces, type Where } from '#api/store/sqlite/issue/places.ts';
import {
  type KeptEvent,
  type KeptSupervision,
  recordOf,
  SUPERVISION_COLUMNS,
  SUPERVISION_LOG,
} from '#api/store/sqlite/supervision/rows.ts';
import type {
  SupervisionPlace,
  SupervisionRow,
  SupervisionsPage,
  SupervisionsQuestion,
} from '#api/store/supervisionStore.ts';
import type { Day } from '#geodata/model.ts';
import { isSupervisionOverdue } from '#geodata/supervision/fold.ts';
import { isOpenSupervision, type SupervisionState } from '#geodata/supervision/states.ts';

/** Scans over supervised items. */
export interface SupervisionReaderMethods {
  /** @returns null when the area asked for is not among those that may be seen */
  supervisions(scope: readonly string[], question: SupervisionsQuestion): SupervisionsPage | null;
}

interface Listed {
  town: string;
  id: string;
  area: string;
  state: SupervisionState;
  due: Day;
  lastAt: number;
}

export function createSupervisionReader(db: Database): SupervisionReaderMethods {
  const places = new IssuePlaces(db);
  const listed = db.prepare(
    `SELECT town, id, area, state, due, lastAt FROM supervision
     WHERE town IN (SELECT value FROM json_each(@towns)) AND (@issue IS NULL OR issue = @issue)`,
  );
  const keptAt = db.prepare('SELECT DISTINCT town, area FROM supervision');
  const full = db.prepare(
    `SELECT ${SUPERVISION_COLUMNS} FROM supervision AS s WHERE s.town = ? AND s.id = ?`,
  );
  const log = db.prepare(SUPERVISION_LOG);
  const rowOf = ({ town, id }: Listed, home: string): SupervisionRow => {
    const events = log.all(town, id) as KeptEvent[];
    const { text: _, ...row } = recordOf(full.get(town, id) as KeptSupervision, events);
    return { ...row, home };
  };
  return {
    supervisions: (scope, question) => {
      const { area, issue, today, limit, after } = question;
      const where = whereOf(places, keptAt.all() as { town: string; area: string }[], { scope, area, today });
      if (!where) return null;
      const values = { towns: JSON.stringify(where.towns), issue: issue ?? null };
      const found: { place: SupervisionPlace; row: Listed; home: string }[] = [];
      const counts = { matching: 0, open: 0, overdue: 0 };
      for (const row of listed.iterate(values) as Iterable<Listed>) {
        const home = where.places.get(row.area);
        if (home === undefined) continue;
        const open = isOpenSupervision(row.state);
        const overdue = isSupervisionOverdue(row.state, row.due, today);
        if (open) counts.open++;
        if (overdue) counts.overdue++;
        if (question.open && !open) continue;
        if (question.overdue && !overdue) continue;
        if (question.states && !question.states.includes(row.state)) continue;
        counts.matching++;
        const place: SupervisionPlace = open ? [0, row.due, row.id] : [1, -row.lastAt, row.id];
        if (after === null || compare(place, after) > 0) found.push({ place, row, home });
      }
      found.sort((a, b) => compare(a.place, b.place));
      const page = found.slice(0, limit);
      return {
        ...counts,
        rows: page.map(({ row, home }) => rowOf(row, home)),
        next: found.length > limit ? page.at(-1)!.place : null,
      };
    },
  };
}

/**
 * Where items of an area are kept, those kept under former areas and towns too; all of a scope where none is named.
 *
 * @returns null when the area is not among those that may be seen
 */
function whereOf(
  places: IssuePlaces,
  kept: readonly { town: string; area: string }[],
  { scope, area, today }: { scope: readonly string[]; area: string | null; today: Day },
): Pick<Where, 'towns' | 'places'> | null {
  const inside = new Set<string>();
  for (const top of area === null ? scope : [area]) {
    const where = places.where(scope, top, today, null, false);
    if (!where && area !== null) return null;
    for (const code of where?.places.keys() ?? []) inside.add(code);
  }
  const trees = places.trees(null);
  const shown = kept.flatMap((each) => {
    const place = trees.placeOn(each.area, today);
    return place !== null && inside.has(place) ? [{ ...each, place }] : [];
  });
  return {
    towns: [...new Set(shown.map(({ town }) => town))],
    places: new Map(shown.map(({ area: code, place }) => [code, place])),
  };
}

function compare(a: SupervisionPlace, b: SupervisionPlace): number {
  return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
}
