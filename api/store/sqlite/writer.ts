import type { Database } from 'better-sqlite3';
import { WriteContext } from '#api/store/sqlite/context.ts';
import { VisitIngest } from '#api/store/sqlite/ingest.ts';
import { migrate } from '#api/store/sqlite/migrations.ts';
import { ProgrammeWriter } from '#api/store/sqlite/programmes.ts';
import { RegisterWriter } from '#api/store/sqlite/register.ts';
import { putTree } from '#api/store/sqlite/tree.ts';
import type {
  AssignmentWrite,
  Commit,
  OfficerWrite,
  OrganisationWrite,
  Scope,
  SubjectWrite,
  TreeWrite,
  VisitWrite,
  WriteResult,
} from '#api/store/store.ts';
import type { Programme } from '#geodata/duty/types.ts';

/** The questions only the one writer answers. */
export interface WriterMethods {
  ingest(batches: readonly { scope: Scope; visits: readonly VisitWrite[] }[]): WriteResult[];
  voidVisit(scope: Scope, id: string, reason: string): WriteResult;
  putSubjects(scope: Scope, subjects: readonly SubjectWrite[]): WriteResult[];
  putOrganisations(scope: Scope, organisations: readonly OrganisationWrite[]): WriteResult[];
  putOfficers(scope: Scope, officers: readonly OfficerWrite[]): WriteResult[];
  putAssignments(scope: Scope, assignments: readonly AssignmentWrite[]): WriteResult[];
  putProgramme(programme: Programme): WriteResult;
  putTree(write: TreeWrite): Commit;
  putSetting(key: string, value: string): void;
}

/** Migrates the database and composes what writes to it. */
export function createWriter(db: Database, options: { timezone: string; now: () => number }): WriterMethods {
  migrate(db);
  const context = new WriteContext(db, options);
  const visits = new VisitIngest(context);
  const registers = new RegisterWriter(context);
  const programmes = new ProgrammeWriter(context);
  return {
    ingest: (batches) =>
      visits.ingest(batches.map((batch) => ({ visits: batch.visits, allowed: context.within(batch.scope) }))),
    voidVisit: (scope, id, reason) => visits.voidVisit(id, reason, context.within(scope)),
    putSubjects: (scope, subjects) => registers.putSubjects(subjects, context.within(scope)),
    putOrganisations: (scope, organisations) =>
      registers.putOrganisations(organisations, context.within(scope)),
    putOfficers: (scope, officers) => registers.putOfficers(officers, context.within(scope)),
    putAssignments: (scope, assignments) => registers.putAssignments(assignments, context.within(scope)),
    putProgramme: (programme) => programmes.putProgramme(programme),
    putTree: (write) => putTree(context, write),
    putSetting: (key, value) => {
      db.prepare(
        'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      ).run(key, value);
    },
  };
}
