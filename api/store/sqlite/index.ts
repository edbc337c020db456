import { type Clock, Connections } from '#api/store/sqlite/connections.ts';
import { SqliteIssues } from '#api/store/sqlite/issue/store.ts';
import { createAreaStore } from '#api/store/sqlite/parts/areas.ts';
import { changesAfter, lastCommit } from '#api/store/sqlite/parts/commits.ts';
import { createDutyStore } from '#api/store/sqlite/parts/duties.ts';
import { createRegisterStore } from '#api/store/sqlite/parts/registers.ts';
import { readSetting } from '#api/store/sqlite/parts/settings.ts';
import { createVisitStore } from '#api/store/sqlite/parts/visits.ts';
import { SqliteServices } from '#api/store/sqlite/service/store.ts';
import { SqliteSupervisions } from '#api/store/sqlite/supervision/store.ts';
import type { Store } from '#api/store/store.ts';

/**
 * The ledger in one SQLite file, made and migrated where needed.
 *
 * @throws CodedError `unavailable` when the file cannot be opened
 */
export async function openSqliteStore(file: string, clock: Clock): Promise<Store> {
  const connections = await Connections.open(file, clock);
  const areas = createAreaStore(connections);
  return {
    ...areas,
    ...createDutyStore(connections, areas),
    ...createVisitStore(connections, areas),
    ...createRegisterStore(connections, areas),
    issues: new SqliteIssues(connections),
    supervision: new SqliteSupervisions(connections),
    services: new SqliteServices(connections),
    lastCommit: () => lastCommit(connections),
    onWrite: (tell) => connections.onWrite(tell),
    changesAfter: (seq, limit) => changesAfter(connections, seq, limit),
    setting: (key) => readSetting(connections, key),
    putSetting: (key, value) => connections.write('putSetting', key, JSON.stringify(value)),
    rebuildDifferences: () => connections.ask('rebuildDifferences'),
    ready: async () => {
      try {
        await lastCommit(connections);
        await connections.writerAnswers();
        return true;
      } catch {
        return false;
      }
    },
    close: () => connections.close(),
  };
}
