import type { Commit, Scope, WriteResult } from '#api/store/store.ts';
import type { IssueCategorySet } from '#geodata/issue/categories.ts';
import type { IssueEvent, IssueLevel, IssueSource } from '#geodata/issue/events.ts';
import type { IssueFlow, IssueStanding } from '#geodata/issue/flows.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import type { IssueState } from '#geodata/issue/states.ts';
import type { Day, LonLat } from '#geodata/model.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';

/** A new issue; its report is its first event. */
export interface IssueWrite {
  id: string;
  category: string;
  source: IssueSource;
  level: IssueLevel;
  /** Milliseconds since 1970 UTC, and its civil day. */
  at: number;
  day: Day;
  /** Where it is at home. */
  home: string;
  position: LonLat | null;
  title: string;
  text: string | null;
  reporterName: string | null;
  reporterPhone: string | null;
  subject: string | null;
  visit: string | null;
  programme: string | null;
  officer: string | null;
  reference: string | null;
  /** Who puts it on record: name of the account or of the source; null where nobody is known. */
  by: string | null;
  /** The import it comes with: all of that can be taken back together. */
  batch?: string | undefined;
}

/** A photo as it is kept: encoded anew, nothing of the camera's left. */
export interface IssuePhoto {
  id: string;
  width: number;
  height: number;
  /** JPEG. */
  image: Uint8Array;
  thumbnail: Uint8Array;
}

export interface IssueEventWrite {
  /** Id of the event, chosen by the sender. */
  id: string;
  issue: string;
  event: Exclude<IssueEvent, { type: 'reported' }>;
  /** The import it comes with; an event of none is work on the issue, and keeps it from being taken back. */
  batch?: string | undefined;
}

/** Whether an import may be taken back: with how many issues, or which of them keep it from that. */
export type UndoBegun =
  | { status: 'begun'; issues: number }
  | {
      status: 'refused';
      /** Worked on since, or at home outside the areas of who asks. */
      reason: 'worked' | 'outside';
      count: number;
      /** Ids of the first of them; none of those outside. */
      ids: string[];
    };

/** Which issues. Categories, sources and states: any of them; days of the report, both included. */
export interface IssueFilter {
  area: string;
  from?: Day | undefined;
  to?: Day | undefined;
  /** Every id that is meant: those below one of the upper level are named too. */
  categories?: readonly string[] | undefined;
  sources?: readonly IssueSource[] | undefined;
  programme?: string | undefined;
  /** Only those told to lie in this box, in degrees: by their place to a thousandth of one. */
  bbox?: BBox2 | undefined;
}

export interface IssuesQuestion extends IssueFilter {
  states?: readonly IssueState[] | undefined;
  open?: boolean | undefined;
  overdue?: boolean | undefined;
  unlocated?: boolean | undefined;
  organisation?: string | undefined;
  subject?: string | undefined;
  /** Only those in this H3 cell, by its index. */
  cell?: string | undefined;
  sort: 'worst' | 'newest' | 'due';
  /** Moment that stands for now. */
  now: number;
  limit: number;
  after: IssuePlace | null;
}

/** Place of an issue in a list: what it is sorted by, and its id. */
export type IssuePlace = readonly [rank: number, key: number, id: string];

export interface IssueRow {
  issue: Issue;
  home: string;
  position: LonLat | null;
  dueAt: number | null;
  photos: number;
  programme: string | null;
  subject: string | null;
}

/** How many rows each choice of a filter would leave, the other filters kept. */
export interface IssueFacets {
  states: Partial<Record<IssueState, number>>;
  sources: Partial<Record<IssueSource, number>>;
  categories: Record<string, number>;
  organisations: Record<string, number>;
  /** Rows at home in each area, all filters kept. */
  homes: Record<string, number>;
  open: number;
  overdue: number;
  unlocated: number;
}

export interface IssuesPage {
  matching: number;
  facets: IssueFacets;
  rows: IssueRow[];
  next: IssuePlace | null;
}

export interface IssueRecord extends IssueRow {
  title: string;
  text: string | null;
  reporterName: string | null;
  reporterPhone: string | null;
  visit: string | null;
  officer: string | null;
  reference: string | null;
  log: { event: IssueEvent; receivedAt: number; seq: number }[];
  pictures: { id: string; width: number; height: number }[];
  /** Issues merged into it. */
  children: string[];
}

export type IssueMeasuresBy = 'none' | 'category' | 'home' | 'town' | 'source' | 'state' | 'organisation';

/** What measures are asked by. Days of a period; `standing` is of no period. */
export interface IssueMeasuresQuestion {
  area: string;
  /** A period of the calendar, the days of a programme (`programme` is named then), or any days: always recounted. */
  period: { kind: 'week' | 'month' | 'quarter' | 'year' | 'programme' | 'days'; start: Day; end: Day };
  programme?: string | undefined;
  categories?: readonly string[] | undefined;
  sources?: readonly IssueSource[] | undefined;
  organisation?: string | undefined;
  /** As in `IssueFilter`; no sums are kept by place, so that they are always recounted. */
  bbox?: BBox2 | undefined;
  /** `town`: by the towns issues are at home in, or the areas above them; from the sums kept, where `home` is not. */
  by: IssueMeasuresBy;
  /** Only what was recorded by the end of this civil day. */
  recordedBy?: Day | undefined;
}

export interface IssueSums {
  /** Category, area of home, town, source, state or organisation; empty for `none`. */
  key: string;
  flow: IssueFlow;
  standing: IssueStanding;
}

/** Located and unlocated issues in columns of one length, for heat, hotspots and the map; none refused or merged. */
export interface IssueColumns {
  ids: string[];
  /** Indices of `homes`, `categories`, `sources`. */
  home: Uint32Array;
  category: Uint16Array;
  source: Uint8Array;
  /** Day of the report. */
  day: Int32Array;
  /** Longitude and latitude one after the other; NaN where it is not located. */
  positions: Float64Array;
  open: Uint8Array;
  homes: string[];
  categories: string[];
  sources: IssueSource[];
}

/** Visits counted by home, for effort and silence: met ones that are not void. */
export interface VisitCounts {
  homes: string[];
  visits: Uint32Array;
}

/**
 * The issues of the ledger, phrased as questions, as `Store` is: what lies outside the scope is answered as if it
 * did not exist.
 */
export interface IssueStore {
  /** The two-level categories of the district; the presets before it has set its own. */
  categories(): Promise<IssueCategorySet>;
  issues(scope: Scope, question: IssuesQuestion): Promise<IssuesPage>;
  /** Null when there is none that may be seen. */
  issue(scope: Scope, id: string): Promise<IssueRecord | null>;
  photo(scope: Scope, issue: string, photo: string, size: 'image' | 'thumbnail'): Promise<Uint8Array | null>;
  /** Sums from the roll-ups where a dashboard reads them, else recounted from the issues; both are equal. */
  measures(scope: Scope, question: IssueMeasuresQuestion): Promise<IssueSums[]>;
  /** The same by several at once, in their order: what must be recounted is gone over once. */
  measuresBy(
    scope: Scope,
    question: Omit<IssueMeasuresQuestion, 'by'>,
    by: readonly IssueMeasuresBy[],
  ): Promise<IssueSums[][]>;
  columns(scope: Scope, filter: IssueFilter & { open?: boolean | undefined }): Promise<IssueColumns>;
  visitCounts(scope: Scope, question: { area: string; from: Day; to: Day }): Promise<VisitCounts>;
  /** Which of these ids a record of any kind has already, whoever may see it: an id is given once. */
  takenIds(ids: readonly string[]): Promise<ReadonlySet<string>>;

  /** Stores new issues with their roll-ups in one transaction; at most 5000 at once. */
  putIssues(scope: Scope, issues: readonly IssueWrite[]): Promise<WriteResult[]>;
  /** Appends events, each to its issue, in order; a refused one tells what is allowed. */
  putIssueEvents(scope: Scope, events: readonly IssueEventWrite[]): Promise<WriteResult[]>;
  /**
   * Begins to take an import back: from then on nothing of it can be worked on. Begun before it is begun still.
   * Refused where any of its issues has events, photos, supervised items or merged issues that did not come with it.
   */
  beginUndo(scope: Scope, batch: string): Promise<UndoBegun>;
  /**
   * Voids issues of an import whose taking back has begun, at most so many in one transaction. They are kept and
   * count as of earlier days, no more from now on; their ids are free again.
   */
  voidBatch(batch: string, limit: number): Promise<{ voided: number; left: number }>;
  /** Adds photos to an issue, at most 9 to each. */
  putPhotos(scope: Scope, issue: string, photos: readonly IssuePhoto[]): Promise<WriteResult>;
  /** Sets the categories; due moments follow. */
  putCategories(set: IssueCategorySet): Promise<Commit>;
}
