import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import {
  coverageAnswer,
  coverageQuery,
  gapsAnswer,
  gapsQuery,
  seriesAnswer,
  seriesQuery,
  summaryAnswer,
  summaryQuery,
} from '#api/contract/coverage.ts';
import { type Env, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';

const columns = createRoute({
  method: 'get',
  path: '/api/coverage',
  summary: 'Coverage of one duty, in columns per area of a level, own row last',
  request: { query: coverageQuery },
  responses: {
    200: {
      description: 'Columns of one length',
      content: { 'application/json': { schema: coverageAnswer } },
    },
    ...problems(400, 404),
  },
});

const summary = createRoute({
  method: 'get',
  path: '/api/coverage/summary',
  summary: 'Every duty of one area, one row each',
  request: { query: summaryQuery },
  responses: {
    200: { description: 'Rows', content: { 'application/json': { schema: summaryAnswer } } },
    ...problems(400, 404),
  },
});

const series = createRoute({
  method: 'get',
  path: '/api/coverage/series',
  summary: 'One duty of one area, one row a period',
  request: { query: seriesQuery },
  responses: {
    200: { description: 'Rows', content: { 'application/json': { schema: seriesAnswer } } },
    ...problems(400, 404),
  },
});

const gaps = createRoute({
  method: 'get',
  path: '/api/coverage/gaps',
  summary: 'Who has not been reached, worst first',
  request: { query: gapsQuery },
  responses: {
    200: { description: 'Subjects, names masked', content: { 'application/json': { schema: gapsAnswer } } },
    ...problems(400, 404),
  },
});

export function coverageRoutes(app: OpenAPIHono<Env>, { context, coverage }: Services) {
  return app
    .openapi(columns, (c) =>
      tagged(c, context, async () =>
        c.json(await coverage.coverage(c.var.asking, c.req.valid('query')), 200),
      ),
    )
    .openapi(summary, (c) =>
      tagged(c, context, async () => c.json(await coverage.summary(c.var.asking, c.req.valid('query')), 200)),
    )
    .openapi(series, (c) =>
      tagged(c, context, async () => c.json(await coverage.series(c.var.asking, c.req.valid('query')), 200)),
    )
    .openapi(gaps, async (c) => {
      const answer = await coverage.gaps(c.var.asking, c.req.valid('query'));
      return c.json(answer, 200, { 'Cache-Control': 'no-store' });
    });
}
