import { Worker } from 'node:worker_threads';
import { CodedError } from '#api/errors.ts';
import type { JobMessage } from '#api/jobs/entry.ts';
import type { JobInput, JobKind, JobResult, Jobs, Progress } from '#api/services/jobs.ts';
import { packAreas, transferable } from '#geodata/tiles/pack.ts';

/** Milliseconds after which each kind of work is stopped. */
const TIMEOUT_MS: Record<JobKind, number> = {
  checkBoundaryFile: 120_000,
  drawTiles: 600_000,
  drawDemoAreas: 300_000,
  readChildTable: 60_000,
  drawChildren: 1_800_000,
  readIssueFile: 300_000,
  readNetwork: 600_000,
  // the solver itself stops after 300 s at most
  solveSiting: 600_000,
  writeReport: 300_000,
};

/** Jobs on worker threads. */
export const threadJobs: Jobs = {
  checkBoundaryFile: (input, onProgress, signal) => start('checkBoundaryFile', input, onProgress, signal),
  drawTiles: async (input, onProgress, signal) => {
    // outlines as they are take seconds to copy to the thread, and nobody is answered meanwhile
    const areas = 'positions' in input.areas ? input.areas : packAreas(input.areas);
    return start('drawTiles', { ...input, areas }, onProgress, signal, transferable(areas));
  },
  drawDemoAreas: (input, onProgress, signal) => start('drawDemoAreas', input, onProgress, signal),
  readChildTable: (input, onProgress, signal) => start('readChildTable', input, onProgress, signal),
  readIssueFile: (input, onProgress, signal) => start('readIssueFile', input, onProgress, signal),
  readNetwork: (input, onProgress, signal) => start('readNetwork', input, onProgress, signal),
  solveSiting: (input, onProgress, signal) => start('solveSiting', input, onProgress, signal),
  writeReport: (input, onProgress, signal) => start('writeReport', input, onProgress, signal),
  drawChildren: (input, onProgress, signal) => start('drawChildren', input, onProgress, signal),
};

function start<K extends JobKind>(
  kind: K,
  input: JobInput<K>,
  onProgress?: Progress,
  signal?: AbortSignal,
  transfer?: ArrayBuffer[],
): Promise<JobResult<K>> {
  return runJob(kind, input, { timeoutMs: TIMEOUT_MS[kind], onProgress, signal, transfer });
}

/**
 * Runs a job on a worker thread of its own, so that the loop is never blocked and a file that would take
 * for ever can be stopped.
 *
 * @param options.timeoutMs the thread is ended after so long
 * @param options.transfer what of the input is handed over instead of being copied; it is empty here afterwards
 * @param options.signal ends the thread when aborted
 * @throws CodedError `badInput` when the time is up; the signal's reason; whatever error the job throws
 */
function runJob<K extends JobKind>(
  kind: K,
  input: JobInput<K>,
  options: {
    timeoutMs: number;
    onProgress: Progress | undefined;
    signal: AbortSignal | undefined;
    transfer: ArrayBuffer[] | undefined;
  },
): Promise<JobResult<K>> {
  return new Promise((resolve, reject) => {
    const { signal } = options;
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const worker = new Worker(new URL('./entry.ts', import.meta.url), {
      workerData: { kind, input },
      transferList: options.transfer ?? [],
    });
    const timer = setTimeout(() => {
      reject(
        new CodedError(
          'badInput',
          `The work was stopped: it took longer than ${options.timeoutMs / 1000} s.`,
        ),
      );
      void worker.terminate();
    }, options.timeoutMs);
    const stop = (): void => settle(() => reject(signal?.reason as Error));
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      act();
      void worker.terminate();
    };
    signal?.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: JobMessage) => {
      if ('progress' in message) options.onProgress?.(message.progress, message.doing);
      else if ('result' in message) settle(() => resolve(message.result as JobResult<K>));
      else
        settle(() =>
          reject(
            message.coded
              ? new CodedError(message.code, message.error, message.faults)
              : new Error(message.error),
          ),
        );
    });
    worker.on('error', (error) => settle(() => reject(error as Error)));
    worker.on('exit', () => settle(() => reject(new Error(`the job ${kind} ended without an answer`))));
  });
}
