import type { Geometry } from 'geojson';
import type { Fault } from '#api/errors.ts';
import type { IssueStore } from '#api/store/issueStore.ts';
import type { ServiceStore } from '#api/store/serviceStore.ts';
import type { SupervisionStore } from '#api/store/supervisionStore.ts';
import type { Feed } from '#geodata/duty/feeds.ts';
import type { DutySums } from '#geodata/duty/figures.ts';
import type { Duty, DutyRule, Programme } from '#geodata/duty/types.ts';
import type { HolidayTable } from '#geodata/duty/workingCalendar.ts';
import type { Area, Boundary, Day, GapType, SubjectType, VisitMode, VisitOutcome } from '#geodata/model.ts';
import type { TileSet } from '#geodata/tiles/build.ts';
import type { Tree } from '#geodata/tree.ts';

/** What a session may see: the subtrees of these areas. Empty means nothing. */
export interface Scope {
  readonly codes: readonly string[];
}

/** A write transaction: its number, its moment (milliseconds since 1970 UTC) and its civil day. */
export interface Commit {
  seq: number;
  at: number;
  day: Day;
}

/** A version of the tree by when it holds: the one in force on a day, of those recorded by a civil day. */
export interface TreeAt {
  day: Day;
  recordedBy?: Day | undefined;
}

export interface TreeState {
  version: number;
  /** First day it holds for; null before the first boundaries. */
  validFrom: Day | null;
  tree: Tree;
  /** Hash of the tileset drawn from this version, null before the first boundaries. */
  tiles: string | null;
  bounds: ReadonlyMap<string, readonly [number, number, number, number]>;
  illustrative: ReadonlySet<string>;
}

export interface DutyRecord {
  programme: Programme;
  /** The newest rule, and the number of the newest version. */
  duty: Duty;
  version: number;
  rule: DutyRule;
}

/** Sums of one area: of all below a town (`own` false) or of what is at home in the area itself. */
export interface AreaSums {
  area: string;
  own: boolean;
  sums: DutySums;
}

export interface SumsQuestion {
  duty: string;
  /** First days of the periods asked for: all in force under one version of the tree. */
  periods: readonly Day[];
  /** The version of the tree that scope is resolved in; the newest when left out. */
  tree?: TreeAt;
  /** Rows of these towns (or areas above the towns that hold something of their own). */
  towns: readonly string[];
  /** `totals`: one row a town; `homes`: one row for every area something is at home in. */
  grain: 'totals' | 'homes';
  /** Only what was recorded by the end of this civil day. */
  recordedBy?: Day;
}

export interface VisitWrite {
  id: string;
  subject: string;
  officers: readonly string[];
  at: number;
  day: Day;
  mode: VisitMode;
  outcome: VisitOutcome;
  programme: string | null;
  position: readonly [number, number] | null;
  note: string | null;
  /** Where a household is that no register lists; null where the register tells. */
  home: string | null;
  /** Answers to the programme's form, as JSON; null where there are none. */
  fields: string | null;
  feed: string | null;
}

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

/** The figures of a period as a named person signs them. */
export interface ClosingWrite {
  area: string;
  by: string;
  note: string | null;
  /** Last commit the figures were read at. */
  readAt: number;
  rows: readonly { area: string; duty: string; period: Day; figures: SignedFigures }[];
}

export interface SignedFigures {
  n: number;
  required: number;
  done: number;
  unknown: number;
  gapCount: number;
  unassigned: number;
  exempt: number;
}

/** A signature as it is kept; of several on one period the last holds. */
export interface Closing {
  area: string;
  duty: string;
  period: Day;
  seq: number;
  at: number;
  by: string;
  note: string | null;
  figures: SignedFigures;
}

/** What became of one record of a batch, in the order of the batch. */
export type WriteResult =
  | { status: 'created' | 'duplicate'; id: string; seq: number }
  | { status: 'refused'; id: string; code: 'conflict' | 'notFound' | 'badInput'; fault: Fault };

/** `worst` by type, then by days; the others by what they name, then worst first. */
export const GAP_SORTS = ['worst', 'days', 'area', 'officer'] as const;
export type GapSort = (typeof GAP_SORTS)[number];

export interface GapsQuestion {
  duty: string;
  period: Day;
  area: string;
  today: Day;
  /** Only what was recorded by the end of this civil day. */
  recordedBy?: Day;
  /** Any of these types; of every type when left out. */
  types?: readonly GapType[];
  /** Any of these tags. */
  tags?: readonly string[];
  /** What this officer answers for; null: what nobody does. */
  officer?: string | null;
  sort: GapSort;
  limit: number;
  after: GapPlace | null;
}

export interface AnsweringQuestion {
  duty: string;
  period: Day;
  area: string;
  today: Day;
  recordedBy?: Day;
  by: 'officer' | 'organisation';
}

export interface AnsweringSums {
  /** Null for what nobody answers for. */
  id: string | null;
  name: string;
  sums: DutySums;
  silent: DutySums;
}

export interface ChangesQuestion {
  duty: string;
  period: Day;
  area: string;
  /** Commit after which changes are asked for. */
  since: number;
  limit: number;
}

/** One record that came or went after figures were signed. */
export interface ChangeRow {
  kind: 'visit' | RegisterKind;
  id: string;
  subject: string | null;
  area: string;
  /** Day of the visit, or first day of the entry. */
  day: Day;
  change: 'recorded' | 'voided' | 'replaced';
  seq: number;
  at: number;
}

/** The place of a gap in either order of the list; it stays when the gap itself has gone. */
export type GapPlace = Pick<GapRow, 'type' | 'days' | 'home' | 'subject'> & {
  event: { id: string } | null;
  officer: { id: string } | null;
};

export interface GapRow {
  subject: string;
  name: string;
  subjectType: SubjectType | 'subject' | 'officer' | 'area';
  tags: string[];
  /** Who answers for it on the last day of the period; the first by id. */
  officer: { id: string; name: string; role: string } | null;
  /** What started the clock, and the last day of it; null but for events. */
  event: { id: string; kind: string; day: Day; due: Day } | null;
  home: string;
  /** Longitude and latitude on the register; null where there are none, and for posts and areas. */
  position: [number, number] | null;
  type: GapType;
  done: number;
  required: number;
  lastVisit: Day | null;
  days: number;
}

/** How many rows each choice of a filter would leave, the other filters kept. */
export interface GapFacets {
  types: Record<GapType, number>;
  tags: { tag: string; count: number }[];
  /** Those who answer for most first; at most `FACET_OFFICERS`. */
  officers: { id: string; name: string; role: string; count: number }[];
  unassigned: number;
  /** Number of rows at home in each area, all filters kept. */
  homes: Record<string, number>;
}

export interface GapsAnswerRows {
  counts: Record<GapType, number>;
  /** Number of rows that pass every filter. */
  matching: number;
  facets: GapFacets;
  rows: GapRow[];
  next: GapPlace | null;
}

export interface VisitsQuestion {
  area?: string;
  from?: Day;
  to?: Day;
  officer?: string;
  subject?: string;
  limit: number;
  after: VisitPlace | null;
}

/** Day and id of a visit: its place in the list. */
export type VisitPlace = readonly [day: Day, id: string];

export interface VisitRow {
  id: string;
  subject: string;
  area: string;
  officers: string[];
  at: number;
  day: Day;
  receivedAt: number;
  mode: VisitMode;
  outcome: VisitOutcome;
  programme: string | null;
  /** Answers to the programme's form, as JSON. */
  fields: string | null;
  feed: string | null;
  voided: { reason: string; at: number } | null;
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

export interface TreeWrite {
  validFrom: Day;
  areas: readonly (Area & { illustrative: boolean })[];
  shapes: ReadonlyMap<
    string,
    { geometry: Boundary['geometry']; bbox: readonly [number, number, number, number] }
  >;
  /** Hash of the tileset already kept for these shapes. */
  tiles: string;
  /** Where those go who are at home in an area that is no more and have no position, by area. */
  successors?: ReadonlyMap<string, string>;
}

/** Subjects at home in one area that would find no home in a version of the tree. */
export interface LostHome {
  home: string;
  subjects: number;
}

/** What is kept of a tile set beside its tiles. */
export type TileInfo = Omit<TileSet, 'zooms' | 'tiles' | 'version'>;

/** A tile set opened for reading. */
export interface TileSource {
  readonly info: TileInfo;
  /** The gzipped tile, or null where nothing is drawn. `y` counts from the north. */
  get(z: number, x: number, y: number): Buffer | null;
  /** The gzipped sketch (JSON) of an area's parts, or null where it has none. */
  sketch(code: string): Buffer | null;
  /** False for a tile set that was cut before there were sketches. */
  readonly hasSketches: boolean;
  close(): void;
}

/**
 * The ledger, phrased as questions. Every question that touches a record or an area carries the scope
 * of who asks; what lies outside is answered as if it did not exist.
 *
 * @throws CodedError `unavailable` when the database cannot be read or written now
 */
/** What one commit touched: areas something is at home in, duties, and whether issues or services changed. */
export interface Change {
  seq: number;
  areas: readonly string[];
  duties: readonly string[];
  issues: boolean;
  services: boolean;
}

export interface Store {
  /** The issues of the same ledger. */
  readonly issues: IssueStore;
  /** Its supervised items 督办. */
  readonly supervision: SupervisionStore;
  /** Its service points 服务点 and all that is reckoned from them. */
  readonly services: ServiceStore;
  lastCommit(): Promise<Commit>;
  /** Calls back after whatever may have been a commit. @returns what ends it */
  onWrite(tell: () => void): () => void;
  /** What commits after a number touched, oldest first; at most so many. */
  changesAfter(seq: number, limit: number): Promise<Change[]>;
  /** A version of the tree of areas: the one in force today when none is named; `newest` may lie ahead. */
  treeState(at?: TreeAt | 'newest'): Promise<TreeState>;
  /** Whose homes `putTree` would refuse for, by area; nothing is written. */
  lostHomes(write: Omit<TreeWrite, 'tiles'>): Promise<LostHome[]>;
  shape(scope: Scope, code: string): Promise<Geometry | null>;
  shapes(
    scope: Scope,
    codes: readonly string[],
    at?: TreeAt | 'newest',
  ): Promise<Map<string, Boundary['geometry']>>;
  /** @param recordedBy as they stood at the end of this civil day; now when left out */
  duties(recordedBy?: Day): Promise<readonly DutyRecord[]>;
  programmes(): Promise<readonly Programme[]>;
  /** The table of holidays; plain weeks before one is set. */
  holidays(): Promise<HolidayTable>;
  /** Sources of records with their last delivery, as recorded by the end of a civil day; now when left out. */
  feeds(recordedBy?: Day): Promise<readonly Feed[]>;
  /** Sums of what each officer (or organisation) answers for; not from roll-ups, by a worker. */
  answeringSums(scope: Scope, question: AnsweringQuestion): Promise<AnsweringSums[]>;
  /** Signatures on the periods of duties in these areas, the last of each. */
  closings(areas: readonly string[], duties: readonly string[], periods: readonly Day[]): Promise<Closing[]>;
  /** What was recorded after a commit and bears on a period of an area, newest first. */
  changesSince(scope: Scope, question: ChangesQuestion): Promise<ChangeRow[]>;
  /** Sums per period (its first day), from the roll-ups. */
  dutySums(scope: Scope, question: SumsQuestion): Promise<Map<Day, AreaSums[]>>;
  /** Moment of the last record (ms) by area something is at home in. */
  lastReceived(scope: Scope, towns: readonly string[]): Promise<Map<string, number>>;
  gaps(scope: Scope, question: GapsQuestion): Promise<GapsAnswerRows>;
  visits(scope: Scope, question: VisitsQuestion): Promise<{ rows: VisitRow[]; next: VisitPlace | null }>;
  /** Officers assigned to areas themselves on a day, by area, ordered by id. */
  assignedOfficers(
    scope: Scope,
    areas: readonly string[],
    day: Day,
  ): Promise<Map<string, { id: string; name: string; role: string }[]>>;
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
  setting(key: string): Promise<unknown>;

  /** Stores visits with their roll-ups in one transaction; at most 5000 at once. */
  ingestVisits(scope: Scope, visits: readonly VisitWrite[]): Promise<WriteResult[]>;
  voidVisit(scope: Scope, id: string, reason: string): Promise<WriteResult>;
  putSubjects(scope: Scope, subjects: readonly SubjectWrite[]): Promise<WriteResult[]>;
  putOrganisations(scope: Scope, organisations: readonly OrganisationWrite[]): Promise<WriteResult[]>;
  putOfficers(scope: Scope, officers: readonly OfficerWrite[]): Promise<WriteResult[]>;
  putAssignments(scope: Scope, assignments: readonly AssignmentWrite[]): Promise<WriteResult[]>;
  putEvents(scope: Scope, events: readonly EventWrite[]): Promise<WriteResult[]>;
  putFeeds(scope: Scope, feeds: readonly FeedWrite[]): Promise<WriteResult[]>;
  /** Notes that a source has delivered, be it nothing. */
  deliver(scope: Scope, feed: string, at: number, day: Day): Promise<WriteResult>;
  /** Ends what is on record of an x after a day; an event is withdrawn. */
  endEntry(scope: Scope, kind: RegisterKind, id: string, lastDay: Day): Promise<WriteResult>;
  closePeriod(write: ClosingWrite): Promise<WriteResult>;
  /** Sets the table of holidays and make-up working days; deadlines in working days follow. */
  putHolidays(table: HolidayTable): Promise<Commit>;
  putProgramme(programme: Programme): Promise<WriteResult>;
  putTree(write: TreeWrite): Promise<Commit>;
  putSetting(key: string, value: unknown): Promise<void>;
  /** Differences between the kept roll-ups and the same recounted from the records; empty when right. */
  rebuildDifferences(): Promise<string[]>;
  ready(): Promise<boolean>;
  close(): Promise<void>;
}
