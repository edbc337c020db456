import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { noQuery } from '#api/contract/common.ts';
import {
  confirmInput,
  issueImportAnswer,
  issueImportQuery,
  issueImportsAnswer,
  issueImportsQuery,
  issueMapping,
} from '#api/contract/issueImports.ts';
import { CodedError } from '#api/errors.ts';
import { demand, principalOf } from '#api/gate.ts';
import { type Env, faultsOf, refuseInvalid } from '#api/http.ts';
import { accepted, acceptedJob, wantsJob } from '#api/routes/jobs.ts';
import { problems } from '#api/routes/problems.ts';
import { fileOf, readBounded, readForm } from '#api/routes/upload.ts';
import type { Services } from '#api/services/index.ts';
import { ISSUE_TABLE_LIMITS } from '#geodata/import/issues/csv.ts';
import type { IssueMapping } from '#geodata/import/issues/mapping.ts';
import { MAPPING_PRESETS } from '#geodata/presets/mappings/index.ts';

/** Characters of a mapping, and bytes of what confirms an import. */
const MAPPING_LONGEST = 512 * 1024;
const CONFIRM_BYTES = 1024;
/** Values of rows may be about somebody. */
const NO_STORE = { 'Cache-Control': 'no-store' };

export const issueImportResponse = issueImportAnswer;

export const problemsRoute = createRoute({
  method: 'get',
  path: '/api/imports/{id}/problems',
  summary: 'Everything that is told of the rows of an import of issues, as CSV',
  request: { params: z.object({ id: z.uuid() }), query: noQuery },
  responses: {
    200: {
      description: 'row, column, value, outcome, code, reason; row 1 is the header of the table',
      content: { 'text/csv': { schema: z.string() } },
    },
    ...problems(400, 404),
  },
});

export const undoRoute = createRoute({
  method: 'post',
  path: '/api/imports/{id}/undo',
  summary: 'Take an import of issues back; refused where any of them was worked on since',
  description:
    'They count no more from now on, and as of earlier days as they did. With the header Prefer: respond-async the answer is 202 with a job.',
  request: { params: z.object({ id: z.uuid() }), query: noQuery },
  responses: {
    200: { description: 'Taken back', content: { 'application/json': { schema: issueImportAnswer } } },
    202: accepted,
    ...problems(400, 403, 404, 409, 503),
  },
});

export const listRoute = createRoute({
  method: 'get',
  path: '/api/imports',
  summary: 'Imports of issues, newest first: the own ones, or all for who answers for the whole tree',
  request: { query: issueImportsQuery },
  responses: {
    200: { description: 'Imports', content: { 'application/json': { schema: issueImportsAnswer } } },
    ...problems(400),
  },
});

/** Checks a table of issues, for `POST /api/imports?kind=issues`. */
export async function checkIssues(c: Context<Env>, services: Services) {
  demand(c, 'register');
  refuseInvalid({ ...issueImportQuery.safeParse(c.req.query()), target: 'query' });
  const { access, issueImports, jobs } = services;
  const form = await readForm(c.req.raw, ISSUE_TABLE_LIMITS.bytes);
  const mapping = readMapping(form.get('mapping'));
  const file = await fileOf(form);
  const principal = principalOf(c);
  const importer = { owner: principal.who.id, by: principal.who.displayName, scope: c.var.scope };
  if (wantsJob(c)) {
    const job = jobs.start('importCheck', async (onProgress, signal) => {
      const { id } = await issueImports.check(importer, file, mapping, { onProgress, signal });
      return { import: id };
    });
    return acceptedJob(c, services, job);
  }
  const checked = await issueImports.check(importer, file, mapping);
  access.claim(checked.id, principal);
  return c.json(checked, 201, NO_STORE);
}

/**
 * Whether an id is an import of issues that is of who asks.
 *
 * @throws CodedError `notFound` for one of somebody else; `notAllowed` for who may not import issues
 */
export async function ownedIssueImport(
  c: Context<Env>,
  { access, issueImports }: Services,
  id: string,
): Promise<boolean> {
  const owner = await issueImports.ownerOf(id);
  if (owner === null) return false;
  const principal = principalOf(c);
  if (owner !== principal.who.id && !access.owns(id, principal))
    throw new CodedError('notFound', `There is no import ${id}.`);
  demand(c, 'register');
  return true;
}

/** Writes a checked table of issues, for `POST /api/imports/{id}/confirm`. */
export async function confirmIssues(c: Context<Env>, services: Services, id: string) {
  const { issueImports, jobs } = services;
  const without = await readWithout(c);
  if (!wantsJob(c)) return c.json(await issueImports.confirm(id, without), 200, NO_STORE);
  const job = jobs.start('importConfirm', async (onProgress, signal) => {
    await issueImports.confirm(id, without, { onProgress, signal });
    return { import: id };
  });
  return acceptedJob(c, services, job);
}

/** @throws CodedError `notFound` for an import of somebody else, but to who answers for the whole tree */
async function mayTakeBack(c: Context<Env>, services: Services, id: string): Promise<void> {
  if (c.var.whole && (await services.issueImports.ownerOf(id)) !== null) return;
  if (!(await ownedIssueImport(c, services, id)))
    throw new CodedError('notFound', `There is no import of issues ${id}.`);
}

/** The own imports of issues; everybody's for who answers for the whole tree. */
export async function listIssueImports(c: Context<Env>, { issueImports }: Services) {
  const query = issueImportsQuery.safeParse(c.req.query());
  refuseInvalid({ ...query, target: 'query' });
  const owner = c.var.whole ? null : principalOf(c).who.id;
  return c.json(await issueImports.list(owner, query.data!), 200, NO_STORE);
}

/** Takes an import of issues back. */
export async function undoIssues(c: Context<Env>, services: Services) {
  const params = z.object({ id: z.uuid() }).safeParse(c.req.param());
  refuseInvalid({ ...params, target: 'param' });
  refuseInvalid({ ...noQuery.safeParse(c.req.query()), target: 'query' });
  const { id } = params.data!;
  await mayTakeBack(c, services, id);
  const { issueImports, jobs } = services;
  const { scope } = c.var;
  if (!wantsJob(c)) return c.json(await issueImports.undo(id, scope), 200, NO_STORE);
  const job = jobs.start('importUndo', async (onProgress) => {
    await issueImports.undo(id, scope, { onProgress });
    return { import: id };
  });
  return acceptedJob(c, services, job);
}

/** Answers with the file of problems. */
export async function sendProblems(c: Context<Env>, services: Services): Promise<Response> {
  const params = z.object({ id: z.uuid() }).safeParse(c.req.param());
  refuseInvalid({ ...params, target: 'param' });
  refuseInvalid({ ...noQuery.safeParse(c.req.query()), target: 'query' });
  const { id } = params.data!;
  if (!(await ownedIssueImport(c, services, id)))
    throw new CodedError('notFound', `There is no import of issues ${id}.`);
  const file = createReadStream(await services.issueImports.problemsFile(id));
  return c.body(Readable.toWeb(file) as ReadableStream, 200, {
    ...NO_STORE,
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="import-${id}-problems.csv"`,
  });
}

/**
 * A mapping as it was sent, or the preset of that name.
 *
 * @throws CodedError `badInput` with the place of every fault
 */
function readMapping(sent: FormDataEntryValue | null): IssueMapping {
  const refused = (message: string, code: string) =>
    new CodedError('badInput', 'The mapping is refused.', [{ path: 'mapping', message, code }]);
  if (sent === null) throw refused('is missing', 'required');
  if (typeof sent !== 'string') throw refused('is a file, not text', 'invalid');
  if (sent.length > MAPPING_LONGEST) throw refused(`is longer than ${MAPPING_LONGEST} characters`, 'tooLong');
  let written: unknown = MAPPING_PRESETS.get(sent.trim());
  if (written === undefined)
    try {
      written = JSON.parse(sent);
    } catch {
      const names = [...MAPPING_PRESETS.keys()].join(', ');
      throw refused(`is neither JSON nor the name of a preset (${names})`, 'notFound');
    }
  const read = issueMapping.safeParse(written);
  if (read.success) return read.data;
  const faults = read.error.issues.flatMap(faultsOf);
  throw new CodedError(
    'badInput',
    'The mapping is refused.',
    faults.map(({ path, ...fault }) => ({ path: path ? `mapping.${path}` : 'mapping', ...fault })),
  );
}

/** @throws CodedError `badInput` when the body is there and not understood */
async function readWithout(c: Context<Env>): Promise<'refused' | undefined> {
  const body = (await readBounded(c.req.raw.body, CONFIRM_BYTES)).toString('utf8');
  let sent: unknown = {};
  if (body.trim() !== '')
    try {
      sent = JSON.parse(body);
    } catch {
      throw new CodedError('badInput', 'The body is no JSON.');
    }
  const read = confirmInput.safeParse(sent);
  refuseInvalid({ ...read, target: 'json' });
  return read.data!.without;
}
