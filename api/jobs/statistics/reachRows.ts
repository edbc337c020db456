import type { ReachRows, ReachWork } from '#api/services/reach/work.ts';
import { bandOf, isReached, NO_BAND, REACH_BANDS } from '#geodata/reach/thresholds.ts';

/** Gathers entries by row: one pass for the sums, one by row for the middle and for the point of most. */
export function reachRows(input: Parameters<ReachWork['reachRows']>[0]): ReachRows {
  const { demand, metres, nearest, access, pointOf, rowOf, rows } = input;
  const list = (): Float64Array => new Float64Array(rows);
  const sums = { demand: list(), reached: list(), located: list(), cutOff: list() };
  const bands = Array.from({ length: REACH_BANDS.length + 1 }, list);
  const [withWay, metresSum, out, outSum, scoreSum] = [list(), list(), list(), list(), list()];
  const threshold = list().fill(Number.NaN);
  const differs = new Uint8Array(rows);
  const entries: number[][] = Array.from({ length: rows }, () => []);
  for (let i = 0; i < demand.weight.length; i++) {
    const row = rowOf[demand.area[i] as number] as number;
    if (row < 0) continue;
    const weight = demand.weight[i] as number;
    const limit = metres[demand.area[i] as number] as number;
    const distance = nearest.metres[i] as number;
    const isIn = isReached(distance, limit);
    entries[row]?.push(i);
    sums.demand[row]! += weight;
    if (isIn) sums.reached[row]! += weight;
    if (demand.located[i]) sums.located[row]! += weight;
    if (distance === Number.POSITIVE_INFINITY) sums.cutOff[row]! += weight;
    const band = bandOf(distance, limit);
    if (band !== NO_BAND) bands[band]![row]! += weight;
    if (Number.isFinite(distance)) {
      withWay[row]! += weight;
      metresSum[row]! += weight * distance;
      if (!isIn) {
        out[row]! += weight;
        outSum[row]! += weight * distance;
      }
    }
    if (access) scoreSum[row]! += weight * (access[i] as number);
    if (Number.isNaN(threshold[row] as number)) threshold[row] = limit;
    else if (threshold[row] !== limit) differs[row] = 1;
  }
  /** The most frequent of what the places nearest to some of a row's entries stand for; of equal ones the first. */
  const most = (row: number, keyOf: (place: number) => number, isMeant: (i: number) => boolean): number => {
    const weights = new Map<number, number>();
    for (const i of entries[row] ?? []) {
      const place = nearest.index[i] as number;
      if (place < 0 || !isMeant(i)) continue;
      const key = keyOf(place);
      weights.set(key, (weights.get(key) ?? 0) + (demand.weight[i] as number));
    }
    let [best, weight] = [-1, 0];
    for (const [key, sum] of weights)
      if (sum > weight || (sum === weight && key < best)) [best, weight] = [key, sum];
    return best;
  };
  const isOut = (i: number): boolean =>
    !isReached(nearest.metres[i] as number, metres[demand.area[i] as number] as number);
  const every = Array.from({ length: rows }, (_, row) => row);
  return {
    ...sums,
    bands,
    meanMetres: metresSum.map((sum, row) => sum / (withWay[row] as number)),
    medianMetres: Float64Array.from(every, (row) => median(entries[row]!, demand.weight, nearest.metres)),
    metres: threshold.map((limit, row) => (differs[row] ? Number.NaN : limit)),
    nearest: Int32Array.from(every, (row) =>
      most(
        row,
        (place) => pointOf[place] as number,
        () => true,
      ),
    ),
    nearestOut: Int32Array.from(every, (row) => most(row, (place) => place, isOut)),
    outMetres: outSum.map((sum, row) => sum / (out[row] as number)),
    score: access ? scoreSum.map((sum, row) => sum / (sums.demand[row] as number)) : list().fill(Number.NaN),
  };
}

/** The least distance that half of the weight with a way does not exceed; NaN without any. */
function median(entries: readonly number[], weight: Float64Array, metres: Float64Array): number {
  const known = entries.filter((i) => Number.isFinite(metres[i]));
  known.sort((a, b) => (metres[a] as number) - (metres[b] as number));
  const half = known.reduce((sum, i) => sum + (weight[i] as number), 0) / 2;
  let sum = 0;
  for (const i of known) {
    sum += weight[i] as number;
    if (sum >= half) return metres[i] as number;
  }
  return Number.NaN;
}
