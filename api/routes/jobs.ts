import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { lang, noQuery } from '#api/contract/common.ts';
import { doingIn, type JobAnswer, jobAnswer } from '#api/contract/jobs.ts';
import { CodedError } from '#api/errors.ts';
import { principalOf } from '#api/gate.ts';
import { type Env, faultsOf } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';

const params = z.object({ id: z.uuid() });
const query = noQuery.extend({ lang });
const content = { 'application/json': { schema: jobAnswer } };

/** The answer to a request that started a job, for the OpenAPI document. */
export const accepted = {
  description: 'The job that does it; Location names it',
  content,
};

const one = createRoute({
  method: 'get',
  path: '/api/jobs/{id}',
  summary: 'How far a job is',
  request: { params, query },
  responses: { 200: { description: 'The job', content }, ...problems(400, 404) },
});

const cancel = createRoute({
  method: 'delete',
  path: '/api/jobs/{id}',
  summary: 'Stop a job; one that has ended, or is already being written, stays as it is',
  request: { params, query },
  responses: { 200: { description: 'The job as it ended', content }, ...problems(400, 404) },
});

const events = createRoute({
  method: 'get',
  path: '/api/jobs/{id}/events',
  summary: 'A job as server-sent events: progress with every change, one end, then the stream closes',
  request: { params, query },
  responses: {
    200: {
      description: 'Events progress and end; the data of each is the job as GET /api/jobs/{id} gives it',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems(400, 404),
  },
});

/** Milliseconds of silence after which a comment keeps the connection open. */
const HEARTBEAT_MS = 15_000;
/** Milliseconds between two events: a screen needs no more. */
const PACE_MS = 100;

/** @param heartbeatMs silence after which the stream of events says it is still there */
export function jobRoutes(app: OpenAPIHono<Env>, { access, jobs }: Services, heartbeatMs = HEARTBEAT_MS) {
  /** @throws CodedError `notFound` for a job of somebody else: that there is one is theirs to know */
  const own = (c: Context<Env>, id: string): string => {
    const principal = principalOf(c);
    if (!access.owns(id, principal)) throw new CodedError('notFound', `There is no job ${id}.`);
    const { result } = jobs.get(id);
    // What a job made is its owner's, as the job is.
    if (result?.import !== undefined) access.claim(result.import, principal);
    return id;
  };
  app.openAPIRegistry.registerPath(events);
  app.get('/api/jobs/:id/events', (c) => {
    const id = params.safeParse(c.req.param());
    const asked = query.safeParse(c.req.query());
    const faults = [id, asked].flatMap(({ error }) => error?.issues.flatMap(faultsOf) ?? []);
    if (!id.success || faults.length > 0)
      throw new CodedError('badRequest', 'The request is not understood.', faults);
    jobs.get(own(c, id.data.id));
    const { lang } = c.var.asking;
    const { session } = principalOf(c);
    const response = streamSSE(c, async (stream) => {
      // Who is signed out is told nothing more.
      const signedOut = access.sessions.onEnd(session, () => stream.abort());
      stream.onAbort(signedOut);
      for (;;) {
        const changed = Promise.withResolvers<'changed'>();
        const unwatch = jobs.watch(id.data.id, () => changed.resolve('changed'));
        const job = jobs.get(id.data.id);
        const ended = job.endedAt !== null;
        try {
          if (ended) own(c, id.data.id);
          await stream.writeSSE({
            event: ended ? 'end' : 'progress',
            data: JSON.stringify(inLang(job, lang)),
          });
          if (ended) return;
          while ((await silence(changed.promise, stream, heartbeatMs)) === 'silent')
            await stream.write(':\n\n');
        } finally {
          unwatch();
        }
        if (stream.aborted) return;
        await stream.sleep(PACE_MS);
      }
    });
    response.headers.set('Cache-Control', 'no-store');
    // nginx would hold the events back
    response.headers.set('X-Accel-Buffering', 'no');
    return response;
  });
  return app
    .openapi(one, (c) => c.json(told(c, jobs.get(own(c, c.req.valid('param').id))), 200))
    .openapi(cancel, async (c) => c.json(told(c, await jobs.cancel(own(c, c.req.valid('param').id))), 200));
}

/** Answers a request with the job it started, which is its asker's own. */
export function acceptedJob(c: Context<Env>, { access }: Services, job: JobAnswer) {
  access.claim(job.id, principalOf(c));
  c.header('Location', `/api/jobs/${job.id}`);
  return c.json(told(c, job), 202);
}

/** Whether the caller would rather be told of a job than wait (RFC 7240). */
export function wantsJob(c: Context<Env>): boolean {
  return (c.req.header('Prefer') ?? '').split(/[,;]/).some((part) => /^\s*respond-async\s*$/i.test(part));
}

function told(c: Context<Env>, job: JobAnswer): JobAnswer {
  c.header('Cache-Control', 'no-store');
  return inLang(job, c.var.asking.lang);
}

function inLang(job: JobAnswer, lang: 'zh-CN' | 'en'): JobAnswer {
  return { ...job, doing: doingIn(lang, job.doing) };
}

/** Waits for a change, for the reader to leave, or for the heartbeat, whichever comes first. */
async function silence(
  changed: Promise<'changed'>,
  stream: { onAbort: (listener: () => void) => void; aborted: boolean },
  heartbeatMs: number,
): Promise<'changed' | 'left' | 'silent'> {
  if (stream.aborted) return 'left';
  const left = new Promise<'left'>((resolve) => stream.onAbort(() => resolve('left')));
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<'silent'>((resolve) => {
    timer = setTimeout(() => resolve('silent'), heartbeatMs);
  });
  try {
    return await Promise.race([changed, left, silent]);
  } finally {
    clearTimeout(timer);
  }
}
