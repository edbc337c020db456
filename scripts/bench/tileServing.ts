import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createServices } from '#api/app.ts';
import { type TestLedger, testParts, testServer } from '#api/testing.ts';
import { type Figure, ratios } from './figure.ts';
import { type Answer, Client, fetchRaw, serve, wire } from './http.ts';
import { interleave, ROUNDS } from './rounds.ts';

/** Passes over all tiles in a round. */
const PASSES = 3;
const ACCEPT = { 'Accept-Encoding': 'gzip' };

/**
 * CPU of serving tiles through the product's own server, against a plain handler of `node:http` that sends
 * the same bytes and headers, and a 304 against a hello of the framework.
 *
 * @param ledger its folder holds the archive of `version`
 * @param paths of all tiles of the archive
 */
export async function tileServing(ledger: TestLedger, paths: readonly string[]): Promise<Figure[]> {
  const product = await testServer(ledger);
  const port = Number(new URL(product.url).port);
  const answers = new Map<string, Answer>();
  for (const path of paths) answers.set(path, await fetchRaw(port, path, ACCEPT));
  const wrong = [...answers].find(([, answer]) => answer.status !== 200);
  if (wrong) throw new Error(`${wrong[0]} answered ${wrong[1].status}`);
  const plain = await serve((request, response) => {
    const { headers, body } = answers.get(request.url ?? '')!;
    response.writeHead(200, headers);
    response.end(body);
  });
  const hello = new Hono().get('/', (c) => c.text('hello'));
  const listener = getRequestListener(hello.fetch, { overrideGlobalObjects: false });
  const framework = await serve((request, response) => void listener(request, response));
  const client = new Client();

  try {
    const requests = paths.map((path) => wire(path, ACCEPT));
    const bytes = [...answers.values()].reduce((sum, { body }) => sum + body.byteLength, 0);
    const tiles = (server: number, passes: number) =>
      client.cpuPerRequest(
        { port: server, requests, count: passes * requests.length },
        { bytes: passes * bytes, statuses: { 200: passes * requests.length } },
      );
    const cached = await interleave(
      ROUNDS,
      () => tiles(port, PASSES),
      () => tiles(plain.port, PASSES),
    );
    const fromDisk = await interleave(
      ROUNDS,
      async () => {
        let sum = 0;
        for (let pass = 0; pass < PASSES; pass++) {
          // a fresh handler has nothing in memory; each tile is asked for once
          product.services.tiles.close();
          product.services.tiles = createServices(testParts(ledger)).tiles;
          sum += await tiles(port, 1);
        }
        return sum / PASSES;
      },
      () => tiles(plain.port, PASSES),
    );
    const count = PASSES * requests.length;
    const unchanged = paths.map((path) =>
      wire(path, { ...ACCEPT, 'If-None-Match': answers.get(path)!.headers.ETag ?? '' }),
    );
    const notModified = await interleave(
      ROUNDS,
      () =>
        client.cpuPerRequest({ port, requests: unchanged, count }, { bytes: 0, statuses: { 304: count } }),
      () =>
        client.cpuPerRequest(
          { port: framework.port, requests: [wire('/', ACCEPT)], count },
          { bytes: 5 * count, statuses: { 200: count } },
        ),
    );
    const bench = 'tiles';
    return [
      {
        bench,
        what: 'cached tile with access check, against plain node:http',
        unit: 'x',
        rounds: ratios(cached[1], cached[0]),
        budget: { at: 'least', value: 0.9 },
      },
      {
        bench,
        what: 'tile from the archive on disk, against plain node:http',
        unit: 'x',
        rounds: ratios(fromDisk[1], fromDisk[0]),
        budget: { at: 'least', value: 0.45 },
      },
      {
        bench,
        what: '304, against a hello of the same framework',
        unit: 'x',
        rounds: ratios(notModified[1], notModified[0]),
        budget: { at: 'least', value: 1 },
      },
      { bench, what: 'CPU of a cached tile', unit: 'us', rounds: cached[0] },
      { bench, what: 'CPU of a tile from disk', unit: 'us', rounds: fromDisk[0] },
      { bench, what: 'CPU of a 304', unit: 'us', rounds: notModified[0] },
    ];
  } finally {
    await client.close();
    await plain.close();
    await framework.close();
    product.server.closeAllConnections();
    await new Promise((resolve) => product.server.close(resolve));
    product.services.tiles.close();
  }
}
