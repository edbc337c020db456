import type { Database } from 'better-sqlite3';
import type { TreeWrite } from '#api/store/areaStore.ts';
import type { ClosingWrite } from '#api/store/dutyStore.ts';
import type { IssueEventWrite, IssuePhoto, IssueWrite, UndoBegun } from '#api/store/issueStore.ts';
import type {
  AssignmentWrite,
  EventWrite,
  FeedWrite,
  OfficerWrite,
  OrganisationWrite,
  RegisterKind,
  SubjectWrite,
} from '#api/store/registerStore.ts';
import type {
  KeptNetwork,
  KeptSiting,
  ServicePointWrite,
  ServiceSessionWrite,
} from '#api/store/serviceStore.ts';
import { closePeriod } from '#api/store/sqlite/closings.ts';
import { WriteContext } from '#api/store/sqlite/context.ts';
import { putHolidays } from '#api/store/sqlite/holidays.ts';
import { VisitIngest } from '#api/store/sqlite/ingest.ts';
import { putPhotos } from '#api/store/sqlite/issue/photos.ts';
import { IssueWriter } from '#api/store/sqlite/issue/writer.ts';
import { migrate } from '#api/store/sqlite/migrations.ts';
import { ProgrammeWriter } from '#api/store/sqlite/programmes.ts';
import { RegisterWriter } from '#api/store/sqlite/register.ts';
import { putServiceSettings, writeSiting, writeTravelNetwork } from '#api/store/sqlite/service/kept.ts';
import { ServicePointWriter } from '#api/store/sqlite/service/writer.ts';
import { SupervisionWriter } from '#api/store/sqlite/supervision/writer.ts';
import { putTree } from '#api/store/sqlite/tree.ts';
import type { Commit, Scope, WriteResult } from '#api/store/store.ts';
import type {
  DeliveryOutcome,
  SupervisionEventWrite,
  SupervisionWrite,
} from '#api/store/supervisionStore.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import type { Programme } from '#geodata/duty/types.ts';
import type { HolidayTable } from '#geodata/duty/workingCalendar.ts';
import type { IssueCategorySet } from '#geodata/issue/categories.ts';
import type { Day } from '#geodata/model.ts';
import type { ServiceSettings } from '#geodata/service/types.ts';

/** The questions only the one writer answers. */
export interface WriterMethods {
  ingest(batches: readonly { scope: Scope; visits: readonly VisitWrite[] }[]): WriteResult[];
  voidVisit(scope: Scope, id: string, reason: string): WriteResult;
  putSubjects(scope: Scope, subjects: readonly SubjectWrite[]): WriteResult[];
  putOrganisations(scope: Scope, organisations: readonly OrganisationWrite[]): WriteResult[];
  putOfficers(scope: Scope, officers: readonly OfficerWrite[]): WriteResult[];
  putAssignments(scope: Scope, assignments: readonly AssignmentWrite[]): WriteResult[];
  putEvents(scope: Scope, events: readonly EventWrite[]): WriteResult[];
  putFeeds(scope: Scope, feeds: readonly FeedWrite[]): WriteResult[];
  deliver(scope: Scope, feed: string, at: number, day: Day): WriteResult;
  endEntry(scope: Scope, kind: RegisterKind, id: string, lastDay: Day): WriteResult;
  closePeriod(write: ClosingWrite): WriteResult;
  putHolidays(table: HolidayTable): Commit;
  putProgramme(programme: Programme): WriteResult;
  putTree(write: TreeWrite): Commit;
  putSetting(key: string, value: string): void;
  putIssues(scope: Scope, issues: readonly IssueWrite[]): WriteResult[];
  putIssueEvents(scope: Scope, events: readonly IssueEventWrite[]): WriteResult[];
  beginUndo(scope: Scope, batch: string): UndoBegun;
  voidBatch(batch: string, limit: number): { voided: number; left: number };
  putPhotos(scope: Scope, issue: string, photos: readonly IssuePhoto[]): WriteResult;
  putCategories(set: IssueCategorySet): Commit;
  putSupervisions(scope: Scope, writes: readonly SupervisionWrite[]): WriteResult[];
  putSupervisionEvents(scope: Scope, events: readonly SupervisionEventWrite[]): WriteResult[];
  noteDelivery(outcome: DeliveryOutcome): void;
  tellOverdue(today: Day): number;
  writeServicePoints(rows: readonly ServicePointWrite[]): WriteResult[];
  endServicePoint(scope: Scope, id: string, lastDay: Day): WriteResult;
  writeServiceSessions(rows: readonly ServiceSessionWrite[]): WriteResult[];
  putServiceSettings(settings: ServiceSettings): Commit;
  writeTravelNetwork(network: { kept: KeptNetwork; edges: Uint8Array } | null): void;
  writeSiting(siting: KeptSiting): void;
}

/** Migrates the database and composes what writes to it. */
export function createWriter(db: Database, options: { timezone: string; now: () => number }): WriterMethods {
  migrate(db);
  const context = new WriteContext(db, options);
  const visits = new VisitIngest(context);
  const registers = new RegisterWriter(context);
  const issues = new IssueWriter(context);
  const programmes = new ProgrammeWriter(context, issues);
  const supervision = new SupervisionWriter(context);
  const services = new ServicePointWriter(context);
  return {
    ingest: (batches) =>
      visits.ingest(batches.map((batch) => ({ visits: batch.visits, allowed: context.within(batch.scope) }))),
    voidVisit: (scope, id, reason) => visits.voidVisit(id, reason, context.within(scope)),
    putSubjects: (scope, subjects) => registers.putSubjects(subjects, context.within(scope)),
    putOrganisations: (scope, organisations) =>
      registers.putOrganisations(organisations, context.within(scope)),
    putOfficers: (scope, officers) => registers.putOfficers(officers, context.within(scope)),
    putAssignments: (scope, assignments) => registers.putAssignments(assignments, context.within(scope)),
    putEvents: (scope, events) => registers.putEvents(events, context.within(scope)),
    putFeeds: (scope, feeds) => registers.putFeeds(feeds, context.within(scope)),
    deliver: (scope, feed, at, day) => registers.deliver(feed, at, day, context.within(scope)),
    endEntry: (scope, kind, id, lastDay) => registers.end(kind, id, lastDay, context.within(scope)),
    closePeriod: (write) => closePeriod(context, write),
    putHolidays: (table) => putHolidays(context, issues, table),
    putProgramme: (programme) => programmes.putProgramme(programme),
    putTree: (write) => putTree(context, { issues, services }, write),
    putSetting: (key, value) => {
      db.prepare(
        'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      ).run(key, value);
    },
    putIssues: (scope, writes) => issues.putIssues(writes, context.within(scope)),
    putIssueEvents: (scope, events) => issues.putEvents(events, context.within(scope)),
    beginUndo: (scope, batch) => issues.beginUndo(batch, context.within(scope)),
    voidBatch: (batch, limit) => issues.voidBatch(batch, limit),
    putPhotos: (scope, issue, photos) => putPhotos(context, issue, photos, context.within(scope)),
    putCategories: (set) => issues.putCategories(set),
    putSupervisions: (scope, writes) => supervision.putSupervisions(writes, context.within(scope)),
    putSupervisionEvents: (scope, events) => supervision.putEvents(events, context.within(scope)),
    noteDelivery: (outcome) => supervision.noteDelivery(outcome),
    tellOverdue: (today) => supervision.tellOverdue(today),
    writeServicePoints: (rows) => services.put(rows),
    endServicePoint: (scope, id, lastDay) => services.end(id, lastDay, context.within(scope)),
    writeServiceSessions: (rows) => services.putSessions(rows),
    putServiceSettings: (settings) => putServiceSettings(context, settings),
    writeTravelNetwork: (network) => writeTravelNetwork(context, network),
    writeSiting: (siting) => writeSiting(db, siting),
  };
}
