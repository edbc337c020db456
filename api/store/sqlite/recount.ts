import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import { FactLoader } from '#api/store/sqlite/facts.ts';
import { idsOnRecord } from '#api/store/sqlite/rebuild.ts';
import type { Reference } from '#api/store/sqlite/reference.ts';
import { change, everything, loadSide, type Side } from '#api/store/sqlite/sides.ts';
import type { Commit } from '#api/store/store.ts';

/**
 * Writes what a change of what the ledger reckons by (a rule, the tree of areas, the holidays) makes of every x,
 * page by page: taken away as it was, added as it is.
 *
 * @param before what the ledger reckoned by
 * @param only ids of the duties that differ; all when left out
 * @param registersBefore what the registers said of subjects that the change itself has moved
 */
export function recountAll(
  context: WriteContext,
  commit: Commit,
  before: Reference,
  only?: ReadonlySet<string>,
  registersBefore: Side['subjects'] = new Map(),
): void {
  const { db, reference } = context;
  const facts = new FactLoader(db);
  const trees = [before.trees, reference.trees];
  for (const touched of everything(idsOnRecord(db), reference.trees)) {
    const areas =
      touched.areas.size === 0 ? touched.areas : new Set(trees.flatMap((tree) => [...tree.codes()]));
    const after = loadSide(facts, reference, { ...touched, areas });
    const moved = (entries: Side['subjects']): Side['subjects'] =>
      new Map([...entries].map(([x, entry]) => [x, registersBefore.get(x) ?? entry] as const));
    const subjects = moved(after.subjects);
    const was = { ...after, reference: before, subjects, called: moved(after.called) };
    const deltas = new Deltas();
    change(deltas, was, after, only);
    context.writePage(commit, deltas);
  }
}
