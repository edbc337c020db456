import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { lang } from '#api/contract/common.ts';
import { doingIn } from '#api/contract/jobs.ts';
import { reportAnswer, reportInput } from '#api/contract/reports.ts';
import { CodedError } from '#api/errors.ts';
import { principalOf } from '#api/gate.ts';
import { type Env, jsonBody } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';

const spoken = z.strictObject({ lang });
const one = { params: z.object({ id: z.uuid() }), query: spoken };

const start = createRoute({
  method: 'post',
  path: '/api/reports',
  summary: 'Write a file of exactly what a list or a map shows',
  description:
    'XLSX with real numbers and dates and a sheet that tells what, when, for whom and by which definition; CSV (UTF-8 with BOM) with the same in columns at the right; GeoJSON with it in `about`. The file is kept for an hour.',
  middleware: jsonBody,
  request: {
    query: spoken,
    body: { required: true, content: { 'application/json': { schema: reportInput } } },
  },
  responses: {
    202: { description: 'Being written', content: { 'application/json': { schema: reportAnswer } } },
    ...problems(400, 404, 413, 415, 422, 503),
  },
});

const read = createRoute({
  method: 'get',
  path: '/api/reports/{id}',
  summary: 'How far it is, and where the file is',
  request: one,
  responses: {
    200: { description: 'State', content: { 'application/json': { schema: reportAnswer } } },
    ...problems(400, 404),
  },
});

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  geojson: 'application/geo+json',
};

const file = createRoute({
  method: 'get',
  path: '/api/reports/{id}/file',
  summary: 'The file',
  request: one,
  responses: {
    200: {
      description: 'The file',
      content: Object.fromEntries(
        Object.values(TYPES).map((type) => [type, { schema: z.string().meta({ format: 'binary' }) }]),
      ),
    },
    ...problems(400, 404),
  },
});

export function reportRoutes(app: OpenAPIHono<Env>, { access, reports }: Services) {
  /** @throws CodedError `notFound` for a report of somebody else */
  const own = (c: Context<Env>, id: string): string => {
    if (!access.owns(id, principalOf(c))) throw new CodedError('notFound', `There is no report ${id}.`);
    return id;
  };
  const noStore = { 'Cache-Control': 'no-store' };
  return app
    .openapi(start, async (c) => {
      const answer = await reports.start(c.var.asking, c.req.valid('json'), principalOf(c).who.displayName);
      access.claim(answer.id, principalOf(c));
      return c.json({ ...answer, doing: doingIn(c.var.asking.lang, answer.doing) }, 202, noStore);
    })
    .openapi(read, (c) => {
      const answer = reports.get(own(c, c.req.valid('param').id));
      return c.json({ ...answer, doing: doingIn(c.var.asking.lang, answer.doing) }, 200, noStore);
    })
    .openapi(file, (c) => {
      const { path, name, bytes, format } = reports.file(own(c, c.req.valid('param').id));
      const entry = {
        actor: principalOf(c).who.name,
        action: 'report.file',
        target: c.req.path,
        outcome: 'done',
      };
      access.audit.record({ ...entry, address: c.var.client.address, detail: { name } });
      // named in ASCII for those who do not know RFC 8187
      const disposition = `attachment; filename="guatu.${format}"; filename*=UTF-8''${encodeURIComponent(name)}`;
      return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream, 200, {
        ...noStore,
        'Content-Type': TYPES[format],
        'Content-Length': String(bytes),
        'Content-Disposition': disposition,
      }) as never;
    });
}
