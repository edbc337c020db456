import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { heatCells, heatContours, heatmapQuery, heatRaster } from '#api/contract/hotspots.ts';
import { type Env, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';

const heat = createRoute({
  method: 'get',
  path: '/api/issues/heatmap',
  summary: 'Where issues lie close together',
  description:
    '`format=cells`: counts by H3 cell. `format=raster`: a kernel density as a 16-bit picture in Web Mercator. `format=contours`: where that density is at least 1/64, 1/32 ... 1/2 of its peak.',
  request: { query: heatmapQuery },
  responses: {
    200: {
      description: 'In the form asked for',
      content: { 'application/json': { schema: z.union([heatCells, heatRaster, heatContours]) } },
    },
    ...problems(400, 404, 503),
  },
});

export function heatmapRoutes(app: OpenAPIHono<Env>, { context, heatmap }: Services) {
  return app.openapi(heat, (c) =>
    tagged(c, context, async () => {
      const query = c.req.valid('query');
      return c.json(await heatmap[query.format](c.var.asking, query), 200);
    }),
  );
}
