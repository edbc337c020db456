import type { Scope, WriteResult } from '#api/store/store.ts';
import type { Day, VisitMode, VisitOutcome } from '#geodata/model.ts';

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

/** The visits of the ledger. */
export interface VisitStore {
  visits(scope: Scope, question: VisitsQuestion): Promise<{ rows: VisitRow[]; next: VisitPlace | null }>;
  /** Moment of the last record (ms) by area something is at home in. */
  lastReceived(scope: Scope, towns: readonly string[]): Promise<Map<string, number>>;

  /** Stores visits with their roll-ups in one transaction; at most 5000 at once. */
  ingestVisits(scope: Scope, visits: readonly VisitWrite[]): Promise<WriteResult[]>;
  voidVisit(scope: Scope, id: string, reason: string): Promise<WriteResult>;
}
