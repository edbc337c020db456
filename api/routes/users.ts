import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  resetAnswer,
  resetInput,
  sessionsAnswer,
  type UserInput,
  type UserItem,
  userInput,
  userItem,
  userMade,
  usersAnswer,
  usersQuery,
} from '#api/contract/access.ts';
import { noQuery } from '#api/contract/common.ts';
import { CodedError } from '#api/errors.ts';
import { principalOf } from '#api/gate.ts';
import { type Env, jsonBody } from '#api/http.ts';
import { sessionItem } from '#api/routes/accounts.ts';
import { problems } from '#api/routes/problems.ts';
import type { AccountDraft } from '#api/services/access/accounts.ts';
import { visible } from '#api/services/areas.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import type { Services } from '#api/services/index.ts';
import type { AccountRecord } from '#api/store/accessStore.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';
import type { Role } from '#geodata/presets/roles.ts';

const params = z.object({ id: z.uuid() });
const body = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
});
const json = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

const list = createRoute({
  method: 'get',
  path: '/api/users',
  summary: 'Accounts by name',
  request: { query: usersQuery },
  responses: { 200: json('The accounts', usersAnswer), ...problems(400) },
});
const create = createRoute({
  method: 'post',
  path: '/api/users',
  summary: 'Make an account; its password is told once and counts once',
  middleware: jsonBody,
  request: { query: noQuery, body: body(userInput) },
  responses: { 201: json('Made', userMade), ...problems(400, 409, 413, 415, 422, 503) },
});
const change = createRoute({
  method: 'put',
  path: '/api/users/{id}',
  summary: 'Change an account; it counts with its next request',
  middleware: jsonBody,
  request: { query: noQuery, params, body: body(userInput) },
  responses: { 200: json('Changed', userItem), ...problems(400, 404, 409, 413, 415, 422, 503) },
});
const reset = createRoute({
  method: 'post',
  path: '/api/users/{id}/reset',
  summary: 'Give a new password, or take a lost second factor away; all sessions end',
  middleware: jsonBody,
  request: { query: noQuery, params, body: body(resetInput) },
  responses: { 200: json('Reset', resetAnswer), ...problems(400, 404, 413, 415, 422, 503) },
});
const listSessions = createRoute({
  method: 'get',
  path: '/api/users/{id}/sessions',
  summary: 'Sessions of an account',
  request: { query: noQuery, params },
  responses: { 200: json('The sessions', sessionsAnswer), ...problems(400, 404) },
});
const endSession = createRoute({
  method: 'delete',
  path: '/api/users/{id}/sessions/{session}',
  summary: 'End a session of an account',
  request: { query: noQuery, params: params.extend({ session: z.uuid() }) },
  responses: { 204: { description: 'Ended' }, ...problems(400, 404, 503) },
});

export function userRoutes(app: OpenAPIHono<Env>, { access, context }: Services) {
  const { accounts, sessions } = access;
  const at = (ms: number) => formatInstant(ms, context.timezone);
  const itemOf = (account: AccountRecord): UserItem => {
    const { id, name, displayName, officer, areas, organisations, external, active, lockedUntil } = account;
    return {
      id,
      name,
      displayName,
      roles: account.roles as Role[],
      officer,
      scope: { areas: [...areas], organisations: [...organisations] },
      external,
      active,
      secondFactor: account.secondFactor?.confirmed ?? false,
      demonstration: account.demonstration,
      createdAt: at(account.createdAt),
      lastSignInAt: account.lastSignInAt === null ? null : at(account.lastSignInAt),
      lockedUntil: lockedUntil !== null && lockedUntil > context.now() ? at(lockedUntil) : null,
      sessions: sessions.of(id).length,
    };
  };
  /** Nobody gives away more of the map than they have themselves, nor accounts that reach beyond it. */
  const withinOwn = async (c: Context<Env>, areas: readonly string[], path: string) => {
    const own = principalOf(c).areas;
    if (own.includes('*')) return;
    const { tree } = await context.store.treeState();
    const beyond = areas.find((code) => code === '*' || !visible(tree, c.var.scope, code));
    if (beyond !== undefined)
      throw new CodedError('notAllowed', 'The account reaches beyond the areas of who asks.', [
        { path, message: `${beyond} is outside your areas`, code: 'scope' },
      ]);
  };
  const draftOf = async (c: Context<Env>, input: UserInput): Promise<AccountDraft> => {
    await withinOwn(c, input.scope.areas, 'scope.areas');
    const { tree } = await context.store.treeState();
    const unknown = input.scope.areas.findIndex((code) => code !== '*' && !tree.get(code));
    if (unknown >= 0)
      throw new CodedError('badInput', 'The account is refused.', [
        { path: `scope.areas[${unknown}]`, message: 'is no area', code: 'notFound' },
      ]);
    const { scope, ...rest } = input;
    return { ...rest, areas: scope.areas, organisations: scope.organisations };
  };
  const reached = async (c: Context<Env>, id: string): Promise<AccountRecord> => {
    const account = accounts.get(id);
    await withinOwn(c, account.areas, 'id');
    return account;
  };

  return app
    .openapi(list, async (c) => {
      const { q, limit, cursor } = c.req.valid('query');
      const after = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
      const found = accounts.list({ q, after, limit: limit + 1 });
      const items = found.slice(0, limit);
      c.header('Cache-Control', 'no-store');
      const nextCursor = found.length > limit ? encodeCursor(items.at(-1)!.name) : null;
      const { tree } = await context.store.treeState();
      const all = principalOf(c).areas.includes('*');
      const mine = items.filter(
        ({ areas }) => all || areas.every((code) => code !== '*' && visible(tree, c.var.scope, code)),
      );
      return c.json({ items: mine.map(itemOf), nextCursor }, 200);
    })
    .openapi(create, async (c) => {
      const { account, oneTimePassword } = await accounts.create(await draftOf(c, c.req.valid('json')));
      c.header('Cache-Control', 'no-store');
      return c.json({ user: itemOf(account), oneTimePassword }, 201);
    })
    .openapi(change, async (c) => {
      const { id } = c.req.valid('param');
      await reached(c, id);
      const input = c.req.valid('json');
      const isSelf = id === principalOf(c).who.id;
      if (isSelf && (!input.active || !input.roles.includes('administrator')))
        throw new CodedError('conflict', 'Nobody takes the own administration away: another one has to.');
      return c.json(itemOf(accounts.change(id, await draftOf(c, input))), 200);
    })
    .openapi(reset, async (c) => {
      const { id } = c.req.valid('param');
      await reached(c, id);
      const { what } = c.req.valid('json');
      const oneTimePassword = what === 'password' ? await accounts.resetPassword(id) : null;
      if (what === 'secondFactor') accounts.resetSecondFactor(id);
      c.header('Cache-Control', 'no-store');
      return c.json({ user: itemOf(accounts.get(id)), oneTimePassword }, 200);
    })
    .openapi(listSessions, async (c) => {
      const { id } = await reached(c, c.req.valid('param').id);
      c.header('Cache-Control', 'no-store');
      const current = principalOf(c).session;
      return c.json(
        { items: sessions.of(id).map((each) => sessionItem(each, current, context.timezone)) },
        200,
      );
    })
    .openapi(endSession, async (c) => {
      const { id, session: wanted } = c.req.valid('param');
      await reached(c, id);
      const session = sessions.of(id).find((each) => each.id === wanted);
      if (!session) throw new CodedError('notFound', `There is no session ${wanted}.`);
      sessions.end(session);
      return c.body(null, 204);
    });
}
