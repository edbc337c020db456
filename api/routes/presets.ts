import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { noQuery } from '#api/contract/common.ts';
import { presetItem, presetsAnswer } from '#api/contract/presets.ts';
import { type Env, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';
import { PROGRAMME_PRESETS } from '#geodata/presets/programmes/index.ts';

const list = createRoute({
  method: 'get',
  path: '/api/presets',
  summary: 'Campaigns to take over, each a programme without its days',
  request: { query: noQuery },
  responses: {
    200: { description: 'Presets', content: { 'application/json': { schema: presetsAnswer } } },
    ...problems(400),
  },
});

/** Parsed as a programme is when it is put: a preset that would be refused is found at the start. */
const ITEMS = PROGRAMME_PRESETS.map(({ id, rows, about, ...programme }) =>
  presetItem.parse({ id, rows, about, programme }),
);

export function presetRoutes(app: OpenAPIHono<Env>, { context }: Services) {
  return app.openapi(list, (c) =>
    tagged(c, context, async () => c.json({ items: ITEMS, nextCursor: null }, 200)),
  );
}
