import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { noQuery } from '#api/contract/common.ts';
import {
  type DutyInfo,
  type ProgrammeInfo,
  programmesAnswer,
  programmesQuery,
} from '#api/contract/coverage.ts';
import { sessionAnswer } from '#api/contract/session.ts';
import { type Env, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { areaRefOf } from '#api/services/areas.ts';
import type { Services } from '#api/services/index.ts';
import { formatDay, formatInstant } from '#geodata/duty/calendar.ts';
import type { Duty } from '#geodata/duty/types.ts';

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

function dutyInfoOf(duty: Duty, version: number, lang: 'zh' | 'en'): DutyInfo {
  const { id, kind, period, calendar, tree, inFocus, thresholds } = duty;
  return {
    id,
    name: duty.name[lang],
    kind,
    period,
    n: duty.kind === 'staffing' ? duty.min : duty.kind === 'afterEvent' ? 1 : duty.n,
    max: duty.kind === 'staffing' ? duty.max : null,
    days: duty.kind === 'afterEvent' ? duty.days : null,
    subjectType:
      duty.kind === 'staffing'
        ? 'area'
        : duty.kind === 'officerQuota'
          ? 'officer'
          : (duty.subjectType ?? 'subject'),
    tags: duty.kind === 'staffing' ? [] : [...duty.tags],
    calendar,
    tree,
    inFocus,
    estimated: duty.kind === 'coverSubjects' && duty.denominator === 'households',
    thresholds,
    version,
  };
}

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
            duties: programme.duties.map((duty) => dutyInfoOf(duty, versions.get(duty.id) ?? 1, lang)),
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
