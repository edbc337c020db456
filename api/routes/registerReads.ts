import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { identifier, lang, noQuery } from '#api/contract/common.ts';
import {
  assignmentDetail,
  assignmentsAnswer,
  assignmentsQuery,
  eventDetail,
  eventsAnswer,
  eventsQuery,
  feedDetail,
  feedsAnswer,
  feedsQuery,
  officerDetail,
  officersAnswer,
  officersQuery,
  officersSearch,
  organisationDetail,
  organisationsAnswer,
  organisationsQuery,
  subjectDetail,
  subjectsAnswer,
  subjectsQuery,
  subjectsSearch,
} from '#api/contract/registers.ts';
import { CodedError } from '#api/errors.ts';
import { type Env, jsonBody, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';

function listRoute<P extends string, Q extends z.ZodObject, A extends z.ZodObject>(
  path: P,
  summary: string,
  query: Q,
  answer: A,
) {
  return createRoute({
    method: 'get',
    path,
    summary,
    request: { query },
    responses: {
      200: { description: 'Ordered by id', content: { 'application/json': { schema: answer } } },
      ...problems(400, 404, 503),
    },
  });
}

/** Searches by what may be a name. */
function searchRoute<P extends string, Q extends z.ZodObject, A extends z.ZodObject>(
  path: P,
  summary: string,
  body: Q,
  answer: A,
) {
  return createRoute({
    method: 'post',
    path,
    summary,
    middleware: jsonBody,
    request: {
      query: noQuery,
      body: { required: true, content: { 'application/json': { schema: body } } },
    },
    responses: {
      200: { description: 'Ordered by id', content: { 'application/json': { schema: answer } } },
      ...problems(400, 404, 413, 415, 422, 503),
    },
  });
}

/**
 * Refuses an address with somebody's name in it: addresses stand in logs and histories.
 *
 * @throws CodedError `badRequest` saying how to search
 */
const noNames: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.method === 'GET' && c.req.query('q') !== undefined) {
    const message = `names never stand in an address: send {"q": ...} to POST ${c.req.path}/search`;
    throw new CodedError('badRequest', 'The request is not understood.', [
      { path: 'q', message, code: 'inAddress' },
    ]);
  }
  await next();
};

function detailRoute<P extends string, A extends z.ZodObject>(path: P, summary: string, answer: A) {
  return createRoute({
    method: 'get',
    path,
    summary,
    request: { params: z.object({ id: identifier }), query: z.strictObject({ lang }) },
    responses: {
      200: {
        description: 'What is on record, and what ever was',
        content: { 'application/json': { schema: answer } },
      },
      ...problems(400, 404, 503),
    },
  });
}

const ROUTES = {
  subjects: listRoute('/api/subjects', 'Subjects in force on a day', subjectsQuery, subjectsAnswer),
  officers: listRoute('/api/officers', 'Officers in force on a day', officersQuery, officersAnswer),
  findSubjects: searchRoute(
    '/api/subjects/search',
    'Subjects by a part of the id, or of the name for who may see it',
    subjectsSearch,
    subjectsAnswer,
  ),
  findOfficers: searchRoute(
    '/api/officers/search',
    'Officers by a part of the id, or of the name for who may see it',
    officersSearch,
    officersAnswer,
  ),
  organisations: listRoute(
    '/api/organisations',
    'Organisations in force on a day',
    organisationsQuery,
    organisationsAnswer,
  ),
  assignments: listRoute(
    '/api/assignments',
    'Assignments in force on a day',
    assignmentsQuery,
    assignmentsAnswer,
  ),
  events: listRoute('/api/events', 'Events that start a clock for a subject', eventsQuery, eventsAnswer),
  feeds: listRoute('/api/feeds', 'Feeds in force today, with their last delivery', feedsQuery, feedsAnswer),
  subject: detailRoute('/api/subjects/{id}', 'One subject with who is assigned to it', subjectDetail),
  officer: detailRoute('/api/officers/{id}', 'One officer with its assignments', officerDetail),
  organisation: detailRoute('/api/organisations/{id}', 'One organisation', organisationDetail),
  assignment: detailRoute('/api/assignments/{id}', 'One assignment', assignmentDetail),
  event: detailRoute('/api/events/{id}', 'One event', eventDetail),
  feed: detailRoute('/api/feeds/{id}', 'One feed with its last delivery', feedDetail),
};

/** Answers about a person are kept nowhere on their way. */
const PERSONAL = { 'Cache-Control': 'no-store' };

export function registerReadRoutes(app: OpenAPIHono<Env>, { context, registerReads: reads }: Services) {
  app.use('/api/subjects', noNames);
  app.use('/api/officers', noNames);
  return app
    .openapi(ROUTES.findSubjects, async (c) =>
      c.json(await reads.subjects(c.var.asking, c.req.valid('json')), 200, PERSONAL),
    )
    .openapi(ROUTES.findOfficers, async (c) =>
      c.json(await reads.officers(c.var.asking, c.req.valid('json')), 200, PERSONAL),
    )
    .openapi(ROUTES.subjects, async (c) =>
      c.json(await reads.subjects(c.var.asking, c.req.valid('query')), 200, PERSONAL),
    )
    .openapi(ROUTES.officers, async (c) =>
      c.json(await reads.officers(c.var.asking, c.req.valid('query')), 200, PERSONAL),
    )
    .openapi(ROUTES.organisations, (c) =>
      tagged(c, context, async () =>
        c.json(await reads.organisations(c.var.asking, c.req.valid('query')), 200),
      ),
    )
    .openapi(ROUTES.assignments, async (c) =>
      c.json(await reads.assignments(c.var.asking, c.req.valid('query')), 200, PERSONAL),
    )
    .openapi(ROUTES.events, async (c) =>
      c.json(await reads.events(c.var.asking, c.req.valid('query')), 200, PERSONAL),
    )
    .openapi(ROUTES.feeds, (c) =>
      tagged(c, context, async () => c.json(await reads.feeds(c.var.asking, c.req.valid('query')), 200)),
    )
    .openapi(ROUTES.subject, async (c) =>
      c.json(await reads.subject(c.var.asking, c.req.valid('param').id), 200, PERSONAL),
    )
    .openapi(ROUTES.officer, async (c) =>
      c.json(await reads.officer(c.var.asking, c.req.valid('param').id), 200, PERSONAL),
    )
    .openapi(ROUTES.organisation, (c) =>
      tagged(c, context, async () =>
        c.json(await reads.organisation(c.var.asking, c.req.valid('param').id), 200),
      ),
    )
    .openapi(ROUTES.assignment, async (c) =>
      c.json(await reads.assignment(c.var.asking, c.req.valid('param').id), 200, PERSONAL),
    )
    .openapi(ROUTES.event, async (c) =>
      c.json(await reads.event(c.var.asking, c.req.valid('param').id), 200, PERSONAL),
    )
    .openapi(ROUTES.feed, (c) =>
      tagged(c, context, async () => c.json(await reads.feed(c.var.asking, c.req.valid('param').id), 200)),
    );
}
