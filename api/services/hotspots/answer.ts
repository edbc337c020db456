import type { HotspotsAnswer, HotspotsQuery } from '#api/contract/hotspots.ts';
import { areaRefOf } from '#api/services/areas.ts';
import type { DistrictCells } from '#api/services/hotspots/cells.ts';
import { REASONS } from '#geodata/hotspot/giStar.ts';
import type { Moran, NoMoran } from '#geodata/hotspot/moran.ts';
import type { PeerHotspots } from '#geodata/hotspot/peers.ts';
import { NO_BIN, P_METHODS } from '#geodata/hotspot/significance.ts';
import { hexagonOutline } from '#geodata/place/hexagon.ts';

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

/**
 * The smallest bin that is sure enough.
 *
 * @param alpha 0.01, 0.05 or 0.1: the levels the bins are made at
 */
export function leastBinOf(alpha: HotspotsQuery['alpha']): number {
  return { 0.01: 3, 0.05: 2, 0.1: 1 }[alpha];
}

/**
 * Hexagons that something is told of, with the community each lies in or what is
 * above; of the others there is nothing to be drawn.
 *
 * @param places of the cells that are answered
 * @param isTold of these, in their order
 */
export function hexagonsOf(
  { codes, homes, state: { tree } }: DistrictCells,
  places: readonly number[],
  isTold: readonly boolean[],
): NonNullable<HotspotsAnswer['hexagons']> {
  return places.flatMap((i, at) => {
    if (!isTold[at]) return [];
    const code = codes[i] as string;
    const home = homes[i] as string;
    const area = tree.atLevel(home, 'community') ?? tree.get(home)!;
    return [{ code, area: areaRefOf(area), outline: hexagonOutline(code) }];
  });
}

/**
 * The cells at some places as columns of the answer.
 *
 * @param leastBin bins nearer to zero are told as not significant
 */
export function columnsOf(
  codes: readonly string[],
  found: PeerHotspots & { counts: Float64Array },
  places: readonly number[],
  leastBin: number,
): HotspotsAnswer['columns'] {
  const p = pick(found.p, places);
  return {
    code: places.map((i) => codes[i] as string),
    observed: pick(found.counts, places),
    x: pick(found.x, places),
    z: pick(found.z, places),
    p,
    pMethod: places.map((i, at) => (p[at] === null ? null : (P_METHODS[found.pMethod[i] as number] ?? null))),
    bin: pickBins(found.bin, places).map((bin) => (bin !== null && Math.abs(bin) < leastBin ? 0 : bin)),
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
