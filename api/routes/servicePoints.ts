import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { identifier, noQuery } from '#api/contract/common.ts';
import { endInput } from '#api/contract/records.ts';
import {
  servicePointDetail,
  servicePointInput,
  servicePointQuery,
  servicePointsAnswer,
  servicePointsQuery,
  serviceSettings,
  sessionInput,
  stopsAnswer,
  stopsQuery,
} from '#api/contract/servicePoints.ts';
import { demandWhole } from '#api/gate.ts';
import { type Env, jsonBody, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { outcome, refuseIfRefused, takeRecords, writeRoute } from '#api/routes/taking.ts';
import type { Services } from '#api/services/index.ts';

/** Characters of one point as JSON: a timetable may have a thousand runs and a drawn way. */
const LONGEST = 786_432;
const settingsContent = { 'application/json': { schema: serviceSettings } };
const pointId = z.object({ id: identifier });

const list = createRoute({
  method: 'get',
  path: '/api/service-points',
  summary: 'Service points, fixed and moving: what is open at a moment, and what comes next',
  request: { query: servicePointsQuery },
  responses: {
    200: { description: 'Points', content: { 'application/json': { schema: servicePointsAnswer } } },
    ...problems(400, 404),
  },
});

const stops = createRoute({
  method: 'get',
  path: '/api/service-points/stops',
  summary: 'Stops of moving points on some days, past and to come, with how many were served',
  request: { query: stopsQuery },
  responses: {
    200: { description: 'Stops', content: { 'application/json': { schema: stopsAnswer } } },
    ...problems(400, 404),
  },
});

const one = createRoute({
  method: 'get',
  path: '/api/service-points/{id}',
  summary: 'One service point with its hours or its timetable, as they can be sent again',
  request: { params: pointId, query: servicePointQuery },
  responses: {
    200: { description: 'The point', content: { 'application/json': { schema: servicePointDetail } } },
    ...problems(400, 404),
  },
});

const end = createRoute({
  method: 'post',
  path: '/api/service-points/{id}/end',
  summary: 'End a service point after a day',
  middleware: jsonBody,
  request: {
    params: pointId,
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: endInput } } },
  },
  responses: {
    200: { description: 'Ended', content: outcome },
    ...problems(400, 404, 413, 415, 422, 503),
  },
});

const readSettings = createRoute({
  method: 'get',
  path: '/api/settings/services',
  summary: 'Kinds of service points, services, demands and thresholds, whole, as they can be sent again',
  request: { query: noQuery },
  responses: { 200: { description: 'The settings', content: settingsContent }, ...problems(400) },
});

const putSettings = createRoute({
  method: 'put',
  path: '/api/settings/services',
  summary: 'Set what the district says of its services; a kind in use stays',
  middleware: jsonBody,
  request: { query: noQuery, body: { required: true, content: settingsContent } },
  responses: {
    200: { description: 'Set', content: settingsContent },
    ...problems(400, 409, 413, 415, 422, 503),
  },
});

/** Whatever has a name in the place of an id must be routed before these. */
export function servicePointRoutes(
  app: OpenAPIHono<Env>,
  { context, servicePointIntake: intake, servicePointReads: reads, serviceSettings: settings }: Services,
) {
  app.openAPIRegistry.registerPath(
    writeRoute('/api/service-points', 'Put service points on record', servicePointInput),
  );
  app.post('/api/service-points', (c) =>
    takeRecords(c, servicePointInput, (records) => intake.put(c.var.scope, records), LONGEST),
  );
  app.openAPIRegistry.registerPath(
    writeRoute('/api/service-points/sessions', 'Tell how many were served at an opening', sessionInput),
  );
  app.post('/api/service-points/sessions', (c) =>
    takeRecords(c, sessionInput, (records) => intake.putSessions(c.var.scope, records)),
  );
  return app
    .openapi(list, (c) =>
      tagged(c, context, async () => c.json(await reads.list(c.var.asking, c.req.valid('query')), 200)),
    )
    .openapi(stops, (c) =>
      tagged(c, context, async () => c.json(await reads.stops(c.var.asking, c.req.valid('query')), 200)),
    )
    .openapi(one, (c) =>
      tagged(c, context, async () => {
        const { id } = c.req.valid('param');
        return c.json(await reads.detail(c.var.asking, id, c.req.valid('query').at), 200);
      }),
    )
    .openapi(end, async (c) => {
      const result = await intake.end(c.var.scope, c.req.valid('param').id, c.req.valid('json').on);
      refuseIfRefused(result);
      return c.json(result, 200);
    })
    .openapi(readSettings, (c) =>
      tagged(c, context, async () => {
        const read = await settings.read();
        return c.json(read as unknown as z.output<typeof serviceSettings>, 200);
      }),
    )
    .openapi(putSettings, async (c) => {
      demandWhole(c);
      const sent = c.req.valid('json');
      await settings.put(sent);
      return c.json(sent, 200);
    });
}
