import { parentPort, workerData } from 'node:worker_threads';
import { CodedError, type Fault } from '#api/errors.ts';
import { asUnavailable, openDatabase } from '#api/store/sqlite/connection.ts';
import { createReader, type ReaderMethods } from '#api/store/sqlite/reader.ts';
import { createWriter, type WriterMethods } from '#api/store/sqlite/writer.ts';

/** What a worker is told at its start. */
export interface WorkerSettings {
  role: 'writer' | 'reader';
  file: string;
  timezone: string;
}

export interface WorkerRequest {
  id: number;
  method: keyof WriterMethods | keyof ReaderMethods;
  args: unknown[];
  /** The moment that stands for now; the clock belongs to whoever asks. */
  now: number;
}

export type WorkerReply =
  | { id: number; result: unknown }
  | {
      id: number;
      error: { coded: boolean; code: string; message: string; errors: readonly Fault[]; stack?: string };
    };

const settings = workerData as WorkerSettings;
const port = parentPort;
if (!port) throw new Error('worker.ts runs as a worker thread only');

let now = 0;
const db = openDatabase(settings.file, settings.role);
const methods: Partial<Record<string, (...args: never[]) => unknown>> =
  settings.role === 'writer'
    ? { ...createWriter(db, { timezone: settings.timezone, now: () => now }) }
    : { ...createReader(db, { timezone: settings.timezone }) };

port.on('message', (request: WorkerRequest | 'close') => {
  if (request === 'close') {
    if (settings.role === 'writer') db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    port.close();
    return;
  }
  now = request.now;
  void answer(request);
});

async function answer(request: WorkerRequest): Promise<void> {
  try {
    const method = methods[request.method];
    if (!method) throw new TypeError(`the ${settings.role} has no method ${request.method}`);
    const result = await method(...(request.args as never[]));
    port!.postMessage({ id: request.id, result } satisfies WorkerReply);
  } catch (raw) {
    const error = asUnavailable(raw);
    const coded = error instanceof CodedError;
    const { message, stack } = error as Error;
    port!.postMessage({
      id: request.id,
      error: {
        coded,
        code: coded ? error.code : 'internal',
        message,
        errors: coded ? error.errors : [],
        ...(stack === undefined ? {} : { stack }),
      },
    } satisfies WorkerReply);
  }
}
