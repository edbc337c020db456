import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IssueEvent } from '#geodata/issue/events.ts';
import { allowedEvents, foldIssue, step } from '#geodata/issue/fold.ts';
import { type Issue, organisationsAtWork, organisationsOf } from '#geodata/issue/issue.ts';
import { TRANSITIONS } from '#geodata/issue/states.ts';
import { anyLog, event, issueAfter } from '#geodata/testing/issue.ts';
import { naiveLevel, naiveResolutions, naiveState } from '#geodata/testing/issueRecount.ts';

const e = event;
const to = (...organisations: string[]) => e('dispatched', 0, { organisations });
const by = (type: 'handling' | 'resolved' | 'returned', organisation: string, more = {}) =>
  e(type, 0, { organisation, ...more });
const taken = [e('reported'), e('accepted')];
const resolved = [...taken, e('resolved')];
const rated = (rating: string, rater = 'x', more = {}) => e('rated', 0, { rater, rating, ...more });

describe('dispatched to several organisations', () => {
  const both = [...taken, to('a', 'b')];

  test('is done when all are, and as well as the least of them did it', () => {
    const one = issueAfter(...both, by('resolved', 'b', { kind: 'planned' }));
    expect([one.state, organisationsAtWork(one), one.resolutions]).toEqual(['handling', ['a'], []]);
    const all = step(one, by('resolved', 'a')).issue!;
    expect([all.state, organisationsAtWork(all)]).toEqual(['resolved', []]);
    expect(all.resolutions).toEqual([{ at: 0, kind: 'planned', denied: false, reopenedAt: null }]);
    expect(organisationsOf(all)).toEqual(['a', 'b']);
  });

  test('one that sends it back leaves the others at work, and the sender has to answer', () => {
    const back = issueAfter(...both, by('returned', 'b'));
    expect([back.state, organisationsAtWork(back), organisationsOf(back)]).toEqual([
      'dispatched',
      ['a'],
      ['a'],
    ]);
    const waiting = step(back, by('resolved', 'a')).issue!;
    expect([waiting.state, waiting.resolutions]).toEqual(['accepted', []]);
    const again = issueAfter(...both, by('returned', 'b'), by('resolved', 'a'), to('c'), by('resolved', 'c'));
    expect([again.state, organisationsOf(again)]).toEqual(['resolved', ['a', 'c']]);
    // or says that nothing is left to do
    expect(step(waiting, e('resolved', 0, { kind: 'explained' })).issue).toMatchObject({
      state: 'resolved',
      resolutions: [{ kind: 'explained' }],
    });
  });

  test('one that sent it back may get it again, and so may one that was done; one at work may not', () => {
    expect(issueAfter(...both, by('returned', 'b'), to('b')).parts).toHaveLength(2);
    expect(issueAfter(...both, by('resolved', 'b'), to('b')).parts.map(({ state }) => state)).toEqual([
      'open',
      'open',
    ]);
    expect(step(issueAfter(...both), to('c', 'b')).refusal).toMatchObject({
      code: 'alreadyWithOrganisation',
      path: 'organisations',
      organisations: ['a', 'b'],
    });
  });

  test.each(['handling', 'resolved', 'returned'] as const)('%s has to name one that has it', (type) => {
    const issue = issueAfter(...both, by('resolved', 'b'));
    for (const more of [{}, { organisation: 'b' }, { organisation: 'c' }]) {
      const answer = step(issue, e(type, 0, more));
      expect(answer.issue).toBe(issue);
      expect(answer.refusal).toMatchObject({
        code: 'notWithOrganisation',
        path: 'organisation',
        organisations: ['a'],
      });
    }
  });

  test('where it was dispatched to nobody nobody is to be named, and nobody can send it back', () => {
    const own = issueAfter(...taken, e('handling'));
    expect(step(own, by('resolved', 'a')).refusal?.code).toBe('notWithOrganisation');
    expect(step(own, e('returned')).refusal?.code).toBe('notWithOrganisation');
    expect(allowedEvents(own)).not.toContain('returned');
    expect(step(own, e('resolved')).issue?.state).toBe('resolved');
  });

  test('reopened, it is with those who had done it', () => {
    const again = issueAfter(...both, by('resolved', 'a'), by('resolved', 'b'), e('reopened'));
    expect([again.state, organisationsAtWork(again)]).toEqual(['dispatched', ['a', 'b']]);
    expect(again.parts.map(({ kind }) => kind)).toEqual([null, null]);
  });
});

describe('the street calls, the district answers', () => {
  const called = [...taken, to('a'), e('escalated', 5)];

  test('it lies one level up, and nobody below has it', () => {
    const issue = issueAfter(...called);
    expect([issue.state, issue.level, issue.parts, issue.runs.length]).toEqual([
      'escalated',
      'community',
      [],
      1,
    ]);
    expect(issue.calls).toEqual([
      { at: 5, category: 'firms.labour', level: 'community', answeredAt: null, answer: null },
    ]);
  });

  test.each([
    [e('accepted', 7), 'accepted', 'community', 'taken', 2],
    [e('dispatched', 7, { organisations: ['c'] }), 'dispatched', 'community', 'taken', 2],
    [e('returned', 7), 'accepted', 'grid', 'returned', 1],
    [e('escalated', 7), 'escalated', 'town', 'passedUp', 1],
    [e('merged', 7), 'merged', 'community', 'withdrawn', 1],
  ])('%j answers', (next, state, level, answer, runs) => {
    const issue = issueAfter(...called, next);
    expect(issue.calls[0]).toMatchObject({ answeredAt: 7, answer });
    expect([issue.state, issue.level, issue.runs.length]).toEqual([state, level, runs]);
  });

  test('nothing is above the district', () => {
    const top = issueAfter(...taken, e('escalated'), e('escalated'), e('escalated'));
    expect(top.level).toBe('district');
    expect(allowedEvents(top)).not.toContain('escalated');
    const { issue, refusal } = step(top, e('escalated'));
    expect([issue === top, refusal?.code]).toEqual([true, 'topLevel']);
    expect(refusal?.allowed).toEqual(['accepted', 'dispatched', 'returned', 'merged']);
  });
});

describe('those served', () => {
  test('the last rating of each counts', () => {
    const issue = issueAfter(...resolved, rated('not'), rated('satisfied', 'y'), rated('very'));
    expect(issue.ratings.map(({ rater, rating }) => [rater, rating])).toEqual([
      ['y', 'satisfied'],
      ['x', 'very'],
    ]);
  });

  test('a bad rating opens a rectification, once, until the same person is content or it is resolved anew', () => {
    const bad = issueAfter(...resolved, rated('not'), e('rated', 3, { rating: 'notAtAll' }), e('rated', 4));
    expect(bad.rectifications).toMatchObject([{ rater: 'x', at: 0, endedAt: 4 }]);
    const two = [...resolved, rated('not'), rated('notAtAll', 'y'), rated('fairly')];
    expect(issueAfter(...two).rectifications.map(({ endedAt }) => endedAt)).toEqual([0, null]);
    const anew = issueAfter(...two, e('reopened', 1), e('resolved', 9));
    expect(anew.rectifications.map(({ endedAt }) => endedAt)).toEqual([0, 9]);
  });

  test('say that it is not settled by reopening it, or when they rate it; others only reopen it', () => {
    const denied = (...events: IssueEvent[]) =>
      issueAfter(...resolved, ...events).resolutions.map((r) => r.denied);
    expect(denied(e('reopened'))).toEqual([true]);
    expect(denied(e('reopened', 0, { cause: 'verifier' }))).toEqual([false]);
    expect(denied(rated('very', 'x', { settled: false }))).toEqual([true]);
    expect(denied(rated('not', 'x', { settled: false }), rated('not', 'x', { settled: true }))).toEqual([
      false,
    ]);
    expect(denied(rated('not', 'x', { settled: false }), rated('very', 'y', { settled: true }))).toEqual([
      true,
    ]);
    expect(
      denied(rated('not', 'x', { settled: false }), e('reopened'), e('resolved'), rated('very')),
    ).toEqual([true, false]);
  });
});

test('what was said of an earlier resolution does not stand against the next', () => {
  const again = [...resolved, rated('not', 'x', { settled: false }), e('reopened'), e('resolved')];
  expect(issueAfter(...again, rated('very', 'y')).resolutions.map(({ denied }) => denied)).toEqual([
    true,
    false,
  ]);
});

test('acceptance corrects the category, of the clock too', () => {
  const issue = issueAfter(e('reported'), e('accepted', 1, { category: 'key-problems.lifts' }));
  expect([issue.category, issue.runs.map((run) => run.category)]).toEqual([
    'key-problems.lifts',
    ['key-problems.lifts'],
  ]);
});

test('a merged one names its parent, which is not itself, and its clocks stand', () => {
  const waiting = issueAfter(...taken, e('suspended', 2));
  expect(step(waiting, e('merged', 4, { into: 'i1' })).refusal).toMatchObject({
    code: 'intoItself',
    path: 'into',
  });
  const merged = step(waiting, e('merged', 4)).issue!;
  expect([merged.mergedInto, merged.runs[0]?.pauses]).toEqual(['i0', [{ from: 2, to: 4 }]]);
  expect(step(merged, e('reopened', 5)).issue).toMatchObject({ state: 'reported', mergedInto: null });
});

describe('what is no event', () => {
  const issue = issueAfter(...taken);

  test.each([
    [null],
    [undefined],
    [4],
    ['closed'],
    [[]],
    [{}],
    [{ type: 'gone', at: 0 }],
    [{ type: 'toString' }],
  ])('%j is unknown', (nonsense) => {
    expect(step(issue, nonsense)).toMatchObject({ issue, refusal: { code: 'unknownEvent', path: 'type' } });
    expect(step(null, nonsense).refusal?.allowed).toEqual(['reported']);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ ...e('extended'), reason: ' ' }, 'reason'],
    [{ ...e('extended'), reason: undefined }, 'reason'],
    [{ ...e('extended'), amount: 0 }, 'amount'],
    [{ ...e('extended'), amount: 1.5 }, 'amount'],
    [{ ...e('extended'), unit: 'week' }, 'unit'],
    [{ ...e('suspended'), reason: '' }, 'reason'],
    [{ ...e('dispatched'), organisations: [] }, 'organisations'],
    [{ ...e('dispatched'), organisations: ['a', 'a'] }, 'organisations'],
    [{ ...e('dispatched'), organisations: 'a' }, 'organisations'],
    [{ ...e('resolved'), kind: 'done' }, 'kind'],
    [{ ...e('handling'), organisation: 3 }, 'organisation'],
    [{ ...e('merged'), into: '' }, 'into'],
    [{ ...e('handling'), at: Number.NaN }, 'at'],
    [{ ...e('handling'), at: '2026-10-01' }, 'at'],
    [{ ...e('handling'), note: {} }, 'note'],
    [{ ...e('handling'), by: 3 }, 'by'],
  ])('%j is malformed', (bad, path) => {
    expect(step(issue, bad)).toMatchObject({ issue, refusal: { code: 'malformed', path } });
  });

  test.each([
    [{ ...e('reported'), id: '' }, 'id'],
    [{ ...e('reported'), source: 'dream' }, 'source'],
    [{ ...e('reported'), level: 'building' }, 'level'],
  ])('%j is no report', (bad, path) => {
    expect(step(null, bad)).toMatchObject({ issue: null, refusal: { code: 'malformed', path } });
  });

  test('nor is what would be before the last one', () => {
    const later = issueAfter(e('reported', 5));
    expect(step(later, e('accepted', 4)).refusal).toMatchObject({ code: 'outOfOrder', path: 'at' });
    expect(step(later, e('accepted', 5)).refusal).toBeNull();
  });
});

describe('whatever happens', () => {
  test('the fold is what a recount of the accepted events says', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(anyLog, (log) => {
        const { issue, refusals } = foldIssue(log);
        const refused = new Set(refusals.map(({ index }) => index));
        const accepted = log.filter((_, i) => !refused.has(i)) as IssueEvent[];
        if (!issue) {
          expect(accepted).toEqual([]);
          return;
        }
        const [report] = accepted;
        if (report?.type !== 'reported') throw new Error('does not begin with a report');
        expect(issue.state).toBe(naiveState(accepted));
        expect(issue.resolutions).toEqual(naiveResolutions(accepted));
        expect(issue.level).toBe(naiveLevel(accepted));
        expect(issue.lastAt).toBe(accepted.at(-1)!.at);
        const ratings = accepted.filter((one) => one.type === 'rated');
        expect(new Map(issue.ratings.map(({ rater, rating }) => [rater, rating]))).toEqual(
          new Map(ratings.map(({ rater, rating }) => [rater, rating])),
        );
        expect(issue.runs.flatMap(({ pauses }) => pauses).length).toBe(
          accepted.filter(({ type }) => type === 'suspended').length,
        );
        seen.set(issue.state, (seen.get(issue.state) ?? 0) + 1);
      }),
      { numRuns: 2000 },
    );
    // the logs reach every state
    expect([...seen.keys(), 'none'].sort()).toEqual(Object.keys(TRANSITIONS).sort());
  });

  test('refused events change nothing: without them the log folds to the same', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        let issue: Issue | null = null;
        const accepted: unknown[] = [];
        for (const one of log) {
          const before = JSON.stringify(issue);
          const next = step(issue, one);
          expect(JSON.stringify(issue)).toBe(before);
          if (next.refusal) {
            expect(next.issue).toBe(issue);
            expect(next.refusal.allowed).toEqual(allowedEvents(issue));
          } else {
            expect(next.issue).not.toBe(issue);
            accepted.push(one);
          }
          issue = next.issue;
        }
        expect(foldIssue(accepted)).toEqual({ issue, refusals: [] });
        expect(foldIssue(log).issue).toEqual(issue);
      }),
      { numRuns: 500 },
    );
  });

  test('each event leads where the table says', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        let issue: Issue | null = null;
        for (const one of log) {
          const next = step(issue, one);
          if (!next.refusal) {
            const type = (one as IssueEvent).type;
            expect(TRANSITIONS[issue?.state ?? 'none'][type]).toContain(next.issue!.state);
          }
          issue = next.issue;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('any of the allowed events is taken when it is sound', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const { issue } = foldIssue(log);
        for (const type of allowedEvents(issue)) {
          const atWork = issue ? organisationsAtWork(issue) : [];
          const takesPart = ['handling', 'resolved', 'returned'].includes(type) && atWork.length > 0;
          const more = takesPart
            ? { organisation: atWork[0] }
            : type === 'dispatched'
              ? { organisations: ['new'] }
              : {};
          expect(step(issue, e(type, issue?.lastAt, more)).refusal).toBeNull();
        }
      }),
      { numRuns: 500 },
    );
  });
});
