import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import {
  type DivisionBody,
  divisionBody,
  divisionQuery,
  listedDivision,
  numberedDivision,
} from '#api/contract/divisions.ts';
import { CodedError } from '#api/errors.ts';
import { type Env, faultsOf } from '#api/http.ts';
import { accepted, acceptedJob } from '#api/routes/jobs.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';
import { type Child, numberedChildren } from '#geodata/divide/children.ts';
import { TABLE_LIMITS } from '#geodata/divide/table.ts';

const start = createRoute({
  method: 'post',
  path: '/api/divisions',
  summary:
    'Draw areas where there are none; nothing is written until the import that comes of it is confirmed',
  description: `Divides areas that have a polygon into areas balanced by households: listed one by one, at several levels at once if wanted (communities and their grids), as JSON (at most 5000) or as a CSV table with the columns code, name, level, parentCode and, if wanted, households (at most ${TABLE_LIMITS.rows} rows, ${TABLE_LIMITS.bytes} bytes); or so many of one level in one parent. The job's result is an import in dry run, whose areas are marked as illustrative: read it at GET /api/imports/{id}, write it with POST /api/imports/{id}/confirm.`,
  request: {
    query: divisionQuery.describe('of a table; JSON has the same within'),
    body: {
      required: true,
      content: {
        'application/json': { schema: divisionBody },
        'text/csv': { schema: z.string() },
      },
    },
  },
  responses: { 202: accepted, ...problems(400, 413, 415, 422, 503) },
});

export function divisionRoutes(app: OpenAPIHono<Env>, services: Services) {
  const { divisions } = services;
  app.openAPIRegistry.registerPath(start);
  app.post(
    '/api/divisions',
    bodyLimit({
      maxSize: TABLE_LIMITS.bytes,
      onError: () => {
        throw new CodedError('tooLarge', `The body is longer than ${TABLE_LIMITS.bytes} bytes.`);
      },
    }),
    async (c) => {
      const query = understood(divisionQuery.safeParse(c.req.query()), 'badRequest');
      const { scope } = c.var;
      const media = (c.req.header('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase();
      if (media === 'text/csv') {
        const table = new Uint8Array(await c.req.arrayBuffer());
        return acceptedJob(
          c,
          services,
          await divisions.startTable(scope, table, { ...query, seed: query.seed ?? 1 }),
        );
      }
      if (media !== 'application/json')
        throw new CodedError(
          'unsupportedMedia',
          `Send application/json or text/csv, not ${media || 'nothing'}.`,
        );
      if (Object.keys(query).length > 0)
        throw new CodedError(
          'badRequest',
          'The request is not understood.',
          Object.keys(query).map((path) => ({ path, message: 'belongs into the body', code: 'unknown' })),
        );
      const sent = await readJson(c.req.raw);
      // One of the two, so that a fault is told with its place.
      const schema = isListed(sent) ? listedDivision : numberedDivision;
      const body: DivisionBody = understood<DivisionBody>(schema.safeParse(sent), 'badInput');
      return acceptedJob(c, services, await divisions.start(scope, childrenOf(body), body));
    },
  );
  return app;
}

function childrenOf(body: DivisionBody): Child[] {
  if ('count' in body) return numberedChildren(body.parentCode, body.level, body.count);
  return body.areas.map(({ households = null, ...area }, i) => ({
    ...area,
    households,
    place: `areas.${i}`,
  }));
}

function isListed(sent: unknown): boolean {
  return typeof sent === 'object' && sent !== null && 'areas' in sent;
}

const JSON_BYTES = 1024 * 1024;

async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > JSON_BYTES)
    throw new CodedError(
      'tooLarge',
      `JSON is taken up to ${JSON_BYTES} characters; send a table (text/csv).`,
    );
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CodedError('badRequest', `The body is not JSON: ${(error as Error).message}`);
  }
}

function understood<T>(
  read: { success: true; data: T } | { success: false; error: z.ZodError },
  code: 'badRequest' | 'badInput',
): T {
  if (read.success) return read.data;
  throw new CodedError(
    code,
    code === 'badInput' ? 'The body is refused.' : 'The request is not understood.',
    read.error.issues.flatMap(faultsOf),
  );
}
