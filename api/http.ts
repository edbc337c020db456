import { createHash, randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Client } from '#api/client.ts';
import { CodedError, toProblem } from '#api/errors.ts';
import type { Principal } from '#api/services/access/principal.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import type { Scope } from '#api/store/store.ts';

/** Answers are the same for five minutes of clock: `now` is floored to it. */
const FLOOR_MS = 300_000;

/** What the middleware leaves for the routes. */
export interface Env {
  Variables: {
    requestId: string;
    client: Client;
    /** Token of the session that asks; null when there is none. */
    token: string | null;
    /** Who asks; nobody on the routes that are open. */
    principal: Principal | undefined;
    scope: Scope;
    /** Whether the scope is the whole tree. */
    whole: boolean;
    asking: Asking;
  };
}

/** Gives each request its scope, its language and the moment that stands for now. */
export function ask(
  context: ServiceContext,
  scopeOf: (principal: Principal | undefined) => Promise<Scope & { whole: boolean }>,
): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { whole, ...scope } = await scopeOf(c.var.principal);
    c.set('scope', scope);
    c.set('whole', whole);
    c.set('asking', {
      scope,
      organisations: c.var.principal?.organisations ?? [],
      namesSearched: c.var.principal?.permissions.has('personal') ?? false,
      lang: languageOf(c),
      now: Math.floor(context.now() / FLOOR_MS) * FLOOR_MS,
    });
    await next();
    c.header('X-Request-Id', c.get('requestId'));
  };
}

function languageOf(c: Context): 'zh-CN' | 'en' {
  const asked = c.req.query('lang') ?? c.req.header('Accept-Language') ?? '';
  return /^\s*en\b/i.test(asked) ? 'en' : 'zh-CN';
}

/**
 * Answers a read that depends on the ledger alone: the tag is made from the question and the last commit
 * before the question is asked, so that an unchanged answer costs nothing.
 */
export async function tagged<T extends Response>(
  c: Context<Env>,
  context: ServiceContext,
  answer: () => Promise<T>,
): Promise<T> {
  const { asking } = c.var;
  const commit = await context.store.lastCommit();
  const parts = [
    c.req.path,
    sortedQuery(c.req.url),
    c.req.header('Accept') ?? '',
    commit.seq,
    asking.now,
    asking.scope,
    c.var.principal?.who,
    asking.lang,
  ];
  const tag = `"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27)}"`;
  const headers = {
    ETag: tag,
    'Cache-Control': 'private, no-cache',
    Vary: 'Cookie, Accept, Accept-Language, Accept-Encoding',
  };
  if (noneMatch(c.req.header('If-None-Match'), tag)) {
    // A 304 has no body, so it fits whatever the route's typed answer is.
    return c.body(null, 304, headers) as unknown as T;
  }
  const response = await answer();
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** Whether an `If-None-Match` header names the tag; the comparison is weak (RFC 9110, 13.1.2). */
function noneMatch(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((part) => part.trim().replace(/^W\//, '') === tag);
}

function sortedQuery(url: string): string {
  const params = new URL(url).searchParams;
  params.sort();
  return params.toString();
}

/** The one place that turns errors into problem documents (RFC 9457) and hides what a 500 was. */
export function answerErrors(app: OpenAPIHono<Env>, log: (requestId: string, error: unknown) => void): void {
  app.onError((error, c) => {
    const requestId = c.get('requestId') ?? randomUUID();
    const coded = error instanceof CodedError ? error : fromHttp(error);
    const problem = toProblem(coded, requestId);
    if (problem.status >= 500 && problem.status !== 503) log(requestId, error);
    return c.body(JSON.stringify(problem), problem.status as 500, {
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Cache-Control': 'no-store',
    });
  });
  app.notFound((c) => {
    const problem = toProblem(
      new CodedError('notFound', `There is nothing at ${c.req.path}.`),
      c.get('requestId') ?? randomUUID(),
    );
    return c.body(JSON.stringify(problem), 404, {
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Cache-Control': 'no-store',
    });
  });
}

/** A framework's own refusal (a body that is no JSON) in our words. */
function fromHttp(error: unknown): unknown {
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status !== 'number' || status < 400 || status >= 500) return error;
  const message = (error as Error).message || 'The request is not understood.';
  return new CodedError(status === 413 ? 'tooLarge' : 'badRequest', message);
}

/** Bytes of a JSON body that is read at once. */
const JSON_BYTES = 1024 * 1024;

/** For routes with one JSON body: another media type is 415, a longer body 413, before anything is parsed. */
export const jsonBody: MiddlewareHandler<Env>[] = [
  async (c, next) => {
    const media = (c.req.header('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase();
    if (media !== 'application/json')
      throw new CodedError('unsupportedMedia', `Send application/json, not ${media || 'nothing'}.`);
    await next();
  },
  bodyLimit({
    maxSize: JSON_BYTES,
    onError: () => {
      throw new CodedError('tooLarge', `The body is longer than ${JSON_BYTES} bytes.`);
    },
  }),
];

/** Refuses what a schema refuses, with the place of each fault. */
export function refuseInvalid(result: { success: boolean; target?: string; error?: unknown }): undefined {
  if (result.success) return undefined;
  const { issues } = result.error as { issues: ZodFault[] };
  throw new CodedError(
    result.target === 'json' ? 'badInput' : 'badRequest',
    result.target === 'json' ? 'The body is refused.' : 'The request is not understood.',
    issues.flatMap(faultsOf),
  );
}

/** The part of a schema's issue that is passed on. */
interface ZodFault {
  code?: string | undefined;
  path: PropertyKey[];
  message: string;
  keys?: string[];
}

/** One fault a field; unknown fields are named one by one. */
export function faultsOf(issue: ZodFault): { path: string; message: string; code: string }[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return (issue.keys ?? []).map((key) => ({
      path: path ? `${path}.${key}` : key,
      message: 'is not known here',
      code: 'unknownParameter',
    }));
  return [{ path, message: issue.message, code: issue.code ?? 'invalid' }];
}
