import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';

/** A run of requests against one port; they are asked for again and again in turn. */
export interface Run {
  port: number;
  /** Requests as they go over the wire. */
  requests: readonly string[];
  /** How many to ask in all. */
  count: number;
}

export interface RunReply {
  /** Bytes of bodies received. */
  bytes: number;
  /** Answers by status. */
  statuses: Record<string, number>;
}

/** Requests under way at a time, each on a connection of its own. */
const CONNECTIONS = 8;

/**
 * One connection that keeps one request under way. It does next to nothing: sends bytes that are ready made
 * and reads just enough of an answer to know where it ends. Ready-made load generators cost more than the
 * server they measure.
 */
class Connection {
  readonly #socket: Socket;
  #ask: () => void = () => {};
  #fail: (error: Error) => void = () => {};
  #reply: RunReply = { bytes: 0, statuses: {} };
  #head = '';
  /** Bytes of the body still to come; negative while the head is read. */
  #missing = -1;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** Asks until there is nothing left to ask. */
  run(next: () => string | null, reply: RunReply): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#reply = reply;
      this.#fail = reject;
      this.#ask = () => {
        const request = next();
        if (request === null) resolve();
        else this.#socket.write(request);
      };
      this.#ask();
    });
  }

  #read(chunk: Buffer): void {
    let body = chunk.length;
    if (this.#missing < 0) {
      this.#head += chunk.toString('latin1');
      const end = this.#head.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.#missing = this.#bodyLength(this.#head.slice(0, end));
      body = this.#head.length - end - 4;
      this.#head = '';
    }
    this.#missing -= body;
    this.#reply.bytes += body;
    if (this.#missing > 0) return;
    this.#missing = -1;
    this.#ask();
  }

  #bodyLength(head: string): number {
    const status = head.slice(9, 12);
    this.#reply.statuses[status] = (this.#reply.statuses[status] ?? 0) + 1;
    const length = /\r\ncontent-length: (\d+)/i.exec(head);
    if (length) return Number(length[1]);
    if (status !== '304' && status !== '204')
      this.#fail(new Error(`an answer without a length cannot be measured: ${head}`));
    return 0;
  }
}

const port = parentPort;
if (!port) throw new Error('client.ts runs as a worker thread only');
const open = new Map<number, Promise<Connection[]>>();
port.on('message', async (run: Run) => {
  const connections =
    open.get(run.port) ?? Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(run.port)));
  open.set(run.port, connections);
  const reply: RunReply = { bytes: 0, statuses: {} };
  let sent = 0;
  const next = (): string | null => (sent < run.count ? run.requests[sent++ % run.requests.length]! : null);
  await Promise.all((await connections).map((connection) => connection.run(next, reply)));
  port.postMessage(reply);
});
