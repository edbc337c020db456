import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { noQuery } from '#api/contract/common.ts';
import { type RecordOutcome, recordOutcome } from '#api/contract/records.ts';
import { CodedError } from '#api/errors.ts';
import { type Env, faultsOf, refuseInvalid } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { readLines } from '#api/services/lines.ts';

/** Records committed together while a batch streams in. */
const CHUNK = 1000;
/** Characters of a record where nothing is said, and bytes of a body. */
const LIMITS = { line: 16_384, total: 512 * 1024 * 1024 };

export const outcome = { 'application/json': { schema: recordOutcome } };
const ndjson = { 'application/x-ndjson': { schema: z.string().describe('one record a line') } };

/** How a route that takes records in is told of in the OpenAPI document. */
export function writeRoute(path: string, summary: string, schema: z.ZodType) {
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

/** A record with its line in what was sent. */
export type Taken<T> = { line: number; record: T };

/** The media type of a body, without its parameters. */
export function mediaOf(c: Context<Env>): string {
  return (c.req.header('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase();
}

/**
 * One record as JSON, or a stream of them as NDJSON that is stored in chunks as it comes in.
 *
 * @param longest characters of a record, at most
 */
export async function takeRecords<T extends z.ZodType>(
  c: Context<Env>,
  schema: T,
  store: (records: Taken<z.output<T>>[]) => Promise<RecordOutcome[]>,
  longest: number = LIMITS.line,
): Promise<Response> {
  refuseInvalid({ ...noQuery.safeParse(c.req.query()), target: 'query' });
  const media = mediaOf(c);
  if (media === 'application/x-ndjson') return takeBatch(c, schema, store, longest);
  if (media !== 'application/json')
    throw new CodedError(
      'unsupportedMedia',
      `Send application/json or application/x-ndjson, not ${media || 'nothing'}.`,
    );
  let text = '';
  for await (const { text: part } of readLines(c.req.raw.body, { line: longest, total: 4 * longest }))
    text += `${part}\n`;
  const [result] = await store([{ line: 1, record: recordOf(schema, text) }]);
  refuseIfRefused(result!);
  return c.json(result, result!.status === 'created' ? 201 : 200);
}

/**
 * The record a JSON text holds.
 *
 * @throws CodedError `badInput` with the place of each fault
 */
export function recordOf<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  const parsed = parseRecord(schema, text);
  if ('faults' in parsed) throw new CodedError('badInput', 'The record is refused.', parsed.faults);
  return parsed.record;
}

async function takeBatch<T extends z.ZodType>(
  c: Context<Env>,
  schema: T,
  store: (records: Taken<z.output<T>>[]) => Promise<RecordOutcome[]>,
  longest: number,
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
    for await (const { line, text } of readLines(c.req.raw.body, { ...LIMITS, line: longest })) {
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
export function refuseIfRefused(result: RecordOutcome): void {
  if (result.status !== 'refused') return;
  const code = result.errors[0]?.code;
  throw new CodedError(
    code === 'conflict' ? 'conflict' : code === 'notFound' ? 'notFound' : 'badInput',
    result.errors[0]?.message ?? 'The record is refused.',
    result.errors,
  );
}
