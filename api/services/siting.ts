import { z } from 'zod';
import type { SitingInput, SitingResult, SitingsAnswer } from '#api/contract/reach.ts';
import { CodedError } from '#api/errors.ts';
import { findArea, visible } from '#api/services/areas.ts';
import type { Asking } from '#api/services/context.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import type { JobRegistry } from '#api/services/jobRegistry.ts';
import { type Progress, stepOf } from '#api/services/jobs.ts';
import type { Place } from '#api/services/place.ts';
import type { ReachParts } from '#api/services/reach/parts.ts';
import type { Reckoned, Reckoning } from '#api/services/reach/reckoning.ts';
import { homeRows } from '#api/services/reach/rows.ts';
import { Standings } from '#api/services/reach/standings.ts';
import { resultOf, sitingOf } from '#api/services/siting/answer.ts';
import { factorsOf } from '#api/services/siting/demand.ts';
import { type Candidate, candidatesOf, reachOfSiting } from '#api/services/siting/question.ts';
import type { KeptSiting } from '#api/store/serviceStore.ts';
import type { LonLat } from '#geodata/model.ts';

/** Share of the work that is done when the ledger is read. */
const READ = 0.2;
const LEVEL = 'grid';
const sitingPlace = z.object({ at: z.number(), id: z.string() });

/** Where next: sitings are worked on one by one by jobs, and kept with what they found. */
export class SitingService {
  readonly #parts: ReachParts;
  readonly #reckoning: Reckoning;
  readonly #standings: Standings;
  readonly #running: JobRegistry;
  readonly #place: Place;
  /** Job of each siting that this process works on. */
  readonly #jobs = new Map<string, string>();

  constructor(parts: ReachParts, reckoning: Reckoning, running: JobRegistry, place: Place) {
    this.#parts = parts;
    this.#reckoning = reckoning;
    this.#standings = new Standings(parts.context);
    this.#running = running;
    this.#place = place;
  }

  /**
   * Starts a siting. Sent again with the same id it is the one that was started.
   *
   * @returns the siting, and whether it was started now
   * @throws CodedError `notFound` for an area that may not be seen; `badInput` with the place of every fault;
   *   `conflict` for an id that another siting has, or a network that is not there; `unavailable`
   */
  async start(
    asking: Asking,
    input: SitingInput,
    by: string,
  ): Promise<{ siting: SitingResult; isNew: boolean }> {
    const { context, services } = this.#parts;
    const state = await context.store.treeState();
    const area = findArea(state, asking.scope, input.area);
    const text = JSON.stringify(input);
    const earlier = await services.siting(input.id);
    if (earlier) {
      if (earlier.input !== text)
        throw new CodedError('conflict', `Another siting has the id ${input.id}.`, [
          { path: 'id', message: 'is taken', code: 'conflict' },
        ]);
      return { siting: await this.get(asking, input.id), isNew: false };
    }
    const settings = await this.#parts.settings();
    const candidates = await candidatesOf(input, settings, state, area, this.#place);
    await this.#standings.duty(asking, input.duty ?? undefined);
    await this.#reckoning.travels.of(input.travel, settings.detour);
    const kept: KeptSiting = {
      id: input.id,
      area: area.code,
      at: asking.now,
      by,
      state: 'running',
      input: text,
      result: null,
      failure: null,
    };
    const written = Promise.withResolvers<void>();
    // awaited by the job; whoever asks hears of it anyhow
    written.promise.catch(() => {});
    const job = this.#running.start('siting', async (onProgress, signal) => {
      await written.promise;
      return this.#work(asking, input, kept, candidates, onProgress, signal);
    });
    this.#jobs.set(kept.id, job.id);
    try {
      await services.writeSiting(kept);
      written.resolve();
    } catch (error) {
      written.reject(error as Error);
      this.#jobs.delete(kept.id);
      throw error;
    }
    return { siting: this.#told(kept), isNew: true };
  }

  /** @throws CodedError `notFound` */
  async get(asking: Asking, id: string): Promise<SitingResult> {
    return this.#told(await this.#kept(asking, id));
  }

  /** The newest first, without what they found. */
  async list(
    asking: Asking,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<SitingsAnswer> {
    const { tree } = await this.#parts.context.store.treeState();
    const areas = asking.scope.codes.flatMap((top) => tree.subtree(top).map(({ code }) => code));
    const before = cursor === undefined ? null : decodeCursor(cursor, sitingPlace);
    const found = await this.#parts.services.sitings(areas, limit + 1, before);
    const page = await Promise.all(found.slice(0, limit).map((kept) => this.#settled(kept)));
    const last = page.at(-1);
    return {
      items: page.map((kept) => {
        const { result: _, ...item } = this.#told(kept);
        return item;
      }),
      nextCursor: found.length > limit && last ? encodeCursor({ at: last.at, id: last.id }) : null,
    };
  }

  /** Stops a siting; one that is over stays as it is. @throws CodedError `notFound` */
  async cancel(asking: Asking, id: string): Promise<SitingResult> {
    await this.#kept(asking, id);
    const job = this.#jobs.get(id);
    if (job !== undefined) await this.#running.cancel(job);
    return this.get(asking, id);
  }

  async #kept({ scope }: Asking, id: string): Promise<KeptSiting> {
    const kept = await this.#parts.services.siting(id);
    const { tree } = await this.#parts.context.store.treeState();
    if (!kept || !visible(tree, scope, kept.area))
      throw new CodedError('notFound', `There is no siting ${id}.`);
    return this.#settled(kept);
  }

  /** What is kept as running and nobody works on any more has ended with its process, or while it waited. */
  async #settled(kept: KeptSiting): Promise<KeptSiting> {
    if (kept.state !== 'running') return kept;
    const job = this.#jobs.get(kept.id);
    const state = job === undefined ? 'failed' : this.#running.get(job).state;
    if (state === 'waiting' || state === 'running') return kept;
    this.#jobs.delete(kept.id);
    // what it wrote itself as its last deed is newer than what was read
    const now = await this.#parts.services.siting(kept.id);
    if (now && now.state !== 'running') return now;
    const settled: KeptSiting =
      state === 'cancelled'
        ? { ...kept, state }
        : { ...kept, state: 'failed', failure: 'The server stopped before it was done.' };
    await this.#parts.services.writeSiting(settled);
    return settled;
  }

  #told(kept: KeptSiting): SitingResult {
    const job = kept.state === 'running' ? (this.#jobs.get(kept.id) ?? null) : null;
    return sitingOf(kept, job, this.#parts.context.timezone);
  }

  /** The work of the job: whatever becomes of it is kept. */
  async #work(
    asking: Asking,
    input: SitingInput,
    kept: KeptSiting,
    candidates: readonly Candidate[],
    onProgress: Progress,
    signal: AbortSignal,
  ): Promise<{ siting: string }> {
    const { services } = this.#parts;
    try {
      const result = await this.#solve(asking, input, candidates, onProgress, signal);
      await services.writeSiting({ ...kept, state: 'done', result: JSON.stringify(result) });
      return { siting: kept.id };
    } catch (error) {
      const failure =
        error instanceof CodedError ? error.message : 'The server could not do it; its log has the cause.';
      await services.writeSiting(
        signal.aborted ? { ...kept, state: 'cancelled' } : { ...kept, state: 'failed', failure },
      );
      throw error;
    }
  }

  async #solve(
    asking: Asking,
    input: SitingInput,
    candidates: readonly Candidate[],
    onProgress: Progress,
    signal: AbortSignal,
  ): Promise<NonNullable<SitingResult['result']>> {
    onProgress(0, 'reading the ledger');
    const reckoned = await this.#reckoning.of(asking, reachOfSiting(input));
    signal.throwIfAborted();
    const { ground, area, metres, travel } = reckoned;
    const factor = await factorsOf(this.#standings, asking, reckoned, input);
    const plan = homeRows(ground, area, LEVEL);
    const placed = candidates.map((each) => ({ ...each, position: each.position ?? homeOf(reckoned, each) }));
    onProgress(READ, 'reading the ledger');
    signal.throwIfAborted();
    const found = await this.#parts.context.jobs.solveSiting(
      {
        demand: reckoned.demand.entries,
        factor,
        metres,
        nearest: reckoned.nearest.metres,
        candidates: {
          lon: Float64Array.from(placed, ({ position }) => position[0]),
          lat: Float64Array.from(placed, ({ position }) => position[1]),
        },
        travel,
        goal: input.goal,
        seconds: input.seconds,
        rowOf: plan.rowOf,
        rows: plan.areas.length,
      },
      stepOf(onProgress, READ, 1),
      signal,
    );
    if (found.proof === 'impossible') throw outOfTheQuestion(asking, found.after / found.total);
    return resultOf(reckoned, plan, LEVEL, placed, found);
  }
}

/** The place of a community's households. */
function homeOf({ ground, demand }: Reckoned, { area }: Candidate): LonLat {
  const place = ground.placeOf.get(area.code)!;
  return [demand.homes.lon[place]!, demand.homes.lat[place]!];
}

function outOfTheQuestion({ lang }: Asking, share: number): CodedError {
  const most = `${(100 * share).toFixed(1)} %`;
  return new CodedError(
    'badInput',
    lang === 'en'
      ? `All candidates together reach ${most}; ask for less, or name more candidates.`
      : `全部候选点合计只能覆盖 ${most}；请降低目标或增加候选点。`,
    [{ path: 'goal.share', message: `at most ${most} can be reached`, code: 'invalid' }],
  );
}
