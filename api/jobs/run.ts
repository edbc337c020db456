import { Worker } from 'node:worker_threads';
import { CodedError } from '#api/errors.ts';
import type { JobMessage } from '#api/jobs/entry.ts';
import type { JobInput, JobKind, JobResult, Jobs, Progress } from '#api/services/jobs.ts';

/** Milliseconds after which each kind of work is stopped. */
const TIMEOUT_MS: Record<JobKind, number> = {
  checkBoundaryFile: 120_000,
  drawTiles: 600_000,
  drawDemoAreas: 300_000,
};

/** Jobs on worker threads. */
export const threadJobs: Jobs = {
  checkBoundaryFile: (input, onProgress) => start('checkBoundaryFile', input, onProgress),
  drawTiles: (input, onProgress) => start('drawTiles', input, onProgress),
  drawDemoAreas: (input, onProgress) => start('drawDemoAreas', input, onProgress),
};

function start<K extends JobKind>(kind: K, input: JobInput<K>, onProgress?: Progress): Promise<JobResult<K>> {
  return runJob(kind, input, { timeoutMs: TIMEOUT_MS[kind], onProgress });
}

/**
 * Runs a job on a worker thread of its own, so that the loop is never blocked and a file that would take
 * for ever can be stopped.
 *
 * @param options.timeoutMs the thread is ended after so long
 * @throws CodedError `badInput` when the time is up; whatever error the job throws
 */
function runJob<K extends JobKind>(
  kind: K,
  input: JobInput<K>,
  options: { timeoutMs: number; onProgress: Progress | undefined },
): Promise<JobResult<K>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./entry.ts', import.meta.url), { workerData: { kind, input } });
    const timer = setTimeout(() => {
      reject(
        new CodedError(
          'badInput',
          `The work was stopped: it took longer than ${options.timeoutMs / 1000} s.`,
        ),
      );
      void worker.terminate();
    }, options.timeoutMs);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
      void worker.terminate();
    };
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
