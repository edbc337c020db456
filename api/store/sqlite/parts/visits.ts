import { CodedError } from '#api/errors.ts';
import type { AreaStore } from '#api/store/areaStore.ts';
import type { Connections } from '#api/store/sqlite/connections.ts';
import { GroupCommit } from '#api/store/sqlite/parts/groupCommit.ts';
import { inScope } from '#api/store/sqlite/parts/scope.ts';
import type { VisitStore } from '#api/store/visitStore.ts';

/** The visits of the ledger: scans and writes by its threads, point reads here. */
export function createVisitStore(
  connections: Connections,
  { treeState }: Pick<AreaStore, 'treeState'>,
): VisitStore {
  const group = new GroupCommit(connections);
  return {
    visits: async (scope, question) => {
      const { tree } = await treeState();
      const tops = question.area === undefined ? scope.codes : [question.area];
      if (tops.some((code) => !inScope(tree, scope, code)))
        throw new CodedError('notFound', `There is no area ${question.area}.`);
      const areas = tops.flatMap((code) => tree.subtree(code));
      const homes = new Set(areas.map((area) => area.code));
      const towns = [...new Set(areas.map((area) => area.townCode))];
      const whole = towns.every((town) =>
        tree.subtree(town).every((area) => homes.has(area.code) || area.townCode !== town),
      );
      return connections.ask('visits', towns, whole ? null : [...homes], question);
    },

    lastReceived: async (scope, towns) => {
      if (towns.length === 0) return new Map();
      const { tree } = await treeState();
      const rows = await connections.read((db) =>
        db
          .selectFrom('fresh')
          .select(['area', 'receivedAt'])
          .where('town', 'in', [...towns])
          .execute(),
      );
      return new Map(
        rows.filter((row) => inScope(tree, scope, row.area)).map((row) => [row.area, row.receivedAt]),
      );
    },

    ingestVisits: (scope, visits) => group.ingest(scope, visits),
    voidVisit: (scope, id, reason) => connections.write('voidVisit', scope, id, reason),
  };
}
