import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import type { ReportFormat, ReportTable } from '#api/services/reports/table.ts';
import type { SitingFound, SitingWork } from '#api/services/siting/work.ts';
import type { KeptNetwork } from '#api/store/serviceStore.ts';
import type { Child, Parent } from '#geodata/divide/children.ts';
import type { BoundaryOptions } from '#geodata/import/boundaries.ts';
import type { StoredArea, TreeChange } from '#geodata/import/checks/check.ts';
import type { CheckReport } from '#geodata/import/checks/index.ts';
import type { IssueMapping } from '#geodata/import/issues/mapping.ts';
import type { RowOptions } from '#geodata/import/issues/row.ts';
import type { TravelMode } from '#geodata/import/network/way.ts';
import type { Boundary } from '#geodata/model.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';
import type { TileArea } from '#geodata/tiles/areas.ts';
import type { PackedAreas } from '#geodata/tiles/pack.ts';

export interface CheckedBoundaries {
  boundaries: Boundary[];
  /** System, order and prefix of the coordinates as they were found. */
  coordinates: { crs: string; detected: unknown };
  report: CheckReport;
}

/** Told while a job runs: the share done, 0 to 1, and a word on what it is doing. */
export type Progress = (share: number, doing: string) => void;

/** Progress of a step as a part of the whole: what is 0 to 1 of the step is told as `from` to `to`. */
export function stepOf(onProgress: Progress | undefined, from: number, to: number): Progress {
  return (share, doing) => onProgress?.(from + share * (to - from), doing);
}

/**
 * Work that would hold up the loop, done elsewhere; `api/jobs` does it on worker threads. Each is stopped when
 * its signal is aborted, and throws the signal's reason.
 */
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
    signal?: AbortSignal,
  ): Promise<CheckedBoundaries>;
  /** Cuts areas into vector tiles and keeps them; answers the version, the hash of their content. */
  drawTiles(
    input: { dir: string; name: string; areas: readonly TileArea[] | PackedAreas },
    onProgress?: Progress,
    signal?: AbortSignal,
  ): Promise<string>;
  /** A demonstration district's areas as the text of a boundary file; drawn inside its towns where given. */
  drawDemoAreas(
    input: {
      plan: DistrictPlan;
      seed: number;
      towns?: FeatureCollection<Polygon | MultiPolygon, { code: string }> | undefined;
    },
    onProgress?: Progress,
    signal?: AbortSignal,
  ): Promise<string>;
  /**
   * Reads a table of areas to be drawn.
   *
   * @throws CodedError `badInput` with the line of every fault, `tooLarge`
   */
  readChildTable(
    input: { table: Uint8Array },
    onProgress?: Progress,
    signal?: AbortSignal,
  ): Promise<readonly Child[]>;
  /**
   * Draws areas into their parents; the text of a boundary file.
   *
   * @throws CodedError `badInput` naming the parent that cannot be divided
   */
  drawChildren(
    input: { parents: readonly Parent[]; children: readonly Child[]; seed: number },
    onProgress?: Progress,
    signal?: AbortSignal,
  ): Promise<string>;
  /**
   * Reads a table of another system's issues; each row goes as a line of JSON (`ReadRow`) to a file of its own.
   *
   * @returns the number of rows, those kept out included
   * @throws CodedError `badInput` with the place of every fault when it cannot be read as a whole
   */
  readIssueFile(
    input: { file: string; mapping: IssueMapping; options: RowOptions; staged: string },
    onProgress?: Progress,
    signal?: AbortSignal,
  ): Promise<number>;
  /**
   * Reads a travel network, GeoJSON or PBF as its first bytes tell; its edges go to the file `edges` as they are kept.
   *
   * @throws CodedError `badInput` with the place of every fault, `tooLarge`
   */
  readNetwork(
    input: { file: string; edges: string; bounds: BBox2; mode: TravelMode; crs?: string },
    onProgress?: Progress,
    signal?: AbortSignal,
  ): Promise<{
    source: KeptNetwork['source'];
    figures: KeptNetwork['figures'];
    dropped: { skipped: number; outside: number };
  }>;
  /**
   * Finds where next.
   *
   * @throws CodedError `badInput` when the area is too large for the distance
   */
  solveSiting(input: SitingWork, onProgress?: Progress, signal?: AbortSignal): Promise<SitingFound>;
  /** Writes a table to a file, whole or not at all; the bytes it has. */
  writeReport(
    input: { file: string; format: ReportFormat; table: ReportTable },
    onProgress?: Progress,
    signal?: AbortSignal,
  ): Promise<number>;
}

export type JobKind = keyof Jobs;
export type JobInput<K extends JobKind> = Parameters<Jobs[K]>[0];
export type JobResult<K extends JobKind> = Awaited<ReturnType<Jobs[K]>>;
