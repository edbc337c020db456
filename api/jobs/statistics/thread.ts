import { Worker } from 'node:worker_threads';
import { CodedError } from '#api/errors.ts';
import type { StatisticsReply, StatisticsRequest } from '#api/jobs/statistics/entry.ts';
import type { Statistics, StatisticsMethod } from '#api/services/statistics.ts';
import { transferable } from '#geodata/tiles/pack.ts';

/** Milliseconds from the thread's last answer after which it is ended while questions wait. */
const TIMEOUT_MS = 120_000;

interface Waiting {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

/**
 * Statistics on one thread, started with the first question and kept: it would take longer to start than to answer.
 * Questions are answered one after the other; when one takes for ever or brings the thread down, all that wait
 * fail and the next one starts another.
 */
export class StatisticsThread implements Statistics {
  readonly #waiting = new Map<number, Waiting>();
  readonly #timeoutMs: number;
  #worker: Worker | null = null;
  #timer: NodeJS.Timeout | undefined;
  #next = 0;

  constructor(timeoutMs = TIMEOUT_MS) {
    this.#timeoutMs = timeoutMs;
  }

  // outlines are handed over: they were packed for this question alone
  readonly areaCells: Statistics['areaCells'] = (input) =>
    this.#ask('areaCells', input, transferable(input.outlines));
  readonly hexagonCells: Statistics['hexagonCells'] = (input) =>
    this.#ask('hexagonCells', input, transferable(input.areas));
  readonly neighbours: Statistics['neighbours'] = (input) => this.#ask('neighbours', input);
  readonly hotspots: Statistics['hotspots'] = (input) => this.#ask('hotspots', input);
  readonly emerging: Statistics['emerging'] = (input) => this.#ask('emerging', input);
  readonly silence: Statistics['silence'] = (input) => this.#ask('silence', input);
  readonly heatCells: Statistics['heatCells'] = (input) => this.#ask('heatCells', input);
  readonly heatRaster: Statistics['heatRaster'] = (input) => this.#ask('heatRaster', input);
  readonly heatContours: Statistics['heatContours'] = (input) => this.#ask('heatContours', input);
  readonly reachShapes: Statistics['reachShapes'] = (input) =>
    this.#ask('reachShapes', input, transferable(input.areas));
  readonly reachHomes: Statistics['reachHomes'] = (input) => this.#ask('reachHomes', input);
  readonly reachDemand: Statistics['reachDemand'] = (input) => this.#ask('reachDemand', input);
  readonly reachNearest: Statistics['reachNearest'] = (input) => this.#ask('reachNearest', input);
  readonly reachAccess: Statistics['reachAccess'] = (input) => this.#ask('reachAccess', input);
  readonly reachRows: Statistics['reachRows'] = (input) => this.#ask('reachRows', input);

  /** Ends the thread; what waits fails. */
  async close(): Promise<void> {
    await this.#end(new CodedError('unavailable', 'The server is closing.'));
  }

  #ask<M extends StatisticsMethod>(
    method: M,
    input: Parameters<Statistics[M]>[0],
    transfer: ArrayBuffer[] = [],
  ): ReturnType<Statistics[M]> {
    const worker = this.#started();
    const id = this.#next++;
    const answer = new Promise((resolve, reject) => {
      worker.postMessage({ id, method, input } satisfies StatisticsRequest, transfer);
      this.#waiting.set(id, { resolve, reject });
      if (this.#waiting.size === 1) this.#watch();
    });
    return answer as ReturnType<Statistics[M]>;
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./entry.ts', import.meta.url));
    this.#worker = worker;
    worker.on('message', (reply: StatisticsReply) => this.#settle(reply));
    const lost = (error: Error): void => {
      if (this.#worker === worker) void this.#end(error);
    };
    worker.on('error', (error) => lost(error as Error));
    worker.on('exit', () => lost(new Error('the thread of statistics has ended')));
    return worker;
  }

  #settle(reply: StatisticsReply): void {
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    this.#waiting.delete(reply.id);
    this.#watch();
    if ('result' in reply) waiting.resolve(reply.result as never);
    else
      waiting.reject(
        reply.coded ? new CodedError(reply.code, reply.error, reply.faults) : new Error(reply.error),
      );
  }

  /** Counts the time anew; a thread that nobody waits for does not keep the process alive. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.size === 0) {
      this.#worker?.unref();
      return;
    }
    this.#worker?.ref();
    this.#timer = setTimeout(() => {
      const seconds = this.#timeoutMs / 1000;
      void this.#end(
        new CodedError('unavailable', `The work was stopped: it took longer than ${seconds} s.`),
      );
    }, this.#timeoutMs);
  }

  async #end(error: Error): Promise<void> {
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    await worker?.terminate();
  }
}
