import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { threadJobs } from '#api/jobs/run.ts';
import { openTestLedger } from '#api/testing.ts';
import { buildDemoAreas } from '#geodata/presets/demo/areas.ts';
import { WEST_COAST } from '#geodata/presets/districts/index.ts';
import type { TileArea } from '#geodata/tiles/areas.ts';
import { syntheticDistrict } from '#geodata/tiles/synthetic.ts';
import { calibration } from './calibration.ts';
import type { Bench, Figure } from './figure.ts';
import { elapsedOf, processCpuOf } from './rounds.ts';
import { tileServing } from './tileServing.ts';

/** Made-up districts beside the demonstration: grids to a side, seconds allowed, times built. */
const SYNTHETIC = [
  { side: 120, seconds: 3, rounds: 3 },
  { side: 388, seconds: 30, rounds: 1 },
];

/** Serving, building and the size of vector tiles. */
export const tiles: Bench = async (_options, print) => {
  const ledger = await openTestLedger('2026-11-20T14:32:00+08:00');
  const dir = join(ledger.dir, 'tiles');
  try {
    print('drawing the demonstration district');
    const demo = buildDemoAreas(WEST_COAST, { seed: 370211 });
    print('cutting its tiles');
    const version = await threadJobs.drawTiles({ dir, name: 'bench', areas: demo });
    const found = listTiles(join(dir, `${version}.mbtiles`));
    print(`serving ${found.length} tiles`);
    const figures = await tileServing(
      ledger,
      found.map(({ z, x, y }) => `/tiles/${version}/${z}/${x}/${y}.mvt`),
    );
    const count = (areas: readonly TileArea[]): number =>
      areas.filter(({ level }) => level === 'grid').length;
    print(`building ${count(demo)} grids`);
    figures.push(...(await building(ledger.dir, `${count(demo)} grids of the demonstration`, demo, 1, 3)));
    for (const { side, seconds, rounds } of SYNTHETIC) {
      print(`building ${side * side} grids`);
      const areas = syntheticDistrict({ side, corner: [119.5, 35.5], size: 0.8 });
      figures.push(...(await building(ledger.dir, `${count(areas)} made-up grids`, areas, seconds, rounds)));
    }
    return figures;
  } finally {
    await ledger.close();
  }
};

/** Times the build as the product does it: on a thread of its own, up to the finished archive. */
async function building(
  parent: string,
  what: string,
  areas: readonly TileArea[],
  seconds: number,
  rounds: number,
): Promise<Figure[]> {
  const times: number[] = [];
  const cpu: number[] = [];
  let largest = 0;
  for (let round = 0; round < rounds; round++) {
    // an archive that is there already would be kept, and nothing built
    const dir = mkdtempSync(join(parent, 'build-'));
    let version = '';
    const build = async () => {
      version = await threadJobs.drawTiles({ dir, name: 'bench', areas });
    };
    times.push(
      (await elapsedOf(async () => {
        cpu.push((await processCpuOf(build)) / 1000);
      })) / 1000,
    );
    largest = Math.max(...listTiles(join(dir, `${version}.mbtiles`)).map(({ bytes }) => bytes));
    rmSync(dir, { recursive: true });
  }
  const unit = (await calibration()) / 1000;
  return [
    {
      bench: 'tiles',
      what: `build of ${what}`,
      unit: 's',
      rounds: times,
      budget: { at: 'most', value: seconds },
    },
    {
      bench: 'tiles',
      what: `build of ${what}, against calibration`,
      unit: 'x',
      rounds: times.map((t) => t / unit),
    },
    {
      bench: 'tiles',
      what: `build of ${what}, CPU of all threads`,
      unit: 's',
      rounds: cpu,
      budget: { at: 'most', value: seconds },
    },
    {
      bench: 'tiles',
      what: `biggest tile of ${what}, compressed`,
      unit: 'KB',
      rounds: [largest / 1000],
      budget: { at: 'most', value: 500 },
    },
  ];
}

function listTiles(archive: string): { z: number; x: number; y: number; bytes: number }[] {
  const db = new Database(archive, { readonly: true });
  // MBTiles count rows from the south, URLs from the north
  const rows = db
    .prepare(
      `SELECT zoom_level AS z, tile_column AS x, (1 << zoom_level) - 1 - tile_row AS y, length(tile_data) AS bytes
       FROM tiles`,
    )
    .all() as { z: number; x: number; y: number; bytes: number }[];
  db.close();
  return rows;
}
