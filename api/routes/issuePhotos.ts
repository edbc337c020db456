import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { identifier, noQuery } from '#api/contract/common.ts';
import { CodedError } from '#api/errors.ts';
import { type Env, refuseInvalid } from '#api/http.ts';
import { readIssueForm } from '#api/routes/multipart.ts';
import { problems } from '#api/routes/problems.ts';
import { keepSeen } from '#api/routes/seen.ts';
import { mediaOf, outcome } from '#api/routes/taking.ts';
import type { Services } from '#api/services/index.ts';
import { cleanPhotos } from '#api/services/photos.ts';

const params = z.object({ id: z.uuid() });

const add = {
  method: 'post' as const,
  path: '/api/issues/{id}/photos',
  summary: 'Add photos to an issue, at most 9 in all; one it has already changes nothing',
  request: {
    params,
    query: noQuery,
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({
            photo: z
              .array(z.string().openapi({ format: 'binary' }))
              .min(1)
              .max(9)
              .describe('JPEG, PNG, WebP or HEIF, at most 12 MB each and 40 MB in all'),
          }),
        },
      },
    },
  },
  responses: {
    200: { description: 'There already', content: outcome },
    201: { description: 'Added', content: outcome },
    ...problems(400, 404, 409, 413, 415, 422, 503),
  },
};

const photo = createRoute({
  method: 'get',
  path: '/api/issues/{id}/photos/{photo}',
  summary: 'A photo of an issue; that it was seen is kept',
  request: {
    params: params.extend({ photo: identifier }),
    query: z.strictObject({ size: z.enum(['image', 'thumbnail']).default('image') }),
  },
  responses: {
    200: { description: 'The photo', content: { 'image/jpeg': { schema: z.string().describe('JPEG') } } },
    ...problems(400, 404, 503),
  },
});

export function issuePhotoRoutes(app: OpenAPIHono<Env>, { access, issueIntake, issueReads }: Services) {
  app.openAPIRegistry.registerPath(add);
  app.post('/api/issues/:id/photos', async (c) => {
    refuseInvalid({ ...noQuery.safeParse(c.req.query()), target: 'query' });
    const asked = params.safeParse(c.req.param());
    refuseInvalid({ ...asked, target: 'param' });
    const media = mediaOf(c);
    if (media !== 'multipart/form-data')
      throw new CodedError('unsupportedMedia', `Send multipart/form-data, not ${media || 'nothing'}.`);
    const form = await readIssueForm(c);
    const fault =
      form.issue !== null
        ? { path: 'issue', message: 'is not known here', code: 'invalid' }
        : form.photos.length === 0
          ? { path: 'photo', message: 'is missing', code: 'required' }
          : null;
    if (fault) throw new CodedError('badInput', 'The form is refused.', [fault]);
    const photos = await cleanPhotos(form.photos);
    const taken = await issueIntake.putPhotos(c.var.scope, asked.data!.id, photos);
    return c.json(taken, taken.status === 'created' ? 201 : 200);
  });
  return app.openapi(photo, async (c) => {
    const { id, photo: name } = c.req.valid('param');
    const { size } = c.req.valid('query');
    const jpeg = await issueReads.photo(c.var.asking, id, name, size);
    keepSeen(c, access, `issue/${id}/photo/${name}`);
    return c.body(new Uint8Array(jpeg), 200, {
      'Content-Type': 'image/jpeg',
      'Content-Disposition': 'inline',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    }) as never;
  });
}
