import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { noQuery } from '#api/contract/common.ts';
import { principalOf } from '#api/gate.ts';
import type { Env } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';
import type { Listener } from '#api/services/live.ts';

/** Milliseconds of silence after which a comment keeps the connection open. */
const HEARTBEAT_MS = 15_000;
/** Bytes a slow listener may leave lying; then it is told to look at everything anew, and ended. */
const MOST_BYTES = 256 * 1024;
/** Milliseconds a listener waits before it comes back, at least and at most: not all at once. */
const RETRY_MS = [1000, 4000] as const;

const route = createRoute({
  method: 'get',
  path: '/api/live',
  summary: 'What changes, as server-sent events: hello, change {seq, town, areas, duties}, resync',
  description:
    'Ids are commit numbers: Last-Event-ID resumes from the stored log. An event says where something changed, never a figure or a person; ask again for what is shown.',
  request: { query: noQuery },
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems(400, 503),
  },
});

export function liveRoutes(app: OpenAPIHono<Env>, { access, live }: Services, heartbeatMs = HEARTBEAT_MS) {
  return app.openapi(route, async (c) => {
    const { session } = principalOf(c);
    const { scope, token } = c.var;
    const known = c.req.header('Last-Event-ID');
    const encoder = new TextEncoder();
    const ends: (() => void)[] = [];
    let left = false;
    const finish = (): void => {
      left = true;
      for (const end of ends.splice(0)) end();
    };
    const body = new ReadableStream<Uint8Array>(
      {
        async start(controller) {
          const listener: Listener = {
            send: (text) => {
              const fits = (controller.desiredSize ?? 0) > 0;
              controller.enqueue(encoder.encode(fits ? text : 'event: resync\ndata: {}\n\n'));
              return fits;
            },
            end: () => {
              finish();
              try {
                controller.close();
              } catch {
                // whoever read it has left already
              }
            },
          };
          const [least, most] = RETRY_MS;
          controller.enqueue(
            encoder.encode(`retry: ${Math.round(least + Math.random() * (most - least))}\n\n`),
          );
          const timer = setInterval(() => {
            // Hours may have ended it: nobody says so.
            const isOver = token !== null && !access.sessions.lasts(session, token);
            if (isOver || !listener.send(':\n\n')) listener.end();
          }, heartbeatMs);
          ends.push(() => clearInterval(timer), access.sessions.onEnd(session, listener.end));
          const leave = await live.listen(scope, listener, known === undefined ? null : numberOf(known));
          // whoever left before they were on the list is taken off it again
          if (leave === null) listener.end();
          else if (left) leave();
          else ends.push(leave);
        },
        cancel: finish,
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MOST_BYTES }),
    );
    return c.body(body, 200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // nginx would hold the events back
      'X-Accel-Buffering': 'no',
    }) as never;
  });
}

/** A commit's number; what is none stands for one that never was, so that everything is looked at anew. */
function numberOf(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
}
