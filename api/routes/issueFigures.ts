import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import {
  issuePointsAnswer,
  issuePointsQuery,
  issueSeriesAnswer,
  issueSeriesQuery,
  issueSummaryAnswer,
  issueSummaryQuery,
} from '#api/contract/issueQuestions.ts';
import { type Env, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';

const summary = createRoute({
  method: 'get',
  path: '/api/issues/summary',
  summary: 'The measures of issues in a period, beside those of the comparable days before',
  request: { query: issueSummaryQuery },
  responses: {
    200: {
      description: 'Measures, whole and in rows',
      content: { 'application/json': { schema: issueSummaryAnswer } },
    },
    ...problems(400, 404),
  },
});

const series = createRoute({
  method: 'get',
  path: '/api/issues/series',
  summary: 'How many issues were reported and resolved, step by step',
  request: { query: issueSeriesQuery },
  responses: {
    200: {
      description: 'Columns of one length',
      content: { 'application/json': { schema: issueSeriesAnswer } },
    },
    ...problems(400, 404),
  },
});

const points = createRoute({
  method: 'get',
  path: '/api/issues/points',
  summary: 'Located issues for the map, their places to about a hundred metres',
  request: { query: issuePointsQuery },
  responses: {
    200: {
      description: 'Columns of one length',
      content: { 'application/json': { schema: issuePointsAnswer } },
    },
    ...problems(400, 404),
  },
});

export function issueFigureRoutes(app: OpenAPIHono<Env>, { context, issueFigures, issueReads }: Services) {
  return app
    .openapi(summary, (c) =>
      tagged(c, context, async () =>
        c.json(await issueFigures.summary(c.var.asking, c.req.valid('query')), 200),
      ),
    )
    .openapi(series, (c) =>
      tagged(c, context, async () =>
        c.json(await issueFigures.series(c.var.asking, c.req.valid('query')), 200),
      ),
    )
    .openapi(points, async (c) => {
      const answer = await issueReads.points(c.var.asking, c.req.valid('query'));
      return c.json(answer, 200, { 'Cache-Control': 'no-store' });
    });
}
