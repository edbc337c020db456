import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { noQuery } from '#api/contract/common.ts';
import { networkImportQuery } from '#api/contract/networkImports.ts';
import { travelNetwork } from '#api/contract/reach.ts';
import { CodedError } from '#api/errors.ts';
import { demand, demandWhole, principalOf } from '#api/gate.ts';
import { type Env, faultsOf } from '#api/http.ts';
import { acceptedJob, wantsJob } from '#api/routes/jobs.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';
import { NETWORK_LIMITS } from '#geodata/import/network/lines.ts';

const content = { 'application/json': { schema: travelNetwork } };
/** What a network may come as; which it is is told by its first bytes. */
const MEDIA = /^application\/((geo\+)?json|octet-stream|x-protobuf|vnd\.openstreetmap\.data\+pbf)\b/i;

const read = createRoute({
  method: 'get',
  path: '/api/travel-network',
  summary: 'The travel network in force',
  request: { query: noQuery },
  responses: { 200: { description: 'The network; null without one', content }, ...problems(400) },
});

const remove = createRoute({
  method: 'delete',
  path: '/api/travel-network',
  summary: 'Take the travel network away: distances are geodesic again',
  request: { query: noQuery },
  responses: { 200: { description: 'None is in force', content }, ...problems(400) },
});

export function travelNetworkRoutes(app: OpenAPIHono<Env>, { network }: Services) {
  return app
    .openapi(read, async (c) => c.json(await network.inForce(), 200, { 'Cache-Control': 'no-store' }))
    .openapi(remove, async (c) => {
      demandWhole(c);
      return c.json(await network.remove(), 200, { 'Cache-Control': 'no-store' });
    });
}

/** Checks a network: `POST /api/imports?kind=network`, the file as the body. */
export async function checkNetwork(c: Context<Env>, services: Services): Promise<Response> {
  demand(c, 'boundary');
  // one network is for everybody
  demandWhole(c);
  const query = networkImportQuery.safeParse(c.req.query());
  if (!query.success)
    throw new CodedError(
      'badRequest',
      'The request is not understood.',
      query.error.issues.flatMap(faultsOf),
    );
  if (!MEDIA.test(c.req.header('Content-Type') ?? ''))
    throw new CodedError('unsupportedMedia', 'Send application/geo+json or application/octet-stream.');
  const { network, jobs } = services;
  const owner = principalOf(c).who.id;
  const file = await network.place();
  try {
    await save(c.req.raw.body, file, NETWORK_LIMITS.bytes);
    if (!wantsJob(c)) return c.json(await network.check(owner, file, query.data), 201);
  } finally {
    if (!wantsJob(c)) await rm(file, { force: true });
  }
  const job = jobs.start('importCheck', async (onProgress, signal) => {
    try {
      return { import: (await network.check(owner, file, query.data, { onProgress, signal })).id };
    } finally {
      await rm(file, { force: true });
    }
  });
  return acceptedJob(c, services, job);
}

/** Whether an id is an import of a network, and of who asks. @throws CodedError `notFound` for one of somebody else */
export async function ownedNetwork(c: Context<Env>, { network }: Services, id: string): Promise<boolean> {
  const owner = await network.ownerOf(id);
  if (owner === null) return false;
  demand(c, 'boundary');
  demandWhole(c);
  if (owner !== principalOf(c).who.id) throw new CodedError('notFound', `There is no import ${id}.`);
  return true;
}

/** Writes a body to a file, counted as it comes in. @throws CodedError `tooLarge` */
async function save(body: ReadableStream<Uint8Array> | null, file: string, limit: number): Promise<void> {
  let total = 0;
  await pipeline(
    Readable.from(body ?? []),
    async function* (parts: AsyncIterable<Uint8Array>) {
      for await (const part of parts) {
        total += part.byteLength;
        if (total > limit) throw new CodedError('tooLarge', `The file is longer than ${limit} bytes.`);
        yield part;
      }
    },
    createWriteStream(file),
  );
}
