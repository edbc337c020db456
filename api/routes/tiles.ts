import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { noQuery } from '#api/contract/common.ts';
import { areaSketch } from '#api/contract/tiles.ts';
import { CodedError } from '#api/errors.ts';
import { type Env, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { tileTemplate } from '#api/services/coverage/listing.ts';
import type { Services } from '#api/services/index.ts';
import { tileJson } from '#geodata/tiles/tilejson.ts';

const document = createRoute({
  method: 'get',
  path: '/tiles/tiles.json',
  summary: 'TileJSON 3.0 of the shapes of the areas',
  request: { query: noQuery },
  responses: {
    200: {
      description: 'TileJSON',
      content: { 'application/json': { schema: z.looseObject({ tilejson: z.literal('3.0.0') }) } },
    },
    ...problems(400, 404),
  },
});

/** Answered by the tile handler in front of the framework; here for the document. */
const tile = createRoute({
  method: 'get',
  path: '/tiles/{version}/{z}/{x}/{y}.mvt',
  summary: 'One vector tile; what a versioned address answers never changes',
  request: {
    params: z.object({
      version: z.string().regex(/^[0-9a-f]{8,64}$/),
      z: z.number().int().min(0),
      x: z.number().int().min(0),
      y: z.number().int().min(0),
    }),
  },
  responses: {
    200: {
      description: 'Mapbox Vector Tile, compressed with gzip where that is accepted',
      content: { 'application/vnd.mapbox-vector-tile': { schema: z.string() } },
    },
    204: { description: 'Nothing is drawn there' },
    304: { description: 'The tile is known already' },
    ...problems(404),
  },
});

/** Answered by the tile handler too. */
const sketch = createRoute({
  method: 'get',
  path: '/tiles/{version}/sketch/{code}.json',
  summary:
    'The parts of one area as paths of SVG, in one light piece; what a versioned address answers never changes',
  request: {
    params: z.object({ version: z.string().regex(/^[0-9a-f]{8,64}$/), code: z.string().min(1).max(200) }),
  },
  responses: {
    200: {
      description: 'The sketch, compressed with gzip where that is accepted',
      content: { 'application/json': { schema: areaSketch } },
    },
    204: { description: 'These shapes were cut before there were sketches' },
    304: { description: 'The sketch is known already' },
    ...problems(404),
  },
});

export function tileRoutes(app: OpenAPIHono<Env>, { context, tiles }: Services) {
  app.openAPIRegistry.registerPath(tile);
  app.openAPIRegistry.registerPath(sketch);
  return app.openapi(document, (c) =>
    tagged(c, context, async () => {
      const state = await context.store.treeState();
      const archive = state.tiles === null ? null : tiles.archive(state.tiles);
      if (!archive) throw new CodedError('notFound', 'No boundaries have been imported yet.');
      const attribution = await context.store.setting('attribution');
      const body = tileJson(archive.info, {
        name: 'Guatu',
        tiles: [tileTemplate(state)],
        ...(Array.isArray(attribution) && attribution.length > 0
          ? { attribution: attribution.join(' · ') }
          : {}),
      });
      // Its fields are those of the TileJSON specification, which the schema leaves to it.
      return c.json(body as typeof body & Record<string, unknown>, 200);
    }),
  );
}
