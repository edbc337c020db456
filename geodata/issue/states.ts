import type { IssueEventType } from '#geodata/issue/events.ts';

/** States of an issue. `overdue` is none of them: it is derived from the clocks. */
export const ISSUE_STATES = [
  'reported',
  'accepted',
  'dispatched',
  'handling',
  'suspended',
  'escalated',
  'resolved',
  'verified',
  'closed',
  'refused',
  'merged',
] as const;
export type IssueState = (typeof ISSUE_STATES)[number];

/** Before the first event. */
export type StateBefore = IssueState | 'none';

/** Where an event may lead; where there are several the state of the organisations decides (`fold.ts`). */
type Row = Readonly<Partial<Record<IssueEventType, readonly IssueState[]>>>;

/**
 * The state machine: what may happen in which state, and where it leads. What is not here is refused.
 *
 * Several targets: after `dispatched`, `handling`, `resolved` and `returned` the organisations tell. The issue is
 * *handling* once one of them has begun, *dispatched* before; *resolved* when all are done; back with the sender
 * (*accepted*) when none works on it any more and one has sent it back. `resumed` leads back to where it was
 * suspended; `reopened` to the organisations that had done it, to the sender where there were none.
 */
export const TRANSITIONS: Readonly<Record<StateBefore, Row>> = {
  none: {
    reported: ['reported'],
  },
  reported: {
    accepted: ['accepted'],
    refused: ['refused'],
    merged: ['merged'],
  },
  accepted: {
    dispatched: ['dispatched', 'handling'],
    handling: ['handling'],
    resolved: ['resolved'],
    escalated: ['escalated'],
    extended: ['accepted'],
    suspended: ['suspended'],
    merged: ['merged'],
  },
  dispatched: {
    dispatched: ['dispatched'],
    handling: ['handling'],
    resolved: ['resolved', 'handling', 'accepted'],
    returned: ['dispatched', 'accepted'],
    escalated: ['escalated'],
    extended: ['dispatched'],
    suspended: ['suspended'],
    merged: ['merged'],
  },
  handling: {
    dispatched: ['dispatched', 'handling'],
    handling: ['handling'],
    resolved: ['resolved', 'handling', 'accepted'],
    returned: ['handling', 'dispatched', 'accepted'],
    escalated: ['escalated'],
    extended: ['handling'],
    suspended: ['suspended'],
    merged: ['merged'],
  },
  suspended: {
    resumed: ['accepted', 'dispatched', 'handling'],
    merged: ['merged'],
  },
  escalated: {
    accepted: ['accepted'],
    dispatched: ['dispatched'],
    returned: ['accepted'],
    escalated: ['escalated'],
    merged: ['merged'],
  },
  resolved: {
    verified: ['verified'],
    rated: ['resolved'],
    reopened: ['dispatched', 'accepted'],
  },
  verified: {
    closed: ['closed'],
    rated: ['verified'],
    reopened: ['dispatched', 'accepted'],
  },
  closed: {
    rated: ['closed'],
    reopened: ['dispatched', 'accepted'],
  },
  refused: {
    reopened: ['reported'],
  },
  merged: {
    reopened: ['reported'],
  },
};

/** Events the table has a line for in a state, in its order. */
export function eventsIn(state: StateBefore): readonly IssueEventType[] {
  return Object.keys(TRANSITIONS[state]) as IssueEventType[];
}

/** Resolved or closed, so that it counts as settled 办结. */
export function isSettled(state: IssueState): boolean {
  return state === 'resolved' || state === 'verified' || state === 'closed';
}

/** Still to be dealt with: neither settled, nor refused, nor gone into another. */
export function isOpen(state: IssueState): boolean {
  return !isSettled(state) && state !== 'refused' && state !== 'merged';
}
