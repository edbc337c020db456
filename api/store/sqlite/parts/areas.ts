import type { AreaStore, TreeState } from '#api/store/areaStore.ts';
import { shapeTexts, treeState } from '#api/store/questions/reference.ts';
import type { Connections } from '#api/store/sqlite/connections.ts';
import { seqBy } from '#api/store/sqlite/parts/commits.ts';
import { inScope } from '#api/store/sqlite/parts/scope.ts';
import type { Boundary } from '#geodata/model.ts';

/** The areas of the ledger; a version of the tree, once read, is held. */
export function createAreaStore(connections: Connections): AreaStore {
  const held = new Map<number, TreeState>();

  const stateAt: AreaStore['treeState'] = async (which) => {
    const at = which === 'newest' ? null : (which ?? { day: connections.today() });
    const recordedBy = at?.recordedBy === undefined ? null : await seqBy(connections, at.recordedBy);
    const versions = await connections.read((db) =>
      db.selectFrom('tree_version').select(['version', 'validFrom', 'seq']).orderBy('version').execute(),
    );
    // Before any was recorded there were no figures either; the first shows where they would have been.
    const recorded = versions.filter(({ seq }) => recordedBy === null || seq <= recordedBy);
    // In force is the newest that begins by then; the first also holds for all days before it.
    const known = recorded.length > 0 ? recorded : versions.slice(0, 1);
    const begins = known[0]?.validFrom ?? 0;
    const found = at
      ? known.findLast(({ validFrom }) => validFrom <= Math.max(at.day, begins))
      : known.at(-1);
    const version = found?.version ?? 0;
    let state = held.get(version);
    if (!state) {
      state = await connections.read((db) => treeState(db, version));
      if (version !== 0) held.set(version, state);
    }
    return state;
  };

  const shapes: AreaStore['shapes'] = async (scope, codes, at) => {
    const { version, tree } = await stateAt(at);
    const visible = codes.filter((code) => inScope(tree, scope, code));
    const texts = await connections.read((db) => shapeTexts(db, version, visible));
    return new Map([...texts].map(([code, text]) => [code, JSON.parse(text) as Boundary['geometry']]));
  };

  return {
    treeState: stateAt,
    shapes,
    shape: async (scope, code) => (await shapes(scope, [code])).get(code) ?? null,
    lostHomes: (write) => connections.ask('lostHomes', write),
    putTree: (write) => connections.write('putTree', write),
  };
}
