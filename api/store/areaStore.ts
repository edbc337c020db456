import type { Geometry } from 'geojson';
import type { Commit, Scope } from '#api/store/store.ts';
import type { Area, Boundary, Day } from '#geodata/model.ts';
import type { TileSet } from '#geodata/tiles/build.ts';
import type { Tree } from '#geodata/tree.ts';

/** A version of the tree by when it holds: the one in force on a day, of those recorded by a civil day. */
export interface TreeAt {
  day: Day;
  recordedBy?: Day | undefined;
}

export interface TreeState {
  version: number;
  /** First day it holds for; null before the first boundaries. */
  validFrom: Day | null;
  tree: Tree;
  /** Hash of the tileset drawn from this version, null before the first boundaries. */
  tiles: string | null;
  bounds: ReadonlyMap<string, readonly [number, number, number, number]>;
  illustrative: ReadonlySet<string>;
}

export interface TreeWrite {
  validFrom: Day;
  areas: readonly (Area & { illustrative: boolean })[];
  shapes: ReadonlyMap<
    string,
    { geometry: Boundary['geometry']; bbox: readonly [number, number, number, number] }
  >;
  /** Hash of the tileset already kept for these shapes. */
  tiles: string;
  /** Where those go who are at home in an area that is no more and have no position, by area. */
  successors?: ReadonlyMap<string, string>;
}

/** Subjects at home in one area that would find no home in a version of the tree. */
export interface LostHome {
  home: string;
  subjects: number;
}

/** What is kept of a tile set beside its tiles. */
export type TileInfo = Omit<TileSet, 'zooms' | 'tiles' | 'version'>;

/** A tile set opened for reading. */
export interface TileSource {
  readonly info: TileInfo;
  /** The gzipped tile, or null where nothing is drawn. `y` counts from the north. */
  get(z: number, x: number, y: number): Buffer | null;
  /** The gzipped sketch (JSON) of an area's parts, or null where it has none. */
  sketch(code: string): Buffer | null;
  /** False for a tile set that was cut before there were sketches. */
  readonly hasSketches: boolean;
  close(): void;
}

/** The areas of the ledger: versions of the tree and the shapes they are drawn with. */
export interface AreaStore {
  /** A version of the tree of areas: the one in force today when none is named; `newest` may lie ahead. */
  treeState(at?: TreeAt | 'newest'): Promise<TreeState>;
  /** Whose homes `putTree` would refuse for, by area; nothing is written. */
  lostHomes(write: Omit<TreeWrite, 'tiles'>): Promise<LostHome[]>;
  shape(scope: Scope, code: string): Promise<Geometry | null>;
  shapes(
    scope: Scope,
    codes: readonly string[],
    at?: TreeAt | 'newest',
  ): Promise<Map<string, Boundary['geometry']>>;
  putTree(write: TreeWrite): Promise<Commit>;
}
