import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FeatureCollection } from 'geojson';
import { openAccess } from '#api/app.ts';
import type { AreaDetail } from '#api/contract/areas.ts';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import type { IssuePointsAnswer } from '#api/contract/issueQuestions.ts';
import { listen } from '#api/listen.ts';
import { fillDemo } from '#api/services/demo.ts';
import type { IssueWrite } from '#api/store/issueStore.ts';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import { ANYBODY } from '#api/testing.ts';
import { createRandom } from '#geodata/divide/random.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { type BBox2, bboxOf } from '#geodata/place/bbox.ts';
import { type Camera, fitting } from './camera.ts';

const TIMEZONE = 'Asia/Shanghai';
const NOW = Date.parse('2026-11-20T14:32:00+08:00');
export const DISTRICT = '370211';
export const DUTY = 'firm-monthly';
export const DAYS = { from: '2026-11-01', to: '2026-11-20' };
export const POINTS = 100_000;
/** Most that the store takes at once. */
const BATCH = 5000;
/** Radius of a point at zoom 14 in metres that makes it as large as Guatu's, 4.5 pixels, at this latitude. */
const RADIUS_M = 17.4;

/** What Guatu's page of the bench draws the areas and the points with. */
export interface Drawn {
  /** 0 for no data, 1 to 5 from the best to the worst, by code. */
  classes: Readonly<Record<string, number>>;
  /** `#rrggbb` of each class. */
  colors: readonly string[];
  pointColor: string;
}

/** Everything both sides draw, on one server. */
export interface Ground {
  url: string;
  bounds: BBox2;
  /** Where both sides begin. */
  camera: Camera;
  areas: number;
  /** Lays down as files what kepler.gl is to draw: the same classes in the same colours. */
  layDown(drawn: Drawn): void;
  close(): Promise<void>;
}

/**
 * The built product over the demonstration district, with issues added until so many lie in the period.
 *
 * @param pages folders of built pages by the first part of their address
 */
export async function openGround(
  pages: Readonly<Record<string, string>>,
  window: { width: number; height: number },
): Promise<Ground> {
  const dataDir = mkdtempSync(join(tmpdir(), 'guatu-bench-'));
  const webDir = join(dataDir, 'web');
  cpSync(join(import.meta.dirname, '../../../web/dist'), webDir, { recursive: true });
  for (const [name, folder] of Object.entries(pages)) cpSync(folder, join(webDir, name), { recursive: true });
  const clock = { now: NOW };
  const store = await openSqliteStore(join(dataDir, 'guatu.sqlite'), {
    timezone: TIMEZONE,
    now: () => clock.now,
  });
  const access = openAccess(dataDir, () => clock.now);
  const running = await listen(
    {
      ...{ store, access, webDir, dataDir, timezone: TIMEZONE },
      identify: () => ANYBODY,
      now: () => clock.now,
      log: (message) => console.error(message),
    },
    '127.0.0.1',
    0,
  );
  const close = async (): Promise<void> => {
    await running.close();
    await store.close();
    access.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const ask = async <T>(path: string): Promise<T> => {
      const response = await fetch(running.url + path);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    };
    await fillDemo(running.services, { clock });
    const points = `/api/issues/points?area=${DISTRICT}&from=${DAYS.from}&to=${DAYS.to}`;
    const coverage = await ask<CoverageAnswer>(`/api/coverage?duty=${DUTY}&area=${DISTRICT}&level=grid`);
    const grids = coverage.columns.code.filter((code) => code !== DISTRICT);
    const shapes = await store.shapes({ codes: [DISTRICT] }, grids);
    const there = (await ask<IssuePointsAnswer>(points)).count;
    const boxes = grids.flatMap((code) => {
      const shape = shapes.get(code);
      return shape ? [{ code, box: bboxOf(shape) }] : [];
    });
    const added = scatter(boxes, POINTS - there);
    for (let from = 0; from < added.length; from += BATCH)
      await store.issues.putIssues({ codes: [DISTRICT] }, added.slice(from, from + BATCH));
    const { columns, count } = await ask<IssuePointsAnswer>(points);
    if (count !== POINTS) throw new Error(`there are ${count} points, not ${POINTS}`);
    const { bounds } = await ask<AreaDetail>(`/api/areas/${DISTRICT}`);
    if (bounds === null) throw new Error('the district has no shape');
    const camera = fitting(bounds, window);
    const layDown = ({ classes, colors, pointColor }: Drawn): void => {
      const folder = join(webDir, 'kepler/data');
      mkdirSync(folder, { recursive: true });
      const areas: FeatureCollection = {
        type: 'FeatureCollection',
        features: [...shapes].map(([code, geometry]) => ({
          type: 'Feature',
          properties: { code, class: classes[code] ?? 0 },
          geometry,
        })),
      };
      lay(join(folder, 'areas.json'), areas);
      lay(
        join(folder, 'points.json'),
        columns.lon.map((lon, i) => [lon, columns.lat[i]]),
      );
      lay(join(folder, 'look.json'), { ...camera, colors, pointColor, metresAtZoom14: RADIUS_M });
    };
    return { url: running.url, bounds, camera, areas: shapes.size, layDown, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Issues at random places in the boxes of the areas, at home in them. */
function scatter(boxes: readonly { code: string; box: BBox2 }[], count: number): IssueWrite[] {
  const random = createRandom(9);
  return Array.from({ length: count }, (_, i) => {
    const { code, box } = boxes[Math.floor(random() * boxes.length)]!;
    const [west, south, east, north] = box;
    return {
      ...{ id: `00000000-0000-4000-9000-${String(i).padStart(12, '0')}`, category: 'public-space.rubbish' },
      ...{ source: 'import', level: 'grid', home: code, title: '垃圾', text: null, subject: null },
      ...{ at: Date.parse('2026-11-10T09:00:00+08:00'), day: parseDay('2026-11-10')! },
      position: [west + random() * (east - west), south + random() * (north - south)],
      ...{ reporterName: null, reporterPhone: null, visit: null, programme: null, officer: null },
      ...{ reference: null, by: null },
    } satisfies IssueWrite as IssueWrite;
  });
}

/** Writes a document as builds are: compressed beside itself. */
function lay(file: string, document: unknown): void {
  const text = JSON.stringify(document);
  writeFileSync(file, text);
  writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
}
