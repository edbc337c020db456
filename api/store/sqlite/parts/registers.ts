import { CodedError } from '#api/errors.ts';
import type { AreaStore } from '#api/store/areaStore.ts';
import { homesBelow } from '#api/store/homes.ts';
import { feeds } from '#api/store/questions/feeds.ts';
import { assignedOfficers } from '#api/store/questions/officers.ts';
import { assignmentsOf, registerRecords } from '#api/store/questions/registers.ts';
import type { RegisterStore } from '#api/store/registerStore.ts';
import type { Connections } from '#api/store/sqlite/connections.ts';
import { seqBy } from '#api/store/sqlite/parts/commits.ts';
import { entryInScope, inScope } from '#api/store/sqlite/parts/scope.ts';

/** The registers of the ledger: scans and writes by its threads, point reads here. */
export function createRegisterStore(
  connections: Connections,
  { treeState }: Pick<AreaStore, 'treeState'>,
): RegisterStore {
  const { write } = connections;
  return {
    registerPage: async (scope, question) => {
      const { tree } = await treeState();
      if (question.area !== undefined && !inScope(tree, scope, question.area))
        throw new CodedError('notFound', `There is no area ${question.area}.`);
      const towns = homesBelow(tree, question.area === undefined ? scope.codes : [question.area]);
      return connections.ask('registerPage', towns, question);
    },

    registerRecords: async (scope, kind, id) => {
      const { tree } = await treeState();
      const all = await connections.read((db) => registerRecords(db, kind, id));
      const records = all.filter((record) => entryInScope(tree, scope, record));
      return records.some((record) => record.replacedAt === null) ? records : [];
    },

    assignmentsOf: async (scope, of, day) => {
      const { tree } = await treeState();
      const rows = await connections.read((db) => assignmentsOf(db, of, day));
      return rows.filter((row) => entryInScope(tree, scope, row));
    },

    assignedOfficers: async (scope, areas, day) => {
      const { tree } = await treeState();
      const visible = areas.filter((code) => inScope(tree, scope, code));
      const towns = [...new Set(visible.map((code) => tree.get(code)!.townCode))];
      return connections.read((db) => assignedOfficers(db, visible, towns, day));
    },

    feeds: async (recordedBy) => {
      const asOf = recordedBy === undefined ? null : await seqBy(connections, recordedBy);
      return connections.read((db) => feeds(db, asOf));
    },

    putSubjects: (scope, subjects) => write('putSubjects', scope, subjects),
    putOrganisations: (scope, organisations) => write('putOrganisations', scope, organisations),
    putOfficers: (scope, officers) => write('putOfficers', scope, officers),
    putAssignments: (scope, assignments) => write('putAssignments', scope, assignments),
    putEvents: (scope, events) => write('putEvents', scope, events),
    putFeeds: (scope, sources) => write('putFeeds', scope, sources),
    endEntry: (scope, kind, id, lastDay) => write('endEntry', scope, kind, id, lastDay),
    deliver: (scope, feed, at, day) => write('deliver', scope, feed, at, day),
  };
}
