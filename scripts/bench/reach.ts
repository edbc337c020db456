import { createRandom, type Random } from '#geodata/divide/random.ts';
import { floatingCatchment } from '#geodata/reach/catchment.ts';
import { maximalCovering } from '#geodata/reach/covering.ts';
import { haversine, nearestPoints, pairsWithin } from '#geodata/reach/distance.ts';
import { loadHighsSolver } from '#geodata/reach/highsSolver.ts';
import type { Places } from '#geodata/reach/pairs.ts';
import { thresholdsOf } from '#geodata/reach/thresholds.ts';
import { type Bench, type Figure, ratios } from './figure.ts';
import { cpuOf, interleave, ROUNDS } from './rounds.ts';

const bench = 'reach';
const [GRIDS, POINTS] = [15_000, 5_000];
/** Every so many grids are measured against all points: all of them would take minutes. */
const EVERY = 20;
const DETOUR = 1.3;

/** Grids and communities of the demonstration district, and the points to be sited. */
const [DEMAND, CANDIDATES, SITED] = [1309, 399, 10];
const COVERINGS = 5;

/** Reach by the spatial index against all pairs, and the exact siting of a district's points. */
export const reach: Bench = async (_options, print) => {
  const random = createRandom(11);
  print(`reach of ${POINTS} points from ${GRIDS} grids`);
  const near = await nearAndAccess(random);
  print(`siting ${SITED} of ${CANDIDATES} candidates for ${DEMAND} grids`);
  return [...near, ...(await siting(random))];
};

async function nearAndAccess(random: Random): Promise<Figure[]> {
  const [demand, points] = [placesIn(random, GRIDS), placesIn(random, POINTS)];
  const classes = ['111', '121', '220'];
  const metres = thresholdsOf(Array.from({ length: GRIDS }, () => classes[Math.floor(3 * random())] ?? null));
  const people = Float64Array.from({ length: GRIDS }, () => Math.floor(100 + 500 * random()));
  const supply = Float64Array.from({ length: POINTS }, () => Math.floor(1 + 20 * random()));
  const seconds: number[] = [];
  let [pairs, told] = [0, 0];
  const byIndex = async (): Promise<number> => {
    const used = await cpuOf(() => {
      const nearest = nearestPoints(demand, points, { detour: DETOUR });
      const within = pairsWithin(demand, points, metres, { detour: DETOUR });
      const { access } = floatingCatchment({ pairs: within, demand: people, supply });
      pairs = within.point.length;
      told = (nearest.metres[0] as number) + (access[0] as number);
    });
    seconds.push(used / 1e6);
    return used;
  };
  let [least, found] = [0, 0];
  // the two steps of access are left out here, which does this side a favour
  const allPairs = async (round: number): Promise<number> => {
    const used = await cpuOf(() => {
      for (let i = round % EVERY; i < GRIDS; i += EVERY) {
        let best = Infinity;
        const limit = metres[i] as number;
        for (let j = 0; j < POINTS; j++) {
          const away =
            DETOUR *
            haversine(
              demand.lon[i] as number,
              demand.lat[i] as number,
              points.lon[j] as number,
              points.lat[j] as number,
            );
          if (away < best) best = away;
          if (away <= limit) found++;
        }
        least += best;
      }
    });
    return used * EVERY;
  };
  const [over, under] = await interleave(ROUNDS, allPairs, byIndex);
  if (!(told > 0 && least > 0 && found > 0)) throw new Error('nothing is within reach');
  return [
    {
      bench,
      what: `nearest, ${pairs} pairs within reach and access (2SFCA) of ${GRIDS} grids x ${POINTS} points, times as fast as all pairs (of every ${EVERY}th grid, times ${EVERY})`,
      unit: 'x',
      rounds: ratios(over, under),
      budget: { at: 'least', value: 10 },
    },
    { bench, what: 'the same, processor time', unit: 's', rounds: seconds.slice(1) },
  ];
}

async function siting(random: Random): Promise<Figure[]> {
  const solve = await loadHighsSolver();
  const [seconds, better]: [number[], number[]] = [[], []];
  for (let round = 0; round < COVERINGS; round++) {
    const [demand, points] = [placesIn(random, DEMAND), placesIn(random, CANDIDATES)];
    const weights = Float64Array.from({ length: DEMAND }, () => Math.floor(100 + 500 * random()));
    const pairs = pairsWithin(demand, points, 6000, { detour: DETOUR });
    const used = await cpuOf(() => {
      const found = maximalCovering({ pairs, weights, fixed: new Uint8Array(CANDIDATES) }, SITED, solve);
      if (found.status !== 'optimal') throw new Error(`ended with ${found.status}`);
      better.push(found.objective / found.greedyObjective);
    });
    seconds.push(used / 1e6);
  }
  const what = `${SITED} of ${CANDIDATES} candidates for ${DEMAND} grids within 6 km, optimum proved`;
  return [
    { bench, what: `${what}, processor time`, unit: 's', rounds: seconds },
    { bench, what: 'the same, what it reaches against step by step', unit: 'x', rounds: better },
  ];
}

/** Places of a district: half of them in its town. */
function placesIn(random: Random, count: number): Places {
  const at = (from: number, width: number, ofTown: number) =>
    Float64Array.from({ length: count }, (_, i) => from + (i % 2 === 0 ? width : ofTown) * random());
  return { lon: at(119.5, 0.8, 0.25), lat: at(35.5, 0.6, 0.2) };
}
