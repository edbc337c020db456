import type { BBox2 } from '#geodata/place/bbox.ts';
import type { Crs } from './crsList.ts';
import { type Imported, refused } from './problem.ts';
import { converter } from './projection.ts';

/** Which of the two numbers comes first, and which zone number leads the easting. */
export interface Axes {
  order: 'eastFirst' | 'northFirst';
  /** Gauss-Krüger: the zone number in front of the easting (40 in 40512345), or null for none. */
  prefix: number | null;
}

/** Axes of a file and what they were decided by, to be shown to whoever imports it. */
export interface DetectedAxes extends Axes {
  /**
   * `given` by the caller; `district`: the only way in which the data lie there; `extent`: the only
   * way in which they lie in China (or on Earth); `definition`: several ways would do, RFC 7946 decides.
   */
  decidedBy: 'given' | 'district' | 'extent' | 'definition';
}

/** A position as a file has it, before its axes are known. */
export type RawPosition = readonly number[];

const WORLD: BBox2 = [-180, -90, 180, 90];
const CHINA: BBox2 = [72, 0.8, 138, 56];
// A few stray points must not hide the answer; the checks report them later.
const SHARE_INSIDE = 0.9;
const SAMPLE = 1000;

/**
 * Detects axis order and zone prefix by trying every combination and asking in which the data lie in
 * the district (its box grown by half its size, at least 0.1 degree, on every side). Without a
 * district, in China and within a zone's width of the central meridian, which can leave doubt.
 *
 * @param positions all positions of the file; at most 1000, evenly spread, are looked at
 * @param districtBbox west, south, east, north in WGS 84 degrees
 * @returns the axes, or a problem: `noPositions`, `ambiguousAxes`, `outsideDistrict`, `outOfRange`
 */
export function detectAxes(
  positions: readonly RawPosition[],
  crs: Crs,
  districtBbox?: BBox2 | null,
): Imported<{ detected: DetectedAxes }> {
  if (positions.length === 0) {
    return refused({ path: '$', code: 'noPositions', message: 'There are no positions to look at.' });
  }
  const step = Math.max(1, Math.floor(positions.length / SAMPLE));
  const sample = positions.filter((_, i) => i % step === 0);
  const window = districtBbox ? grown(districtBbox) : crs.id === 'EPSG:4326' ? WORLD : CHINA;
  const shares = candidates(crs).map((axes) => ({
    axes,
    share: shareInside(sample, crs, axes, window, !districtBbox),
  }));
  const fitting = shares.filter(({ share }) => share >= SHARE_INSIDE);
  if (fitting.length === 1) {
    const decidedBy = districtBbox ? 'district' : 'extent';
    return { ok: true, detected: { ...fitting[0]!.axes, decidedBy } };
  }
  if (fitting.length === 0) {
    const best = Math.max(...shares.map(({ share }) => share));
    const where = districtBbox ? 'the district' : window === WORLD ? 'the range of degrees' : 'China';
    const code = districtBbox ? 'outsideDistrict' : 'outOfRange';
    const message = `In no axis order do the coordinates, read as ${crs.id}, lie in ${where} (at best ${(100 * best).toFixed(0)} %). Is the system another one?`;
    return refused({ path: '$', code, message });
  }
  if (!districtBbox && crs.id === 'EPSG:4326') {
    // GeoJSON is longitude first by definition where nothing contradicts it.
    return { ok: true, detected: { order: 'eastFirst', prefix: null, decidedBy: 'definition' } };
  }
  const ways = fitting.map(({ axes }) => axes.order).join(', ');
  const remedy = districtBbox ? 'State the order.' : 'Give the district, or state the order.';
  const message = `The coordinates, read as ${crs.id}, fit in more than one axis order (${ways}). ${remedy}`;
  return refused({ path: '$', code: 'ambiguousAxes', message });
}

function candidates(crs: Crs): Axes[] {
  const prefixes = crs.centralMeridian === null ? [null] : [null, crs.centralMeridian / 3];
  return prefixes.flatMap((prefix): Axes[] => [
    { order: 'eastFirst', prefix },
    { order: 'northFirst', prefix },
  ]);
}

function shareInside(
  sample: readonly RawPosition[],
  crs: Crs,
  axes: Axes,
  window: BBox2,
  byZone: boolean,
): number {
  const { toWgs84 } = converter(crs, axes);
  const [west, south, east, north] = window;
  const { centralMeridian } = crs;
  let inside = 0;
  for (const position of sample) {
    const [lon, lat] = toWgs84(position);
    // Twice the half width of a zone: districts on a zone's edge are kept in one zone.
    const inZone = !byZone || centralMeridian === null || Math.abs(lon - centralMeridian) <= 3;
    if (inZone && lon >= west && lon <= east && lat >= south && lat <= north) inside++;
  }
  return inside / sample.length;
}

function grown([west, south, east, north]: BBox2): BBox2 {
  const x = Math.max(0.1, (east - west) / 2);
  const y = Math.max(0.1, (north - south) / 2);
  return [west - x, south - y, east + x, north + y];
}
