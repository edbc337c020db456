import {
  BAD_RATINGS,
  type Extension,
  ISSUE_LEVELS,
  type IssueEvent,
  type IssueEventType,
  type IssueLevel,
  type IssueSource,
  isKnownEvent,
  type Rating,
  RESOLUTION_KINDS,
  type ResolutionKind,
  type Resolved,
  wrongField,
} from '#geodata/issue/events.ts';
import { eventsIn, type IssueState, isSettled, TRANSITIONS } from '#geodata/issue/states.ts';

/** The part of one organisation an issue was dispatched to. */
export interface Part {
  organisation: string;
  state: 'open' | 'handling' | 'done' | 'returned';
  /** How it was done, null before. */
  kind: ResolutionKind | null;
}

/** Moments are milliseconds since 1970 UTC. */
export interface Pause {
  from: number;
  /** Null while suspended. */
  to: number | null;
}

/** One run of the handling clock: from the report, from an escalation taken on, or from a reopening. */
export interface Run {
  at: number;
  category: string;
  level: IssueLevel;
  pauses: readonly Pause[];
  extensions: readonly (Extension & { at: number })[];
}

/** One call to the level above. */
export interface Call {
  at: number;
  category: string;
  /** Level that is called. */
  level: IssueLevel;
  answeredAt: number | null;
  /** `withdrawn`: the issue was merged before anyone answered. */
  answer: 'taken' | 'returned' | 'passedUp' | 'withdrawn' | null;
}

export interface Resolution {
  at: number;
  kind: ResolutionKind;
  /** Whether those served say that it is not settled: by reopening it, or by the last rating of one of them. */
  denied: boolean;
  reopenedAt: number | null;
}

/** The last rating of one person. */
export interface RatingOf {
  rater: string;
  at: number;
  rating: Rating;
  settled: boolean | null;
  /** 0-based number of the resolution it was given on. */
  round: number;
}

/** A clock that a bad rating opened; ended by a better one of the same person or by the next resolution. */
export interface Rectification {
  rater: string;
  at: number;
  category: string;
  level: IssueLevel;
  endedAt: number | null;
}

/** An issue as its events left it. Nothing here depends on a calendar or on what time it is. */
export interface Issue {
  id: string;
  state: IssueState;
  category: string;
  source: IssueSource;
  /** Level it lies with; while escalated, the level called. */
  level: IssueLevel;
  reportedAt: number;
  /** Moment of the last event. */
  lastAt: number;
  /** Where it goes on when resumed; null while not suspended. */
  suspendedIn: IssueState | null;
  mergedInto: string | null;
  parts: readonly Part[];
  /** At least one; the last is the one that runs, or ran last. */
  runs: readonly Run[];
  calls: readonly Call[];
  resolutions: readonly Resolution[];
  ratings: readonly RatingOf[];
  rectifications: readonly Rectification[];
}

export type RefusalCode =
  | 'unknownEvent'
  | 'malformed'
  | 'notAllowed'
  /** Earlier than the event before it. */
  | 'outOfOrder'
  | 'topLevel'
  /** It does not lie with the organisation named, or nobody is named though organisations have it. */
  | 'notWithOrganisation'
  | 'alreadyWithOrganisation'
  | 'intoItself';

/** Why an event is refused. */
export interface Refusal {
  code: RefusalCode;
  message: string;
  /** Events that are allowed now. */
  allowed: readonly IssueEventType[];
  /** The field that is wrong, where one is. */
  path?: string;
  /** Organisations that have the issue now, where it is about them. */
  organisations?: readonly string[];
}

export interface Step {
  /** The state after the event; the very same object where the event is refused. */
  issue: Issue | null;
  refusal: Refusal | null;
}

/** Organisations still at work on an issue. */
export function organisationsAtWork({ parts }: Pick<Issue, 'parts'>): string[] {
  return parts.filter(isAtWork).map(({ organisation }) => organisation);
}

/** Organisations an issue counts with: at work on it, or done; not those that sent it back. */
export function organisationsOf({ parts }: Pick<Issue, 'parts'>): string[] {
  return parts.filter(({ state }) => state !== 'returned').map(({ organisation }) => organisation);
}

/** The events allowed next; null stands for an issue not reported yet. */
export function allowedEvents(issue: Issue | null): readonly IssueEventType[] {
  if (!issue) return eventsIn('none');
  return eventsIn(issue.state).filter((type) => {
    if (type === 'escalated') return levelAbove(issue.level) !== null;
    if (type === 'returned') return issue.state === 'escalated' || issue.parts.some(isAtWork);
    return true;
  });
}

/**
 * The state after one more event. Total: whatever is given as event, a refusal says what is wrong and what is
 * allowed, and the issue stays as it was.
 */
export function step(issue: Issue | null, event: unknown): Step {
  const refuse = (
    code: RefusalCode,
    message: string,
    more: Pick<Refusal, 'path' | 'organisations'> = {},
  ): Step => ({ issue, refusal: { code, message, allowed: allowedEvents(issue), ...more } });

  if (!isKnownEvent(event)) return refuse('unknownEvent', 'is no event of an issue', { path: 'type' });
  const { type } = event;
  const state = issue?.state ?? 'none';
  if (!TRANSITIONS[state][type]) return refuse('notAllowed', `${type} is not allowed in state ${state}`);
  const path = wrongField(event);
  if (path) return refuse('malformed', `${path} is missing or not what ${type} needs`, { path });
  const sound = event as unknown as IssueEvent;
  if (sound.type === 'reported') return { issue: fromReport(sound), refusal: null };
  if (!issue) return refuse('notAllowed', `${type} is not allowed in state ${state}`);
  if (sound.at < issue.lastAt)
    return refuse('outOfOrder', 'is earlier than the event before it', { path: 'at' });

  const fault = guard(issue, sound);
  if (fault) return refuse(...fault);
  return { issue: { ...apply(issue, sound), lastAt: sound.at }, refusal: null };
}

/** What a whole log comes to, with the refusals by position in it. */
export function foldIssue(events: Iterable<unknown>): {
  issue: Issue | null;
  refusals: { index: number; refusal: Refusal }[];
} {
  let issue: Issue | null = null;
  const refusals: { index: number; refusal: Refusal }[] = [];
  let index = 0;
  for (const event of events) {
    const next = step(issue, event);
    issue = next.issue;
    if (next.refusal) refusals.push({ index, refusal: next.refusal });
    index++;
  }
  return { issue, refusals };
}

function isAtWork({ state }: Part): boolean {
  return state === 'open' || state === 'handling';
}

function levelAbove(level: IssueLevel): IssueLevel | null {
  return ISSUE_LEVELS[ISSUE_LEVELS.indexOf(level) + 1] ?? null;
}

function levelBelow(level: IssueLevel): IssueLevel {
  return ISSUE_LEVELS[ISSUE_LEVELS.indexOf(level) - 1] ?? level;
}

type Fault = [code: RefusalCode, message: string, more: Pick<Refusal, 'path' | 'organisations'>];

/** What stands against an event that the table has a line for. */
function guard(issue: Issue, event: IssueEvent): Fault | null {
  switch (event.type) {
    case 'escalated':
      return levelAbove(issue.level) ? null : ['topLevel', `there is no level above ${issue.level}`, {}];
    case 'merged':
      return event.into === issue.id
        ? ['intoItself', 'an issue cannot go into itself', { path: 'into' }]
        : null;
    case 'dispatched': {
      const organisations = organisationsAtWork(issue);
      const twice = event.organisations.find((one) => organisations.includes(one));
      if (twice === undefined) return null;
      return ['alreadyWithOrganisation', `${twice} has it already`, { path: 'organisations', organisations }];
    }
    case 'handling':
    case 'resolved':
    case 'returned': {
      // The level that is called sends the call back as a whole.
      const organisations = organisationsAtWork(issue);
      const { organisation } = event;
      const mayBeNobody =
        issue.state === 'escalated' || (organisations.length === 0 && event.type !== 'returned');
      const isRight = organisation === undefined ? mayBeNobody : organisations.includes(organisation);
      if (isRight) return null;
      const message =
        organisation === undefined
          ? 'name the organisation whose part it is'
          : `it does not lie with ${organisation}`;
      return ['notWithOrganisation', message, { path: 'organisation', organisations }];
    }
    default:
      return null;
  }
}

function fromReport(event: Extract<IssueEvent, { type: 'reported' }>): Issue {
  const { id, category, source, level, at } = event;
  return {
    id,
    state: 'reported',
    category,
    source,
    level,
    reportedAt: at,
    lastAt: at,
    suspendedIn: null,
    mergedInto: null,
    parts: [],
    runs: [{ at, category, level, pauses: [], extensions: [] }],
    calls: [],
    resolutions: [],
    ratings: [],
    rectifications: [],
  };
}

/** The state after an event that is allowed. */
function apply(issue: Issue, event: IssueEvent): Issue {
  const { at } = event;
  switch (event.type) {
    case 'reported':
      return issue;
    case 'accepted':
      return accept(issue, at, event.category ?? issue.category);
    case 'refused':
      return { ...issue, state: 'refused' };
    case 'dispatched': {
      const taken = issue.state === 'escalated' ? accept(issue, at, issue.category) : issue;
      // A dispatch answers what was sent back; who had done a part may get another.
      const kept = taken.parts.filter(
        ({ organisation, state }) => state !== 'returned' && !event.organisations.includes(organisation),
      );
      const added = event.organisations.map(
        (organisation): Part => ({ organisation, state: 'open', kind: null }),
      );
      return byParts({ ...taken, parts: [...kept, ...added] }, at);
    }
    case 'handling': {
      if (event.organisation === undefined) return { ...issue, state: 'handling' };
      return byParts(withPart(issue, event.organisation, { state: 'handling' }), at);
    }
    case 'resolved':
      return resolve(issue, event);
    case 'verified':
      return { ...issue, state: 'verified' };
    case 'closed':
      return { ...issue, state: 'closed' };
    case 'rated':
      return rate(issue, event);
    case 'returned': {
      if (event.organisation !== undefined)
        return byParts(withPart(issue, event.organisation, { state: 'returned' }), at);
      return { ...answerCall(issue, at, 'returned'), state: 'accepted', level: levelBelow(issue.level) };
    }
    case 'escalated': {
      const level = levelAbove(issue.level) ?? issue.level;
      const call: Call = { at, category: issue.category, level, answeredAt: null, answer: null };
      const { calls } = answerCall(issue, at, 'passedUp');
      // The level above hands it out anew; what the one below handed out ends.
      return { ...issue, state: 'escalated', level, parts: [], calls: [...calls, call] };
    }
    case 'extended': {
      const { amount, unit } = event;
      const extend = (run: Run): Run => ({ ...run, extensions: [...run.extensions, { at, amount, unit }] });
      return { ...issue, runs: changeLast(issue.runs, extend) };
    }
    case 'suspended': {
      const pause = (run: Run): Run => ({ ...run, pauses: [...run.pauses, { from: at, to: null }] });
      return { ...issue, state: 'suspended', suspendedIn: issue.state, runs: changeLast(issue.runs, pause) };
    }
    case 'resumed':
      return { ...endPause(issue, at), state: issue.suspendedIn ?? issue.state };
    case 'reopened':
      return reopen(issue, at, event.cause === 'served');
    case 'merged':
      return { ...answerCall(endPause(issue, at), at, 'withdrawn'), state: 'merged', mergedInto: event.into };
  }
}

/** Taken on by the level it lies with; where that was called, its own clock begins. */
function accept(issue: Issue, at: number, category: string): Issue {
  const accepted: Issue = { ...issue, state: 'accepted', category };
  if (issue.state === 'escalated') {
    const run: Run = { at, category, level: issue.level, pauses: [], extensions: [] };
    return { ...answerCall(accepted, at, 'taken'), runs: [...issue.runs, run] };
  }
  return { ...accepted, runs: changeLast(issue.runs, (run) => ({ ...run, category })) };
}

function withPart(issue: Issue, organisation: string, change: Partial<Part>): Issue {
  const parts = issue.parts.map((part) =>
    part.organisation === organisation && isAtWork(part) ? { ...part, ...change } : part,
  );
  return { ...issue, parts };
}

/** The state the organisations' parts give; there is at least one. */
function byParts(issue: Issue, at: number): Issue {
  const { parts } = issue;
  const hasBegun = parts.some(({ state }) => state === 'handling' || state === 'done');
  if (parts.some(isAtWork)) return { ...issue, state: hasBegun ? 'handling' : 'dispatched' };
  if (parts.some(({ state }) => state === 'returned')) return { ...issue, state: 'accepted' };
  const ranks = parts.map(({ kind }) => (kind === null ? 0 : RESOLUTION_KINDS.indexOf(kind)));
  return settle(issue, at, RESOLUTION_KINDS[Math.max(...ranks)]!);
}

function resolve(issue: Issue, { at, kind, organisation }: Resolved): Issue {
  if (organisation === undefined) return settle(issue, at, kind);
  return byParts(withPart(issue, organisation, { state: 'done', kind }), at);
}

function settle(issue: Issue, at: number, kind: ResolutionKind): Issue {
  const rectifications = issue.rectifications.map((one) =>
    one.endedAt === null ? { ...one, endedAt: at } : one,
  );
  const resolution: Resolution = { at, kind, denied: false, reopenedAt: null };
  return { ...issue, state: 'resolved', rectifications, resolutions: [...issue.resolutions, resolution] };
}

function rate(issue: Issue, event: Extract<IssueEvent, { type: 'rated' }>): Issue {
  const { at, rater, rating, settled = null } = event;
  const round = issue.resolutions.length - 1;
  const ratings = [
    ...issue.ratings.filter((one) => one.rater !== rater),
    { rater, at, rating, settled, round },
  ];
  const denied = ratings.some((one) => one.round === round && one.settled === false);
  const resolutions = changeLast(issue.resolutions, (resolution) => ({ ...resolution, denied }));

  const isBad = BAD_RATINGS.includes(rating);
  const isOwn = (one: Rectification): boolean => one.rater === rater && one.endedAt === null;
  let { rectifications } = issue;
  if (!isBad) rectifications = rectifications.map((one) => (isOwn(one) ? { ...one, endedAt: at } : one));
  else if (!rectifications.some(isOwn)) {
    const { category, level } = issue;
    rectifications = [...rectifications, { rater, at, category, level, endedAt: null }];
  }
  return { ...issue, ratings, resolutions, rectifications };
}

function reopen(issue: Issue, at: number, isByServed: boolean): Issue {
  const { category, level } = issue;
  const runs: readonly Run[] = [...issue.runs, { at, category, level, pauses: [], extensions: [] }];
  if (!isSettled(issue.state)) return { ...issue, state: 'reported', parts: [], mergedInto: null, runs };
  const resolutions = changeLast(issue.resolutions, (resolution) => ({
    ...resolution,
    reopenedAt: at,
    denied: resolution.denied || isByServed,
  }));
  const parts = issue.parts
    .filter(({ state }) => state === 'done')
    .map(({ organisation }): Part => ({ organisation, state: 'open', kind: null }));
  return { ...issue, state: parts.length > 0 ? 'dispatched' : 'accepted', parts, runs, resolutions };
}

function endPause(issue: Issue, at: number): Issue {
  const runs = changeLast(issue.runs, (run) => ({
    ...run,
    pauses: run.pauses.map((pause) => (pause.to === null ? { ...pause, to: at } : pause)),
  }));
  return { ...issue, suspendedIn: null, runs };
}

function answerCall(issue: Issue, at: number, answer: NonNullable<Call['answer']>): Issue {
  const calls = changeLast(issue.calls, (call) =>
    call.answeredAt === null ? { ...call, answeredAt: at, answer } : call,
  );
  return { ...issue, calls };
}

function changeLast<T>(list: readonly T[], change: (last: T) => T): readonly T[] {
  return list.map((one, i) => (i === list.length - 1 ? change(one) : one));
}
