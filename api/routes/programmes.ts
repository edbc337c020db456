import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { identifier, noQuery } from '#api/contract/common.ts';
import {
  type DutyInfo,
  type ProgrammeInfo,
  programmesAnswer,
  programmesQuery,
} from '#api/contract/coverage.ts';
import { type ProgrammeDetail, programmeDetail } from '#api/contract/programmes.ts';
import { holidaysInput } from '#api/contract/records.ts';
import { CodedError } from '#api/errors.ts';
import { demandWhole } from '#api/gate.ts';
import { type Env, jsonBody, tagged } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import type { Services } from '#api/services/index.ts';
import type { DutyRecord } from '#api/store/dutyStore.ts';
import { formatDay } from '#geodata/duty/calendar.ts';
import type { Duty, Programme } from '#geodata/duty/types.ts';

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

const detail = createRoute({
  method: 'get',
  path: '/api/programmes/{id}',
  summary: 'A programme whole, as it can be sent again, with the versions of its rules',
  request: { params: z.object({ id: identifier }), query: programmesQuery },
  responses: {
    200: { description: 'The programme', content: { 'application/json': { schema: programmeDetail } } },
    ...problems(400, 404),
  },
});

const calendar = createRoute({
  method: 'get',
  path: '/api/settings/calendar',
  summary: 'Holidays and make-up working days',
  request: { query: noQuery },
  responses: {
    200: { description: 'The table', content: { 'application/json': { schema: holidaysInput } } },
    ...problems(400),
  },
});

const putCalendar = createRoute({
  method: 'put',
  path: '/api/settings/calendar',
  summary: 'Set the holidays and make-up working days; deadlines in working days follow',
  middleware: jsonBody,
  request: {
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: holidaysInput } } },
  },
  responses: {
    200: { description: 'Set', content: { 'application/json': { schema: holidaysInput } } },
    ...problems(400, 413, 415, 422, 503),
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

function programmeDetailOf(programme: Programme, records: readonly DutyRecord[]): ProgrammeDetail {
  const { id, name, fields, duties } = programme;
  return {
    id,
    name,
    firstDay: formatDay(programme.firstDay),
    lastDay: formatDay(programme.lastDay),
    fields: fields.map((field) => ({
      ...field,
      options: field.options.map((option) => ({ ...option })),
    })),
    duties: duties.map((duty) => ({ ...duty })),
    versions: records.flatMap(({ duty, rule }) =>
      rule.versions.map(({ version, fromPeriod, duty: then }) => ({
        duty: duty.id,
        version,
        fromDay: formatDay(fromPeriod),
        rule: then && { ...then },
      })),
    ),
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
    .openapi(detail, (c) =>
      tagged(c, context, async () => {
        const { store } = context;
        const { id } = c.req.valid('param');
        const programme = (await store.programmes()).find((each) => each.id === id);
        if (!programme) throw new CodedError('notFound', `There is no programme ${id}.`);
        const records = (await store.duties()).filter((record) => record.programme.id === id);
        return c.json(programmeDetailOf(programme, records), 200);
      }),
    )
    .openapi(calendar, (c) =>
      tagged(c, context, async () => {
        const { holidays, workdays } = await context.store.holidays();
        return c.json({ holidays: [...holidays], workdays: [...workdays] }, 200);
      }),
    )
    .openapi(putCalendar, async (c) => {
      demandWhole(c);
      const table = c.req.valid('json');
      const both = table.holidays.findIndex((day) => table.workdays.includes(day));
      if (both >= 0)
        throw new CodedError('badInput', 'A day is both off and worked.', [
          { path: `holidays.${both}`, message: `${table.holidays[both]} is a working day too`, code: 'both' },
        ]);
      await context.store.putHolidays(table);
      return c.json(table, 200);
    });
}
