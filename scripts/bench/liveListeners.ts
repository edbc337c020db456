import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

// Listeners of the live stream in a thread of their own: their work is not the server's.

const { port, listeners } = workerData as { port: number; listeners: number };
/** Lines of the event stream that tell of a change, by listener. */
const heard = new Uint32Array(listeners);
let begun = 0;
let waiting = 0;

for (let i = 0; i < listeners; i++) {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  socket.write('GET /api/live HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n');
  socket.on('data', (piece) => {
    const text = piece.toString('latin1');
    if (text.includes('event: hello') && ++begun === listeners) parentPort?.postMessage('begun');
    const changes = text.split('event: change').length - 1;
    if (changes === 0) return;
    heard[i] = (heard[i] as number) + changes;
    if (--waiting === 0) parentPort?.postMessage('heard');
  });
}

/** One change is on its way to each. */
parentPort?.on('message', () => {
  waiting = listeners;
});
