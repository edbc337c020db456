import { area as sphericalArea } from '@turf/turf';
import type { JobAnswer } from '#api/contract/jobs.ts';
import { CodedError } from '#api/errors.ts';
import { visible } from '#api/services/areas.ts';
import type { BoundaryService } from '#api/services/boundaries.ts';
import type { ServiceContext } from '#api/services/context.ts';
import type { JobRegistry } from '#api/services/jobRegistry.ts';
import { stepOf } from '#api/services/jobs.ts';
import type { Scope } from '#api/store/store.ts';
import { type Child, checkChildren, type Parent } from '#geodata/divide/children.ts';

/** How areas are drawn. */
export interface Manner {
  seed: number;
  /** YYYY-MM-DD; the day of the confirmation when left out. */
  validFrom?: string | undefined;
}

/** Faults named at once. */
const MOST_FAULTS = 200;
/** Share of the whole that is drawn when the checks begin. */
const DRAWN = 0.7;

/** Areas drawn where a district has none: a job that ends in an import which waits to be confirmed. */
export class DivisionService {
  readonly #context: ServiceContext;
  readonly #boundaries: BoundaryService;
  readonly #running: JobRegistry;

  constructor(context: ServiceContext, boundaries: BoundaryService, running: JobRegistry) {
    this.#context = context;
    this.#boundaries = boundaries;
    this.#running = running;
  }

  /**
   * The same as `start` for a table (CSV, `parseChildTable`).
   *
   * @throws CodedError `badInput` with the line of every fault, `tooLarge`, and those of `start`
   */
  async startTable(scope: Scope, table: Uint8Array, manner: Manner): Promise<JobAnswer> {
    return this.start(scope, await this.#context.jobs.readChildTable({ table }), manner);
  }

  /**
   * Starts the drawing of areas into their parents. Nothing is written: the job's result is a boundary import in
   * dry run, whose areas are marked as illustrative.
   *
   * @throws CodedError `badInput` with the place of every fault (`checkChildren`); `unavailable` when too many
   *   jobs wait
   */
  async start(scope: Scope, children: readonly Child[], { seed, validFrom }: Manner): Promise<JobAnswer> {
    const parents = await this.#parents(scope, children);
    return this.#running.start('division', async (onProgress, signal) => {
      const drawn = await this.#context.jobs.drawChildren(
        { parents, children, seed },
        stepOf(onProgress, 0, DRAWN),
        signal,
      );
      const checked = await this.#boundaries.check(
        scope,
        Buffer.from(drawn),
        {
          kind: 'boundaries',
          crs: 'EPSG:4326',
          level: 'grid',
          levelProperty: 'level',
          parentProperty: 'parentCode',
          householdsProperty: 'households',
          illustrative: '1',
          replace: '0',
          ...(validFrom === undefined ? {} : { validFrom }),
        },
        undefined,
        { onProgress: stepOf(onProgress, DRAWN, 1), signal },
      );
      return { import: checked.id };
    });
  }

  /** The areas that are divided, with their polygons; refuses what cannot be drawn. */
  async #parents(scope: Scope, children: readonly Child[]): Promise<Parent[]> {
    const { store } = this.#context;
    const { tree, bounds } = await store.treeState('newest');
    const drawn = new Set(children.map(({ code }) => code));
    const outer = [...new Set(children.map(({ parentCode }) => parentCode))].filter(
      (code) => !drawn.has(code) && tree.get(code) !== undefined && visible(tree, scope, code),
    );
    const shapes = await store.shapes(scope, outer, 'newest');
    const faults = checkChildren(children, {
      // A code that is taken is taken, whoever may see it; a parent has to be seen.
      area: (code) => (drawn.has(code) || outer.includes(code) ? tree.get(code) : undefined),
      areaM2: (code) => {
        const shape = shapes.get(code);
        if (shape) return sphericalArea(shape);
        return bounds.has(code) ? 0 : undefined;
      },
      drawnBelow: (code) => tree.children(code).find((below) => bounds.has(below.code))?.code,
    });
    if (faults.length > 0)
      throw new CodedError(
        'badInput',
        `The areas cannot be drawn: ${faults.length} fault${faults.length === 1 ? '' : 's'}.`,
        faults.slice(0, MOST_FAULTS),
      );
    return outer.map((code) => ({ code, geometry: shapes.get(code)! }));
  }
}
