import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  type DisplayTokenItem,
  displayTokenInput,
  displayTokenItem,
  displayTokenMade,
  displayTokensAnswer,
  displayWallInput,
} from '#api/contract/access.ts';
import { noQuery } from '#api/contract/common.ts';
import type { WallConfig } from '#api/contract/wall.ts';
import { CodedError } from '#api/errors.ts';
import { principalOf } from '#api/gate.ts';
import { type Env, jsonBody } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { findArea, visible } from '#api/services/areas.ts';
import type { Services } from '#api/services/index.ts';
import type { DisplayTokenRecord } from '#api/store/accessStore.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';

const list = createRoute({
  method: 'get',
  path: '/api/display-tokens',
  summary: 'Tokens that open displays, the newest first; of a token itself only its hash is kept',
  request: { query: noQuery },
  responses: {
    200: { description: 'The tokens', content: { 'application/json': { schema: displayTokensAnswer } } },
    ...problems(400),
  },
});
const create = createRoute({
  method: 'post',
  path: '/api/display-tokens',
  summary: 'Make a token for one display; it is told once',
  middleware: jsonBody,
  request: {
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: displayTokenInput } } },
  },
  responses: {
    201: { description: 'Made', content: { 'application/json': { schema: displayTokenMade } } },
    ...problems(400, 404, 413, 415, 422, 503),
  },
});
const show = createRoute({
  method: 'put',
  path: '/api/display-tokens/{id}/wall',
  summary: 'Set what a display shows; it follows within a minute',
  middleware: jsonBody,
  request: {
    query: noQuery,
    params: z.object({ id: z.uuid() }),
    body: { required: true, content: { 'application/json': { schema: displayWallInput } } },
  },
  responses: {
    200: { description: 'Set', content: { 'application/json': { schema: displayTokenItem } } },
    ...problems(400, 404, 409, 413, 415, 422, 503),
  },
});
const revoke = createRoute({
  method: 'delete',
  path: '/api/display-tokens/{id}',
  summary: 'Revoke a token; its display ends at once',
  request: { query: noQuery, params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: 'Revoked' }, ...problems(400, 404, 503) },
});

export function displayTokenRoutes(app: OpenAPIHono<Env>, { access, context }: Services) {
  const at = (ms: number) => formatInstant(ms, context.timezone);
  const itemOf = (token: DisplayTokenRecord): DisplayTokenItem => ({
    id: token.id,
    name: token.name,
    areas: [...token.areas],
    wall: (token.wall as WallConfig | undefined) ?? null,
    createdAt: at(token.createdAt),
    createdBy: token.createdBy,
    lastSeenAt: token.lastSeenAt === null ? null : at(token.lastSeenAt),
    revokedAt: token.revokedAt === null ? null : at(token.revokedAt),
  });
  /** A token that whoever asks may know of. @throws CodedError `notFound` */
  const own = async (c: Context<Env>, id: string): Promise<DisplayTokenRecord> => {
    const { tree } = await context.store.treeState();
    const kept = access.displays().find((token) => token.id === id);
    if (!kept?.areas.every((code) => visible(tree, c.var.scope, code)))
      throw new CodedError('notFound', `There is no display token ${id}.`);
    return kept;
  };
  /** Refuses scenes about duties and areas that the display could not show. @throws CodedError `badInput` */
  const check = async (wall: WallConfig | null, areas: readonly string[]) => {
    if (!wall) return;
    const { tree } = await context.store.treeState();
    const duties = new Set(
      (await context.store.programmes()).flatMap((one) => one.duties.map(({ id }) => id)),
    );
    const faults = wall.scenes.flatMap(({ duty, area }, i) => [
      ...(duty !== undefined && !duties.has(duty)
        ? [{ path: `wall.scenes.${i}.duty`, message: `there is no duty ${duty}`, code: 'unknown' }]
        : []),
      ...(area !== undefined && !areas.some((top) => tree.get(area) && tree.contains(top, area))
        ? [{ path: `wall.scenes.${i}.area`, message: `the display does not see ${area}`, code: 'unknown' }]
        : []),
    ]);
    if (faults.length > 0) throw new CodedError('badInput', 'The display cannot show that.', faults);
  };
  return app
    .openapi(list, async (c) => {
      const { tree } = await context.store.treeState();
      const mine = access
        .displays()
        .filter(({ areas }) => areas.every((code) => visible(tree, c.var.scope, code)));
      c.header('Cache-Control', 'no-store');
      return c.json({ items: mine.map(itemOf), nextCursor: null }, 200);
    })
    .openapi(create, async (c) => {
      const { name, areas, wall = null } = c.req.valid('json');
      const state = await context.store.treeState();
      for (const code of areas) findArea(state, c.var.scope, code);
      await check(wall, areas);
      const { kept, token } = access.makeDisplay(name, areas, principalOf(c).who.name, wall);
      c.header('Cache-Control', 'no-store');
      return c.json({ item: itemOf(kept), token }, 201);
    })
    .openapi(show, async (c) => {
      const { id } = c.req.valid('param');
      const { wall } = c.req.valid('json');
      const kept = await own(c, id);
      if (kept.revokedAt !== null) throw new CodedError('conflict', 'The token is revoked.');
      await check(wall, kept.areas);
      c.header('Cache-Control', 'no-store');
      return c.json(itemOf(access.setWall(id, wall)), 200);
    })
    .openapi(revoke, async (c) => {
      const { id } = c.req.valid('param');
      await own(c, id);
      access.revokeDisplay(id);
      return c.body(null, 204);
    });
}
