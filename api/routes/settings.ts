import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { noQuery } from '#api/contract/common.ts';
import { type MapSettings, mapSettings, settingsAnswer } from '#api/contract/settings.ts';
import { demandWhole } from '#api/gate.ts';
import { type Env, jsonBody } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';
import { keepMapSettings, keptMapSettings } from '#api/services/settings.ts';
import type { Store } from '#api/store/store.ts';

const read = createRoute({
  method: 'get',
  path: '/api/settings',
  summary: 'Settings that a map needs: its base map and its approval number',
  request: { query: noQuery },
  responses: {
    200: { description: 'The settings', content: { 'application/json': { schema: settingsAnswer } } },
    ...problems(400),
  },
});

const putMap = createRoute({
  method: 'put',
  path: '/api/settings/map',
  summary: 'Set the base map of the district’s own network and the approval number 审图号',
  middleware: jsonBody,
  request: {
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: mapSettings } } },
  },
  responses: {
    200: { description: 'Set', content: { 'application/json': { schema: mapSettings } } },
    ...problems(400, 413, 415, 422, 503),
  },
});

/** What an installation begins with: the built-in basemap, no approval number. */
const BUILT_IN: MapSettings = { baseMap: null, approvalNumber: null };

/** What the map is drawn on and what must be printed on it. What an older version left is read as not set. */
export async function readMapSettings(store: Pick<Store, 'setting'>): Promise<MapSettings> {
  const kept = mapSettings.safeParse(await keptMapSettings(store));
  return kept.success ? kept.data : BUILT_IN;
}

export function settingsRoutes(app: OpenAPIHono<Env>, { context: { store } }: Services) {
  return app
    .openapi(read, async (c) => {
      // A setting is no commit of the ledger, so no tag made from one tells whether it changed.
      c.header('Cache-Control', 'private, no-cache');
      return c.json({ map: await readMapSettings(store) }, 200);
    })
    .openapi(putMap, async (c) => {
      demandWhole(c);
      const settings = c.req.valid('json');
      await keepMapSettings(store, settings);
      return c.json(settings, 200);
    });
}
