import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import { noQuery } from '#api/contract/common.ts';
import { issueCategories } from '#api/contract/issues.ts';
import { CodedError } from '#api/errors.ts';
import { demandWhole } from '#api/gate.ts';
import { type Env, jsonBody, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';
import { categoryFaults, type IssueCategorySet } from '#geodata/issue/categories.ts';

const content = { 'application/json': { schema: issueCategories } };

const read = createRoute({
  method: 'get',
  path: '/api/issues/categories',
  summary: 'The two-level categories of issues with their clocks, whole, as they can be sent again',
  request: { query: noQuery },
  responses: { 200: { description: 'The categories', content }, ...problems(400) },
});

const put = createRoute({
  method: 'put',
  path: '/api/settings/issue-categories',
  summary: 'Set the categories of issues and their clocks; due moments follow',
  middleware: jsonBody,
  request: { query: noQuery, body: { required: true, content } },
  responses: { 200: { description: 'Set', content }, ...problems(400, 413, 415, 422, 503) },
});

export function issueCategoryRoutes(app: OpenAPIHono<Env>, { context }: Services) {
  const { store } = context;
  return app
    .openapi(read, (c) =>
      tagged(c, context, async () => {
        const set = await store.issues.categories();
        return c.json(set as unknown as z.output<typeof issueCategories>, 200);
      }),
    )
    .openapi(put, async (c) => {
      demandWhole(c);
      const sent = c.req.valid('json');
      const set = sent as unknown as IssueCategorySet;
      const faults = categoryFaults(set);
      if (faults.length > 0)
        throw new CodedError(
          'badInput',
          'The categories are refused.',
          faults.map((fault) => ({ ...fault, code: 'invalid' })),
        );
      await store.issues.putCategories(set);
      return c.json(sent, 200);
    });
}
