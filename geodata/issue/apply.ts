import {
  BAD_RATINGS,
  ISSUE_LEVELS,
  type IssueEvent,
  type IssueLevel,
  RESOLUTION_KINDS,
  type ResolutionKind,
  type Resolved,
} from '#geodata/issue/events.ts';
import {
  type Call,
  type Issue,
  isAtWork,
  type Part,
  type Rectification,
  type Resolution,
  type Run,
} from '#geodata/issue/issue.ts';
import { isSettled } from '#geodata/issue/states.ts';

/** The level that is called from one; null above the highest. */
export function levelAbove(level: IssueLevel): IssueLevel | null {
  return ISSUE_LEVELS[ISSUE_LEVELS.indexOf(level) + 1] ?? null;
}

function levelBelow(level: IssueLevel): IssueLevel {
  return ISSUE_LEVELS[ISSUE_LEVELS.indexOf(level) - 1] ?? level;
}

/** A new issue, as its report tells of it. */
export function fromReport(event: Extract<IssueEvent, { type: 'reported' }>): Issue {
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

/** The state after an event that is allowed; its moment is not noted yet. */
export function apply(issue: Issue, event: IssueEvent): Issue {
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
