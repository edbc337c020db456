import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { identifier, noQuery } from '#api/contract/common.ts';
import {
  assignmentInput,
  deliveryInput,
  endInput,
  eventInput,
  feedInput,
  officerInput,
  organisationInput,
  programmeInput,
  subjectInput,
  visitInput,
  visitsAnswer,
  visitsQuery,
  voidInput,
} from '#api/contract/records.ts';
import { demand, demandWhole } from '#api/gate.ts';
import { type Env, jsonBody } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { outcome, refuseIfRefused, takeRecords, writeRoute } from '#api/routes/taking.ts';
import type { Services } from '#api/services/index.ts';

const listVisits = createRoute({
  method: 'get',
  path: '/api/visits',
  summary: 'Visits, newest first',
  request: { query: visitsQuery },
  responses: {
    200: { description: 'Visits', content: { 'application/json': { schema: visitsAnswer } } },
    ...problems(400, 404),
  },
});

const voidVisit = createRoute({
  method: 'post',
  path: '/api/visits/{id}/void',
  summary: 'Void a visit, with the reason',
  middleware: jsonBody,
  request: {
    params: z.object({ id: z.uuid() }),
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: voidInput } } },
  },
  responses: {
    200: { description: 'Void', content: outcome },
    ...problems(400, 404, 409, 413, 415, 422),
  },
});

/** Registers by the last part of their address. */
const REGISTERS = {
  subjects: 'subject',
  officers: 'officer',
  organisations: 'organisation',
  assignments: 'assignment',
  events: 'event',
  feeds: 'feed',
} as const;

const endEntry = createRoute({
  method: 'post',
  path: '/api/{register}/{id}/end',
  summary: 'End an entry of a register after a day; an event is withdrawn',
  middleware: jsonBody,
  request: {
    params: z.object({
      register: z.enum(Object.keys(REGISTERS) as [keyof typeof REGISTERS]),
      id: identifier,
    }),
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: endInput } } },
  },
  responses: {
    200: { description: 'Ended', content: outcome },
    ...problems(400, 404, 409, 413, 415, 422, 503),
  },
});

const deliver = createRoute({
  method: 'post',
  path: '/api/feeds/{id}/deliveries',
  summary: 'Note that a source has delivered, be it nothing',
  middleware: jsonBody,
  request: {
    params: z.object({ id: identifier }),
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: deliveryInput } } },
  },
  responses: {
    200: { description: 'Noted', content: outcome },
    ...problems(400, 404, 413, 415, 422, 503),
  },
});

const putProgramme = createRoute({
  method: 'put',
  path: '/api/programmes/{id}',
  summary: 'Store a programme with its duties',
  middleware: jsonBody,
  request: {
    params: z.object({ id: identifier }),
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: programmeInput } } },
  },
  responses: {
    200: { description: 'Stored', content: outcome },
    ...problems(400, 409, 413, 415, 422),
  },
});

export function recordRoutes(app: OpenAPIHono<Env>, { ledger, registers }: Services) {
  app.openAPIRegistry.registerPath(writeRoute('/api/visits', 'Hand in visits', visitInput));
  app.openAPIRegistry.registerPath(writeRoute('/api/subjects', 'Put subjects on the register', subjectInput));
  app.post('/api/visits', (c) =>
    takeRecords(c, visitInput, (records) =>
      ledger.putVisits(
        c.var.scope,
        records.map(({ line, record }) => ({ line, visit: record })),
      ),
    ),
  );
  app.post('/api/subjects', (c) =>
    takeRecords(c, subjectInput, (records) =>
      ledger.putSubjects(
        c.var.scope,
        records.map(({ line, record }) => ({ line, subject: record })),
      ),
    ),
  );
  app.openAPIRegistry.registerPath(
    writeRoute('/api/organisations', 'Put organisations on the register', organisationInput),
  );
  app.openAPIRegistry.registerPath(writeRoute('/api/officers', 'Put officers on the register', officerInput));
  app.openAPIRegistry.registerPath(
    writeRoute('/api/assignments', 'Assign officers to areas and subjects', assignmentInput),
  );
  app.openAPIRegistry.registerPath(
    writeRoute('/api/events', 'Tell of events that start a clock', eventInput),
  );
  app.openAPIRegistry.registerPath(
    writeRoute('/api/feeds', 'Put sources of records on the register', feedInput),
  );
  app.post('/api/events', (c) =>
    takeRecords(c, eventInput, (records) => registers.putEvents(c.var.scope, records)),
  );
  app.post('/api/feeds', (c) =>
    takeRecords(c, feedInput, (records) => registers.putFeeds(c.var.scope, records)),
  );
  app.post('/api/organisations', (c) =>
    takeRecords(c, organisationInput, (records) => registers.putOrganisations(c.var.scope, records)),
  );
  app.post('/api/officers', (c) =>
    takeRecords(c, officerInput, (records) => registers.putOfficers(c.var.scope, records)),
  );
  app.post('/api/assignments', (c) =>
    takeRecords(c, assignmentInput, (records) => registers.putAssignments(c.var.scope, records)),
  );
  return app
    .openapi(listVisits, async (c) => {
      const answer = await ledger.visits(c.var.asking, c.req.valid('query'));
      return c.json(answer, 200, { 'Cache-Control': 'no-store' });
    })
    .openapi(voidVisit, async (c) => {
      const result = await ledger.voidVisit(c.var.scope, c.req.valid('param').id, c.req.valid('json').reason);
      refuseIfRefused(result);
      return c.json(result, 200);
    })
    .openapi(endEntry, async (c) => {
      const { register, id } = c.req.valid('param');
      if (register !== 'assignments') demand(c, 'register');
      const result = await registers.end(c.var.scope, REGISTERS[register], id, c.req.valid('json').on);
      refuseIfRefused(result);
      return c.json(result, 200);
    })
    .openapi(deliver, async (c) => {
      const result = await registers.deliver(c.var.scope, c.req.valid('param').id, c.req.valid('json').at);
      refuseIfRefused(result);
      return c.json(result, 200);
    })
    .openapi(putProgramme, async (c) => {
      demandWhole(c);
      const result = await ledger.putProgramme(c.req.valid('param').id, c.req.valid('json'));
      refuseIfRefused(result);
      return c.json(result, 200);
    });
}
