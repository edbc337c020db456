import type { Database } from 'better-sqlite3';
import type { AsOf } from '#api/store/sqlite/asOf.ts';
import { VERSION_ON } from '#api/store/sqlite/issue/homes.ts';
import { readTrees } from '#api/store/sqlite/reference.ts';
import { type AreaNodes, type TreeVersions, upFrom } from '#geodata/duty/places.ts';
import type { Day } from '#geodata/model.ts';

/** Which rows of the ledger a question about an area reads. */
export interface Where {
  /** Towns whose keys they carry. */
  towns: readonly string[];
  /** Areas they are kept under, each with the area of the tree in force it is shown as. */
  places: ReadonlyMap<string, string>;
  /** Whether that is all there is under these towns, so that their sums answer too. */
  isWhole: boolean;
  /** Town of a place in the tree in force: what an issue is kept under may be that of the tree before. */
  townOf: (place: string) => string;
}

/** What holds nothing. */
export const NOWHERE: Where = { towns: [], places: new Map(), isWhole: false, townOf: (place) => place };

/** Areas of issues in the tree in force on a day; an area that has left it is shown as the nearest that held it. */
export class IssuePlaces {
  readonly #db: Database;
  #newest: { version: number; trees: TreeVersions } | null = null;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * What lies in an area, as far as a scope allows.
   *
   * @param scope areas whose subtrees may be seen
   * @param day that of the tree
   * @param asOf number of the commit by which things stood; null for now
   * @param former also what is kept under areas and towns of former trees, as visits are; of issues there is some
   *   only until they have been given their homes in the tree of the day
   * @returns null when there is no such area in the scope
   */
  where(
    scope: readonly string[],
    area: string,
    day: Day,
    asOf: AsOf = null,
    former = !this.#areSettled(day, asOf),
  ): Where | null {
    const trees = this.trees(asOf);
    const nodes = trees.on(day);
    const places = new Map(placesIn(nodes, scope, area).map((code) => [code, code]));
    if (!places.has(area)) return null;
    const townOf = (place: string): string => nodes.get(place)?.town ?? place;
    const towns = new Set([...places.keys()].map((code) => nodes.get(code)!.town));
    if (!former) {
      const isWhole = [...nodes].every(([code, { town }]) => places.has(code) || !towns.has(town));
      return { towns: [...towns], places, isWhole, townOf };
    }
    for (const { nodes: then } of trees.during(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY))
      for (const [code, { town }] of then) {
        const place = trees.placeOn(code, day);
        if (place === null || nodes.get(place) === undefined || !places.has(place)) continue;
        places.set(code, place);
        towns.add(town);
      }
    return { towns: [...towns], places, isWhole: false, townOf };
  }

  /** Whether issues had been given their homes in the tree of a day; until then their towns tell too little. */
  #areSettled(day: Day, asOf: AsOf): boolean {
    const by = asOf ?? Number.MAX_SAFE_INTEGER;
    const inForce = this.#db.prepare(VERSION_ON).get({ day, asOf: by }) as { version: number };
    const settled = this.#db
      .prepare('SELECT version FROM issue_homes WHERE seq <= ? ORDER BY seq DESC LIMIT 1')
      .get(by) as { version: number } | undefined;
    return (settled?.version ?? 0) === inForce.version;
  }

  /** The area an issue is shown at on a day; null when it is nowhere in a scope. */
  placeOf(scope: readonly string[], area: string, day: Day): string | null {
    const trees = this.trees(null);
    const place = trees.placeOn(area, day);
    if (place === null) return null;
    return [...upFrom(trees.on(day), place)].some((code) => scope.includes(code)) ? place : null;
  }

  trees(asOf: AsOf): TreeVersions {
    if (asOf !== null) return readTrees(this.#db, asOf);
    const { version } = this.#db
      .prepare('SELECT coalesce(max(version), 0) AS version FROM tree_version')
      .get() as { version: number };
    if (this.#newest?.version !== version) this.#newest = { version, trees: readTrees(this.#db) };
    return this.#newest.trees;
  }
}

/** The areas in a subtree that a scope holds; a parent comes before its children. */
function placesIn(nodes: AreaNodes, scope: readonly string[], top: string): string[] {
  const asked = new Set<string>();
  const allowed = new Set<string>();
  for (const [code, { parent }] of nodes) {
    if (code === top || (parent !== null && asked.has(parent))) asked.add(code);
    if (scope.includes(code) || (parent !== null && allowed.has(parent))) allowed.add(code);
  }
  return allowed.has(top) ? [...asked] : [];
}
