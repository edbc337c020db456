import { z } from 'zod';
import { areaCode, identifier, instant, nextCursor, page, text } from '#api/contract/common.ts';
import { findCrs } from '#geodata/import/crsList.ts';
import { formatFault } from '#geodata/import/issues/dates.ts';
import { ANY_OTHER, ENCODINGS, type IssueMapping, TAKEN_STATES } from '#geodata/import/issues/mapping.ts';
import { ISSUE_SOURCES, RESOLUTION_KINDS } from '#geodata/issue/events.ts';

const count = z.number().int();
const column = text(200).trim().min(1);
/** From values of the other system to ours; `*` stands for all the rest. */
const table = <T extends z.ZodType>(value: T) =>
  z
    .record(text(400), value)
    .refine((entries) => Object.keys(entries).length <= 2000, 'has more than 2000 keys')
    .describe(`values as they stand in the table; ${ANY_OTHER} for all the rest`);

const format = text(60)
  .min(1)
  .refine((value) => formatFault(value) === null, {
    error: ({ input }) => formatFault(input as string) ?? '',
  });
const timeZone = text(60).refine(isZone, 'is no time zone, write America/New_York');

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** How a table of another system is read as issues. */
export const issueMapping = z.strictObject({
  system: identifier.describe('the other system; ids are derived from it and the reference'),
  encoding: z.enum(ENCODINGS).default('utf-8'),
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  reference: column.describe('column of the number of an issue in the other system'),
  createdAt: column,
  closedAt: z.array(column).max(5).default([]).describe('the first that is not empty counts'),
  dates: z
    .strictObject({
      formats: z.array(format).min(1).max(10).default(['iso']),
      timeZone: timeZone.nullable().default(null).describe('that of the district when null'),
    })
    .prefault({}),
  status: z
    .strictObject({
      column,
      states: table(
        z.union([
          z.enum(TAKEN_STATES),
          z.strictObject({ state: z.literal('resolved'), kind: z.enum(RESOLUTION_KINDS) }),
        ]),
      ),
    })
    .nullable()
    .default(null),
  category: z.strictObject({ columns: z.array(column).min(1).max(3), categories: table(identifier) }),
  source: z
    .union([z.enum(ISSUE_SOURCES), z.strictObject({ column, sources: table(z.enum(ISSUE_SOURCES)) })])
    .default('import'),
  position: z
    .strictObject({
      x: column.describe('longitude or easting'),
      y: column.describe('latitude or northing'),
      crs: text(100)
        .refine((value) => findCrs(value).ok, {
          error: ({ input }) => {
            const found = findCrs(input as string);
            return found.ok ? '' : found.problems[0]!.message;
          },
        })
        .default('EPSG:4326')
        .describe('EPSG:4326, EPSG:4490, EPSG:4513 to 4554, GCJ-02 or BD-09'),
    })
    .nullable()
    .default(null),
  area: column.nullable().default(null).describe('column with the code of the area'),
  unlocatedArea: areaCode
    .nullable()
    .default(null)
    .describe('home of those not located; the district when null'),
  title: z.array(column).min(1).max(5),
  text: z.array(column).max(10).default([]),
  outside: z.enum(['refuse', 'unlocated']).default('refuse'),
  closedBeforeCreated: z.enum(['refuse', 'asCreated']).default('refuse'),
  closedWithoutDate: z.enum(['refuse', 'asAccepted']).default('refuse'),
}) satisfies z.ZodType<IssueMapping, unknown>;

export const issueImportQuery = z.strictObject({ kind: z.literal('issues') });

/** What confirming an import may say. */
export const confirmInput = z.strictObject({
  without: z.literal('refused').optional().describe('write the rest, although rows are refused'),
});

const rowProblem = z.object({
  /** As a spreadsheet counts: the header is row 1. */
  row: count,
  column: z.string(),
  /** What stands there, at most 80 characters. */
  value: z.string(),
  code: z.string(),
  reason: z.string(),
  /** `kept`: something of the row was put aside, the row is taken all the same. */
  outcome: z.enum(['refused', 'duplicate', 'kept']),
});
export type ImportRowProblem = z.infer<typeof rowProblem>;

export const issueImportAnswer = z.object({
  id: z.uuid(),
  kind: z.literal('issues'),
  /**
   * checked: waits to be confirmed; applying: being written, gone on with after a restart; applied: written;
   * undoing: being taken back, gone on with likewise; undone: taken back.
   */
  status: z.enum(['checked', 'applying', 'applied', 'undoing', 'undone']),
  /** Name of the account that checked it, and when; null of an import of an older version. */
  by: z.string().nullable(),
  checkedAt: instant.nullable(),
  /** When it was written to its end; null until then. */
  appliedAt: instant.nullable(),
  /** The other system. */
  system: z.string(),
  /** Every row is one of three: to be created, a duplicate, or refused. */
  rows: count,
  create: count,
  duplicate: count,
  refused: count,
  /** Of those to be created, without a position. */
  unlocated: count,
  /** Of those to be created, by the state they are taken over in. */
  states: z.record(z.string(), count),
  /** Rows by what is told of them; a row may be counted under several codes. */
  codes: z.array(z.object({ code: z.string(), outcome: rowProblem.shape.outcome, rows: count })),
  /** The first 200; all of them at /api/imports/{id}/problems. */
  problems: z.array(rowProblem),
  problemCount: count,
  /** Issues in the ledger by now, those taken back among them. */
  written: count,
  /** Of these, taken back. */
  undone: count,
});
export type IssueImportAnswer = z.infer<typeof issueImportAnswer>;

export const issueImportsQuery = z.strictObject({ ...page });

/** Imports of issues, newest first; what stands in their rows is told by each alone. */
export const issueImportsAnswer = z.object({
  items: z.array(issueImportAnswer.omit({ problems: true, codes: true, states: true })),
  nextCursor,
});
export type IssueImportsAnswer = z.infer<typeof issueImportsAnswer>;
