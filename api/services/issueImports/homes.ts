import { visible } from '#api/services/areas.ts';
import type { ServiceContext } from '#api/services/context.ts';
import type { Place } from '#api/services/place.ts';
import type { Scope } from '#api/store/store.ts';
import type { IssueMapping } from '#geodata/import/issues/mapping.ts';
import type { ReadIssue } from '#geodata/import/issues/row.ts';
import { ADMINISTRATIVE, type Day, type Level, type LonLat } from '#geodata/model.ts';

/** Where an imported issue is at home. */
export interface ImportedHome {
  code: string;
  level: Level;
  /** As it is kept: null where it is not located, or its position was put aside. */
  position: LonLat | null;
  isOutside: boolean;
}

/** Why an issue has no home here. */
export type Homeless = 'outside' | 'unknownArea' | 'noArea';

/** Finds homes of imported issues in the tree of their day: the area named, or the smallest that holds the position. */
export class ImportedHomes {
  readonly #context: ServiceContext;
  readonly #place: Place;
  readonly #scope: Scope;
  readonly #mapping: IssueMapping;
  readonly #unlocated: string | null;
  /** To ask for the tree of its day takes longer than all else about a row. */
  readonly #days = new Map<Day, Awaited<ReturnType<Place['on']>>>();

  /** @param unlocated home of those that are not located; null where there is no one area for them */
  constructor(
    parts: { context: ServiceContext; place: Place; scope: Scope; mapping: IssueMapping },
    unlocated: string | null,
  ) {
    this.#context = parts.context;
    this.#place = parts.place;
    this.#scope = parts.scope;
    this.#mapping = parts.mapping;
    this.#unlocated = unlocated;
  }

  async of({ createdAt, position, area }: ReadIssue): Promise<ImportedHome | Homeless> {
    const day = this.#context.dayOf(createdAt);
    let on = this.#days.get(day);
    if (!on) {
      on = await this.#place.on(day);
      this.#days.set(day, on);
    }
    const { tree, find } = on;
    const at = (code: string | null | undefined) => {
      const found = code == null ? undefined : tree.get(code);
      return found?.tree === ADMINISTRATIVE && visible(tree, this.#scope, found.code) ? found : undefined;
    };
    const held = position && at(find(...position)?.code);
    const isOutside = position !== null && !held;
    if (isOutside && this.#mapping.outside === 'refuse') return 'outside';
    const named = at(area);
    if (area !== null && !named) return 'unknownArea';
    const home = named ?? held ?? at(this.#unlocated);
    if (!home) return 'noArea';
    return { code: home.code, level: home.level, position: isOutside ? null : position, isOutside };
  }
}

/**
 * The area for what is not located: the one named, else the district, else the one area of the scope.
 *
 * @returns null where there is no one area
 */
export async function unlocatedHome(
  { store }: ServiceContext,
  scope: Scope,
  named: string | null,
): Promise<string | null> {
  const { tree } = await store.treeState();
  if (named !== null) return tree.get(named) && visible(tree, scope, named) ? named : null;
  const tops = tree.children(null).filter((top) => top.tree === ADMINISTRATIVE);
  const [district] = tops;
  if (district && tops.length === 1 && visible(tree, scope, district.code)) return district.code;
  const own = scope.codes.filter((code) => tree.get(code)?.tree === ADMINISTRATIVE);
  return own.length === 1 ? own[0]! : null;
}
