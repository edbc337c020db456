import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { identifier, noQuery } from '#api/contract/common.ts';
import {
  assignmentInput,
  deliveryInput,
  endInput,
  eventInput,
  feedInput,
  officerInput,
  organisationInput,
  programmeInput,
  type RecordOutcome,
  recordOutcome,
  subjectInput,
  visitInput,
  visitsAnswer,
  visitsQuery,
  voidInput,
} from '#api/contract/records.ts';
import { CodedError } from '#api/errors.ts';
import { demand, demandWhole } from '#api/gate.ts';
import { type Env, faultsOf, jsonBody, refuseInvalid } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';
import { readLines } from '#api/services/lines.ts';

/** Records committed together while a batch streams in. */
const CHUNK = 1000;
const LIMITS = { line: 16_384, total: 512 * 1024 * 1024 };

const outcome = { 'application/json': { schema: recordOutcome } };
const ndjson = { 'application/x-ndjson': { schema: z.string().describe('one record a line') } };

function writeRoute(path: string, summary: string, schema: z.ZodType) {
  return {
    method: 'post' as const,
    path,
    summary,
    description:
      'One record as JSON, or many as NDJSON. Of a batch each line is told what became of it, in order; what is refused changes nothing.',
    request: {
      query: noQuery,
      body: { required: true, content: { 'application/json': { schema }, ...ndjson } },
    },
    responses: {
      200: {
        description: 'There already, or the outcomes of a batch, one a line',
        content: { ...outcome, ...ndjson },
      },
      201: { description: 'Created', content: outcome },
      ...problems(400, 404, 409, 413, 415, 422, 503),
    },
  };
}

const listVisits = createRoute({
  method: 'get',
  path: '/api/visits',
  summary: 'Visits, newest first',
  request: { query: visitsQuery },
  responses: {
    200: { description: 'Visits', content: { 'application/json': { schema: visitsAnswer } } },
    ...problems(400, 404),
  },
});

const voidVisit = createRoute({
  method: 'post',
  path: '/api/visits/{id}/void',
  summary: 'Void a visit, with the reason',
  middleware: jsonBody,
  request: {
    params: z.object({ id: z.uuid() }),
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: voidInput } } },
  },
  responses: {
    200: { description: 'Void', content: outcome },
    ...problems(400, 404, 409, 413, 415, 422),
  },
});

/** Registers by the last part of their address. */
const REGISTERS = {
  subjects: 'subject',
  officers: 'officer',
  organisations: 'organisation',
  assignments: 'assignment',
  events: 'event',
  feeds: 'feed',
} as const;

const endEntry = createRoute({
  method: 'post',
  path: '/api/{register}/{id}/end',
  summary: 'End an entry of a register after a day; an event is withdrawn',
  middleware: jsonBody,
  request: {
    params: z.object({
      register: z.enum(Object.keys(REGISTERS) as [keyof typeof REGISTERS]),
      id: identifier,
    }),
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: endInput } } },
  },
  responses: {
    200: { description: 'Ended', content: outcome },
    ...problems(400, 404, 409, 413, 415, 422, 503),
  },
});

const deliver = createRoute({
  method: 'post',
  path: '/api/feeds/{id}/deliveries',
  summary: 'Note that a source has delivered, be it nothing',
  middleware: jsonBody,
  request: {
    params: z.object({ id: identifier }),
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: deliveryInput } } },
  },
  responses: {
    200: { description: 'Noted', content: outcome },
    ...problems(400, 404, 413, 415, 422, 503),
  },
});

const putProgramme = createRoute({
  method: 'put',
  path: '/api/programmes/{id}',
  summary: 'Store a programme with its duties',
  middleware: jsonBody,
  request: {
    params: z.object({ id: identifier }),
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: programmeInput } } },
  },
  responses: {
    200: { description: 'Stored', content: outcome },
    ...problems(400, 409, 413, 415, 422),
  },
});

export function recordRoutes(app: OpenAPIHono<Env>, { ledger, registers }: Services) {
  app.openAPIRegistry.registerPath(writeRoute('/api/visits', 'Hand in visits', visitInput));
  app.openAPIRegistry.registerPath(writeRoute('/api/subjects', 'Put subjects on the register', subjectInput));
  app.post('/api/visits', (c) =>
    takeRecords(c, visitInput, (records) =>
      ledger.putVisits(
        c.var.scope,
        records.map(({ line, record }) => ({ line, visit: record })),
      ),
    ),
  );
  app.post('/api/subjects', (c) =>
    takeRecords(c, subjectInput, (records) =>
      ledger.putSubjects(
        c.var.scope,
        records.map(({ line, record }) => ({ line, subject: record })),
      ),
    ),
  );
  app.openAPIRegistry.registerPath(
    writeRoute('/api/organisations', 'Put organisations on the register', organisationInput),
  );
  app.openAPIRegistry.registerPath(writeRoute('/api/officers', 'Put officers on the register', officerInput));
  app.openAPIRegistry.registerPath(
    writeRoute('/api/assignments', 'Assign officers to areas and subjects', assignmentInput),
  );
  app.openAPIRegistry.registerPath(
    writeRoute('/api/events', 'Tell of events that start a clock', eventInput),
  );
  app.openAPIRegistry.registerPath(
    writeRoute('/api/feeds', 'Put sources of records on the register', feedInput),
  );
  app.post('/api/events', (c) =>
    takeRecords(c, eventInput, (records) => registers.putEvents(c.var.scope, records)),
  );
  app.post('/api/feeds', (c) =>
    takeRecords(c, feedInput, (records) => registers.putFeeds(c.var.scope, records)),
  );
  app.post('/api/organisations', (c) =>
    takeRecords(c, organisationInput, (records) => registers.putOrganisations(c.var.scope, records)),
  );
  app.post('/api/officers', (c) =>
    takeRecords(c, officerInput, (records) => registers.putOfficers(c.var.scope, records)),
  );
  app.post('/api/assignments', (c) =>
    takeRecords(c, assignmentInput, (records) => registers.putAssignments(c.var.scope, records)),
  );
  return app
    .openapi(listVisits, async (c) => {
      const answer = await ledger.visits(c.var.asking, c.req.valid('query'));
      return c.json(answer, 200, { 'Cache-Control': 'no-store' });
    })
    .openapi(voidVisit, async (c) => {
      const result = await ledger.voidVisit(c.var.scope, c.req.valid('param').id, c.req.valid('json').reason);
      refuseIfRefused(result);
      return c.json(result, 200);
    })
    .openapi(endEntry, async (c) => {
      const { register, id } = c.req.valid('param');
      if (register !== 'assignments') demand(c, 'register');
      const result = await registers.end(c.var.scope, REGISTERS[register], id, c.req.valid('json').on);
      refuseIfRefused(result);
      return c.json(result, 200);
    })
    .openapi(deliver, async (c) => {
      const result = await registers.deliver(c.var.scope, c.req.valid('param').id, c.req.valid('json').at);
      refuseIfRefused(result);
      return c.json(result, 200);
    })
    .openapi(putProgramme, async (c) => {
      demandWhole(c);
      const result = await ledger.putProgramme(c.req.valid('param').id, c.req.valid('json'));
      refuseIfRefused(result);
      return c.json(result, 200);
    });
}

type Taken<T> = { line: number; record: T };

/** One record as JSON, or a stream of them as NDJSON that is stored in chunks as it comes in. */
async function takeRecords<T extends z.ZodType>(
  c: Context<Env>,
  schema: T,
  store: (records: Taken<z.output<T>>[]) => Promise<RecordOutcome[]>,
): Promise<Response> {
  refuseInvalid({ ...noQuery.safeParse(c.req.query()), target: 'query' });
  const media = (c.req.header('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (media === 'application/x-ndjson') return takeBatch(c, schema, store);
  if (media !== 'application/json')
    throw new CodedError(
      'unsupportedMedia',
      `Send application/json or application/x-ndjson, not ${media || 'nothing'}.`,
    );
  let text = '';
  for await (const { text: part } of readLines(c.req.raw.body, { line: LIMITS.line, total: LIMITS.line }))
    text += `${part}\n`;
  const parsed = parseRecord(schema, text);
  if ('faults' in parsed) throw new CodedError('badInput', 'The record is refused.', parsed.faults);
  const [result] = await store([{ line: 1, record: parsed.record }]);
  refuseIfRefused(result!);
  return c.json(result, result!.status === 'created' ? 201 : 200);
}

async function takeBatch<T extends z.ZodType>(
  c: Context<Env>,
  schema: T,
  store: (records: Taken<z.output<T>>[]) => Promise<RecordOutcome[]>,
): Promise<Response> {
  const out: string[] = [];
  let chunk: (Taken<z.output<T>> | RecordOutcome)[] = [];
  const flush = async (): Promise<void> => {
    const results = await store(chunk.filter((entry): entry is Taken<z.output<T>> => 'record' in entry));
    const byLine = new Map(results.map((result) => [result.line, result]));
    for (const entry of chunk) out.push(JSON.stringify('record' in entry ? byLine.get(entry.line) : entry));
    chunk = [];
  };
  let last = 0;
  try {
    for await (const { line, text } of readLines(c.req.raw.body, LIMITS)) {
      last = line;
      const parsed = parseRecord(schema, text);
      chunk.push(
        'faults' in parsed
          ? { line, id: parsed.id, status: 'refused', commit: null, errors: parsed.faults }
          : { line, record: parsed.record },
      );
      if (chunk.length >= CHUNK) await flush();
    }
  } catch (error) {
    // Once something is stored its sender must be told so: the fault ends the batch as its last outcome.
    if (out.length === 0 || !(error instanceof CodedError)) throw error;
    chunk.push({ line: last + 1, id: null, status: 'refused', commit: null, errors: [faultOf(error)] });
  }
  await flush();
  return c.body(`${out.join('\n')}\n`, 200, { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
}

function parseRecord<T extends z.ZodType>(
  schema: T,
  text: string,
): { record: z.output<T> } | { id: string | null; faults: RecordOutcome['errors'] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { id: null, faults: [{ path: '', message: 'is not JSON', code: 'syntax' }] };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { record: parsed.data };
  const id = (value as { id?: unknown } | null)?.id;
  return {
    id: typeof id === 'string' ? id.slice(0, 64) : null,
    faults: parsed.error.issues.flatMap(faultsOf),
  };
}

/** What ended a batch: nothing from this line on was read. */
function faultOf(error: CodedError): RecordOutcome['errors'][number] {
  const [first] = error.errors;
  return first ?? { path: '', message: error.message, code: error.code };
}

/** A single record that is refused is an error of its own. */
function refuseIfRefused(result: RecordOutcome): void {
  if (result.status !== 'refused') return;
  const code = result.errors[0]?.code;
  throw new CodedError(
    code === 'conflict' ? 'conflict' : code === 'notFound' ? 'notFound' : 'badInput',
    result.errors[0]?.message ?? 'The record is refused.',
    result.errors,
  );
}
