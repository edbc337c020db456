import { parentPort, workerData } from 'node:worker_threads';
import { CodedError, type ErrorCode, type Fault } from '#api/errors.ts';
import { checkBoundaryFile } from '#api/jobs/checkBoundaryFile.ts';
import { drawDemoAreas } from '#api/jobs/drawDemoAreas.ts';
import { drawTiles } from '#api/jobs/drawTiles.ts';

/** Everything that takes longer than 20 ms, by name. */
const JOBS = { checkBoundaryFile, drawDemoAreas, drawTiles };

export type JobKind = keyof typeof JOBS;
export type JobInput<K extends JobKind> = Parameters<(typeof JOBS)[K]>[0];
export type JobResult<K extends JobKind> = ReturnType<(typeof JOBS)[K]>;
export type JobMessage =
  | { progress: number; doing: string }
  | { result: unknown }
  | { error: string; coded: true; code: ErrorCode; faults: readonly Fault[] }
  | { error: string; coded: false };

const port = parentPort;
if (!port) throw new Error('entry.ts runs as a worker thread only');
const { kind, input } = workerData as { kind: JobKind; input: never };
try {
  const report = (progress: number, doing: string): void =>
    port.postMessage({ progress, doing } satisfies JobMessage);
  port.postMessage({ result: JOBS[kind](input, report) } satisfies JobMessage);
} catch (error) {
  const message = (error as Error).message;
  port.postMessage(
    error instanceof CodedError
      ? ({ error: message, coded: true, code: error.code, faults: error.errors } satisfies JobMessage)
      : ({ error: (error as Error).stack ?? message, coded: false } satisfies JobMessage),
  );
}
