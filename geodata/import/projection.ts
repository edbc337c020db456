import proj4 from 'proj4';
import type { Axes, RawPosition } from './axes.ts';
import type { Crs } from './crsList.ts';
import { type ShiftedSystem, shift, unshift } from './gcj02.ts';

type Pair = [number, number];

/** Both directions between one system, with its axes decided, and WGS 84 (lon, lat in degrees). */
export interface Converter {
  /** Further numbers of the position (a height) are dropped. NaN where the projection has no answer. */
  toWgs84: (position: RawPosition) => Pair;
  fromWgs84: (position: RawPosition) => Pair;
}

/**
 * Converter of one system. Gauss-Krüger is the transverse Mercator on the CGCS2000 ellipsoid
 * (a = 6378137 m, 1/f = 298.257222101, the same as GRS 80), scale 1 on the central meridian, false
 * easting 500 km, metres; CGCS2000 is taken as equal to WGS 84.
 */
export function converter(crs: Crs, axes: Axes): Converter {
  const [forward, inverse] = directions(crs, axes.prefix);
  const swap = axes.order === 'northFirst';
  return {
    toWgs84: (p) => inverse(swap ? [p[1]!, p[0]!] : [p[0]!, p[1]!]),
    fromWgs84: (p) => {
      const [east, north] = forward([p[0]!, p[1]!]);
      return swap ? [north, east] : [east, north];
    },
  };
}

function directions(crs: Crs, prefix: number | null): [(p: Pair) => Pair, (p: Pair) => Pair] {
  if (crs.kind === 'geographic') return [(p) => p, (p) => p];
  if (crs.kind === 'shifted') {
    const system = crs.id as ShiftedSystem;
    return [(p) => shift(p, system), (p) => unshift(p, system)];
  }
  const easting = 500_000 + (prefix ?? 0) * 1_000_000;
  const definition = `+proj=tmerc +lat_0=0 +lon_0=${crs.centralMeridian} +k=1 +x_0=${easting} +y_0=0 +ellps=GRS80 +units=m +no_defs`;
  const { forward, inverse } = proj4(definition);
  return [(p) => forward(p), (p) => inverse(p)];
}
