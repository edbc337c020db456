import { createRandom } from '#geodata/divide/random.ts';
import { density as densityOf } from '#geodata/hotspot/density.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { type Bench, ratios } from './figure.ts';
import { cpuOf, interleave, ROUNDS } from './rounds.ts';

const POINTS = 1_000_000;
const PIXELS = 512;
/** Pixels summed directly, spread over the picture: all of them would take half an hour. */
const SAMPLE = 8;
const BOUNDS: BBox2 = [119.5, 35.5, 120.3, 36.1];
const BANDWIDTH = 500;

/** How many times as fast the binned density is as adding every point's kernel up at every pixel. */
export const density: Bench = async (_options, print) => {
  print(`density of ${POINTS} points`);
  const random = createRandom(10);
  const positions = new Float64Array(2 * POINTS);
  for (let i = 0; i < positions.length; i += 2) {
    // half of them in a town
    const [width, height] = i % 4 === 0 ? [0.8, 0.6] : [0.1, 0.1];
    positions[i] = 119.5 + width * random();
    positions[i + 1] = 35.5 + height * random();
  }
  const options = { bounds: BOUNDS, width: PIXELS, height: PIXELS, bandwidth: BANDWIDTH };
  // projected beforehand, so that the direct sum has nothing to do but add
  const metres = positions.map((degrees, i) => degrees * (i % 2 === 0 ? 90_300 : 111_000));
  const factor = -1 / (2 * BANDWIDTH ** 2);
  let total = 0;
  const direct = (round: number) => {
    for (let pixel = 0; pixel < SAMPLE; pixel++) {
      const [x, y] = [(119.5 + (0.8 * (pixel + 0.5)) / SAMPLE) * 90_300, (35.5 + 0.03 * round) * 111_000];
      for (let i = 0; i < metres.length; i += 2) {
        const [dx, dy] = [(metres[i] as number) - x, (metres[i + 1] as number) - y];
        total += Math.exp((dx * dx + dy * dy) * factor);
      }
    }
  };
  const [over, under] = await interleave(
    ROUNDS,
    async (round) => ((await cpuOf(() => direct(round))) * PIXELS ** 2) / SAMPLE,
    () => cpuOf(() => densityOf(positions, options)),
  );
  if (!(total > 0)) throw new Error('nothing was added up');
  return [
    {
      bench: 'density',
      what: `density of ${POINTS} points on ${PIXELS} x ${PIXELS}, times as fast as the direct sum (of ${SAMPLE} pixels, times ${PIXELS ** 2 / SAMPLE})`,
      unit: 'x',
      rounds: ratios(over, under),
      budget: { at: 'least', value: 100 },
    },
  ];
};
