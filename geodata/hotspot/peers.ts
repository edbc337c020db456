import { type Course, type EmergingHotspots, emergingHotspots } from './emerging.ts';
import { type Hotspots, hotspots } from './hotspots.ts';
import type { Neighbours } from './neighbours.ts';
import { NO_BIN } from './significance.ts';
import type { CellValues } from './values.ts';

/** What holds of all cells of a class together. */
export interface ClassHotspots extends Pick<Hotspots, 'n' | 'moran' | 'thresholds'> {
  /** Number of the class. */
  peer: number;
}

/** Columns over all cells, each cell by its own class. */
export interface PeerHotspots extends Pick<Hotspots, 'n' | 'x' | 'z' | 'p' | 'pMethod' | 'bin' | 'reason'> {
  /** Events in the neighbourhood, the cell included, and those expected there; NaN: null. */
  around: Float64Array;
  expected: Float64Array;
  /** In ascending order of their numbers. */
  classes: ClassHotspots[];
}

/**
 * Hot and cold spots, each peer class for itself with the cells of all others null.
 *
 * @param peers class of each cell
 * @throws RangeError as `hotspots`
 */
export function hotspotsByPeer(
  cells: Neighbours,
  values: CellValues,
  peers: ArrayLike<number>,
): PeerHotspots {
  const count = cells.offsets.length - 1;
  const nothing = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  const out: PeerHotspots = {
    n: 0,
    x: nothing(),
    z: nothing(),
    p: nothing(),
    pMethod: new Uint8Array(count),
    bin: new Int8Array(count).fill(NO_BIN),
    reason: new Uint8Array(count),
    around: nothing(),
    expected: nothing(),
    classes: [],
  };
  for (const peer of numbersOf(peers)) {
    const found = hotspots(cells, only(values, peers, peer), {});
    const { n, moran, thresholds, around } = found;
    out.n += n;
    out.classes.push({ peer, n, moran, thresholds });
    for (let i = 0; i < count; i++) {
      if (peers[i] !== peer) continue;
      for (const column of ['x', 'z', 'p', 'pMethod', 'bin', 'reason'] as const)
        out[column][i] = found[column][i] as number;
      if (!around || Number.isNaN(found.x[i])) continue;
      out.around[i] = around.counts[i] as number;
      out.expected[i] = (around.total * (around.weights[i] as number)) / around.weightTotal;
    }
  }
  return out;
}

/** Columns of cells times steps as those of `EmergingHotspots`, each cell by its own class. */
export interface PeerEmerging extends Pick<EmergingHotspots, 'z' | 'bin' | 'courses' | 'trendZ' | 'trendP'> {
  /** Cells with a value in any step. */
  n: number;
}

/**
 * Emerging hot and cold spots, each peer class for itself with the cells of all others null.
 *
 * @param values of all cells and steps, step after step
 * @param peers class of each cell
 * @throws RangeError as `emergingHotspots`
 */
export function emergingByPeer(
  cells: Neighbours,
  steps: number,
  values: CellValues,
  peers: ArrayLike<number>,
): PeerEmerging {
  const count = cells.offsets.length - 1;
  const out = {
    n: 0,
    z: new Float64Array(count * steps).fill(Number.NaN),
    bin: new Int8Array(count * steps).fill(NO_BIN),
    courses: new Array<Course>(count).fill('noData'),
    trendZ: new Float64Array(count).fill(Number.NaN),
    trendP: new Float64Array(count).fill(Number.NaN),
  };
  const known = new Uint8Array(count);
  for (const peer of numbersOf(peers)) {
    const own = only(values, peers, peer);
    const found = emergingHotspots(cells, steps, own);
    for (let at = 0; at < out.z.length; at++) {
      const cell = at % count;
      if (peers[cell] !== peer) continue;
      out.z[at] = found.z[at] as number;
      out.bin[at] = found.bin[at] as number;
      if (hasValue(own, at)) known[cell] = 1;
    }
    for (let cell = 0; cell < count; cell++) {
      if (peers[cell] !== peer) continue;
      out.courses[cell] = found.courses[cell] as Course;
      out.trendZ[cell] = found.trendZ[cell] as number;
      out.trendP[cell] = found.trendP[cell] as number;
    }
  }
  out.n = known.reduce((sum, one) => sum + one, 0);
  return out;
}

const numbersOf = (peers: ArrayLike<number>): number[] =>
  [...new Set(Array.from(peers))].sort((a, b) => a - b);

/** The values with those of all other classes null; `peers` begins anew with every step. */
function only(values: CellValues, peers: ArrayLike<number>, peer: number): CellValues {
  const mask = (column: Float64Array): Float64Array =>
    column.map((value, i) => (peers[i % peers.length] === peer ? value : Number.NaN));
  return values.kind === 'measure'
    ? { kind: 'measure', values: mask(values.values) }
    : { ...values, counts: mask(values.counts) };
}

function hasValue(values: CellValues, at: number): boolean {
  if (values.kind === 'measure') return !Number.isNaN(values.values[at]);
  if (Number.isNaN(values.counts[at])) return false;
  return values.kind === 'count' || (values.per[at] as number) > 0;
}
