import { CodedError } from '#api/errors.ts';
import { householdsOf } from '#api/services/areas.ts';
import type { ServiceContext } from '#api/services/context.ts';
import { keep } from '#api/services/keep.ts';
import type { Statistics } from '#api/services/statistics.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { Scope } from '#api/store/store.ts';
import type { Cells } from '#geodata/hotspot/cells.ts';
import type { Neighbours } from '#geodata/hotspot/neighbours.ts';
import type { Weights } from '#geodata/hotspot/weights.ts';
import { ADMINISTRATIVE, type Area } from '#geodata/model.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { packAreas } from '#geodata/tiles/pack.ts';

/** What the district is cut into. */
export type CellKind = { kind: 'grid' | 'community' } | { kind: 'h3'; resolution: number };

/** The cells of a district in one version of the tree. */
export interface DistrictCells extends Cells {
  kind: CellKind;
  state: TreeState;
  root: Area;
  /** Of H3 cells: their indices as numbers, as `codes`. */
  indices: BigUint64Array | null;
  /** Nested-set number of each cell's home. */
  lft: Int32Array;
  /** 城乡分类 of each class that `peers` numbers. */
  classes: (string | null)[];
  peers: Int32Array;
  /** Of areas; NaN where not known. */
  households: Float64Array;
}

/** Cut districts and lists of neighbours that are kept; the largest takes some 100 MB. */
const KEPT = 6;

/**
 * Cells and their neighbours, made once per version of the tree: they do not change with what is counted in them.
 */
export class CellCache {
  readonly #context: ServiceContext;
  readonly #statistics: Statistics;
  readonly #cells = new Map<string, Promise<DistrictCells>>();
  readonly #neighbours = new Map<string, Promise<Neighbours>>();

  constructor(context: ServiceContext, statistics: Statistics) {
    this.#context = context;
    this.#statistics = statistics;
  }

  /** @throws CodedError `badRequest` when there were too many cells */
  cells(state: TreeState, root: Area, kind: CellKind): Promise<DistrictCells> {
    return keep(this.#cells, keyOf(state, root, kind), KEPT, () => this.#cut(state, root, kind));
  }

  /** @throws CodedError `badRequest` when there were too many neighbours */
  neighbours(cells: DistrictCells, weights: Weights): Promise<Neighbours> {
    const { state, root, kind, points, queen } = cells;
    if (weights.kind === 'queen') return Promise.resolve(queen);
    return keep(this.#neighbours, `${keyOf(state, root, kind)} ${JSON.stringify(weights)}`, KEPT, () =>
      this.#statistics.neighbours({ points, queen, weights }),
    );
  }

  async #cut(state: TreeState, root: Area, kind: CellKind): Promise<DistrictCells> {
    const { tree } = state;
    const below = tree.subtree(root.code);
    const wanted = kind.kind === 'h3' ? below : below.filter(({ level }) => level === kind.kind);
    const shapes = await this.#context.store.shapes(
      { codes: [root.code] },
      wanted.map(({ code }) => code),
      { day: state.validFrom ?? 0 },
    );
    const packed = packAreas(wanted.map((area) => ({ ...area, geometry: shapes.get(area.code) ?? null })));
    const made =
      kind.kind === 'h3'
        ? await this.#statistics.hexagonCells({
            areas: packed,
            root: root.code,
            resolution: kind.resolution,
          })
        : { ...(await this.#statistics.areaCells({ outlines: packed })), indices: null };
    const homes = made.homes.map((code) => tree.get(code)!);
    const isArea = kind.kind !== 'h3';
    const ofEach = homes.map((area) => (isArea ? classOf(state, area) : null));
    const classes = [...new Set(ofEach)].sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1));
    return {
      ...made,
      kind,
      state,
      root,
      lft: Int32Array.from(homes, ({ lft }) => lft),
      classes,
      peers: Int32Array.from(ofEach, (each) => classes.indexOf(each)),
      households: Float64Array.from(homes, (area) =>
        isArea ? (householdsOf(tree, area) ?? Number.NaN) : Number.NaN,
      ),
    };
  }
}

/** The top of the tree over an area: the district whose cells are tested together. */
export function rootOf({ tree }: TreeState, area: Area): Area {
  if (area.tree !== ADMINISTRATIVE)
    throw new CodedError('badRequest', `${area.code} is a zone; hotspots are of administrative areas.`, [
      { path: 'area', message: 'is a zone', code: 'invalid' },
    ]);
  return tree.ancestors(area.code)[0] ?? area;
}

/** Places of the cells that lie in an area and in the scope, and whose middle is in the box where one is named. */
export function cellsWithin(
  { lft, points, state: { tree } }: DistrictCells,
  scope: Scope,
  area: Area,
  bbox?: BBox2,
): number[] {
  const tops = scope.codes.flatMap((code) => tree.get(code) ?? []);
  const places: number[] = [];
  for (let i = 0; i < lft.length; i++) {
    const home = lft[i] as number;
    if (home < area.lft || home > area.rgt) continue;
    if (bbox && !isWithin(points[2 * i] as number, points[2 * i + 1] as number, bbox)) continue;
    if (tops.some((top) => home >= top.lft && home <= top.rgt)) places.push(i);
  }
  return places;
}

/** Whether a point lies in a box, its borders included; one that is not known does not. */
function isWithin(lon: number, lat: number, [west, south, east, north]: BBox2): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}

/** 城乡分类 is given to communities: a grid has that of its own. */
function classOf({ tree }: TreeState, area: Area): string | null {
  if (area.urbanRural !== null || area.level !== 'grid') return area.urbanRural;
  return tree.atLevel(area.code, 'community')?.urbanRural ?? null;
}

const keyOf = ({ version }: TreeState, { code }: Area, kind: CellKind): string =>
  JSON.stringify([version, code, kind]);
