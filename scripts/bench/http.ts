import { once } from 'node:events';
import { createServer, get, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { Run, RunReply } from './client.ts';
import { cpuOf } from './rounds.ts';

/** An answer with the headers its handler set; what node adds by itself is left out. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

const ADDED_BY_NODE = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

/** Serves a handler on a free port with the product's own settings of the socket. */
export async function serve(handler: RequestListener): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer({ keepAliveTimeout: 65_000 }, handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Asks once and keeps the answer as it came. */
export function fetchRaw(port: number, path: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path, headers, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const kept: Record<string, string> = {};
      for (let i = 0; i < response.rawHeaders.length; i += 2) {
        const name = response.rawHeaders[i]!;
        if (!ADDED_BY_NODE.has(name.toLowerCase())) kept[name] = response.rawHeaders[i + 1]!;
      }
      resolve({ status: response.statusCode ?? 0, headers: kept, body: Buffer.concat(chunks) });
    }).on('error', reject);
  });
}

/** A request as it goes over the wire, as browsers send it but shorter. */
export function wire(path: string, headers: Record<string, string>): string {
  const lines = Object.entries({ Host: '127.0.0.1', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** The load generator on a thread of its own. */
export class Client {
  readonly #worker = new Worker(new URL('./client.ts', import.meta.url));

  /** Sends the requests and answers the CPU that this thread, the server's, took for each, in microseconds. */
  async cpuPerRequest(run: Run, expected: RunReply): Promise<number> {
    let reply: RunReply | null = null;
    const cpu = await cpuOf(async () => {
      reply = await this.#send(run);
    });
    if (JSON.stringify(reply) !== JSON.stringify(expected))
      throw new Error(`port ${run.port} answered ${JSON.stringify(reply)}, not ${JSON.stringify(expected)}`);
    return cpu / run.count;
  }

  async #send(run: Run): Promise<RunReply> {
    this.#worker.postMessage(run);
    // rejects when the worker fails
    const [reply] = (await once(this.#worker, 'message')) as [RunReply];
    return reply;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
