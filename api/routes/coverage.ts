import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { ARROW_STREAM, encodeColumns } from '#api/arrow.ts';
import { changesAnswer, changesQuery, closeAnswer, closeInput } from '#api/contract/closings.ts';
import { noQuery, periodKey } from '#api/contract/common.ts';
import {
  type CoverageAnswer,
  coverageAnswer,
  coverageQuery,
  rankingAnswer,
  rankingQuery,
  seriesAnswer,
  seriesQuery,
  summaryAnswer,
  summaryQuery,
} from '#api/contract/coverage.ts';
import { gapsAnswer, gapsQuery } from '#api/contract/gaps.ts';
import { CodedError } from '#api/errors.ts';
import { principalOf } from '#api/gate.ts';
import { type Env, jsonBody, tagged } from '#api/http.ts';
import { permitted, unsigned } from '#api/routes/figuresOnly.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';

const columns = createRoute({
  method: 'get',
  path: '/api/coverage',
  summary: 'Coverage of one duty, in columns per area of a level, own row last',
  description:
    'With `Accept: application/vnd.apache.arrow.stream` the columns come as an Arrow IPC stream and the rest of the answer in its metadata under `answer`; `ratio` and `pace` follow from the counts and are left out.',
  request: { query: coverageQuery },
  responses: {
    200: {
      description: 'Columns of one length',
      content: {
        'application/json': { schema: coverageAnswer },
        [ARROW_STREAM]: { schema: z.string().describe('Arrow IPC stream') },
      },
    },
    ...problems(400, 404),
  },
});

const summary = createRoute({
  method: 'get',
  path: '/api/coverage/summary',
  summary: 'Every duty of one area, one row each',
  request: { query: summaryQuery },
  responses: {
    200: { description: 'Rows', content: { 'application/json': { schema: summaryAnswer } } },
    ...problems(400, 404),
  },
});

const series = createRoute({
  method: 'get',
  path: '/api/coverage/series',
  summary: 'One duty of one area, one row a period',
  request: { query: seriesQuery },
  responses: {
    200: { description: 'Rows', content: { 'application/json': { schema: seriesAnswer } } },
    ...problems(400, 404),
  },
});

const gaps = createRoute({
  method: 'get',
  path: '/api/coverage/gaps',
  summary: 'Who has not been reached, worst first',
  request: { query: gapsQuery },
  responses: {
    200: { description: 'Subjects, names masked', content: { 'application/json': { schema: gapsAnswer } } },
    ...problems(400, 404),
  },
});

const ranking = createRoute({
  method: 'get',
  path: '/api/coverage/ranking',
  summary: 'Areas of a level in their order among their peers',
  request: { query: rankingQuery },
  responses: {
    200: { description: 'Ranked rows', content: { 'application/json': { schema: rankingAnswer } } },
    ...problems(400, 404),
  },
});

const closePeriod = createRoute({
  method: 'post',
  path: '/api/periods/{period}/close',
  summary: 'Sign the figures of a period',
  middleware: jsonBody,
  request: {
    params: z.object({ period: periodKey }),
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: closeInput } } },
  },
  responses: {
    200: { description: 'Signed', content: { 'application/json': { schema: closeAnswer } } },
    ...problems(400, 404, 409, 413, 415, 422, 503),
  },
});

const changes = createRoute({
  method: 'get',
  path: '/api/periods/{period}/changes',
  summary: 'What lies between the signed figures of a period and those of now',
  request: { params: z.object({ period: periodKey }), query: changesQuery },
  responses: {
    200: { description: 'Signed, now, records', content: { 'application/json': { schema: changesAnswer } } },
    ...problems(400, 404),
  },
});

/** Columns that a client works out from the others. */
const DERIVED = ['ratio', 'ratioHigh', 'pace'];

export function coverageRoutes(
  app: OpenAPIHono<Env>,
  { context, coverage, gapList, closings, ranking: ranks }: Services,
) {
  const columnsOf = async (c: Context<Env>, query: z.infer<typeof coverageQuery>) => {
    const answer = await coverage.coverage(c.var.asking, permitted(c, query));
    return { ...answer, signed: unsigned(c, answer.signed) };
  };
  return app
    .openapi(columns, (c) =>
      tagged(c, context, async () =>
        columnsAnswer(c, await columnsOf(c, c.req.valid('query')), c.req.valid('query')),
      ),
    )
    .openapi(summary, (c) =>
      tagged(c, context, async () => {
        const answer = await coverage.summary(c.var.asking, permitted(c, c.req.valid('query')));
        const rows = answer.rows.map((row) => ({ ...row, signed: unsigned(c, row.signed) }));
        return c.json({ ...answer, rows }, 200);
      }),
    )
    .openapi(series, (c) =>
      tagged(c, context, async () => {
        const answer = await coverage.series(c.var.asking, permitted(c, c.req.valid('query')));
        const rows = answer.rows.map((row) => ({ ...row, signed: unsigned(c, row.signed) }));
        return c.json({ ...answer, rows }, 200);
      }),
    )
    .openapi(gaps, async (c) => {
      const answer = await gapList.gaps(c.var.asking, c.req.valid('query'));
      return c.json(answer, 200, { 'Cache-Control': 'no-store' });
    })
    .openapi(ranking, (c) =>
      tagged(c, context, async () =>
        c.json(await ranks.ranking(c.var.asking, permitted(c, c.req.valid('query'))), 200),
      ),
    )
    .openapi(closePeriod, async (c) => {
      const { period } = c.req.valid('param');
      return c.json(
        await closings.close(c.var.asking, period, c.req.valid('json'), principalOf(c).who.displayName),
        200,
      );
    })
    .openapi(changes, async (c) => {
      const { period } = c.req.valid('param');
      const answer = await closings.changes(c.var.asking, period, c.req.valid('query'));
      return c.json(answer, 200, { 'Cache-Control': 'no-store' });
    });
}

/** The answer in the form that is asked for: JSON, or its columns as an Arrow stream. */
function columnsAnswer(
  c: Context<Env>,
  answer: CoverageAnswer,
  query: { columns?: string | undefined; codes?: string | undefined },
) {
  const { columns: all, ...rest } = answer;
  const columns = chosen(all, query.columns);
  const form = accepts(c, {
    header: 'Accept',
    supports: ['application/json', ARROW_STREAM],
    default: 'application/json',
  });
  if (form !== ARROW_STREAM) return c.json({ ...rest, columns: columns as typeof all }, 200);
  const known = query.codes === answer.codes ? ['code', 'name'] : [];
  const stream = encodeColumns(columns, {
    leaveOut: query.columns === undefined ? [...DERIVED, ...known] : known,
    metadata: { answer: JSON.stringify(rest) },
  });
  return c.body(new Uint8Array(stream), 200, { 'Content-Type': ARROW_STREAM }) as never;
}

/** @throws CodedError `badRequest` when a column is none */
function chosen(all: CoverageAnswer['columns'], names: string | undefined): Partial<typeof all> {
  if (names === undefined) return all;
  const wanted = names.split(',').filter((name) => name !== '');
  const unknown = wanted.find((name) => !(name in all));
  if (unknown !== undefined)
    throw new CodedError('badRequest', `There is no column ${unknown}.`, [
      { path: 'columns', message: `${unknown} is no column`, code: 'invalid' },
    ]);
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => name === 'code' || name === 'name' || wanted.includes(name)),
  );
}
