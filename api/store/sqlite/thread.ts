import { Worker } from 'node:worker_threads';
import { CodedError, type ErrorCode } from '#api/errors.ts';
import type { ReaderMethods } from '#api/store/sqlite/reader.ts';
import type { WorkerReply, WorkerRequest, WorkerSettings } from '#api/store/sqlite/worker.ts';
import type { WriterMethods } from '#api/store/sqlite/writer.ts';

type Methods = WriterMethods & ReaderMethods;

/** One worker thread of the store and the calls that wait for its answer. */
export class StoreThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  readonly #now: () => number;
  readonly #exited: Promise<void>;
  #next = 0;
  #failure: Error | null = null;

  constructor(settings: WorkerSettings, now: () => number) {
    this.#now = now;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings });
    this.#worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#fail(error as Error));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#fail(new Error('the store thread has ended'));
        resolve();
      });
    });
  }

  call<M extends keyof Methods>(
    method: M,
    ...args: Parameters<Methods[M]>
  ): Promise<Awaited<ReturnType<Methods[M]>>> {
    if (this.#failure) return Promise.reject(unavailable(this.#failure));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: never) => void, reject });
      this.#worker.postMessage({ id, method, args, now: this.#now() } satisfies WorkerRequest);
    });
  }

  async close(): Promise<void> {
    if (!this.#failure) this.#worker.postMessage('close');
    await this.#exited;
  }

  #settle(reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    this.#waiting.delete(reply.id);
    if ('result' in reply) {
      waiting.resolve(reply.result as never);
      return;
    }
    const { coded, code, message, errors, stack } = reply.error;
    const error = coded ? new CodedError(code as ErrorCode, message, errors) : new Error(message);
    if (!coded && stack !== undefined) error.stack = stack;
    waiting.reject(error);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(unavailable(error));
    this.#waiting.clear();
  }
}

function unavailable(cause: Error): CodedError {
  return new CodedError('unavailable', `The ledger cannot be reached now: ${cause.message}`);
}
