import type { Scope } from '#api/store/store.ts';
import type { Day, GapType, SubjectType } from '#geodata/model.ts';

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

/** `worst` by type, then by days; the others by what they name, then worst first. */
const GAP_SORTS = ['worst', 'days', 'area', 'officer'] as const;
export type GapSort = (typeof GAP_SORTS)[number];

/** Who has not been reached. */
export interface GapStore {
  gaps(scope: Scope, question: GapsQuestion): Promise<GapsAnswerRows>;
}
