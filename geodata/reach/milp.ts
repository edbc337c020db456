/**
 * A mixed integer linear program: the least or the greatest `cost · x` with `rowLower <= A x <= rowUpper` and
 * `lower <= x <= upper`, some x whole. Everything is typed arrays, so that it can be handed to a worker.
 */
export interface Milp {
  sense: 'min' | 'max';
  cost: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  /** 1 where x is whole. */
  whole: Uint8Array;
  rowLower: Float64Array;
  rowUpper: Float64Array;
  /** Row `i` of A has `value[k]` in column `column[k]`, k from `start[i]` up to, not including, `start[i + 1]`. */
  start: Int32Array;
  column: Int32Array;
  value: Float64Array;
}

/** How far a solver has come. */
export interface MilpProgress {
  seconds: number;
  /** Of the best solution so far; null while there is none. */
  objective: number | null;
  /** No solution can be better; null while that is not known. */
  bound: number | null;
}

export interface MilpOptions {
  /** The solver stops after so long and tells the best it has; default for ever. */
  seconds?: number;
  /** A solution to begin with. */
  warm?: Float64Array;
  onProgress?: (progress: MilpProgress) => void;
  /** Asked now and then; true stops as the time limit does. */
  isStopped?: () => boolean;
}

export interface MilpAnswer {
  status: 'optimal' | 'stopped' | 'infeasible';
  /** Null where none was found. */
  x: Float64Array | null;
  /** No solution can be better. */
  bound: number;
}

/** Solves a program and blocks its thread meanwhile. */
export type SolveMilp = (model: Milp, options?: MilpOptions) => MilpAnswer;

/** Rows of a program that are written one after the other. */
export class MilpRows {
  readonly #start = [0];
  readonly #column: number[] = [];
  readonly #value: number[] = [];
  readonly #lower: number[] = [];
  readonly #upper: number[] = [];

  /** One term of the row that is being written. */
  term(column: number, value: number): void {
    this.#column.push(column);
    this.#value.push(value);
  }

  /** Ends the row. */
  between(lower: number, upper: number): void {
    this.#lower.push(lower);
    this.#upper.push(upper);
    this.#start.push(this.#column.length);
  }

  finish(): Pick<Milp, 'rowLower' | 'rowUpper' | 'start' | 'column' | 'value'> {
    return {
      rowLower: Float64Array.from(this.#lower),
      rowUpper: Float64Array.from(this.#upper),
      start: Int32Array.from(this.#start),
      column: Int32Array.from(this.#column),
      value: Float64Array.from(this.#value),
    };
  }
}
