/** `npm run bench`: measures the budgets of design/quality.md; `npm run bench -- tiles` one or several of them. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calibration } from './bench/calibration.ts';
import { columns } from './bench/columns.ts';
import { coverage } from './bench/coverage.ts';
import { density } from './bench/density.ts';
import type { Bench, Figure } from './bench/figure.ts';
import { hotspots } from './bench/hotspots.ts';
import { ingest } from './bench/ingest.ts';
import { kepler } from './bench/kepler.ts';
import { kill } from './bench/kill.ts';
import { live } from './bench/live.ts';
import { reach } from './bench/reach.ts';
import { describeMachine, misses, record, table } from './bench/report.ts';
import { start } from './bench/start.ts';
import { tiles } from './bench/tiles.ts';
import { wall } from './bench/wall.ts';
import { web } from './bench/web.ts';

const BENCHES: Readonly<Record<string, Bench>> = {
  tiles,
  columns,
  coverage,
  density,
  hotspots,
  ingest,
  kepler,
  kill,
  live,
  reach,
  start,
  wall,
  web,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { large: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !BENCHES[name]);
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}

const figures: Figure[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES))
  figures.push(
    ...(await BENCHES[name]!({ large: values.large }, (message) => console.error(`${name}: ${message} ...`))),
  );
const machine = describeMachine(await calibration());
console.log(
  `\n${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, Node ${machine.node}, ${machine.os}; calibration ${machine.calibrationMs} ms\n`,
);
console.log(table(figures));
for (const line of misses(figures)) console.log(line);
const file = join(import.meta.dirname, '..', 'bench.json');
writeFileSync(file, record(machine, figures));
console.log(`\nall rounds are in ${file}`);
