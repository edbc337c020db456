import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { lang, noQuery } from '#api/contract/common.ts';
import { issuesAnswer, issuesQuery } from '#api/contract/issueQuestions.ts';
import { issueDetail, issueEventInput, issueInput, unmaskedIssue } from '#api/contract/issues.ts';
import { CodedError } from '#api/errors.ts';
import { demand, principalOf } from '#api/gate.ts';
import { type Env, jsonBody, refuseInvalid } from '#api/http.ts';
import { readIssueForm } from '#api/routes/multipart.ts';
import { problems } from '#api/routes/problems.ts';
import { keepSeen } from '#api/routes/seen.ts';
import { mediaOf, outcome, recordOf, refuseIfRefused, takeRecords, writeRoute } from '#api/routes/taking.ts';
import type { Services } from '#api/services/index.ts';
import { cleanPhotos } from '#api/services/photos.ts';
import { permissionOfEvent } from '#geodata/presets/issueDuties.ts';

/** Characters of one issue as JSON: its text may be 4000 that are escaped to six each. */
const LONGEST = 65_536;

const list = createRoute({
  method: 'get',
  path: '/api/issues',
  summary: 'Issues that pass a filter, with how many each other choice would leave; nobody’s words or names',
  request: { query: issuesQuery },
  responses: {
    200: { description: 'Issues', content: { 'application/json': { schema: issuesAnswer } } },
    ...problems(400, 404),
  },
});

const one = createRoute({
  method: 'get',
  path: '/api/issues/{id}',
  summary: 'One issue with its timeline, its clocks and what may happen to it next',
  request: { params: z.object({ id: z.uuid() }), query: z.strictObject({ lang }) },
  responses: {
    200: { description: 'The issue', content: { 'application/json': { schema: issueDetail } } },
    ...problems(400, 404),
  },
});

const happen = createRoute({
  method: 'post',
  path: '/api/issues/{id}/events',
  summary: 'Tell what happened to an issue; one that is not allowed now is told what is',
  middleware: jsonBody,
  request: {
    params: z.object({ id: z.uuid() }),
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: issueEventInput } } },
  },
  responses: {
    200: { description: 'There already', content: outcome },
    201: { description: 'Appended', content: outcome },
    ...problems(400, 404, 409, 413, 415, 422, 503),
  },
});

const unmask = createRoute({
  method: 'post',
  path: '/api/issues/{id}/unmask',
  summary: 'See what people wrote of an issue, and who asked; that it was seen is kept',
  request: { params: z.object({ id: z.uuid() }), query: noQuery },
  responses: {
    200: { description: 'As it was told', content: { 'application/json': { schema: unmaskedIssue } } },
    ...problems(400, 404, 503),
  },
});

export function issueRoutes(app: OpenAPIHono<Env>, { access, issueIntake, issueReads }: Services) {
  const noStore = { 'Cache-Control': 'no-store' };
  const put = writeRoute('/api/issues', 'Hand in issues', issueInput);
  const { content } = put.request.body;
  app.openAPIRegistry.registerPath({
    ...put,
    description: `${put.description} One with photos as \`multipart/form-data\`.`,
    request: {
      ...put.request,
      body: {
        required: true,
        content: {
          ...content,
          'multipart/form-data': {
            schema: z.object({
              issue: z.string().describe('the issue as JSON'),
              photo: z
                .array(z.string().openapi({ format: 'binary' }))
                .max(9)
                .optional()
                .describe('JPEG, PNG, WebP or HEIF, at most 12 MB each and 40 MB in all'),
            }),
          },
        },
      },
    },
  });
  app.post('/api/issues', (c) => {
    const by = principalOf(c).who.displayName;
    if (mediaOf(c) === 'multipart/form-data') return takeForm(c, by);
    return takeRecords(c, issueInput, (records) => issueIntake.putIssues(c.var.scope, by, records), LONGEST);
  });

  /** An issue with its photos. Photos are looked at first, so that a bad one leaves nothing behind. */
  async function takeForm(c: Context<Env>, by: string): Promise<Response> {
    refuseInvalid({ ...noQuery.safeParse(c.req.query()), target: 'query' });
    const form = await readIssueForm(c);
    if (form.issue === null)
      throw new CodedError('badInput', 'The form is refused.', [
        { path: 'issue', message: 'is missing', code: 'required' },
      ]);
    const record = recordOf(issueInput, form.issue);
    const photos = await cleanPhotos(form.photos);
    const [taken] = await issueIntake.putIssues(c.var.scope, by, [{ line: 1, record }]);
    refuseIfRefused(taken!);
    if (photos.length > 0) await issueIntake.putPhotos(c.var.scope, record.id, photos);
    return c.json(taken, taken!.status === 'created' ? 201 : 200);
  }

  return app
    .openapi(list, async (c) =>
      c.json(await issueReads.list(c.var.asking, c.req.valid('query')), 200, noStore),
    )
    .openapi(one, async (c) =>
      c.json(await issueReads.detail(c.var.asking, c.req.valid('param').id), 200, noStore),
    )
    .openapi(happen, async (c) => {
      const event = c.req.valid('json');
      demand(c, permissionOfEvent(event.type));
      const { who } = principalOf(c);
      const taken = await issueIntake.putEvent(c.var.scope, who, c.req.valid('param').id, event);
      return c.json(taken, taken.status === 'created' ? 201 : 200);
    })
    .openapi(unmask, async (c) => {
      const { id } = c.req.valid('param');
      const seen = await issueReads.unmasked(c.var.asking, id);
      keepSeen(c, access, `issue/${id}`);
      return c.json(seen, 200, noStore);
    });
}
