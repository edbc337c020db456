import type { Highs, Model } from 'highs';
import type { MilpOptions, SolveMilp } from './milp.ts';

/**
 * The exact solver: HiGHS in WebAssembly, loaded anew (a second of work, 3.5 MB), which is why nothing imports it
 * before somebody asks. Solving blocks the thread it is loaded on, so this belongs in a worker; ending that
 * worker cancels at once. It runs until the optimum is proved to the last unit or the time is up.
 */
export async function loadHighsSolver(): Promise<SolveMilp> {
  const { default: load } = await import('highs');
  // the package is typed as CommonJS and loaded as a module: what it types as `default.default` is `default`
  return solverOf(await (load as unknown as typeof load.default)());
}

function solverOf(highs: Highs): SolveMilp {
  const { modelStatus, objectiveSense, callbackType } = highs.constants;
  return (milp, options = {}) => {
    const model = highs.createModel({
      numCols: milp.cost.length,
      numRows: milp.rowLower.length,
      sense: milp.sense === 'max' ? objectiveSense.maximize : objectiveSense.minimize,
      colCost: milp.cost,
      colLower: milp.lower,
      colUpper: milp.upper,
      rowLower: milp.rowLower,
      rowUpper: milp.rowUpper,
      matrix: {
        format: 'csr',
        numRows: milp.rowLower.length,
        numCols: milp.cost.length,
        starts: milp.start,
        indices: milp.column,
        values: milp.value,
      },
      integrality: Int32Array.from(milp.whole),
    });
    try {
      // by default HiGHS is content within a ten-thousandth
      model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 1e-6 });
      if (options.seconds !== undefined) model.options.set('time_limit', options.seconds);
      if (options.warm) model.setSolution({ colValue: options.warm });
      const { modelStatus: status } = model.run({
        [callbackType.mipInterrupt](event) {
          report(event.data, options);
          if (options.isStopped?.()) event.interrupt();
          return undefined;
        },
      });
      if (status === modelStatus.infeasible) return { status: 'infeasible', x: null, bound: Number.NaN };
      if (status < modelStatus.empty) throw new Error(`HiGHS ended with status ${status}`);
      const isOptimal = status === modelStatus.optimal || status === modelStatus.empty;
      return {
        status: isOptimal ? 'optimal' : 'stopped',
        x: isSolved(model) ? model.getSolution().colValue : null,
        bound: isOptimal ? model.getObjectiveValue() : Number(model.info.get('mip_dual_bound')),
      };
    } finally {
      model.dispose();
    }
  };
}

/** Whether there is a solution that keeps to all rows. */
function isSolved(model: Model): boolean {
  return model.info.get('primal_solution_status') === FEASIBLE;
}

/** `kSolutionStatusFeasible` of HiGHS. */
const FEASIBLE = 2;

function report(
  data: { running_time?: number; mip_primal_bound?: number; mip_dual_bound?: number },
  { onProgress }: MilpOptions,
): void {
  if (!onProgress) return;
  const known = (value = Number.NaN): number | null => (Math.abs(value) < 1e100 ? value : null);
  onProgress({
    seconds: data.running_time ?? 0,
    objective: known(data.mip_primal_bound),
    bound: known(data.mip_dual_bound),
  });
}
