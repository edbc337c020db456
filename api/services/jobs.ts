import type { BoundaryOptions } from '#geodata/import/boundaries.ts';
import type { StoredArea, TreeChange } from '#geodata/import/checks/check.ts';
import type { CheckReport } from '#geodata/import/checks/index.ts';
import type { Boundary } from '#geodata/model.ts';
import type { TileArea } from '#geodata/tiles/areas.ts';

export interface CheckedBoundaries {
  boundaries: Boundary[];
  /** System, order and prefix of the coordinates as they were found. */
  coordinates: { crs: string; detected: unknown };
  report: CheckReport;
}

/** Told while a job runs: the share done, 0 to 1, and a word on what it is doing. */
export type Progress = (share: number, doing: string) => void;

/** Work that would hold up the loop, done elsewhere; `api/jobs` does it on worker threads. */
export interface Jobs {
  /**
   * Reads a boundary file and runs the named checks on it.
   *
   * @throws CodedError `badInput` with the place of every fault when it is no boundary file at all
   */
  checkBoundaryFile(
    input: {
      file: string;
      options: Omit<BoundaryOptions, 'featureLines'> & { tree: string };
      /** Areas of the same tree that exist already. */
      stored: readonly StoredArea[];
      change: TreeChange;
    },
    onProgress?: Progress,
  ): Promise<CheckedBoundaries>;
  /** Cuts areas into vector tiles and keeps them; answers the version, the hash of their content. */
  drawTiles(
    input: { dir: string; name: string; areas: readonly TileArea[] },
    onProgress?: Progress,
  ): Promise<string>;
  /** The demonstration district's areas as the text of a boundary file. */
  drawDemoAreas(input: { seed: number }, onProgress?: Progress): Promise<string>;
}

export type JobKind = keyof Jobs;
export type JobInput<K extends JobKind> = Parameters<Jobs[K]>[0];
export type JobResult<K extends JobKind> = Awaited<ReturnType<Jobs[K]>>;
