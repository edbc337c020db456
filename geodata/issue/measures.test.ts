import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePeriod } from '#geodata/duty/period.ts';
import { type IssueEvent, type IssueSource, RATINGS } from '#geodata/issue/events.ts';
import {
  addFlows,
  addStandings,
  type DaySpan,
  flowOf,
  NO_FLOW,
  NO_STANDING,
  standingOf,
} from '#geodata/issue/flows.ts';
import { foldIssue } from '#geodata/issue/fold.ts';
import { exactQuantile, HISTOGRAM_ERROR } from '#geodata/issue/histogram.ts';
import { categoryShare, comparableDays, measures } from '#geodata/issue/measures.ts';
import { anyLog, at, endOf, event, HOUR, issueAfter, RULES } from '#geodata/testing/issue.ts';
import {
  naiveCategory,
  naiveDue,
  naiveHours,
  naiveLevel,
  naivePauses,
  naiveResolutions,
  naiveState,
  reportOf,
} from '#geodata/testing/issueRecount.ts';

type Log = readonly IssueEvent[];

const summed = (logs: readonly Log[], span: DaySpan) => {
  const issues = logs.map((log) => issueAfter(...log));
  return {
    flow: issues.map((issue) => flowOf(issue, span, RULES)).reduce((sum, one) => addFlows(sum, one), NO_FLOW),
    standing: issues
      .map((issue) => standingOf(issue, RULES))
      .reduce((sum, one) => addStandings(sum, one), NO_STANDING),
  };
};
const measured = (logs: readonly Log[], period: string, now: number) => {
  const { flow, standing } = summed(logs, parsePeriod(period)!);
  return measures(flow, standing, now);
};

/** Two working days from a report at noon on 29 September: due at the end of 8 October. */
const taken = (day = '2026-09-29') => [
  event('reported', at(`${day}T12:00`)),
  event('accepted', at(`${day}T12:00`)),
];
const on = (type: IssueEvent['type'], text: string, more = {}) => event(type, at(text), more);
const NOVEMBER = at('2026-11-15T12:00');

describe('by hand', () => {
  test('settlement: reported in the period and settled now; one reopened is open', () => {
    const logs = [
      [...taken(), on('resolved', '2026-10-20T12:00')],
      [...taken(), on('resolved', '2026-10-08T12:00'), on('reopened', '2026-10-20T12:00')],
      [
        ...taken(),
        on('resolved', '2026-10-08T12:00'),
        on('verified', '2026-10-08T12:00'),
        on('closed', '2026-10-09T12:00'),
      ],
      taken(),
      [on('reported', '2026-09-29T12:00'), on('refused', '2026-09-29T13:00')],
      [...taken(), on('merged', '2026-09-30T12:00')],
      [...taken('2026-10-09'), on('resolved', '2026-10-09T12:00')],
    ];
    expect(measured(logs, '2026-09', NOVEMBER)).toMatchObject({
      reported: 4,
      settled: 2,
      refused: 1,
      merged: 1,
      settlementRate: 0.5,
      open: 2,
    });
    expect(measured(logs, '2026-10', NOVEMBER)).toMatchObject({
      reported: 1,
      settled: 1,
      resolved: 4,
      reopened: 1,
    });
    expect(measured([], '2026-10', NOVEMBER)).toMatchObject({
      settlementRate: null,
      solvedRate: null,
      onTimeRate: null,
      reopenRate: null,
      satisfaction: null,
      handlingMedianHours: null,
      handlingP90Hours: null,
      overdue: 0,
    });
  });

  test('solved: the last resolution in the period counts, unless those served deny it', () => {
    const resolved = (kind: string, ...more: IssueEvent[]) => [
      ...taken(),
      on('resolved', '2026-10-08T12:00', { kind }),
      ...more,
    ];
    const logs = [
      resolved('solved'),
      resolved('explained'),
      resolved('solved', on('rated', '2026-10-09T12:00', { rating: 'not', settled: false })),
      resolved('solved', on('reopened', '2026-10-30T12:00'), on('resolved', '2026-11-02T12:00')),
      resolved('solved', on('reopened', '2026-10-30T12:00', { cause: 'verifier' })),
      resolved('planned', on('reopened', '2026-10-12T12:00'), on('resolved', '2026-10-13T12:00')),
    ];
    expect(measured(logs, '2026-10', NOVEMBER)).toMatchObject({
      resolved: 6,
      solved: 3,
      solvedRate: 0.5,
      reopened: 3,
      reopenRate: 0.5,
    });
    expect(measured(logs, '2026-11', NOVEMBER)).toMatchObject({ resolved: 1, solved: 1, reopened: 0 });
    // not additive over periods: two of the six were resolved twice
    expect(measured(logs, '2026-Q4', NOVEMBER)).toMatchObject({ resolved: 6, solved: 4, reopened: 3 });
  });

  test('on time: by the first promise, which no extension moves, and only once it has passed', () => {
    const logs = [
      [...taken(), on('resolved', '2026-10-08T12:00')],
      [...taken(), event('resolved', endOf('2026-10-08'))],
      [...taken(), event('resolved', endOf('2026-10-08') + 1)],
      [...taken(), on('extended', '2026-10-08T12:00', { amount: 5 }), on('resolved', '2026-10-09T12:00')],
      // due at the end of the 9th: a working day of suspension
      [
        ...taken(),
        on('suspended', '2026-09-30T00:00'),
        on('resumed', '2026-10-01T00:00'),
        on('resolved', '2026-10-09T12:00'),
      ],
      // settled at the promised moment, whatever came after
      [...taken(), on('resolved', '2026-10-08T12:00'), on('reopened', '2026-10-12T12:00')],
      [
        ...taken(),
        on('resolved', '2026-10-08T12:00'),
        on('reopened', '2026-10-08T13:00'),
        on('resolved', '2026-10-09T12:00'),
      ],
      taken('2026-10-30'),
    ];
    expect(measured(logs, '2026-10', endOf('2026-10-08'))).toMatchObject({ due: 0, onTimeRate: null });
    expect(measured(logs, '2026-10', at('2026-10-09T00:00'))).toMatchObject({
      due: 6,
      onTime: 3,
      extended: 1,
      onTimeRate: 0.5,
    });
    expect(measured(logs, '2026-10', NOVEMBER)).toMatchObject({ due: 7, onTime: 4 });
    expect(measured(logs, '2026-11', at('2026-11-04T00:00'))).toMatchObject({
      due: 1,
      onTime: 0,
      overdue: 2,
    });
  });

  test('overdue: open and past due now; what is stopped is not, what is extended later', () => {
    const logs = [
      taken(),
      [...taken(), on('suspended', '2026-10-08T12:00')],
      [...taken(), on('extended', '2026-10-08T12:00', { amount: 1 })],
      [...taken(), on('escalated', '2026-09-30T12:00')],
      [...taken(), on('resolved', '2026-10-08T12:00'), on('rated', '2026-10-08T12:00', { rating: 'not' })],
    ];
    const standing = (now: number) => {
      const { open, suspended, overdue, escalationsOverdue, rectificationsOverdue } = measured(
        logs,
        '2026-10',
        now,
      );
      return [open, suspended, overdue, escalationsOverdue, rectificationsOverdue];
    };
    expect(standing(at('2026-09-30T16:00'))).toEqual([4, 1, 0, 0, 0]);
    expect(standing(at('2026-09-30T16:01'))).toEqual([4, 1, 0, 1, 0]);
    expect(standing(endOf('2026-10-08'))).toEqual([4, 1, 0, 1, 0]);
    expect(standing(at('2026-10-09T00:00'))).toEqual([4, 1, 2, 1, 0]);
    expect(standing(at('2026-10-10T00:00'))).toEqual([4, 1, 3, 1, 0]);
    expect(standing(at('2026-10-13T00:00'))).toEqual([4, 1, 3, 1, 1]);
    expect(measured(logs, '2026-10', NOVEMBER)).toMatchObject({ escalationsOpen: 1, rectificationsOpen: 1 });
  });

  test('handling time: from the report to the last resolution in the period, in the clock’s hours', () => {
    const logs = [
      // 12 hours of 29 September, 24 of the 30th, 12 of 8 October
      [...taken(), on('resolved', '2026-10-08T12:00')],
      [
        ...taken(),
        on('resolved', '2026-10-08T12:00'),
        on('reopened', '2026-10-08T13:00'),
        on('resolved', '2026-10-09T12:00'),
      ],
      [
        ...taken(),
        on('suspended', '2026-09-30T00:00'),
        on('resumed', '2026-10-01T00:00'),
        on('resolved', '2026-10-08T12:00'),
      ],
    ];
    const { handlingMedianHours, handlingP90Hours } = measured(logs, '2026-10', NOVEMBER);
    expect(Math.abs(handlingMedianHours! / 48 - 1)).toBeLessThanOrEqual(HISTOGRAM_ERROR);
    expect(Math.abs(handlingP90Hours! / 72 - 1)).toBeLessThanOrEqual(HISTOGRAM_ERROR);
  });

  test('satisfaction: the last rating of each, by the day it was given', () => {
    const done = [...taken(), on('resolved', '2026-09-29T13:00')];
    const rated = (text: string, rating: string, rater = 'x') => on('rated', text, { rating, rater });
    const logs = [
      [...done, rated('2026-09-30T12:00', 'not'), rated('2026-10-09T12:00', 'fairly')],
      [...done, rated('2026-10-09T12:00', 'very'), rated('2026-10-09T12:00', 'notAtAll', 'y')],
      [...done, rated('2026-09-30T12:00', 'satisfied'), rated('2026-10-31T23:59', 'not', 'y')],
    ];
    expect(measured(logs, '2026-10', NOVEMBER)).toMatchObject({
      raters: 4,
      ratings: { very: 1, satisfied: 0, fairly: 1, not: 1, notAtAll: 1 },
      satisfaction: 0.5,
    });
    expect(measured(logs, '2026-09', NOVEMBER)).toMatchObject({ raters: 1, satisfaction: 1 });
  });

  test('category share, and its change in shares', () => {
    expect(categoryShare({ part: 3, whole: 12 }, { part: 2, whole: 20 })).toEqual({
      share: 0.25,
      before: 0.1,
      change: 0.15,
    });
    expect(categoryShare({ part: 0, whole: 0 }, { part: 2, whole: 20 })).toMatchObject({
      share: null,
      change: null,
    });
    expect(categoryShare({ part: 1, whole: 2 }, { part: 0, whole: 0 })).toMatchObject({
      share: 0.5,
      change: null,
    });
  });

  test('a running period is compared with as much of the one before', () => {
    const [march, february] = ['2026-03', '2026-02'].map((key) => parsePeriod(key)!);
    const days = (today: number) => {
      const { start, end } = comparableDays(march!, february!, today);
      return [start - february!.start, end - february!.start];
    };
    expect(days(march!.start)).toEqual([0, 0]);
    expect(days(march!.start + 14)).toEqual([0, 14]);
    expect(days(march!.start + 29)).toEqual([0, 27]);
    expect(days(march!.end)).toEqual([0, 27]);
    expect(days(march!.end + 100)).toEqual([0, 27]);
  });
});

/** The measures of model.md, counted one by one from the accepted events. */
function recount(logs: readonly Log[], span: DaySpan, now: number) {
  const holds = (ms: number): boolean => {
    const day = Math.floor((ms + 8 * HOUR) / (24 * HOUR));
    return day >= span.start && day <= span.end;
  };
  const count = (list: readonly Log[], test: (log: Log) => boolean) => list.filter(test).length;
  const state =
    (...states: string[]) =>
    (log: Log) =>
      states.includes(naiveState(log));
  const ratio = (a: number, b: number) => (b === 0 ? null : a / b);
  const alive = logs.filter((log) => !state('refused', 'merged')(log));
  const reported = logs.filter((log) => holds(log[0]!.at));
  const isSettled = state('resolved', 'verified', 'closed');

  const resolved = alive.filter((log) => naiveResolutions(log).some((one) => holds(one.at)));
  const inPeriod = (log: Log) => naiveResolutions(log).filter((one) => holds(one.at));
  const solved = count(resolved, (log) => {
    const last = inPeriod(log).at(-1)!;
    return last.kind === 'solved' && !last.denied;
  });
  const reopened = count(resolved, (log) => inPeriod(log).some((one) => one.reopenedAt !== null));

  const handling = resolved.map((log) => {
    const until = inPeriod(log).at(-1)!.at;
    const { calendar } = firstTerm(log);
    const stopped = naivePauses(log)
      .filter(({ from }) => from < until)
      .map(({ from, to }) => naiveHours(from, Math.min(to ?? until, until), calendar));
    return naiveHours(log[0]!.at, until, calendar) - stopped.reduce((a, b) => a + b, 0);
  });

  const promised = alive.filter((log) => {
    const due = naiveDue(log[0]!.at, firstTerm(log), naivePauses(log));
    return due !== null && holds(due) && due < now;
  });
  const onTime = count(promised, (log) => {
    const due = naiveDue(log[0]!.at, firstTerm(log), naivePauses(log))!;
    return isSettled(log.filter((one) => one.at <= due));
  });

  const open = alive.filter((log) => !isSettled(log));
  const ratings = Object.fromEntries(RATINGS.map((rating) => [rating, 0]));
  for (const log of alive)
    for (const rater of ['x', 'y']) {
      const last = log.findLast((one) => one.type === 'rated' && one.rater === rater);
      if (last?.type === 'rated' && holds(last.at)) ratings[last.rating]!++;
    }
  const raters = Object.values(ratings).reduce((a, b) => a + b, 0);
  const escalations = open.filter(state('escalated')).map(escalationDueOf);
  const rectifications = alive.flatMap(rectificationDuesOf);
  const settled = count(alive, (log) => reported.includes(log) && isSettled(log));
  const counted = count(alive, (log) => reported.includes(log));
  return {
    reported: counted,
    settled,
    refused: count(reported, state('refused')),
    merged: count(reported, state('merged')),
    settlementRate: ratio(settled, counted),
    resolved: resolved.length,
    solved,
    solvedRate: ratio(solved, resolved.length),
    reopened,
    reopenRate: ratio(reopened, resolved.length),
    due: promised.length,
    onTime,
    extended: count(promised, (log) => log.some(({ type }) => type === 'extended')),
    onTimeRate: ratio(onTime, promised.length),
    open: open.length,
    suspended: count(open, state('suspended')),
    overdue: count(open, (log) => (dueNow(log) ?? now) < now),
    escalationsOpen: escalations.length,
    escalationsOverdue: escalations.filter((due) => due < now).length,
    rectificationsOpen: rectifications.length,
    rectificationsOverdue: rectifications.filter((due) => due < now).length,
    handlingMedianHours: exactQuantile(handling, 0.5),
    handlingP90Hours: exactQuantile(handling, 0.9),
    raters,
    ratings,
    satisfaction: ratio(ratings.very! + ratings.satisfied! + ratings.fairly!, raters),
  };
}

/** The term of the report: its category as the first acceptance left it. */
function firstTerm(log: Log) {
  const reopened = log.findIndex(({ type }) => type === 'reopened');
  const first = log.findIndex(({ type }) => type === 'accepted');
  const isFirst = first >= 0 && (reopened < 0 || first < reopened);
  return RULES.clocksOf(naiveCategory(log.slice(0, isFirst ? first + 1 : 1)), reportOf(log).level).handling;
}

/** Due now, by the last report, reopening or escalation taken on. */
function dueNow(log: Log): number | null {
  const start = log.findLastIndex(
    ({ type }, i) =>
      type === 'reported' ||
      type === 'reopened' ||
      ((type === 'accepted' || type === 'dispatched') && naiveState(log.slice(0, i)) === 'escalated'),
  );
  const run = log.slice(start);
  const term = RULES.clocksOf(naiveCategory(log), naiveLevel(log.slice(0, start + 1))).handling;
  const extensions = run.filter((one) => one.type === 'extended');
  return naiveDue(run[0]!.at, term, naivePauses(run), extensions);
}

function escalationDueOf(log: Log): number {
  const { at: called } = log.findLast(({ type }) => type === 'escalated')!;
  return naiveDue(called, RULES.clocksOf(naiveCategory(log), naiveLevel(log)).escalation)!;
}

function rectificationDuesOf(log: Log): number[] {
  const resolvedAt = log.findLastIndex(
    (one, i) => one.type === 'resolved' && naiveState(log.slice(0, i + 1)) === 'resolved',
  );
  return ['x', 'y'].flatMap((rater) => {
    const own = (one: IssueEvent) => one.type === 'rated' && one.rater === rater;
    const isBad = (one: IssueEvent) =>
      one.type === 'rated' && (one.rating === 'not' || one.rating === 'notAtAll');
    const content = log.findLastIndex((one) => own(one) && !isBad(one));
    const first = log.findIndex((one, i) => own(one) && isBad(one) && i > content && i > resolvedAt);
    if (first < 0) return [];
    const before = log.slice(0, first + 1);
    return [
      naiveDue(log[first]!.at, RULES.clocksOf(naiveCategory(before), naiveLevel(before)).rectification)!,
    ];
  });
}

describe('whatever happens', () => {
  const accepted = anyLog
    .map((log) => {
      const refused = new Set(foldIssue(log).refusals.map(({ index }) => index));
      return log.filter((_, i) => !refused.has(i)) as IssueEvent[];
    })
    .filter((log) => log.length > 0);
  const spans = fc
    .constantFrom('2026-09', '2026-10', '2026-11', '2026-W41', '2026-Q4', '2026')
    .map((key) => parsePeriod(key)!);
  const nows = fc.integer({ min: 0, max: 100 * 24 }).map((n) => at('2026-09-16T00:00') + n * HOUR);

  test('every measure equals a recount; quantiles within their error', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(accepted, { maxLength: 6 }), spans, nows, (logs, span, now) => {
        const { flow, standing } = summed(logs, span);
        const { handlingMedianHours, handlingP90Hours, ...rest } = measures(flow, standing, now);
        const { handlingMedianHours: median, handlingP90Hours: p90, ...expected } = recount(logs, span, now);
        expect(rest).toEqual(expected);
        for (const [near, exact] of [
          [handlingMedianHours, median],
          [handlingP90Hours, p90],
        ] as const) {
          if (exact === null) expect(near).toBeNull();
          else expect(Math.abs(near! - exact)).toBeLessThanOrEqual(exact * (HISTOGRAM_ERROR + 1e-9));
        }
        for (const [key, value] of Object.entries(rest))
          if (typeof value === 'number' && value > 0) seen.set(key, (seen.get(key) ?? 0) + 1);
      }),
      { numRuns: 1000 },
    );
    // no measure is nothing in all the cases
    expect(
      Object.keys(measures(NO_FLOW, NO_STANDING, 0))
        .filter((key) => !seen.has(key))
        .sort(),
    ).toEqual(['handlingMedianHours', 'handlingP90Hours', 'ratings']);
  });

  test('parts add up to the whole by any division, and what is taken away is gone', () => {
    const parted = fc.array(fc.tuple(accepted, fc.constantFrom<IssueSource>('visit', 'hotline', 'import')), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(parted, spans, (all, span) => {
        const whole = summed(
          all.map(([log]) => log),
          span,
        );
        const parts = ['visit', 'hotline', 'import'].map((source) =>
          summed(
            all.filter(([, of]) => of === source).map(([log]) => log),
            span,
          ),
        );
        expect(parts.map(({ flow }) => flow).reduce((a, b) => addFlows(a, b))).toEqual(whole.flow);
        expect(parts.map(({ standing }) => standing).reduce((a, b) => addStandings(a, b))).toEqual(
          whole.standing,
        );
        const [first, ...others] = parts;
        expect(others.reduce((sum, { flow }) => addFlows(sum, flow, -1), whole.flow)).toEqual(first!.flow);
        expect(others.reduce((sum, { standing }) => addStandings(sum, standing, -1), whole.standing)).toEqual(
          first!.standing,
        );
      }),
      { numRuns: 300 },
    );
  });

  test('a log that grows changes the sums by what its last event changes', () => {
    fc.assert(
      fc.property(accepted, fc.array(accepted, { maxLength: 3 }), spans, (log, others, span) => {
        const before = log.slice(0, -1);
        if (before.length === 0) return;
        const kept = summed([before, ...others], span);
        const moved = addFlows(
          addFlows(kept.flow, summed([before], span).flow, -1),
          summed([log], span).flow,
        );
        expect(moved).toEqual(summed([log, ...others], span).flow);
      }),
      { numRuns: 300 },
    );
  });
});
