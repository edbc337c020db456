import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { unmasked } from '#api/contract/access.ts';
import { identifier, noQuery } from '#api/contract/common.ts';
import type { Env } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { keepSeen } from '#api/routes/seen.ts';
import type { Services } from '#api/services/index.ts';

const route = <P extends string>(path: P, summary: string) =>
  createRoute({
    method: 'post',
    path,
    summary,
    request: { params: z.object({ id: identifier }), query: noQuery },
    responses: {
      200: { description: 'As it is on the register', content: { 'application/json': { schema: unmasked } } },
      ...problems(400, 404, 503),
    },
  });
const subject = route('/api/subjects/{id}/unmask', 'See a subject’s name; that it was seen is kept');
const officer = route(
  '/api/officers/{id}/unmask',
  'See an officer’s name and phone; that they were seen is kept',
);

/** One record at a time; each leaves a line in the audit trail. */
export function unmaskRoutes(app: OpenAPIHono<Env>, { access, registerReads }: Services) {
  const noStore = { 'Cache-Control': 'no-store' };
  return app
    .openapi(subject, async (c) => {
      const { id } = c.req.valid('param');
      const seen = await registerReads.unmasked(c.var.asking, 'subject', id);
      keepSeen(c, access, `subject/${id}`);
      return c.json(seen, 200, noStore);
    })
    .openapi(officer, async (c) => {
      const { id } = c.req.valid('param');
      const seen = await registerReads.unmasked(c.var.asking, 'officer', id);
      keepSeen(c, access, `officer/${id}`);
      return c.json(seen, 200, noStore);
    });
}
