import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { noQuery } from '#api/contract/common.ts';
import { importAnswer, importQuery } from '#api/contract/imports.ts';
import { networkImportAnswer } from '#api/contract/networkImports.ts';
import { CodedError } from '#api/errors.ts';
import { demand, principalOf } from '#api/gate.ts';
import { type Env, faultsOf } from '#api/http.ts';
import {
  checkIssues,
  confirmIssues,
  issueImportResponse,
  listIssueImports,
  listRoute,
  ownedIssueImport,
  problemsRoute,
  sendProblems,
  undoIssues,
  undoRoute,
} from '#api/routes/issueImports.ts';
import { accepted, acceptedJob, wantsJob } from '#api/routes/jobs.ts';
import { problems } from '#api/routes/problems.ts';
import { checkNetwork, ownedNetwork } from '#api/routes/travelNetwork.ts';
import { fileOf, formOf, readBounded } from '#api/routes/upload.ts';
import type { Services } from '#api/services/index.ts';
import { parseCodeTable } from '#geodata/import/codeTable.ts';
import { GEOJSON_LIMITS } from '#geodata/import/geojson.ts';

const KINDS =
  'With kind=issues, and nothing else in the query: a table of another system as the part `file` of a form, and `mapping` beside it. With kind=network, name, and crs or mode where wanted: lines as GeoJSON, or an extract of OpenStreetMap in PBF, as the body. ';
const PREFER = 'With the header Prefer: respond-async the answer is 202 with a job that tells how far it is.';
const answer = {
  'application/json': { schema: z.union([importAnswer, issueImportResponse, networkImportAnswer]) },
};

const check = createRoute({
  method: 'post',
  path: '/api/imports',
  summary: 'Check a file; nothing is written until it is confirmed',
  description: `${KINDS}${PREFER}`,
  request: {
    query: importQuery,
    body: {
      required: true,
      content: {
        'application/geo+json': { schema: z.looseObject({}) },
        'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) },
        'multipart/form-data': {
          schema: z.object({
            file: z.string().describe('the boundary file, or the table'),
            mapping: z
              .string()
              .optional()
              .describe('how a table of issues is read: a mapping as JSON, or the name of a preset'),
            codes: z.string().optional().describe('CSV with the columns code and name, to join by name'),
          }),
        },
      },
    },
  },
  responses: {
    201: { description: 'The report of the checks', content: answer },
    202: accepted,
    ...problems(400, 409, 413, 415, 422, 503),
  },
});

const one = createRoute({
  method: 'get',
  path: '/api/imports/{id}',
  summary: 'An import and the report of its checks',
  request: { params: z.object({ id: z.uuid() }), query: noQuery },
  responses: { 200: { description: 'The import', content: answer }, ...problems(400, 404) },
});

const confirm = createRoute({
  method: 'post',
  path: '/api/imports/{id}/confirm',
  summary: 'Write a checked import, all or nothing',
  description: `Of issues the body may be {"without": "refused"}: the rest is wanted although rows are refused. ${PREFER}`,
  request: { params: z.object({ id: z.uuid() }), query: noQuery },
  responses: {
    200: { description: 'Written', content: answer },
    202: accepted,
    ...problems(400, 404, 409, 422, 503),
  },
});

/** Values of rows may be about somebody. */
const NO_STORE = { 'Cache-Control': 'no-store' };

export function importRoutes(app: OpenAPIHono<Env>, services: Services) {
  const { access, boundaries, issueImports, jobs, network } = services;
  /** @throws CodedError `notFound` for an import of boundaries of somebody else */
  const own = (c: Context<Env>, id: string): string => {
    demand(c, 'boundary');
    if (!access.owns(id, principalOf(c))) throw new CodedError('notFound', `There is no import ${id}.`);
    return id;
  };
  app.openAPIRegistry.registerPath(check);
  app.openAPIRegistry.registerPath(problemsRoute);
  app.openAPIRegistry.registerPath(listRoute);
  app.openAPIRegistry.registerPath(undoRoute);
  app.get('/api/imports', (c) => listIssueImports(c, services));
  app.post('/api/imports/:id/undo', (c) => undoIssues(c, services));
  app.get('/api/imports/:id/problems', (c) => sendProblems(c, services));
  app.post('/api/imports', async (c) => {
    if (c.req.query('kind') === 'issues') return checkIssues(c, services);
    if (c.req.query('kind') === 'network') return checkNetwork(c, services);
    demand(c, 'boundary');
    const query = importQuery.safeParse(c.req.query());
    if (!query.success)
      throw new CodedError(
        'badRequest',
        'The request is not understood.',
        query.error.issues.flatMap(faultsOf),
      );
    const { file, codes } = await readUpload(c.req.raw, query.data.codePrefix);
    const { scope } = c.var;
    if (wantsJob(c)) {
      const job = jobs.start('importCheck', async (onProgress, signal) => {
        const checked = await boundaries.check(scope, file, query.data, codes, { onProgress, signal });
        return { import: checked.id };
      });
      return acceptedJob(c, services, job);
    }
    const checked = await boundaries.check(c.var.scope, file, query.data, codes);
    access.claim(checked.id, principalOf(c));
    return c.json(checked, 201);
  });
  return app
    .openapi(one, async (c) => {
      const { id } = c.req.valid('param');
      if (await ownedIssueImport(c, services, id)) return c.json(await issueImports.get(id), 200, NO_STORE);
      if (await ownedNetwork(c, services, id)) return c.json(await network.get(id), 200, NO_STORE);
      return c.json(await boundaries.get(own(c, id)), 200);
    })
    .openapi(confirm, async (c) => {
      const { id } = c.req.valid('param');
      if (await ownedIssueImport(c, services, id)) return confirmIssues(c, services, id);
      if (await ownedNetwork(c, services, id)) {
        const by = principalOf(c).who.displayName;
        return c.json(await network.confirm(id, by), 200, NO_STORE);
      }
      own(c, id);
      const { scope } = c.var;
      if (!wantsJob(c)) return c.json(await boundaries.confirm(scope, id), 200);
      await boundaries.get(id);
      const job = jobs.start('importConfirm', async (onProgress, signal) => {
        const { id: written } = await boundaries.confirm(scope, id, { onProgress, signal });
        return { import: written };
      });
      return acceptedJob(c, services, job);
    });
}

/**
 * The boundary file, as the body itself or as the part `file` of a form, with the table `codes` beside it.
 *
 * @throws CodedError `tooLarge`; `unsupportedMedia`; `badInput` when the form or the table cannot be read
 */
async function readUpload(
  request: Request,
  codePrefix: string | undefined,
): Promise<{ file: Uint8Array; codes?: { code: string; name: string }[] }> {
  const type = request.headers.get('Content-Type') ?? '';
  const body = await readBounded(request.body, GEOJSON_LIMITS.bytes);
  if (/^application\/(geo\+)?json\b/i.test(type)) return { file: body };
  if (!/^multipart\/form-data\b/i.test(type))
    throw new CodedError('unsupportedMedia', 'Send application/geo+json or multipart/form-data.');
  const form = await formOf(body, type);
  const bytes = await fileOf(form);
  const codes = form.get('codes');
  if (codes === null) return { file: bytes };
  const table = parseCodeTable(typeof codes === 'string' ? codes : await codes.text(), codePrefix);
  if (!table.ok)
    throw new CodedError(
      'badInput',
      'The table of codes is refused.',
      table.problems.map(({ line, code, message }) => ({ path: `codes (line ${line ?? 1})`, message, code })),
    );
  return { file: bytes, codes: table.rows };
}
