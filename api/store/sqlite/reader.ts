import type { Database } from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { TownHomes } from '#api/store/homes.ts';
import { type GapScope, gaps } from '#api/store/questions/gaps.ts';
import { registerPage } from '#api/store/questions/registers.ts';
import { visits } from '#api/store/questions/visits.ts';
import type { Db, Schema } from '#api/store/schema.ts';
import { WriteContext } from '#api/store/sqlite/context.ts';
import { rebuildDifferences } from '#api/store/sqlite/rebuild.ts';
import type {
  DutyRecord,
  GapsAnswerRows,
  GapsQuestion,
  RegisterQuestion,
  RegisterRow,
  VisitPlace,
  VisitRow,
  VisitsQuestion,
} from '#api/store/store.ts';
import type { Period } from '#geodata/duty/period.ts';

/** The scans, answered by a worker with a read-only connection so that the loop is never blocked. */
export interface ReaderMethods {
  gaps(duty: DutyRecord, period: Period, scope: GapScope, question: GapsQuestion): Promise<GapsAnswerRows>;
  visits(
    towns: readonly string[],
    homes: readonly string[] | null,
    question: VisitsQuestion,
  ): Promise<{ rows: VisitRow[]; next: VisitPlace | null }>;
  registerPage(
    towns: readonly TownHomes[],
    question: RegisterQuestion,
  ): Promise<{ rows: RegisterRow[]; next: string | null }>;
  rebuildDifferences(): string[];
}

export function createReader(db: Database, timezone: string): ReaderMethods {
  const kysely = openKysely(db);
  return {
    gaps: (duty, period, scope, question) => gaps(kysely, duty, period, scope, question),
    visits: (towns, homes, question) => visits(kysely, towns, homes, question),
    registerPage: (towns, question) => registerPage(kysely, towns, question),
    rebuildDifferences: () => rebuildDifferences(new WriteContext(db, { timezone, now: () => 0 })),
  };
}

/** The query builder over one connection. */
export function openKysely(db: Database): Db {
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: db }) });
}
