import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  outOfReachAnswer,
  outOfReachQuery,
  priorityAnswer,
  priorityQuery,
  reachAnswer,
  reachQuery,
} from '#api/contract/reach.ts';
import { type Env, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';

const reach = createRoute({
  method: 'get',
  path: '/api/service-points/reach',
  summary: 'What is within reach of services, in columns per area of a level, own row last',
  description:
    'Distances are those of the whole district: points and people across the border of a scope count; `area` and scope cut the answer, and a point outside the scope is not named.',
  request: { query: reachQuery },
  responses: {
    200: { description: 'Columns of one length', content: { 'application/json': { schema: reachAnswer } } },
    ...problems(400, 404, 409, 503),
  },
});

const outOfReach = createRoute({
  method: 'get',
  path: '/api/service-points/out-of-reach',
  summary: 'Places out of reach, the most people first',
  request: { query: outOfReachQuery },
  responses: {
    200: { description: 'Places', content: { 'application/json': { schema: outOfReachAnswer } } },
    ...problems(400, 404, 409, 503),
  },
});

const priority = createRoute({
  method: 'get',
  path: '/api/service-points/priority',
  summary: 'Where to look first: a weighted mean of the ranks of gap, reach and open issues',
  request: { query: priorityQuery },
  responses: {
    200: {
      description: 'Areas, the first first',
      content: { 'application/json': { schema: priorityAnswer } },
    },
    ...problems(400, 404, 409, 503),
  },
});

export function reachRoutes(app: OpenAPIHono<Env>, { context, reach: service, priority: list }: Services) {
  return app
    .openapi(reach, (c) =>
      tagged(c, context, async () =>
        c.json(await service.reach(c.var.asking, guarded(c, c.req.valid('query'))), 200),
      ),
    )
    .openapi(outOfReach, (c) =>
      tagged(c, context, async () =>
        c.json(await service.outOfReach(c.var.asking, guarded(c, c.req.valid('query'))), 200),
      ),
    )
    .openapi(priority, (c) =>
      tagged(c, context, async () =>
        c.json(await list.priority(c.var.asking, guarded(c, c.req.valid('query'))), 200),
      ),
    );
}

/** A display hangs where anybody sees it: small cells are withheld there, whatever is asked. */
function guarded<T extends { smallCells: 'shown' | 'withheld' }>(c: Context<Env>, query: T): T {
  return c.var.principal?.who.kind === 'display' ? { ...query, smallCells: 'withheld' } : query;
}
