import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { noQuery } from '#api/contract/common.ts';
import { type ProgrammeInfo, programmesAnswer, programmesQuery } from '#api/contract/coverage.ts';
import { sessionAnswer } from '#api/contract/session.ts';
import { type Env, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { areaRefOf } from '#api/services/areas.ts';
import type { Services } from '#api/services/index.ts';
import { formatDay, formatInstant } from '#geodata/duty/calendar.ts';

const list = createRoute({
  method: 'get',
  path: '/api/programmes',
  summary: 'Programmes and their duties',
  request: { query: programmesQuery },
  responses: {
    200: { description: 'Programmes', content: { 'application/json': { schema: programmesAnswer } } },
    ...problems(400),
  },
});

const session = createRoute({
  method: 'get',
  path: '/api/session',
  summary: 'Who asks, what they may see, which day it is',
  request: { query: noQuery },
  responses: {
    200: { description: 'The session', content: { 'application/json': { schema: sessionAnswer } } },
    ...problems(400),
  },
});

export function programmeRoutes(app: OpenAPIHono<Env>, { context }: Services) {
  return app
    .openapi(list, (c) =>
      tagged(c, context, async () => {
        const { store } = context;
        const lang = c.var.asking.lang === 'en' ? 'en' : 'zh';
        const versions = new Map((await store.duties()).map((record) => [record.duty.id, record.version]));
        const items = (await store.programmes()).map(
          (programme): ProgrammeInfo => ({
            id: programme.id,
            name: programme.name[lang],
            names: programme.name,
            firstDay: formatDay(programme.firstDay),
            lastDay: formatDay(programme.lastDay),
            duties: programme.duties.map((duty) => ({
              id: duty.id,
              name: duty.name[lang],
              kind: duty.kind,
              period: duty.period,
              ...(duty.kind === 'staffing'
                ? { n: duty.min, max: duty.max, subjectType: 'area' as const, tags: [] }
                : { n: duty.n, max: null, subjectType: duty.subjectType, tags: [...duty.tags] }),
              thresholds: duty.thresholds,
              version: versions.get(duty.id) ?? 1,
            })),
          }),
        );
        return c.json({ items, nextCursor: null }, 200);
      }),
    )
    .openapi(session, (c) =>
      tagged(c, context, async () => {
        const { store, timezone, dayOf } = context;
        const { tree } = await store.treeState();
        const { asking, scope } = c.var;
        const [demo, attribution, mapApproval] = await Promise.all(
          ['demo', 'attribution', 'mapApproval'].map((key) => store.setting(key)),
        );
        return c.json(
          {
            user: null,
            scope: scope.codes.flatMap((code) => {
              const area = tree.get(code);
              return area ? [areaRefOf(area)] : [];
            }),
            now: formatInstant(asking.now, timezone),
            today: formatDay(dayOf(asking.now)),
            timezone,
            demo: demo === true,
            attribution: Array.isArray(attribution) ? attribution.map(String) : [],
            mapApproval: typeof mapApproval === 'string' ? mapApproval : null,
          },
          200,
        );
      }),
    );
}
