import { expect, test } from 'vitest';
import { ISSUE_EVENTS, type IssueEvent } from '#geodata/issue/events.ts';
import { allowedEvents, foldIssue, step } from '#geodata/issue/fold.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import { eventsIn, ISSUE_STATES, isOpen, isSettled, TRANSITIONS } from '#geodata/issue/states.ts';
import { event, issueAfter } from '#geodata/testing/issue.ts';

const e = event;
const to = (...organisations: string[]) => e('dispatched', 0, { organisations });
const by = (type: 'handling' | 'resolved' | 'returned', organisation: string) => e(type, 0, { organisation });

const REPORTED = [e('reported')];
const ACCEPTED = [...REPORTED, e('accepted')];
const DISPATCHED = [...ACCEPTED, to('a', 'b')];
const HANDLING = [...DISPATCHED, by('handling', 'a')];
const RESOLVED = [...ACCEPTED, e('resolved')];
const RESOLVED_BY = [...ACCEPTED, to('a'), by('resolved', 'a')];
const VERIFIED = [...RESOLVED, e('verified')];
const CLOSED = [...VERIFIED, e('closed')];
const ESCALATED = [...ACCEPTED, e('escalated')];
const A_DONE_B_BACK = [...DISPATCHED, by('resolved', 'a'), by('returned', 'b')];

/** One way through every line of the table: what was before, what happens, where it leads. */
const WAYS: [before: IssueEvent[], next: IssueEvent, state: string][] = [
  [[], e('reported'), 'reported'],

  [REPORTED, e('accepted'), 'accepted'],
  [REPORTED, e('refused'), 'refused'],
  [REPORTED, e('merged'), 'merged'],

  [ACCEPTED, to('a'), 'dispatched'],
  [A_DONE_B_BACK, to('c'), 'handling'],
  [ACCEPTED, e('handling'), 'handling'],
  [ACCEPTED, e('resolved'), 'resolved'],
  [ACCEPTED, e('escalated'), 'escalated'],
  [ACCEPTED, e('extended'), 'accepted'],
  [ACCEPTED, e('suspended'), 'suspended'],
  [ACCEPTED, e('merged'), 'merged'],

  [DISPATCHED, to('c'), 'dispatched'],
  [DISPATCHED, by('handling', 'b'), 'handling'],
  [DISPATCHED, by('resolved', 'a'), 'handling'],
  [[...ACCEPTED, to('a')], by('resolved', 'a'), 'resolved'],
  [[...DISPATCHED, by('returned', 'b')], by('resolved', 'a'), 'accepted'],
  [DISPATCHED, by('returned', 'a'), 'dispatched'],
  [[...DISPATCHED, by('returned', 'a')], by('returned', 'b'), 'accepted'],
  [DISPATCHED, e('escalated'), 'escalated'],
  [DISPATCHED, e('extended'), 'dispatched'],
  [DISPATCHED, e('suspended'), 'suspended'],
  [DISPATCHED, e('merged'), 'merged'],

  [HANDLING, to('c'), 'handling'],
  [[...ACCEPTED, e('handling')], to('a'), 'dispatched'],
  [HANDLING, by('handling', 'b'), 'handling'],
  [HANDLING, by('resolved', 'b'), 'handling'],
  [[...HANDLING, by('resolved', 'b')], by('resolved', 'a'), 'resolved'],
  [[...HANDLING, by('returned', 'b')], by('resolved', 'a'), 'accepted'],
  [HANDLING, by('returned', 'b'), 'handling'],
  [HANDLING, by('returned', 'a'), 'dispatched'],
  [[...HANDLING, by('resolved', 'a')], by('returned', 'b'), 'accepted'],
  [HANDLING, e('escalated'), 'escalated'],
  [HANDLING, e('extended'), 'handling'],
  [HANDLING, e('suspended'), 'suspended'],
  [HANDLING, e('merged'), 'merged'],

  [[...ACCEPTED, e('suspended')], e('resumed'), 'accepted'],
  [[...DISPATCHED, e('suspended')], e('resumed'), 'dispatched'],
  [[...HANDLING, e('suspended')], e('resumed'), 'handling'],
  [[...HANDLING, e('suspended')], e('merged'), 'merged'],

  [ESCALATED, e('accepted'), 'accepted'],
  [ESCALATED, to('a'), 'dispatched'],
  [ESCALATED, e('returned'), 'accepted'],
  [ESCALATED, e('escalated'), 'escalated'],
  [ESCALATED, e('merged'), 'merged'],

  [RESOLVED, e('verified'), 'verified'],
  [RESOLVED, e('rated'), 'resolved'],
  [RESOLVED, e('reopened'), 'accepted'],
  [RESOLVED_BY, e('reopened'), 'dispatched'],

  [VERIFIED, e('closed'), 'closed'],
  [VERIFIED, e('rated'), 'verified'],
  [VERIFIED, e('reopened'), 'accepted'],
  [[...RESOLVED_BY, e('verified')], e('reopened'), 'dispatched'],

  [CLOSED, e('rated'), 'closed'],
  [CLOSED, e('reopened'), 'accepted'],
  [[...RESOLVED_BY, e('verified'), e('closed')], e('reopened'), 'dispatched'],

  [[...REPORTED, e('refused')], e('reopened'), 'reported'],
  [[...REPORTED, e('merged')], e('reopened'), 'reported'],
];

const after = (events: IssueEvent[]): Issue | null => (events.length === 0 ? null : issueAfter(...events));
const stateOf = (issue: Issue | null) => issue?.state ?? 'none';

test.each(WAYS.map((way) => [stateOf(after(way[0])), way[1].type, way[2], way] as const))(
  '%s, %s: %s',
  (_from, _type, state, [before, next]) => {
    const { issue, refusal } = step(after(before), next);
    expect(refusal).toBeNull();
    expect(issue?.state).toBe(state);
  },
);

test('the ways go through every line of the table and every target, and through nothing else', () => {
  const gone = WAYS.map(([before, next, state]) => `${stateOf(after(before))} ${next.type} ${state}`);
  const lines = Object.entries(TRANSITIONS).flatMap(([state, row]) =>
    Object.entries(row).flatMap(([type, targets]) => targets.map((target) => `${state} ${type} ${target}`)),
  );
  expect([...new Set(gone)].sort()).toEqual([...lines].sort());
  expect(Object.keys(TRANSITIONS).sort()).toEqual(['none', ...ISSUE_STATES].sort());
});

const BEFORE: Record<string, IssueEvent[]> = {
  none: [],
  ...Object.fromEntries(WAYS.map(([before, next, state]) => [state, [...before, next]])),
};
const PAIRS = Object.keys(TRANSITIONS).flatMap((state) => ISSUE_EVENTS.map((type) => [state, type] as const));

test.each(PAIRS.filter(([state, type]) => !eventsIn(state as keyof typeof TRANSITIONS).includes(type)))(
  'in state %s %s is refused, with what is allowed, and changes nothing',
  (state, type) => {
    const issue = after(BEFORE[state]!);
    expect(stateOf(issue)).toBe(state);
    const before = structuredClone(issue);
    const answer = step(issue, e(type));
    expect(answer.issue).toBe(issue);
    expect(issue).toEqual(before);
    expect(answer.refusal).toMatchObject({ code: 'notAllowed', allowed: allowedEvents(issue) });
    expect(answer.refusal?.message).toBe(`${type} is not allowed in state ${state}`);
    expect(answer.refusal?.allowed).not.toContain(type);
    expect(answer.refusal?.allowed.length).toBeGreaterThan(0);
  },
);

test('every state is open, settled, or gone', () => {
  expect(ISSUE_STATES.filter(isSettled)).toEqual(['resolved', 'verified', 'closed']);
  expect(ISSUE_STATES.filter((state) => !isSettled(state) && !isOpen(state))).toEqual(['refused', 'merged']);
  expect(ISSUE_STATES.filter((state) => isSettled(state) && isOpen(state))).toEqual([]);
});

test('nothing has no state', () => {
  expect(foldIssue([])).toEqual({ issue: null, refusals: [] });
  expect(allowedEvents(null)).toEqual(['reported']);
});
