import { createRandom } from '#geodata/divide/random.ts';
import { density } from '#geodata/hotspot/density.ts';
import { chessboard } from '#geodata/hotspot/hotspotFixture.ts';
import { localHotspots } from '#geodata/hotspot/hotspots.ts';
import { moran } from '#geodata/hotspot/moran.ts';
import type { Neighbours } from '#geodata/hotspot/neighbours.ts';
import type { CellValues } from '#geodata/hotspot/values.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { type Bench, type Figure, ratios } from './figure.ts';
import { cpuOf, interleave, ROUNDS } from './rounds.ts';

const bench = 'hotspots';

/** A province's grids: 375 x 400. */
const [WIDTH, HEIGHT] = [375, 400];
const CELLS = WIDTH * HEIGHT;
/** Passes over the neighbours in a round: one is shorter than the clock's grain. */
const PASSES = 10;

const POINTS = 1_000_000;
const PIXELS = 512;
/** Pixels summed directly, spread over the picture: all of them would take half an hour. */
const SAMPLE = 8;
const BOUNDS: BBox2 = [119.5, 35.5, 120.3, 36.1];
const BANDWIDTH = 500;

/** Hot spots of a province's grids against one look at every neighbour; density against the direct sum. */
export const hotspots: Bench = async (_options, print) => {
  print(`hot spots of ${CELLS} cells`);
  const board = chessboard(WIDTH, HEIGHT);
  const random = createRandom(9);
  const column = (of: () => number) => Float64Array.from({ length: CELLS }, of);
  const households = column(() => Math.floor(100 + 500 * random()));
  const events = (share: number) => households.map((d) => Math.floor(2 * d * share * random()));
  const measure: CellValues = { kind: 'measure', values: column(random) };
  const figures = [
    await local(board, `Gi* with p and correction of ${CELLS} cells`, measure),
    await local(board, 'the same of counts, 30 a cell', { kind: 'count', counts: events(0.1) }),
    await local(board, 'the same of counts, 1 a cell, p exact', { kind: 'count', counts: events(0.005) }),
    await local(board, 'the same of rates, 30 a cell', {
      kind: 'rate',
      counts: events(0.1),
      per: households,
    }),
    await local(board, 'the same of rates, 1 a cell, p exact', {
      kind: 'rate',
      counts: events(0.005),
      per: households,
    }),
    await pass(board, "Moran's I", undefined, () => moran(board, measure.values)),
  ];
  print(`density of ${POINTS} points`);
  figures.push(await densities());
  return figures;
};

/** Budget for values that are tested by the normal distribution and for counts; rates are information. */
function local(cells: Neighbours, what: string, values: CellValues): Promise<Figure> {
  return pass(cells, what, values.kind === 'rate' ? undefined : 12, () => localHotspots(cells, values));
}

/** CPU of `work` as a multiple of one pass over all neighbours that adds up a value of each. */
async function pass(
  { offsets, neighbours }: Neighbours,
  what: string,
  most: number | undefined,
  work: () => unknown,
): Promise<Figure> {
  const x = Float64Array.from({ length: offsets.length - 1 }, (_, i) => i % 7);
  const sums = new Float64Array(x.length);
  const look = () => {
    for (let i = 0; i < x.length; i++) {
      let sum = 0;
      for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++)
        sum += x[neighbours[k] as number] as number;
      sums[i] = sum;
    }
  };
  const looks = () => {
    for (let i = 0; i < PASSES; i++) look();
  };
  const [over, under] = await interleave(
    ROUNDS,
    () => cpuOf(work),
    async () => (await cpuOf(looks)) / PASSES,
  );
  const rounds = ratios(over, under);
  const figure: Figure = { bench, what: `${what}, against one pass over the neighbours`, unit: 'x', rounds };
  return most === undefined ? figure : { ...figure, budget: { at: 'most', value: most } };
}

/** How many times as fast the binned density is as adding every point's kernel up at every pixel. */
async function densities(): Promise<Figure> {
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
    () => cpuOf(() => density(positions, options)),
  );
  if (!(total > 0)) throw new Error('nothing was added up');
  return {
    bench,
    what: `density of ${POINTS} points on ${PIXELS} x ${PIXELS}, times as fast as the direct sum (of ${SAMPLE} pixels, times ${PIXELS ** 2 / SAMPLE})`,
    unit: 'x',
    rounds: ratios(over, under),
    budget: { at: 'least', value: 100 },
  };
}
