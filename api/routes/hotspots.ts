import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import {
  emergingAnswer,
  emergingQuery,
  hotspotsAnswer,
  hotspotsQuery,
  silenceAnswer,
  silenceQuery,
} from '#api/contract/hotspots.ts';
import { type Env, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';

const spots = createRoute({
  method: 'get',
  path: '/api/hotspots',
  summary: 'Hot and cold spots of issues, in columns per cell',
  description:
    'Gi* with binary weights, corrected after Benjamini and Hochberg over all cells of the district, whoever asks; `area` and scope only cut the answer.',
  request: { query: hotspotsQuery },
  responses: {
    200: {
      description: 'Columns of one length',
      content: { 'application/json': { schema: hotspotsAnswer } },
    },
    ...problems(400, 404, 503),
  },
});

const emerging = createRoute({
  method: 'get',
  path: '/api/hotspots/emerging',
  summary: 'How hot and cold spots came and went over complete weeks or months',
  request: { query: emergingQuery },
  responses: {
    200: {
      description: 'Columns of one length',
      content: { 'application/json': { schema: emergingAnswer } },
    },
    ...problems(400, 404, 503),
  },
});

const silence = createRoute({
  method: 'get',
  path: '/api/hotspots/silence',
  summary: 'Areas that are visited often and where hardly anything is found',
  request: { query: silenceQuery },
  responses: {
    200: { description: 'Columns of one length', content: { 'application/json': { schema: silenceAnswer } } },
    ...problems(400, 404, 503),
  },
});

export function hotspotRoutes(app: OpenAPIHono<Env>, { context, hotspots }: Services) {
  return app
    .openapi(spots, (c) =>
      tagged(c, context, async () =>
        c.json(await hotspots.hotspots(c.var.asking, c.req.valid('query')), 200),
      ),
    )
    .openapi(emerging, (c) =>
      tagged(c, context, async () =>
        c.json(await hotspots.emerging(c.var.asking, c.req.valid('query')), 200),
      ),
    )
    .openapi(silence, (c) =>
      tagged(c, context, async () => c.json(await hotspots.silence(c.var.asking, c.req.valid('query')), 200)),
    );
}
