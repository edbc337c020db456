import { parentPort, workerData } from 'node:worker_threads';
import { CodedError, type ErrorCode, type Fault } from '#api/errors.ts';
import type { JobInput, JobKind, JobResult, Progress } from '#api/services/jobs.ts';

/**
 * Everything that takes longer than 20 ms, by name. A thread loads what its own job needs: all of them
 * together take it half a second.
 */
const JOBS: { [K in JobKind]: (input: JobInput<K>, report: Progress) => Promise<JobResult<K>> } = {
  checkBoundaryFile: async (input, report) =>
    (await import('#api/jobs/checkBoundaryFile.ts')).checkBoundaryFile(input, report),
  drawChildren: async (input, report) =>
    (await import('#api/jobs/drawChildren.ts')).drawChildren(input, report),
  drawDemoAreas: async (input, report) =>
    (await import('#api/jobs/drawDemoAreas.ts')).drawDemoAreas(input, report),
  writeReport: async (input) => (await import('#api/jobs/writeReport.ts')).writeReport(input),
  readNetwork: async (input, report) => (await import('#api/jobs/readNetwork.ts')).readNetwork(input, report),
  solveSiting: async (input, report) =>
    (await import('#api/jobs/siting/solveSiting.ts')).solveSiting(input, report),
  readIssueFile: async (input, report) =>
    (await import('#api/jobs/readIssueFile.ts')).readIssueFile(input, report),
  readChildTable: async (input, report) =>
    (await import('#api/jobs/readChildTable.ts')).readChildTable(input, report),
  drawTiles: async (input, report) => {
    const { drawTiles } = await import('#api/jobs/drawTiles.ts');
    const { writeArchive } = await import('#api/store/sqlite/tileArchive.ts');
    return drawTiles(input, report, writeArchive);
  },
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
  port.postMessage({ result: await JOBS[kind](input, report) } satisfies JobMessage);
} catch (error) {
  const message = (error as Error).message;
  port.postMessage(
    error instanceof CodedError
      ? ({ error: message, coded: true, code: error.code, faults: error.errors } satisfies JobMessage)
      : ({ error: (error as Error).stack ?? message, coded: false } satisfies JobMessage),
  );
}
