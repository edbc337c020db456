/** What a figure is held against. */
export interface Budget {
  at: 'least' | 'most';
  value: number;
}

/** One line of the table: a figure with all its rounds. */
export interface Figure {
  bench: string;
  what: string;
  /** `x` is a ratio within the run; times and speeds tell of this machine only; the rest is counted. */
  unit: 'x' | 's' | 'ms' | 'KB' | 'us' | 'rows/s' | 'rounds' | 'records' | 'faults' | 'MB/h';
  /** One value a round; the figure is their median. */
  rounds: readonly number[];
  /** Absent where the figure is information. */
  budget?: Budget;
}

/** Runs one bench; `print` tells what is being done, since some take a minute. */
export type Bench = (options: BenchOptions, print: (message: string) => void) => Promise<Figure[]>;

export interface BenchOptions {
  /** Also the sizes that take many minutes. */
  large: boolean;
}

/** The value below which the given share of the rounds lies, by linear interpolation. */
export function quantile(rounds: readonly number[], share: number): number {
  const sorted = [...rounds].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

export function median(rounds: readonly number[]): number {
  return quantile(rounds, 0.5);
}

/** Whether the median keeps its budget; null without one. */
export function holds({ budget, rounds }: Figure): boolean | null {
  if (!budget) return null;
  const value = median(rounds);
  return budget.at === 'least' ? value >= budget.value : value <= budget.value;
}

/** Round by round the quotient of two sides that were measured in turn. */
export function ratios(over: readonly number[], under: readonly number[]): number[] {
  return over.map((value, i) => value / (under[i] ?? Number.NaN));
}
