/**
 * The events in the log of an issue 问题/诉求, as `model.md` names them: what each carries. What may follow what
 * is in `states.ts`.
 */

/** Levels an issue can lie with, from the lowest up; `escalated` leads to the next (街呼区应). */
export const ISSUE_LEVELS = ['grid', 'community', 'town', 'district'] as const;
export type IssueLevel = (typeof ISSUE_LEVELS)[number];

/** Where an issue came from. */
export const ISSUE_SOURCES = [
  'visit',
  'hotline',
  'firmPlatform',
  'snapAndReport',
  'proposal',
  'open311',
  'import',
] as const;
export type IssueSource = (typeof ISSUE_SOURCES)[number];

/** Kinds of a resolution, from the best outcome to the least. Several organisations' work has the least of theirs. */
export const RESOLUTION_KINDS = ['solved', 'explained', 'planned', 'passedOn'] as const;
export type ResolutionKind = (typeof RESOLUTION_KINDS)[number];

/** The five steps of 好差评, best first: 非常满意, 满意, 基本满意, 不满意, 非常不满意. */
export const RATINGS = ['very', 'satisfied', 'fairly', 'not', 'notAtAll'] as const;
export type Rating = (typeof RATINGS)[number];

/** Ratings that open a rectification clock 差评整改. */
export const BAD_RATINGS: readonly Rating[] = ['not', 'notAtAll'];

/** Who had an issue taken up again: those served, whoever verified it, or a supervisor. */
export const REOPENERS = ['served', 'verifier', 'supervisor'] as const;
export type Reopener = (typeof REOPENERS)[number];

/** An amount of time by which a clock is extended, in the calendar of that clock. */
export interface Extension {
  /** Whole, at least 1. */
  amount: number;
  unit: 'day' | 'hour';
}

/** What every event has. */
interface EventBase {
  /** When, in milliseconds since 1970 UTC. */
  at: number;
  /** Who: name of the person, officer or system; null where nobody is known. */
  by?: string | null;
  /** Id of the account, where one did it: two people may have one name, and a name may change. */
  account?: string | null;
  /** Free text; personal data. */
  note?: string | null;
}

export interface Reported extends EventBase {
  type: 'reported';
  /** Id of the issue. */
  id: string;
  category: string;
  source: IssueSource;
  /** Level that has to deal with it first. */
  level: IssueLevel;
}
/** Taken on; corrects the category where the reporter chose a wrong one. */
export interface Accepted extends EventBase {
  type: 'accepted';
  category?: string;
}
export interface Refused extends EventBase {
  type: 'refused';
  reason: string;
}
/** Handed to one or more organisations at once. */
export interface Dispatched extends EventBase {
  type: 'dispatched';
  organisations: readonly string[];
}
/** Work begins, or goes on: by an organisation it was dispatched to, or by whom it lies with where none has it. */
export interface Handling extends EventBase {
  type: 'handling';
  organisation?: string;
}
/** Done: the part of one organisation, or the whole where none has it any more. */
export interface Resolved extends EventBase {
  type: 'resolved';
  kind: ResolutionKind;
  organisation?: string;
}
export interface Verified extends EventBase {
  type: 'verified';
}
export interface Rated extends EventBase {
  type: 'rated';
  /** Key of the person who rates; the last rating of each counts. */
  rater: string;
  rating: Rating;
  /** Whether that person says it is settled; not asked where missing. */
  settled?: boolean;
}
export interface Closed extends EventBase {
  type: 'closed';
}
/** Sent back: an organisation returns its part to the sender, or the level called returns the call. */
export interface Returned extends EventBase {
  type: 'returned';
  organisation?: string;
  reason: string;
}
export interface Escalated extends EventBase {
  type: 'escalated';
}
export interface Extended extends EventBase, Extension {
  type: 'extended';
  reason: string;
}
export interface Suspended extends EventBase {
  type: 'suspended';
  reason: string;
}
export interface Resumed extends EventBase {
  type: 'resumed';
}
export interface Reopened extends EventBase {
  type: 'reopened';
  cause: Reopener;
}
/** Goes on as part of another issue 并案. */
export interface Merged extends EventBase {
  type: 'merged';
  /** Id of the parent. */
  into: string;
}

export type IssueEvent =
  | Reported
  | Accepted
  | Refused
  | Dispatched
  | Handling
  | Resolved
  | Verified
  | Rated
  | Closed
  | Returned
  | Escalated
  | Extended
  | Suspended
  | Resumed
  | Reopened
  | Merged;

export type IssueEventType = IssueEvent['type'];

type Check = (value: unknown) => boolean;

const isName: Check = (value) => typeof value === 'string' && value.trim() !== '';
const oneOf =
  (values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const isTrueOrFalse: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 10_000;
const isListOfNames: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every(isName) && new Set(value).size === value.length;
const text: Check = optional((value) => value === null || typeof value === 'string');

/** What each type of event carries beside who, when and note, and how that is checked. */
const FIELDS: Readonly<Record<IssueEventType, Readonly<Record<string, Check>>>> = {
  reported: { id: isName, category: isName, source: oneOf(ISSUE_SOURCES), level: oneOf(ISSUE_LEVELS) },
  accepted: { category: optional(isName) },
  refused: { reason: isName },
  dispatched: { organisations: isListOfNames },
  handling: { organisation: optional(isName) },
  resolved: { kind: oneOf(RESOLUTION_KINDS), organisation: optional(isName) },
  verified: {},
  rated: { rater: isName, rating: oneOf(RATINGS), settled: optional(isTrueOrFalse) },
  closed: {},
  returned: { organisation: optional(isName), reason: isName },
  escalated: {},
  extended: { amount: isCount, unit: oneOf(['day', 'hour']), reason: isName },
  suspended: { reason: isName },
  resumed: {},
  reopened: { cause: oneOf(REOPENERS) },
  merged: { into: isName },
};

export const ISSUE_EVENTS = Object.keys(FIELDS) as readonly IssueEventType[];

/** Whether a value is an object with a type of event that is known. */
export function isKnownEvent(value: unknown): value is { type: IssueEventType } & Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return oneOf(ISSUE_EVENTS)((value as { type?: unknown }).type);
}

/** The first field of an event that is missing or not what it has to be, or null where all are right. */
export function wrongField(event: { type: IssueEventType } & Record<string, unknown>): string | null {
  if (!Number.isSafeInteger(event.at)) return 'at';
  const checks = { ...FIELDS[event.type], by: text, account: text, note: text };
  return Object.entries(checks).find(([field, check]) => !check(event[field]))?.[0] ?? null;
}
