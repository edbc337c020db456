import type { Database } from 'better-sqlite3';
import type { KeptNetwork, KeptSiting } from '#api/store/serviceStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import type { Commit } from '#api/store/store.ts';
import type { ServiceSettings } from '#geodata/service/types.ts';

/** Key of the setting. */
export const SERVICES = 'services';

/** Sets what the district says of its services; every screen that shows one looks anew. */
export function putServiceSettings(context: WriteContext, settings: ServiceSettings): Commit {
  return context.transaction(() => {
    context.db
      .prepare(
        'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      )
      .run(SERVICES, JSON.stringify(settings));
    return recordEverywhere(context);
  });
}

/** Puts another network in the place of the one in force; null takes it away. */
export function writeTravelNetwork(
  context: WriteContext,
  network: { kept: KeptNetwork; edges: Uint8Array } | null,
): void {
  const { db } = context;
  context.transaction(() => {
    const { seq } = recordEverywhere(context);
    db.prepare('DELETE FROM travel_network').run();
    if (!network) return;
    const { kept, edges } = network;
    db.prepare('INSERT INTO travel_network (id, kept, edges, seq) VALUES (?, ?, ?, ?)').run(
      kept.id,
      JSON.stringify(kept),
      edges,
      seq,
    );
  });
}

/** Writes a siting, or what has become of it. It is no part of the ledger, so that it takes no commit. */
export function writeSiting(db: Database, siting: KeptSiting): void {
  db.prepare(
    `INSERT INTO siting (id, area, at, by, state, input, result, failure)
     VALUES (@id, @area, @at, @by, @state, @input, @result, @failure)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, result = excluded.result, failure = excluded.failure`,
  ).run(siting);
}

/** A commit that concerns every area: whoever listens is told, whatever part of the tree they see. */
function recordEverywhere(context: WriteContext): Commit {
  const commit = context.takeCommit();
  const areas = context.reference.trees.on(commit.day).keys();
  context.record(commit, new Deltas(), areas, [], { services: true });
  return commit;
}
