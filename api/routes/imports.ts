import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { importAnswer, importQuery } from '#api/contract/imports.ts';
import { CodedError } from '#api/errors.ts';
import { type Env, faultsOf } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';
import { GEOJSON_LIMITS } from '#geodata/import/geojson.ts';

const answer = { 'application/json': { schema: importAnswer } };

const check = createRoute({
  method: 'post',
  path: '/api/imports',
  summary: 'Check a file; nothing is written until it is confirmed',
  request: {
    query: importQuery,
    body: { required: true, content: { 'application/geo+json': { schema: z.looseObject({}) } } },
  },
  responses: {
    201: { description: 'The report of the checks', content: answer },
    ...problems(400, 413, 422),
  },
});

const one = createRoute({
  method: 'get',
  path: '/api/imports/{id}',
  summary: 'An import and the report of its checks',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 200: { description: 'The import', content: answer }, ...problems(400, 404) },
});

const confirm = createRoute({
  method: 'post',
  path: '/api/imports/{id}/confirm',
  summary: 'Write a checked import, all or nothing',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 200: { description: 'Written', content: answer }, ...problems(400, 404, 409, 422) },
});

export function importRoutes(app: OpenAPIHono<Env>, { boundaries }: Services) {
  app.openAPIRegistry.registerPath(check);
  app.post('/api/imports', async (c) => {
    const query = importQuery.safeParse(c.req.query());
    if (!query.success)
      throw new CodedError(
        'badRequest',
        'The request is not understood.',
        query.error.issues.flatMap(faultsOf),
      );
    const file = await readBounded(c.req.raw.body, GEOJSON_LIMITS.bytes);
    return c.json(await boundaries.check(c.var.scope, file, query.data), 201);
  });
  return app
    .openapi(one, async (c) => c.json(await boundaries.get(c.req.valid('param').id), 200))
    .openapi(confirm, async (c) =>
      c.json(await boundaries.confirm(c.var.scope, c.req.valid('param').id), 200),
    );
}

/** The whole body, counted as it comes in. */
async function readBounded(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of body ?? []) {
    total += part.byteLength;
    if (total > limit) throw new CodedError('tooLarge', `The file is longer than ${limit} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
