import type { TreeAt } from '#api/store/areaStore.ts';
import type { RegisterKind } from '#api/store/registerStore.ts';
import type { Commit, Scope, WriteResult } from '#api/store/store.ts';
import type { DutySums } from '#geodata/duty/figures.ts';
import type { Duty, DutyRule, Programme } from '#geodata/duty/types.ts';
import type { HolidayTable } from '#geodata/duty/workingCalendar.ts';
import type { Day } from '#geodata/model.ts';

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

/** What is to be done by when, how far it is, and what was signed of it. */
export interface DutyStore {
  /** @param recordedBy as they stood at the end of this civil day; now when left out */
  duties(recordedBy?: Day): Promise<readonly DutyRecord[]>;
  programmes(): Promise<readonly Programme[]>;
  /** The table of holidays; plain weeks before one is set. */
  holidays(): Promise<HolidayTable>;
  /** Sums per period (its first day), from the roll-ups. */
  dutySums(scope: Scope, question: SumsQuestion): Promise<Map<Day, AreaSums[]>>;
  /** Sums of what each officer (or organisation) answers for; not from roll-ups, by a worker. */
  answeringSums(scope: Scope, question: AnsweringQuestion): Promise<AnsweringSums[]>;
  /** Signatures on the periods of duties in these areas, the last of each. */
  closings(areas: readonly string[], duties: readonly string[], periods: readonly Day[]): Promise<Closing[]>;
  /** What was recorded after a commit and bears on a period of an area, newest first. */
  changesSince(scope: Scope, question: ChangesQuestion): Promise<ChangeRow[]>;

  putProgramme(programme: Programme): Promise<WriteResult>;
  /** Sets the table of holidays and make-up working days; deadlines in working days follow. */
  putHolidays(table: HolidayTable): Promise<Commit>;
  closePeriod(write: ClosingWrite): Promise<WriteResult>;
}
