import type { Scope, WriteResult } from '#api/store/store.ts';
import type { Feed } from '#geodata/duty/feeds.ts';
import type { Day, SubjectType } from '#geodata/model.ts';

export interface SubjectWrite {
  id: string;
  type: SubjectType;
  name: string;
  tags: readonly string[];
  home: string;
  /** The zone it lies in, by tree of zones. */
  zones: Readonly<Record<string, string>>;
  position: readonly [number, number] | null;
  validFrom: Day;
  validTo: Day;
}

export interface OrganisationWrite {
  id: string;
  type: string;
  name: string;
  /** Area it works for. */
  home: string;
  validFrom: Day;
  validTo: Day;
}

/** An officer is a post: successors take it over with everything assigned to it. */
export interface OfficerWrite {
  id: string;
  /** Role, such as `gridWorker`. */
  type: string;
  name: string;
  phone: string | null;
  organisation: string;
  validFrom: Day;
  validTo: Day;
}

/** An assignment 包联 to an area or to a subject: one of the two is null. */
export interface AssignmentWrite {
  id: string;
  officer: string;
  area: string | null;
  subject: string | null;
  role: string;
  validFrom: Day;
  validTo: Day;
}

/** Something that starts a clock for a subject. */
export interface EventWrite {
  id: string;
  kind: string;
  subject: string;
  day: Day;
  /** Who is to call; null for whoever answers for the subject. */
  officer: string | null;
}

/** A source of records. */
export interface FeedWrite {
  id: string;
  name: string;
  areas: readonly string[];
  duties: readonly string[];
  intervalDays: number;
  validFrom: Day;
  validTo: Day;
}

export type RegisterKind = 'subject' | 'officer' | 'organisation' | 'assignment' | 'event' | 'feed';

export interface RegisterQuestion {
  kind: RegisterKind;
  area?: string | undefined;
  /** Only the entry in force on this day; every entry on record when left out. */
  on?: Day | undefined;
  /** First and last day an entry may begin on. */
  from?: Day | undefined;
  to?: Day | undefined;
  /** Type of a subject or an organisation, role, or kind of an event. */
  type?: string | undefined;
  tag?: string | undefined;
  subject?: string | undefined;
  officer?: string | undefined;
  organisation?: string | undefined;
  /** Officers of these organisations alone, or these organisations. */
  organisations?: readonly string[] | undefined;
  /** Part of the id alone, or of the name too. @default 'idOrName' */
  qIn?: 'id' | 'idOrName' | undefined;
  /** Part of the id or the name. */
  q?: string | undefined;
  limit: number;
  /** Id the list goes on behind. */
  after: string | null;
}

/** One entry of a register; what a kind has no use for is null or empty. */
export interface RegisterRow {
  id: string;
  validFrom: Day;
  validTo: Day;
  home: string;
  type: string;
  tags: string[];
  name: string;
  subject: string | null;
  officer: string | null;
  organisation: string | null;
  phone: string | null;
  /** The rest of what the kind has, as JSON. */
  detail: string | null;
  zones: Record<string, string>;
  /** Of a feed: the last day it delivered. */
  lastDelivery: Day | null;
}

/** An entry with the moments it came on record and was replaced; null while it is on record. */
export interface RegisterRecord extends RegisterRow {
  recordedAt: number;
  replacedAt: number | null;
}

/** The registers: who is to be reached, who does it and for whom, what starts a clock, and where records come from. */
export interface RegisterStore {
  /** Entries of a register on record now, ordered by id. */
  registerPage(
    scope: Scope,
    question: RegisterQuestion,
  ): Promise<{ rows: RegisterRow[]; next: string | null }>;
  /** Every row ever on record of one id, newest first; empty when none that may be seen is on record now. */
  registerRecords(scope: Scope, kind: RegisterKind, id: string): Promise<RegisterRecord[]>;
  /** Assignments in force on a day, of an officer or to a subject itself, ordered by id. */
  assignmentsOf(
    scope: Scope,
    of: { officer: string } | { subject: string },
    day: Day,
  ): Promise<RegisterRow[]>;
  /** Officers assigned to areas themselves on a day, by area, ordered by id. */
  assignedOfficers(
    scope: Scope,
    areas: readonly string[],
    day: Day,
  ): Promise<Map<string, { id: string; name: string; role: string }[]>>;
  /** Sources of records with their last delivery, as recorded by the end of a civil day; now when left out. */
  feeds(recordedBy?: Day): Promise<readonly Feed[]>;

  putSubjects(scope: Scope, subjects: readonly SubjectWrite[]): Promise<WriteResult[]>;
  putOrganisations(scope: Scope, organisations: readonly OrganisationWrite[]): Promise<WriteResult[]>;
  putOfficers(scope: Scope, officers: readonly OfficerWrite[]): Promise<WriteResult[]>;
  putAssignments(scope: Scope, assignments: readonly AssignmentWrite[]): Promise<WriteResult[]>;
  putEvents(scope: Scope, events: readonly EventWrite[]): Promise<WriteResult[]>;
  putFeeds(scope: Scope, feeds: readonly FeedWrite[]): Promise<WriteResult[]>;
  /** Ends what is on record of an x after a day; an event is withdrawn. */
  endEntry(scope: Scope, kind: RegisterKind, id: string, lastDay: Day): Promise<WriteResult>;
  /** Notes that a source has delivered, be it nothing. */
  deliver(scope: Scope, feed: string, at: number, day: Day): Promise<WriteResult>;
}
