import type { Connections } from '#api/store/sqlite/connections.ts';
import type { Change, Commit } from '#api/store/store.ts';
import type { Day } from '#geodata/model.ts';

/** The last commit; number 0 before the first. */
export async function lastCommit(connections: Connections): Promise<Commit> {
  const row = await connections.read((db) =>
    db.selectFrom('commit').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst(),
  );
  return row ?? { seq: 0, at: 0, day: connections.dayOf(0) };
}

/** Number of the last commit of a civil day or before; 0 where there is none. */
export async function seqBy(connections: Connections, day: Day): Promise<number> {
  const row = await connections.read((db) =>
    db
      .selectFrom('commit')
      .select(({ fn }) => fn.max<number | null>('seq').as('seq'))
      .where('day', '<=', day)
      .executeTakeFirst(),
  );
  return row?.seq ?? 0;
}

/** What commits after a number touched, oldest first; at most so many. */
export async function changesAfter(connections: Connections, seq: number, limit: number): Promise<Change[]> {
  const rows = await connections.read((db) =>
    db.selectFrom('change_log').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit).execute(),
  );
  return rows.map(({ seq: at, areas, duties, issues, services }) => ({
    seq: at,
    areas: JSON.parse(areas) as string[],
    duties: JSON.parse(duties) as string[],
    issues: issues === 1,
    services: services === 1,
  }));
}
