import { parentPort, workerData } from 'node:worker_threads';
import { CodedError, type ErrorCode, type Fault } from '#api/errors.ts';
import { checkBoundaryFile } from '#api/jobs/checkBoundaryFile.ts';
import { drawDemoAreas } from '#api/jobs/drawDemoAreas.ts';
import { drawTiles } from '#api/jobs/drawTiles.ts';
import type { JobInput, JobKind, JobResult, Progress } from '#api/services/jobs.ts';
import { writeArchive } from '#api/store/sqlite/tileArchive.ts';

/** Everything that takes longer than 20 ms, by name. */
const JOBS: { [K in JobKind]: (input: JobInput<K>, report: Progress) => JobResult<K> } = {
  checkBoundaryFile,
  drawDemoAreas,
  drawTiles: (input, report) => drawTiles(input, report, writeArchive),
};

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
