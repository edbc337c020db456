import { parentPort } from 'node:worker_threads';
import { CodedError, type ErrorCode, type Fault } from '#api/errors.ts';
import { statisticsWork } from '#api/jobs/statistics/work.ts';
import type { StatisticsMethod } from '#api/services/statistics.ts';

/** One question to the thread. */
export interface StatisticsRequest {
  id: number;
  method: StatisticsMethod;
  input: unknown;
}

export type StatisticsReply =
  | { id: number; result: unknown }
  | { id: number; error: string; coded: true; code: ErrorCode; faults: readonly Fault[] }
  | { id: number; error: string; coded: false };

const port = parentPort;
if (!port) throw new Error('entry.ts runs as a worker thread only');

async function answer({ id, method, input }: StatisticsRequest): Promise<StatisticsReply> {
  try {
    return { id, result: await statisticsWork[method](input as never) };
  } catch (error) {
    const message = (error as Error).message;
    return error instanceof CodedError
      ? { id, error: message, coded: true, code: error.code, faults: error.errors }
      : { id, error: (error as Error).stack ?? message, coded: false };
  }
}

port.on('message', async (request: StatisticsRequest) => port.postMessage(await answer(request)));
