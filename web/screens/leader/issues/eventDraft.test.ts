import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueEventInput } from '#api/contract/issues.ts';
import { ISSUE_EVENTS, RATINGS, REOPENERS, RESOLUTION_KINDS } from '#geodata/issue/events.ts';
import { ISSUE_STATES } from '#geodata/issue/states.ts';
import { type ActType, type EventDraft, emptyEvent, eventFaults, eventOf, issueIdIn } from './eventDraft.ts';

const ID = '4ad224ce-6866-452c-8f03-e73de0678dd1';
const OTHER = '0b54ad10-43b9-4be0-9dd3-26a4a57bd1a1';
const ACTS = ISSUE_EVENTS.filter((type): type is ActType => type !== 'reported');

const part = fc.record({
  id: fc.constantFrom('O-1', 'O-2', 'O-3'),
  name: fc.constant('区住建局'),
  state: fc.constantFrom('open' as const, 'handling' as const, 'done' as const, 'returned' as const),
});
const issues = fc.record({
  id: fc.constant(ID),
  state: fc.constantFrom(...ISSUE_STATES),
  category: fc.constant({ id: 'key-problems.noise' }),
  organisations: fc.uniqueArray(part, { maxLength: 3, selector: ({ id }) => id }),
});
const words = fc.constantFrom('', '  ', '缺材料', 'no time');
const drafts = fc.record<EventDraft>({
  note: words,
  reason: words,
  category: fc.constantFrom(null, 'key-problems.noise', 'key-problems.lifts'),
  organisations: fc.subarray(['O-1', 'O-2']),
  organisation: fc.constantFrom(null, 'O-1'),
  kind: fc.constantFrom(null, ...RESOLUTION_KINDS),
  amount: fc.constantFrom('', '0', '1', '1000', '1001', '-1', '1.5', 'x', '1e2'),
  unit: fc.constantFrom('day' as const, 'hour' as const),
  rater: fc.constantFrom('reporter' as const, 'other' as const),
  rating: fc.constantFrom(null, ...RATINGS),
  settled: fc.constantFrom(null, true, false),
  cause: fc.constantFrom(null, ...REOPENERS),
  into: fc.constantFrom('', 'x', ID, OTHER, ` https://guatu.example/?layer=issues&issue=${OTHER} `),
});

describe('an event that is filled in', () => {
  it('is one the interface takes, whatever was typed, when it has no faults', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ACTS), drafts, issues, (type, draft, issue) => {
        fc.pre(eventFaults(type, draft, issue).size === 0);
        const event = eventOf(type, draft, issue, ID);
        expect(issueEventInput.safeParse(event).error).toBeUndefined();
        expect(event.type).toBe(type);
      }),
      { numRuns: 2000 },
    );
  });

  it('of the wrong amount, without a reason, or into itself is held back', () => {
    const issue = { id: ID, state: 'handling' as const, category: { id: 'c' }, organisations: [] };
    const draft = emptyEvent(issue);
    expect([...eventFaults('extended', { ...draft, amount: '1001', reason: ' ' }, issue)]).toEqual([
      'reason',
      'amount',
    ]);
    expect([...eventFaults('merged', { ...draft, into: ID }, issue)]).toEqual(['into']);
    expect([...eventFaults('verified', draft, issue)]).toEqual([]);
  });

  it('names the part where organisations have it, and of one alone by itself', () => {
    const at = { name: '区住建局', state: 'open' as const };
    const issue = {
      id: ID,
      state: 'dispatched' as const,
      category: { id: 'c' },
      organisations: [{ id: 'O-1', ...at }],
    };
    const draft = { ...emptyEvent(issue), kind: 'solved' as const };
    expect(eventOf('resolved', draft, issue, ID)).toMatchObject({ organisation: 'O-1' });
    const two = { ...issue, organisations: [...issue.organisations, { id: 'O-2', ...at }] };
    expect([...eventFaults('resolved', { ...emptyEvent(two), kind: 'solved' }, two)]).toEqual([
      'organisation',
    ]);
    // a call is sent back as a whole
    expect(
      eventFaults('returned', { ...emptyEvent(two), reason: 'x' }, { ...two, state: 'escalated' }).size,
    ).toBe(0);
  });

  it('counts ratings of whoever asked as one person, of others each', () => {
    const issue = { id: ID, state: 'resolved' as const, category: { id: 'c' }, organisations: [] };
    const draft = { ...emptyEvent(issue), rating: 'very' as const };
    expect(eventOf('rated', draft, issue, ID)).toMatchObject({ rater: 'reporter' });
    expect(eventOf('rated', { ...draft, rater: 'other' }, issue, ID)).not.toHaveProperty('rater');
  });
});

it('a number is found in what is pasted', () => {
  const id = randomUUID();
  expect(issueIdIn(`?layer=issues&issue=${id.toUpperCase()}&x`)).toBe(id);
  expect(issueIdIn('12345')).toBeNull();
});
