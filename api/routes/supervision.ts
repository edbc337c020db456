import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { lang, noQuery, page } from '#api/contract/common.ts';
import {
  type SupervisionEventInput,
  supervisionCallback,
  supervisionDeliveries,
  supervisionEventInput,
  supervisionInput,
  supervisionItem,
  supervisionSettings,
  supervisionSettingsInput,
  supervisionsAnswer,
  supervisionsQuery,
  supervisionTest,
  unmaskedSupervision,
} from '#api/contract/supervision.ts';
import { demand, demandWhole, principalOf } from '#api/gate.ts';
import { type Env, jsonBody, refuseInvalid } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { keepSeen } from '#api/routes/seen.ts';
import { outcome, recordOf, takeRecords, writeRoute } from '#api/routes/taking.ts';
import type { Services } from '#api/services/index.ts';
import type { Permission } from '#geodata/presets/roles.ts';

/** Characters of one item as JSON: its text may be 2000 that are escaped to six each. */
const LONGEST = 32_768;
const itemId = z.object({ id: z.uuid() });

const list = createRoute({
  method: 'get',
  path: '/api/supervision',
  summary: 'Supervised items 督办, open ones first by due day; nobody’s words or names',
  request: { query: supervisionsQuery },
  responses: {
    200: { description: 'Items', content: { 'application/json': { schema: supervisionsAnswer } } },
    ...problems(400, 404),
  },
});

const one = createRoute({
  method: 'get',
  path: '/api/supervision/{id}',
  summary: 'One supervised item with its timeline; whoever it is addressed to has read it by this',
  request: { params: itemId, query: z.strictObject({ lang }) },
  responses: {
    200: { description: 'The item', content: { 'application/json': { schema: supervisionItem } } },
    ...problems(400, 404, 503),
  },
});

const happen = createRoute({
  method: 'post',
  path: '/api/supervision/{id}/events',
  summary: 'Read, answer, accept, send back or withdraw; what is not allowed now is told what is',
  middleware: jsonBody,
  request: {
    params: itemId,
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: supervisionEventInput } } },
  },
  responses: {
    200: { description: 'There already', content: outcome },
    201: { description: 'Appended', content: outcome },
    ...problems(400, 404, 409, 413, 415, 422, 503),
  },
});

const unmask = createRoute({
  method: 'post',
  path: '/api/supervision/{id}/unmask',
  summary: 'See what was asked for and answered; that it was seen is kept',
  request: { params: itemId, query: noQuery },
  responses: {
    200: {
      description: 'As it was written',
      content: { 'application/json': { schema: unmaskedSupervision } },
    },
    ...problems(400, 404, 503),
  },
});

const callback = createRoute({
  method: 'post',
  path: '/api/supervision/{id}/callback',
  summary: 'What the receiving system says of an item: that it was read, or its answer',
  description:
    'Signed as messages are: `X-Guatu-Signature: sha256=` and the HMAC of the body in hexadecimal. Each is taken once.',
  middleware: jsonBody,
  request: {
    params: itemId,
    query: noQuery,
    headers: z.object({ 'x-guatu-signature': z.string() }),
    body: { required: true, content: { 'application/json': { schema: supervisionCallback } } },
  },
  responses: {
    201: { description: 'Appended', content: outcome },
    ...problems(400, 403, 404, 409, 413, 415, 422, 503),
  },
});

const readSettings = createRoute({
  method: 'get',
  path: '/api/settings/supervision',
  summary: 'Where supervised items are delivered to; the secret is not told',
  request: { query: noQuery },
  responses: {
    200: { description: 'The settings', content: { 'application/json': { schema: supervisionSettings } } },
    ...problems(400),
  },
});

const putSettings = createRoute({
  method: 'put',
  path: '/api/settings/supervision',
  summary: 'Set where supervised items are delivered to',
  middleware: jsonBody,
  request: {
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: supervisionSettingsInput } } },
  },
  responses: {
    200: { description: 'Set', content: { 'application/json': { schema: supervisionSettings } } },
    ...problems(400, 413, 415, 422, 503),
  },
});

const testSettings = createRoute({
  method: 'post',
  path: '/api/settings/supervision/test',
  summary: 'Post a message that is about nothing to the address that is set',
  request: { query: noQuery },
  responses: {
    200: { description: 'What became of it', content: { 'application/json': { schema: supervisionTest } } },
    ...problems(400, 409),
  },
});

const deliveries = createRoute({
  method: 'get',
  path: '/api/settings/supervision/deliveries',
  summary: 'The last messages: when each arrived, and when its item was read and answered',
  request: { query: z.strictObject({ limit: page.limit, lang }) },
  responses: {
    200: { description: 'Messages', content: { 'application/json': { schema: supervisionDeliveries } } },
    ...problems(400),
  },
});

/** Who answers is not who judges the answer. */
const PERMISSION: Readonly<Record<SupervisionEventInput['type'], Permission>> = {
  read: 'handle',
  answered: 'handle',
  accepted: 'supervise',
  sentBack: 'supervise',
  withdrawn: 'supervise',
};

export function supervisionRoutes(
  app: OpenAPIHono<Env>,
  {
    access,
    supervisionDeliveries: sender,
    supervisionIntake: intake,
    supervisionReads: reads,
    supervisionSettings: settings,
  }: Services,
) {
  const noStore = { 'Cache-Control': 'no-store' };
  app.openAPIRegistry.registerPath(
    writeRoute('/api/supervision', 'Issue supervised items 督办', supervisionInput),
  );
  app.post('/api/supervision', (c) =>
    takeRecords(
      c,
      supervisionInput,
      (records) => intake.put(c.var.asking, principalOf(c).who, records),
      LONGEST,
    ),
  );
  // The signature is over the bytes of the body, so nothing reads it before they are checked.
  app.openAPIRegistry.registerPath(callback);
  app.use('/api/supervision/:id/callback', ...jsonBody);
  app.post('/api/supervision/:id/callback', async (c) => {
    refuseInvalid({ ...noQuery.safeParse(c.req.query()), target: 'query' });
    const params = itemId.safeParse(c.req.param());
    refuseInvalid({ ...params, target: 'param' });
    const body = await c.req.text();
    await intake.demandSigned(body, c.req.header('X-Guatu-Signature'));
    const said = recordOf(supervisionCallback, body);
    return c.json(await intake.callBack(params.data!.id, said), 201, noStore);
  });
  return app
    .openapi(list, async (c) =>
      c.json(await reads.list(c.var.asking, principalOf(c), c.req.valid('query')), 200, noStore),
    )
    .openapi(one, async (c) =>
      c.json(await reads.detail(c.var.asking, principalOf(c), c.req.valid('param').id), 200, noStore),
    )
    .openapi(happen, async (c) => {
      const event = c.req.valid('json');
      demand(c, PERMISSION[event.type]);
      const taken = await intake.putEvent(c.var.scope, principalOf(c).who, c.req.valid('param').id, event);
      return c.json(taken, taken.status === 'created' ? 201 : 200);
    })
    .openapi(unmask, async (c) => {
      const { id } = c.req.valid('param');
      const seen = await reads.unmasked(c.var.asking, id);
      keepSeen(c, access, `supervision/${id}`);
      return c.json(seen, 200, noStore);
    })
    .openapi(readSettings, async (c) => {
      demandWhole(c);
      return c.json(await settings.read(), 200, noStore);
    })
    .openapi(testSettings, async (c) => {
      demandWhole(c);
      const failure = await sender.test();
      return c.json({ delivered: failure === null, failure }, 200, noStore);
    })
    .openapi(deliveries, async (c) => {
      demandWhole(c);
      return c.json(await reads.deliveries(c.var.asking, c.req.valid('query').limit), 200, noStore);
    })
    .openapi(putSettings, async (c) => {
      demandWhole(c);
      return c.json(await settings.put(c.req.valid('json')), 200, noStore);
    });
}
