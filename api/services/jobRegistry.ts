import { randomUUID } from 'node:crypto';
import type { JobAnswer } from '#api/contract/jobs.ts';
import { CodedError, toProblem } from '#api/errors.ts';
import type { Progress } from '#api/services/jobs.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';

/** The work of a job. It gives up with the signal's reason once that is aborted, or finishes all the same. */
export type Work = (onProgress: Progress, signal: AbortSignal) => Promise<JobAnswer['result']>;

export interface JobRegistryOptions {
  /** Milliseconds since 1970 UTC. */
  now: () => number;
  timezone: string;
  /** Told of what no caller can mend, under the job's id. */
  log: (message: string) => void;
  /** Jobs at work at once; the machine has two cores. @default 2 */
  atOnce?: number;
  /** Jobs that may wait behind them. @default 20 */
  mostWaiting?: number;
  /** Ended jobs that are kept; the oldest go first. @default 100 */
  mostEnded?: number;
  /** Milliseconds an ended job is kept. @default one hour */
  keepMs?: number;
}

interface Entry {
  answer: JobAnswer;
  work: Work;
  abort: AbortController;
  /** Milliseconds since 1970; null while it has not ended. */
  endedAt: number | null;
  ended: PromiseWithResolvers<void>;
  watchers: Set<() => void>;
}

/** Stands for "somebody cancelled it" as a signal's reason. */
class Cancelled extends Error {
  override name = 'Cancelled';
}

/** Work that outlives its request, kept in memory: how far it is, what it gave, how to stop it. */
export class JobRegistry {
  readonly #options: Required<JobRegistryOptions>;
  /** By id, in the order in which they were started. */
  readonly #entries = new Map<string, Entry>();

  constructor(options: JobRegistryOptions) {
    this.#options = { atOnce: 2, mostWaiting: 20, mostEnded: 100, keepMs: 3_600_000, ...options };
  }

  /**
   * Starts a job, or lets it wait until others have ended.
   *
   * @throws CodedError `unavailable` when too many wait already
   */
  start(kind: JobAnswer['kind'], work: Work): JobAnswer {
    this.#forget();
    if (this.#inState('waiting').length >= this.#options.mostWaiting)
      throw new CodedError('unavailable', 'Too many jobs are waiting; try again when some have ended.');
    const entry: Entry = {
      answer: {
        id: randomUUID(),
        kind,
        state: 'waiting',
        progress: 0,
        doing: 'waiting',
        createdAt: this.#stamp(),
        startedAt: null,
        endedAt: null,
        result: null,
        problem: null,
      },
      work,
      abort: new AbortController(),
      endedAt: null,
      ended: Promise.withResolvers(),
      watchers: new Set(),
    };
    this.#entries.set(entry.answer.id, entry);
    this.#next();
    return { ...entry.answer };
  }

  /** @throws CodedError `notFound` for an id that was never given or is no longer kept */
  get(id: string): JobAnswer {
    return { ...this.#entry(id).answer };
  }

  /**
   * Stops a job; resolved when it has ended. What is being written is finished first: the job is then done, not
   * cancelled. One that has ended stays as it is.
   *
   * @throws CodedError `notFound`
   */
  async cancel(id: string): Promise<JobAnswer> {
    const entry = this.#entry(id);
    entry.abort.abort(new Cancelled('The job was cancelled.'));
    if (entry.answer.state === 'waiting') this.#end(entry, { state: 'cancelled' });
    await entry.ended.promise;
    return { ...entry.answer };
  }

  /**
   * Calls back with every change, the last of which is the end.
   *
   * @returns what ends the watch
   * @throws CodedError `notFound`
   */
  watch(id: string, onChange: () => void): () => void {
    const { watchers } = this.#entry(id);
    watchers.add(onChange);
    return () => watchers.delete(onChange);
  }

  /** Stops everything; resolved when no work is left. */
  async close(): Promise<void> {
    const open = [...this.#entries.values()].filter(({ endedAt }) => endedAt === null);
    await Promise.all(open.map(({ answer }) => this.cancel(answer.id)));
  }

  #entry(id: string): Entry {
    this.#forget();
    const entry = this.#entries.get(id);
    if (!entry) throw new CodedError('notFound', `There is no job ${id}.`);
    return entry;
  }

  #inState(state: JobAnswer['state']): Entry[] {
    return [...this.#entries.values()].filter(({ answer }) => answer.state === state);
  }

  #next(): void {
    const free = this.#options.atOnce - this.#inState('running').length;
    for (const entry of this.#inState('waiting').slice(0, Math.max(0, free))) void this.#run(entry);
  }

  async #run(entry: Entry): Promise<void> {
    const { answer, work, abort } = entry;
    this.#change(entry, { state: 'running', doing: 'starting', startedAt: this.#stamp() });
    try {
      const result = await work((share, doing) => {
        if (entry.endedAt !== null) return;
        const progress = Math.min(1, Math.max(answer.progress, share));
        if (progress !== answer.progress || doing !== answer.doing) this.#change(entry, { progress, doing });
      }, abort.signal);
      this.#end(entry, { state: 'done', progress: 1, result });
    } catch (error) {
      if (error instanceof Cancelled) return this.#end(entry, { state: 'cancelled' });
      const problem = toProblem(error, answer.id);
      if (problem.status === 500)
        this.#options.log(`${answer.id} ${(error as Error).stack ?? String(error)}`);
      this.#end(entry, { state: 'failed', problem });
    }
  }

  #end(entry: Entry, last: Partial<JobAnswer> & { state: JobAnswer['state'] }): void {
    entry.endedAt = this.#options.now();
    this.#change(entry, { ...last, doing: last.state, endedAt: this.#stamp() });
    entry.ended.resolve();
    entry.watchers.clear();
    this.#next();
  }

  #change(entry: Entry, change: Partial<JobAnswer>): void {
    Object.assign(entry.answer, change);
    for (const tell of entry.watchers) tell();
  }

  /** Lets go of what ended long ago, and of the oldest beyond the bound. */
  #forget(): void {
    const { now, keepMs, mostEnded } = this.#options;
    const ended = [...this.#entries.values()]
      .filter((entry) => entry.endedAt !== null)
      .sort((a, b) => a.endedAt! - b.endedAt!);
    for (const [i, { answer, endedAt }] of ended.entries())
      if (endedAt! + keepMs <= now() || i < ended.length - mostEnded) this.#entries.delete(answer.id);
  }

  #stamp(): string {
    return formatInstant(this.#options.now(), this.#options.timezone);
  }
}
