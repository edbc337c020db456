import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { stringify } from 'csv-stringify/sync';
import {
  type AuditItem,
  type AuditQuery,
  auditAnswer,
  auditItem,
  auditQuery,
  auditVerification,
} from '#api/contract/access.ts';
import { noQuery } from '#api/contract/common.ts';
import { demandWhole, principalOf } from '#api/gate.ts';
import type { Env } from '#api/http.ts';
import { problems } from '#api/routes/problems.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import type { Services } from '#api/services/index.ts';
import type { AuditQuestion, AuditRecord } from '#api/store/accessStore.ts';
import { formatInstant, parseDay, startOfDay } from '#geodata/duty/calendar.ts';

/** Lines of a file at most. */
const MOST_LINES = 100_000;

const list = createRoute({
  method: 'get',
  path: '/api/audit',
  summary: 'Who saw, changed and exported what, the newest first',
  request: { query: auditQuery },
  responses: {
    200: { description: 'The lines', content: { 'application/json': { schema: auditAnswer } } },
    ...problems(400),
  },
});
const file = createRoute({
  method: 'get',
  path: '/api/audit/file',
  summary: 'The same as CSV; that it was taken is kept',
  request: { query: auditQuery.omit({ limit: true, cursor: true }) },
  responses: {
    200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } },
    ...problems(400),
  },
});
const verification = createRoute({
  method: 'get',
  path: '/api/audit/verification',
  summary: 'Whether every line is as it was written; the head tells a later look whether lines were cut off',
  request: { query: noQuery },
  responses: {
    200: { description: 'The finding', content: { 'application/json': { schema: auditVerification } } },
    ...problems(400),
  },
});

export function auditRoutes(app: OpenAPIHono<Env>, { access, context }: Services) {
  const { audit } = access;
  const midnight = (day: string | undefined, later = 0) =>
    day === undefined ? undefined : startOfDay(parseDay(day)! + later, context.timezone);
  const questionOf = ({ from, to, actor, action, target }: Omit<AuditQuery, 'limit' | 'cursor'>) => ({
    from: midnight(from),
    to: midnight(to, 1),
    actor,
    action,
    target,
  });
  const itemOf = ({ mac: _, detail, at, ...line }: AuditRecord): AuditItem => ({
    ...line,
    at: formatInstant(at, context.timezone),
    detail: JSON.parse(detail) as Record<string, unknown>,
  });
  return app
    .openapi(list, (c) => {
      demandWhole(c);
      const { limit, cursor, ...query } = c.req.valid('query');
      const before = cursor === undefined ? undefined : decodeCursor(cursor, z.number().int());
      const question: AuditQuestion = { ...questionOf(query), before, limit: limit + 1 };
      const lines = audit.search(question);
      const items = lines.slice(0, limit).map(itemOf);
      c.header('Cache-Control', 'no-store');
      return c.json(
        { items, nextCursor: lines.length > limit ? encodeCursor(items.at(-1)!.seq) : null },
        200,
      );
    })
    .openapi(file, (c) => {
      demandWhole(c);
      const query = c.req.valid('query');
      const { who } = principalOf(c);
      const { address } = c.var.client;
      audit.record({
        actor: who.name,
        action: 'audit.export',
        target: '/api/audit/file',
        outcome: 'done',
        address,
      });
      const lines = audit.search({ ...questionOf(query), limit: MOST_LINES }).map(itemOf);
      const columns = Object.keys(auditItem.shape);
      const csv = stringify(
        lines.map((line) => ({ ...line, detail: JSON.stringify(line.detail) })),
        { bom: true, header: true, columns, escape_formulas: true, record_delimiter: 'windows' },
      );
      return c.body(csv, 200, {
        'Cache-Control': 'no-store',
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="guatu-audit.csv"',
      }) as never;
    })
    .openapi(verification, (c) => {
      demandWhole(c);
      c.header('Cache-Control', 'no-store');
      return c.json(audit.verify(), 200);
    });
}
