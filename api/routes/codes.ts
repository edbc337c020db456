import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { codesAnswer, codesParam } from '#api/contract/codes.ts';
import { noQuery } from '#api/contract/common.ts';
import type { Env } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';

const list = createRoute({
  method: 'get',
  path: '/api/areas/codes/{hash}',
  summary: 'The ordered codes that columns without codes refer to; what a hash answers never changes',
  request: { params: codesParam, query: noQuery },
  responses: {
    200: {
      description: 'Codes in the order of the tree, the own row last',
      content: { 'application/json': { schema: codesAnswer } },
    },
    ...problems(400, 404),
  },
});

export function codeRoutes(app: OpenAPIHono<Env>, { context, codes: lists }: Services) {
  return app.openapi(list, async (c) => {
    const state = await context.store.treeState();
    const codes = await lists.find(state, c.var.scope, c.req.valid('param').hash);
    return c.json({ count: codes.length, codes }, 200, {
      'Cache-Control': 'private, max-age=31536000, immutable',
      Vary: 'Cookie, Accept-Encoding',
    });
  });
}
