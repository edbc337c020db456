import { createRandom } from '#geodata/divide/random.ts';
import { chessboard } from '#geodata/hotspot/hotspotFixture.ts';
import { localHotspots } from '#geodata/hotspot/hotspots.ts';
import { moran } from '#geodata/hotspot/moran.ts';
import type { Neighbours } from '#geodata/hotspot/neighbours.ts';
import type { CellValues } from '#geodata/hotspot/values.ts';
import { type Bench, type Figure, ratios } from './figure.ts';
import { cpuOf, interleave, ROUNDS } from './rounds.ts';

const bench = 'hotspots';

/** A province's grids: 375 x 400. */
const [WIDTH, HEIGHT] = [375, 400];
const CELLS = WIDTH * HEIGHT;
/** Passes over the neighbours in a round: one is shorter than the clock's grain. */
const PASSES = 10;

/** Hot spots of a province's grids against one look at every neighbour. */
export const hotspots: Bench = async (_options, print) => {
  print(`hot spots of ${CELLS} cells`);
  const board = chessboard(WIDTH, HEIGHT);
  const random = createRandom(9);
  const column = (of: () => number) => Float64Array.from({ length: CELLS }, of);
  const households = column(() => Math.floor(100 + 500 * random()));
  const events = (share: number) => households.map((d) => Math.floor(2 * d * share * random()));
  const measure: CellValues = { kind: 'measure', values: column(random) };
  return [
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
