import { createRandom } from '#geodata/divide/random.ts';
import { median } from './figure.ts';
import { elapsedOf } from './rounds.ts';

let known: Promise<number> | null = null;

/**
 * Milliseconds this machine takes for a fixed piece of work: reading a JSON document of about 10 MB that is
 * the same everywhere. Times of builds are told as multiples of it. Measured once a run.
 */
export function calibration(): Promise<number> {
  known ??= measure();
  return known;
}

async function measure(): Promise<number> {
  const random = createRandom(1);
  const rows = Array.from({ length: 100_000 }, (_, i) => ({
    code: `370211${i}`,
    name: `网格${i}`,
    position: [120 + random(), 35 + random()],
    counts: [Math.floor(random() * 1000), Math.floor(random() * 1000)],
  }));
  const text = JSON.stringify(rows);
  const times: number[] = [];
  for (let round = 0; round < 7; round++) times.push(await elapsedOf(() => JSON.parse(text)));
  return median(times);
}
