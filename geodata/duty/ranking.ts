/** What is ranked by: the shrunk pace while a period runs; the ratio when it is closed, for staffing and for any rate. */
export type RankMode = 'pace' | 'ratio';

export type Band = 'front' | 'middle' | 'back';

/** The figures of one area, organisation or post; `required` is the number of raters, issues … of a rate. */
export interface RankInput {
  code: string;
  /** Peer class, such as the 城乡分类; the rows without one are a class of their own. */
  peer: string | null;
  /** Count from 0 to `required`. */
  done: number;
  required: number;
  /** Share of 1, signed; read in mode `pace` only. */
  pace: number | null;
}

/** Shares of 1; null where nothing is required. */
export interface RankedRow {
  code: string;
  peer: string | null;
  /** Below the line (`required` under 30) a row has a value but neither rank nor band. */
  ranked: boolean;
  /** Shrunk pace, or the lower bound of the ratio. */
  value: number | null;
  /** 95 % interval of the shrunk pace, or of the ratio. */
  low: number | null;
  high: number | null;
  /** From 1 within the class; equal values share a rank and use up the ranks after it (1, 1, 3). */
  rank: number | null;
  band: Band | null;
}

export interface PeerClass {
  peer: string | null;
  /** Strength of the shrinking, in units of `required`; `Infinity` where nothing tells the rows apart, null in mode `ratio`. */
  k: number | null;
  /** Pace or ratio of all ranked rows together; null where there is none. */
  mean: number | null;
  /** Number of ranked rows. */
  count: number;
}

/** Required below which a row is not ranked. */
const LINE = 30;
const LEAST_K = 30;
/** Two-sided 95 % of the standard normal distribution. */
const Z = 1.959963984540054;
/** Sums of shares differ in their last digits; what is nearer than this is equal. */
const GRAIN = 1e-9;

/**
 * Ranks rows within their peer classes (model.md, Ranking).
 *
 * Bands: *front* overlaps the interval of the first and not that of the last, *back* that of the last and
 * not that of the first, *middle* both or neither. Where several share the first (last) rank the widest of
 * their intervals counts. The front never ranks behind the back; but a narrow interval between the two
 * ends is *middle* while a wide one of lower value may still reach the first and be *front*.
 *
 * @returns the rows in the order given, and the classes by name, the rows without class last
 * @throws RangeError when `done` is not between 0 and `required`
 */
export function rank(
  rows: readonly RankInput[],
  mode: RankMode,
): { rows: RankedRow[]; classes: PeerClass[] } {
  const byPeer = new Map<string | null, RankInput[]>();
  for (const row of rows) {
    if (!(row.done >= 0 && row.done <= row.required)) {
      throw new RangeError(`${row.code}: ${row.done} done of ${row.required} required`);
    }
    const mates = byPeer.get(row.peer);
    if (mates) mates.push(row);
    else byPeer.set(row.peer, [row]);
  }
  const out = new Map<RankInput, RankedRow>();
  const classes: PeerClass[] = [];
  for (const [peer, mates] of byPeer) {
    // In one order always, so that the last digits of the sums do not depend on the order of the rows.
    const counted = mates
      .filter((row) => row.required >= LINE && (mode === 'ratio' || row.pace !== null))
      .sort((a, b) => byText(a.code, b.code));
    const k = mode === 'pace' ? shrinkage(counted) : null;
    for (const row of mates) out.set(row, valued(row, k));
    place(counted.map((row) => out.get(row)!));
    classes.push({ peer, k, mean: mean(counted, mode), count: counted.length });
  }
  classes.sort((a, b) => Number(a.peer === null) - Number(b.peer === null) || byText(a.peer!, b.peer!));
  return { rows: rows.map((row) => out.get(row)!), classes };
}

/**
 * The k of `pace · required / (required + k)`: variance within areas / variance between them, at least 30.
 * With n required, p the ratio, x the pace of each of I areas, N = Σn and x̄ = Σnx / N:
 *
 *     within  = Σ n p (1 - p) / Σ (n - 1)
 *     between = max(0, (Σ n (x - x̄)² - (I - 1) within) / (N - Σn² / N))
 *
 * the unbiased estimators of Bühlmann and Straub ("Glaubwürdigkeit für Schadensätze", 1970; Bühlmann and
 * Gisler, A Course in Credibility Theory, 2005, 4.8) for an area of n yes-or-no observations; in analysis
 * of variance, (MSB - MSW) / n0. The expected share moves the pace of an area but not its chance error,
 * so p serves within and x between. `within` is pooled from each area's own p(1 - p): p̄(1 - p̄) of the
 * class would hold the differences between areas as well.
 *
 * @returns `Infinity` when the areas differ no more than chance makes them, or there is only one
 */
function shrinkage(rows: readonly RankInput[]): number {
  const total = sum(rows, (row) => row.required);
  const squares = sum(rows, (row) => row.required ** 2);
  if (rows.length < 2) return Number.POSITIVE_INFINITY;
  const within =
    sum(rows, (row) => row.done * (1 - row.done / row.required)) / sum(rows, (row) => row.required - 1);
  const centre = sum(rows, (row) => row.pace! * row.required) / total;
  const spread = sum(rows, (row) => row.required * (row.pace! - centre) ** 2);
  const between = (spread - (rows.length - 1) * within) / (total - squares / total);
  return between <= GRAIN ? Number.POSITIVE_INFINITY : Math.max(LEAST_K, within / between);
}

/** A row with its value and interval, not placed yet; k null for the ratio. */
function valued(row: RankInput, k: number | null): RankedRow {
  const { code, peer, done, required, pace } = row;
  const none = { code, peer, ranked: false, value: null, low: null, high: null, rank: null, band: null };
  if (required === 0) return none;
  if (k === null) {
    const { low, high } = wilson(done, required);
    return { ...none, value: low, low, high };
  }
  if (pace === null) return none;
  const share = required / (required + k);
  // Adding 0 turns the -0 of a negative pace shrunk to nothing into 0.
  const value = pace * share + 0;
  const half = Z * standardError(done, required) * share;
  return { ...none, value, low: value - half, high: value + half };
}

/** Gives the rows of one class, all with values, their ranks and bands. */
function place(rows: readonly RankedRow[]): void {
  const grain = (row: RankedRow): number => Math.round(row.value! / GRAIN);
  const sorted = [...rows].sort((a, b) => grain(b) - grain(a));
  sorted.forEach((row, i) => {
    const before = sorted[i - 1];
    row.ranked = true;
    row.rank = before && grain(before) === grain(row) ? before.rank : i + 1;
  });
  const hull = (at: RankedRow | undefined): { low: number; high: number } => {
    const mates = sorted.filter((row) => row.rank === at?.rank);
    return {
      low: Math.min(...mates.map((row) => row.low!)),
      high: Math.max(...mates.map((row) => row.high!)),
    };
  };
  const first = hull(sorted[0]);
  const last = hull(sorted.at(-1));
  for (const row of sorted) {
    const reachesFirst = row.low! <= first.high && row.high! >= first.low;
    const reachesLast = row.low! <= last.high && row.high! >= last.low;
    row.band = reachesFirst === reachesLast ? 'middle' : reachesFirst ? 'front' : 'back';
  }
}

/**
 * Wilson's 95 % score interval of a proportion, without continuity correction (Wilson 1927; method 3 of
 * Newcombe 1998, "Two-sided confidence intervals for the single proportion").
 *
 * @param done count from 0 to `n`
 * @param n at least 1
 * @returns shares of 1
 */
export function wilson(done: number, n: number): { low: number; high: number } {
  const p = done / n;
  const centre = p + Z ** 2 / (2 * n);
  const half = Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2));
  const scale = 1 + Z ** 2 / n;
  // Exact at the ends, where rounding would leave 0..1.
  return {
    low: done === 0 ? 0 : (centre - half) / scale,
    high: done === n ? 1 : (centre + half) / scale,
  };
}

/**
 * Standard error of a proportion after Agresti and Coull 1998 (z²/2 successes and failures added): unlike
 * sqrt(p(1 - p)/n) it is not 0 where none or all is done, which would make an area of 30 look certain.
 * The interval it gives is symmetric about the value, so that the front cannot rank behind the back.
 */
function standardError(done: number, n: number): number {
  const m = n + Z ** 2;
  const p = (done + Z ** 2 / 2) / m;
  return Math.sqrt((p * (1 - p)) / m);
}

function mean(rows: readonly RankInput[], mode: RankMode): number | null {
  if (rows.length === 0) return null;
  const total = sum(rows, (row) => row.required);
  return sum(rows, (row) => (mode === 'pace' ? row.pace! * row.required : row.done)) / total;
}

function sum(rows: readonly RankInput[], of: (row: RankInput) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
