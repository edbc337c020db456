import type { Pairs, Places } from './pairs.ts';

/** Columns of places that a test writes as pairs. */
export function placesOf(places: readonly (readonly [lon: number, lat: number])[]): Places {
  return {
    lon: Float64Array.from(places, ([lon]) => lon),
    lat: Float64Array.from(places, ([, lat]) => lat),
  };
}

/** Each row as a list of point and metres. */
export function rowsOf({ start, point, metres }: Pairs): [point: number, metres: number][][] {
  return Array.from({ length: start.length - 1 }, (_, i) => {
    const from = start[i] as number;
    return Array.from(point.subarray(from, start[i + 1]), (j, k) => [j, metres[from + k] as number]);
  });
}

/** Pairs of rows that a test writes as lists of point and metres. */
export function pairsOf(rows: readonly (readonly (readonly [point: number, metres: number])[])[]): Pairs {
  const start = Uint32Array.from({ length: rows.length + 1 }, () => 0);
  rows.forEach((row, i) => {
    start[i + 1] = (start[i] as number) + row.length;
  });
  const all = rows.flat();
  return {
    start,
    point: Uint32Array.from(all, ([j]) => j),
    metres: Float64Array.from(all, ([, metres]) => metres),
  };
}
