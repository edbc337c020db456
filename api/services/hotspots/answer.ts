import type { HotspotsAnswer } from '#api/contract/hotspots.ts';
import { REASONS } from '#geodata/hotspot/giStar.ts';
import type { Moran, NoMoran } from '#geodata/hotspot/moran.ts';
import type { PeerHotspots } from '#geodata/hotspot/peers.ts';
import { NO_BIN, P_METHODS } from '#geodata/hotspot/significance.ts';

/** Entries of a column at some places; not a number is null. */
export function pick(column: ArrayLike<number>, places: readonly number[]): (number | null)[] {
  return places.map((i) => orNull(column[i] as number));
}

/** Bins at some places; null where nothing was tested. */
export function pickBins(column: ArrayLike<number>, places: readonly number[]): (number | null)[] {
  return places.map((i) => (column[i] === NO_BIN ? null : (column[i] as number)));
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The cells at some places as columns of the answer. */
export function columnsOf(
  codes: readonly string[],
  found: PeerHotspots & { counts: Float64Array },
  places: readonly number[],
): HotspotsAnswer['columns'] {
  const p = pick(found.p, places);
  return {
    code: places.map((i) => codes[i] as string),
    observed: pick(found.counts, places),
    x: pick(found.x, places),
    z: pick(found.z, places),
    p,
    pMethod: places.map((i, at) => (p[at] === null ? null : (P_METHODS[found.pMethod[i] as number] ?? null))),
    bin: pickBins(found.bin, places),
    reason: places.map((i) => REASONS[found.reason[i] as number] as string),
    around: pick(found.around, places),
    expected: pick(found.expected, places),
  };
}

/** Moran's I, or why there is none. */
export function globalOf(moran: Moran | NoMoran): HotspotsAnswer['global'] {
  if (typeof moran === 'string') return { moransI: null, z: null, p: null, reason: moran };
  return { moransI: orNull(moran.i), z: orNull(moran.z), p: orNull(moran.p), reason: null };
}
