import type { IssueSource } from '#geodata/issue/events.ts';
import type { Level } from '#geodata/model.ts';
import type { HotspotSettings } from '../../../queries/issues.ts';
import type { Spots } from '../../../state/spots.ts';

/** Cells that suit an area where none are chosen: its grids where they are near enough to be told apart. */
export const usualCell = (level: Level): 'grid' | 'community' =>
  level === 'town' || level === 'community' || level === 'grid' ? 'grid' : 'community';

/** Why a setting cannot be had together with the others. */
export type Hindrance = 'hexagons' | 'otherSource';

/** What stands in the way of a value: households and visits are not known by hexagon, visits find only their own. */
export function hindranceOf(
  value: Spots['value'],
  cell: HotspotSettings['cell'],
  source: IssueSource | null,
): Hindrance | null {
  if (value === 'count') return null;
  if (cell === 'h3') return 'hexagons';
  return value === 'perVisit' && source !== null && source !== 'visit' ? 'otherSource' : null;
}

/** The settings as they can be asked: what cannot be had together gives way to the usual. */
export function settingsOf(
  { cells, value, peer, alpha, ...spots }: Spots,
  level: Level,
  source: IssueSource | null,
): HotspotSettings & { alpha: Spots['alpha'] } {
  const cell = cells ?? usualCell(level);
  return {
    ...spots,
    alpha,
    cell,
    value: hindranceOf(value, cell, source) === null ? value : 'count',
    peer: cell === 'h3' ? 'district' : peer,
  };
}

/** Metres from side to side of an H3 cell of resolution 7, and what they shrink by with each finer one. */
const CELL_METRES = 2450;
const FINER = Math.sqrt(7);
/** About so many columns fit side by side on a screen. */
const ACROSS = 32;

/**
 * The resolution at which a stretch of land is some thirty H3 cells across.
 *
 * @param bounds west, south, east, north in degrees
 * @returns 4 to 9
 */
export function resolutionFor(bounds: readonly [number, number, number, number]): number {
  const finer = Math.log((CELL_METRES * ACROSS) / widthOf(bounds)) / Math.log(FINER);
  return Math.min(9, Math.max(4, Math.round(7 + finer)));
}

/** Deviation of the kernel in a picture of density: a sixtieth of its width, to two digits, so that answers are kept. */
export function bandwidthFor(bounds: readonly [number, number, number, number]): number {
  const metres = Math.min(20_000, Math.max(60, widthOf(bounds) / 60));
  return Number(metres.toPrecision(2));
}

/** Metres from the western to the eastern side of a box, in its middle. */
export function widthOf([west, south, east, north]: readonly [number, number, number, number]): number {
  return (east - west) * 111_320 * Math.cos((((south + north) / 2) * Math.PI) / 180);
}
