import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  areaAtAnswer,
  areaAtQuery,
  areaDetail,
  areaQuery,
  areasAnswer,
  areasQuery,
  responsibleAnswer,
  zonesAnswer,
  zonesQuery,
} from '#api/contract/areas.ts';
import { areaCode, lang } from '#api/contract/common.ts';
import { CodedError } from '#api/errors.ts';
import { type Env, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import {
  areaDetailOf,
  areaItemOf,
  areaRefOf,
  findArea,
  matchesSearch,
  visible,
} from '#api/services/areas.ts';
import type { ServiceContext } from '#api/services/context.ts';
import type { Services } from '#api/services/index.ts';
import { maskName } from '#api/services/mask.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import { labelPoint } from '#geodata/place/interior.ts';

const list = createRoute({
  method: 'get',
  path: '/api/areas',
  summary: 'Areas of the tree, by parent, level, tree or search text',
  request: { query: areasQuery },
  responses: {
    200: {
      description: 'Areas in the order of the tree',
      content: { 'application/json': { schema: areasAnswer } },
    },
    ...problems(400, 404),
  },
});

const at = createRoute({
  method: 'get',
  path: '/api/areas/at',
  summary: 'The chain of areas at a position',
  request: { query: areaAtQuery },
  responses: {
    200: { description: 'From the top down', content: { 'application/json': { schema: areaAtAnswer } } },
    ...problems(400),
  },
});

const zones = createRoute({
  method: 'get',
  path: '/api/areas/zones',
  summary: 'Outlines of the zones of a tree',
  request: { query: zonesQuery },
  responses: {
    200: {
      description: 'GeoJSON in the order of the tree; empty where there is no such tree',
      content: { 'application/json': { schema: zonesAnswer } },
    },
    ...problems(400),
  },
});

const one = createRoute({
  method: 'get',
  path: '/api/areas/{code}',
  summary: 'One area with its ancestors, counts and bounds',
  request: { params: z.object({ code: areaCode }), query: areaQuery },
  responses: {
    200: { description: 'The area', content: { 'application/json': { schema: areaDetail } } },
    ...problems(400, 404),
  },
});

const responsible = createRoute({
  method: 'get',
  path: '/api/areas/{code}/responsible',
  summary: 'Who answers for an area, level by level from the top down',
  request: { params: z.object({ code: areaCode }), query: z.strictObject({ lang }) },
  responses: {
    200: { description: 'The chain', content: { 'application/json': { schema: responsibleAnswer } } },
    ...problems(400, 404),
  },
});

export function areaRoutes(app: OpenAPIHono<Env>, { context, place }: Services) {
  return app
    .openapi(list, (c) =>
      tagged(c, context, async () => {
        const query = c.req.valid('query');
        const { scope } = c.var;
        const state = await treeOn(context, query.on);
        const parent = query.parent === undefined ? null : findArea(state, scope, query.parent);
        const found = state.tree.areas.filter(
          (area) =>
            visible(state.tree, scope, area.code) &&
            (parent === null ||
              (query.level === undefined
                ? area.parentCode === parent.code
                : state.tree.contains(parent.code, area.code) && area.code !== parent.code)) &&
            (query.level === undefined || area.level === query.level) &&
            (query.tree === undefined || area.tree === query.tree) &&
            (query.q === undefined || matchesSearch(area, query.q)),
        );
        const after = query.cursor === undefined ? null : placeOf(state, query.cursor);
        const next = after === null ? 0 : found.findIndex((area) => area.lft > after);
        const start = next < 0 ? found.length : next;
        const page = found.slice(start, start + query.limit);
        const nextCursor = start + page.length < found.length ? page.at(-1)!.code : null;
        return c.json({ items: page.map((area) => areaItemOf(state, area)), nextCursor }, 200);
      }),
    )
    .openapi(at, (c) =>
      tagged(c, context, async () => {
        const { lon, lat, on } = c.req.valid('query');
        const state = await treeOn(context, on);
        const chain = (await place.at(lon, lat, on === undefined ? undefined : parseDay(on)!)).filter(
          (area) => visible(state.tree, c.var.scope, area.code),
        );
        return c.json({ chain, treeVersion: state.version }, 200);
      }),
    )
    .openapi(zones, (c) =>
      tagged(c, context, async () => {
        const { tree: name, on } = c.req.valid('query');
        const { scope } = c.var;
        const state = await treeOn(context, on);
        const own = state.tree.areas.filter(
          (area) => area.tree === name && visible(state.tree, scope, area.code),
        );
        const shapes = await context.store.shapes(
          scope,
          own.map(({ code }) => code),
          { day: state.validFrom ?? 0 },
        );
        const features = own.flatMap((area) => {
          const geometry = shapes.get(area.code);
          if (!geometry) return [];
          const label = labelPoint(geometry);
          const properties = { ...areaRefOf(area), label: label && ([...label] as [number, number]) };
          return [{ type: 'Feature' as const, properties, geometry }];
        });
        return c.json({ type: 'FeatureCollection' as const, features }, 200);
      }),
    )
    .openapi(one, (c) =>
      tagged(c, context, async () => {
        const state = await treeOn(context, c.req.valid('query').on);
        const area = findArea(state, c.var.scope, c.req.valid('param').code);
        return c.json(areaDetailOf(state, c.var.scope, area), 200);
      }),
    )
    .openapi(responsible, async (c) => {
      const { asking, scope } = c.var;
      const state = await context.store.treeState();
      const area = findArea(state, scope, c.req.valid('param').code);
      const chain = [...state.tree.ancestors(area.code), area].filter(({ code }) =>
        visible(state.tree, scope, code),
      );
      const day = context.dayOf(asking.now);
      const officers = await context.store.assignedOfficers(
        scope,
        chain.map(({ code }) => code),
        day,
      );
      const body = {
        asOf: formatDay(day),
        chain: chain.map((above) => ({
          area: areaRefOf(above),
          officers: (officers.get(above.code) ?? []).map((officer) => ({
            ...officer,
            name: maskName(officer.name),
          })),
        })),
      };
      return c.json(body, 200, { 'Cache-Control': 'no-store' });
    });
}

/** The tree in force on a day; today when none is named. */
function treeOn(context: ServiceContext, on: string | undefined): Promise<TreeState> {
  return context.store.treeState(on === undefined ? undefined : { day: parseDay(on)! });
}

/**
 * Place in the tree's order of the area a cursor names; the list goes on behind it.
 *
 * @throws CodedError `badRequest` when the cursor was not made here
 */
function placeOf(state: TreeState, cursor: string): number {
  const area = state.tree.get(cursor);
  if (area) return area.lft;
  throw new CodedError('badRequest', 'The cursor is not one of ours.', [
    { path: 'cursor', message: 'pass the nextCursor of the answer before', code: 'invalid' },
  ]);
}
