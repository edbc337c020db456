import type { Feature, FeatureCollection, Polygon, Position } from 'geojson';
import { type AppParts, createApp, createServices } from '#api/app.ts';
import type { ImportAnswer } from '#api/contract/imports.ts';
import type { RecordOutcome } from '#api/contract/records.ts';
import { checkBoundaryFile } from '#api/jobs/checkBoundaryFile.ts';
import { drawChildren } from '#api/jobs/drawChildren.ts';
import { drawDemoAreas } from '#api/jobs/drawDemoAreas.ts';
import { drawTiles } from '#api/jobs/drawTiles.ts';
import { readChildTable } from '#api/jobs/readChildTable.ts';
import { readIssueFile } from '#api/jobs/readIssueFile.ts';
import { readNetwork } from '#api/jobs/readNetwork.ts';
import { solveSiting } from '#api/jobs/siting/solveSiting.ts';
import { writeReport } from '#api/jobs/writeReport.ts';
import { BoundaryService } from '#api/services/boundaries.ts';
import { DivisionService } from '#api/services/divisions.ts';
import { IssueImportService } from '#api/services/issueImports.ts';
import type { Jobs } from '#api/services/jobs.ts';
import { writeArchive } from '#api/store/sqlite/tileArchive.ts';
import { openTestLedger, type TestLedger, testApp, testParts } from '#api/testing.ts';
import type { Level } from '#geodata/model.ts';

/** A square area of a test file. */
export interface Square {
  code: string;
  name: string;
  level: Level;
  parentCode: string | null;
  /** West, south, east, north in degrees. */
  box: readonly [number, number, number, number];
}

export const DISTRICT = '370211';
export const [TOWN_1, TOWN_2] = ['370211001', '370211002'] as const;

const TOWN_NAMES = ['辛安街道', '长江路街道'];
const COMMUNITY_NAMES = ['前湾社区', '江山社区', '香江社区', '𠮷林社区'];

/**
 * A district of two towns, four communities and eight grids, all squares of 0.02 x 0.02 degrees in two rows:
 * town 1 in the west. Codes are prefixes of each other: 370211, 370211001, 370211001001, 370211001001001.
 */
export const SQUARES: readonly Square[] = squares();

function squares(): Square[] {
  const [west, south, size] = [120, 35.9, 0.02];
  const at = (column: number, row: number, columns: number, rows: number): Square['box'] => [
    degrees(west + column * size),
    degrees(south + row * size),
    degrees(west + (column + columns) * size),
    degrees(south + (row + rows) * size),
  ];
  const made: Square[] = [
    { code: DISTRICT, name: '西海岸新区', level: 'district', parentCode: null, box: at(0, 0, 4, 2) },
  ];
  for (const t of [0, 1]) {
    const town = `${DISTRICT}00${t + 1}`;
    made.push({
      code: town,
      name: TOWN_NAMES[t]!,
      level: 'town',
      parentCode: DISTRICT,
      box: at(2 * t, 0, 2, 2),
    });
    for (const c of [0, 1]) {
      const community = `${town}00${c + 1}`;
      const column = 2 * t + c;
      made.push({
        code: community,
        name: COMMUNITY_NAMES[column]!,
        level: 'community',
        parentCode: town,
        box: at(column, 0, 1, 2),
      });
      for (const g of [0, 1])
        made.push({
          code: `${community}00${g + 1}`,
          name: `第${g + 1}网格`,
          level: 'grid',
          parentCode: community,
          box: at(column, g, 1, 1),
        });
    }
  }
  return made;
}

/** Six decimals: neighbours have the very same corners. */
function degrees(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

export function ring([west, south, east, north]: Square['box']): Position[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

/** A boundary file of squares, each corner moved as asked. */
export function squaresFile(
  areas: readonly Square[] = SQUARES,
  move: (position: [number, number]) => Position = (position) => position,
): string {
  const features = areas.map(
    ({ box, ...properties }): Feature<Polygon> => ({
      type: 'Feature',
      properties,
      geometry: {
        type: 'Polygon',
        coordinates: [ring(box).map(([lon, lat]) => move([lon!, lat!]))],
      },
    }),
  );
  return JSON.stringify({ type: 'FeatureCollection', features } satisfies FeatureCollection);
}

export const IMPORT_QUERY = {
  kind: 'boundaries',
  crs: 'EPSG:4326',
  level: 'grid',
  levelProperty: 'level',
  parentProperty: 'parentCode',
};

/** A ledger, its interface, and short ways to ask it. */
export interface TestInterface extends ReturnType<typeof testApp> {
  ledger: TestLedger;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** The answer to a read, which must be 200. */
  read<T>(path: string): Promise<T>;
  send(method: string, path: string, body: unknown): Promise<Response>;
  /** Hands records in as NDJSON; the outcomes, one a line. */
  batch(path: string, records: readonly unknown[]): Promise<RecordOutcome[]>;
  /** Checks a boundary file; the answer is whatever it is. */
  check(file: BodyInit, query?: Record<string, string>): Promise<Response>;
  /** Checks a boundary file and writes it; throws when it is refused. */
  importFile(file: BodyInit, query?: Record<string, string>): Promise<ImportAnswer>;
}

/**
 * @param now the moment the clock starts at, such as `2026-11-20T14:32:00+08:00`
 * @param options.threads whether files are checked and drawn on threads, as the product does it; here, in
 *   the test's own, each takes half a second less
 * @param options.identify who asks; somebody who may everything when left out
 */
export async function openTestInterface(
  now: string,
  { threads = false, identify }: { threads?: boolean } & Pick<Partial<AppParts>, 'identify'> = {},
): Promise<TestInterface> {
  const ledger = await openTestLedger(now);
  const app = threads ? testApp(ledger) : inlineApp(ledger, identify);
  const request = async (path: string, init?: RequestInit): Promise<Response> => app.request(path, init);
  const batch = async (path: string, records: readonly unknown[]): Promise<RecordOutcome[]> => {
    const response = await request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: records
        .map((record) => (typeof record === 'string' ? record : JSON.stringify(record)))
        .join('\n'),
    });
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as RecordOutcome);
  };
  const check = (file: BodyInit, query: Record<string, string> = {}): Promise<Response> =>
    request(`/api/imports?${new URLSearchParams({ ...IMPORT_QUERY, ...query })}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/geo+json' },
      body: file,
      ...({ duplex: 'half' } as object),
    });
  return {
    ...app,
    ledger,
    get: (path, headers = {}) => request(path, { headers }),
    read: async <T>(path: string): Promise<T> => {
      const response = await request(path);
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    send: (method, path, body) =>
      request(path, {
        method,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    batch,
    check,
    importFile: async (file, query) => {
      const checked = await check(file, query);
      if (checked.status !== 201) throw new Error(`${checked.status} ${await checked.text()}`);
      const { id } = (await checked.json()) as ImportAnswer;
      const confirmed = await request(`/api/imports/${id}/confirm`, { method: 'POST' });
      if (confirmed.status !== 200) throw new Error(`${confirmed.status} ${await confirmed.text()}`);
      return (await confirmed.json()) as ImportAnswer;
    },
  };
}

const quiet = (): void => {};
const INLINE_JOBS: Jobs = {
  checkBoundaryFile: async (input) => checkBoundaryFile(input, quiet),
  drawTiles: async (input) => drawTiles(input, quiet, writeArchive),
  drawDemoAreas: async (input) => drawDemoAreas(input, quiet),
  readChildTable: async (input) => readChildTable(input, quiet),
  drawChildren: async (input) => drawChildren(input, quiet),
  readIssueFile: async (input) => readIssueFile(input, quiet),
  writeReport: async (input) => writeReport(input),
  readNetwork: async (input) => readNetwork(input, quiet),
  solveSiting: async (input) => solveSiting(input, quiet),
};

function inlineApp(ledger: TestLedger, identify?: AppParts['identify']): ReturnType<typeof testApp> {
  const parts = { ...testParts(ledger), ...(identify ? { identify } : {}) };
  const made = createServices(parts);
  const context = { ...made.context, jobs: INLINE_JOBS };
  const boundaries = new BoundaryService(context, parts.dataDir);
  const divisions = new DivisionService(context, boundaries, made.jobs);
  const issueImports = new IssueImportService(context, made.place, parts.dataDir);
  const services = { ...made, boundaries, divisions, issueImports };
  const app = createApp(parts, services);
  return { services, request: (path, init) => app.request(`http://localhost${path}`, init) };
}
