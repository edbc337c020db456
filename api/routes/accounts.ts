import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  accountAnswer,
  passwordInput,
  type SessionItem,
  secondFactorAnswer,
  secondFactorInput,
} from '#api/contract/access.ts';
import { noQuery } from '#api/contract/common.ts';
import { CodedError } from '#api/errors.ts';
import { principalOf } from '#api/gate.ts';
import { type Env, jsonBody } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';
import type { SessionRecord } from '#api/store/accessStore.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';

const one = createRoute({
  method: 'get',
  path: '/api/account',
  summary: 'The own account and its sessions',
  request: { query: noQuery },
  responses: {
    200: { description: 'The account', content: { 'application/json': { schema: accountAnswer } } },
    ...problems(400, 404),
  },
});

const changePassword = createRoute({
  method: 'post',
  path: '/api/account/password',
  summary: 'Change the own password; all other sessions end',
  middleware: jsonBody,
  request: {
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: passwordInput } } },
  },
  responses: { 204: { description: 'Changed' }, ...problems(400, 404, 413, 415, 422, 503) },
});

const beginFactor = createRoute({
  method: 'post',
  path: '/api/account/second-factor',
  summary: 'A secret for a second factor (TOTP, RFC 6238); it counts once a code of it was sent back',
  request: { query: noQuery },
  responses: {
    200: { description: 'The secret', content: { 'application/json': { schema: secondFactorAnswer } } },
    ...problems(400, 404, 409, 503),
  },
});

const withCode = {
  middleware: jsonBody,
  request: {
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: secondFactorInput } } },
  },
};
const confirmFactor = createRoute({
  method: 'put',
  path: '/api/account/second-factor',
  summary: 'Take the second factor into use',
  ...withCode,
  responses: { 204: { description: 'In use' }, ...problems(400, 404, 413, 415, 422, 503) },
});
const removeFactor = createRoute({
  method: 'post',
  path: '/api/account/second-factor/removal',
  summary: 'Take the second factor out of use',
  ...withCode,
  responses: { 204: { description: 'Removed' }, ...problems(400, 404, 413, 415, 422, 503) },
});

const endSession = createRoute({
  method: 'delete',
  path: '/api/account/sessions/{id}',
  summary: 'End one of the own sessions',
  request: { query: noQuery, params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: 'Ended' }, ...problems(400, 404, 503) },
});

/** A session as its holder, or an administrator, sees it. */
export function sessionItem(session: SessionRecord, current: string, timezone: string): SessionItem {
  const { id, createdAt, lastSeenAt, endsAt, address, userAgent } = session;
  const at = (ms: number) => formatInstant(ms, timezone);
  return {
    id,
    createdAt: at(createdAt),
    lastSeenAt: at(lastSeenAt),
    endsAt: at(endsAt),
    address,
    userAgent,
    current: id === current,
  };
}

export function accountRoutes(app: OpenAPIHono<Env>, { access, context }: Services) {
  const { accounts, sessions } = access;
  return app
    .openapi(one, (c) => {
      const { who, session } = principalOf(c);
      c.header('Cache-Control', 'no-store');
      return c.json(
        {
          who,
          passwordChangedAt: formatInstant(accounts.get(who.id).passwordSetAt, context.timezone),
          sessions: sessions.of(who.id).map((each) => sessionItem(each, session, context.timezone)),
        },
        200,
      );
    })
    .openapi(changePassword, async (c) => {
      const { who, session } = principalOf(c);
      const { current, next } = c.req.valid('json');
      await accounts.changePassword(who.id, session, current, next);
      return c.body(null, 204);
    })
    .openapi(beginFactor, (c) => {
      c.header('Cache-Control', 'no-store');
      return c.json(accounts.beginSecondFactor(principalOf(c).who.id), 200);
    })
    .openapi(confirmFactor, (c) => {
      accounts.confirmSecondFactor(principalOf(c).who.id, c.req.valid('json').code);
      return c.body(null, 204);
    })
    .openapi(removeFactor, (c) => {
      accounts.removeSecondFactor(principalOf(c).who.id, c.req.valid('json').code);
      return c.body(null, 204);
    })
    .openapi(endSession, (c) => {
      const { id } = c.req.valid('param');
      const session = sessions.of(principalOf(c).who.id).find((each) => each.id === id);
      if (!session) throw new CodedError('notFound', `There is no session ${id}.`);
      sessions.end(session);
      return c.body(null, 204);
    });
}
