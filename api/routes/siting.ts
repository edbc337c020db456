import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { lang, noQuery, page } from '#api/contract/common.ts';
import { sitingInput, sitingResult, sitingStopsInput, sitingsAnswer } from '#api/contract/reach.ts';
import { servicePointDetail } from '#api/contract/servicePoints.ts';
import { principalOf } from '#api/gate.ts';
import { type Env, jsonBody } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';

const one = { params: z.object({ id: z.uuid() }), query: noQuery.extend({ lang }) };
const content = { 'application/json': { schema: sitingResult } };

const start = createRoute({
  method: 'post',
  path: '/api/service-points/plan',
  summary: 'Where next: the exact covering, before and after',
  description:
    'Answered at once with a job (`job`, GET /api/jobs/{id}) that tells how far it is. Sent again with the same id it is the siting that was started, 200.',
  middleware: jsonBody,
  request: {
    query: noQuery.extend({ lang }),
    body: { required: true, content: { 'application/json': { schema: sitingInput } } },
  },
  responses: {
    202: { description: 'Being worked on', content },
    200: { description: 'Was started before', content },
    ...problems(400, 404, 409, 413, 415, 422, 503),
  },
});

const list = createRoute({
  method: 'get',
  path: '/api/service-points/plans',
  summary: 'Sitings, the newest first, without what they found',
  request: { query: noQuery.extend({ lang, ...page }) },
  responses: {
    200: { description: 'Sitings', content: { 'application/json': { schema: sitingsAnswer } } },
    ...problems(400),
  },
});

const read = createRoute({
  method: 'get',
  path: '/api/service-points/plans/{id}',
  summary: 'A siting with what it found',
  request: one,
  responses: { 200: { description: 'The siting', content }, ...problems(400, 404) },
});

const cancel = createRoute({
  method: 'delete',
  path: '/api/service-points/plans/{id}',
  summary: 'Stop a siting; one that is over stays as it is',
  request: one,
  responses: { 200: { description: 'The siting as it ended', content }, ...problems(400, 404) },
});

const stops = createRoute({
  method: 'post',
  path: '/api/service-points/plans/{id}/stops',
  summary: 'Turn places that were chosen into stops of a moving point',
  middleware: jsonBody,
  request: {
    ...one,
    body: { required: true, content: { 'application/json': { schema: sitingStopsInput } } },
  },
  responses: {
    200: {
      description: 'The point with its new stops',
      content: { 'application/json': { schema: servicePointDetail } },
    },
    ...problems(400, 404, 409, 413, 415, 422),
  },
});

/** What a siting is about may change with the next commit, and who asks is told of it. */
const NO_STORE = { 'Cache-Control': 'no-store' };

export function sitingRoutes(app: OpenAPIHono<Env>, { access, sitings, sitingStops }: Services) {
  return app
    .openapi(start, async (c) => {
      const principal = principalOf(c);
      const { siting, isNew } = await sitings.start(
        c.var.asking,
        c.req.valid('json'),
        principal.who.displayName,
      );
      if (isNew && siting.job !== null) access.claim(siting.job, principal);
      return c.json(siting, isNew ? 202 : 200, NO_STORE);
    })
    .openapi(list, async (c) => c.json(await sitings.list(c.var.asking, c.req.valid('query')), 200, NO_STORE))
    .openapi(read, async (c) =>
      c.json(await sitings.get(c.var.asking, c.req.valid('param').id), 200, NO_STORE),
    )
    .openapi(cancel, async (c) =>
      c.json(await sitings.cancel(c.var.asking, c.req.valid('param').id), 200, NO_STORE),
    )
    .openapi(stops, async (c) =>
      c.json(
        await sitingStops.add(c.var.asking, c.req.valid('param').id, c.req.valid('json')),
        200,
        NO_STORE,
      ),
    );
}
