import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Term } from '#geodata/issue/categories.ts';
import {
  type ClockRules,
  dueAfter,
  escalationDue,
  firstPromise,
  handlingClock,
  handlingMs,
  isOverdue,
  rectificationDues,
} from '#geodata/issue/clock.ts';
import { foldIssue, step } from '#geodata/issue/fold.ts';
import { isOpen } from '#geodata/issue/states.ts';
import { countedTimes } from '#geodata/issue/workingTime.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import { anyLog, at, endOf, event, HOUR, issueAfter, RULES, written } from '#geodata/testing/issue.ts';

// National Day 2026: off from Thursday 1 to Wednesday 7 October; Saturday 10 October is worked, and so was Sunday
// 20 September; 25 to 27 September (Friday to Sunday) is Mid-Autumn.
const { times } = RULES;
const working = (amount: number, unit: Term['unit'] = 'day'): Term => ({ amount, unit, calendar: 'working' });
const civil = (amount: number, unit: Term['unit'] = 'day'): Term => ({ amount, unit, calendar: 'civil' });

test.each([
  ['2026-09-29T15:00', 2, '2026-10-08'],
  ['2026-09-29T15:00', 5, '2026-10-12'],
  ['2026-09-30T00:00', 1, '2026-10-08'],
  ['2026-09-30T23:59', 3, '2026-10-10'],
  ['2026-10-01T00:00', 1, '2026-10-08'],
  ['2026-10-03T09:00', 2, '2026-10-09'],
  ['2026-10-09T17:00', 1, '2026-10-10'],
  ['2026-10-09T17:00', 2, '2026-10-12'],
  ['2026-10-10T12:00', 1, '2026-10-12'],
  ['2026-09-18T10:00', 1, '2026-09-20'],
  ['2026-09-24T10:00', 1, '2026-09-28'],
  ['2025-09-30T10:00', 2, '2025-10-10'],
  ['2025-09-30T10:00', 3, '2025-10-11'],
])('%s and %d working days: the last moment of %s', (from, days, last) => {
  expect(written(dueAfter(at(from), working(days), times))).toBe(`${last}T23:59:59.999`);
});

test.each([
  ['2026-09-30T20:00', working(8, 'hour'), '2026-10-08T04:00:00.000'],
  ['2026-09-30T20:00', working(4, 'hour'), '2026-10-01T00:00:00.000'],
  ['2026-10-04T11:00', working(2, 'hour'), '2026-10-08T02:00:00.000'],
  ['2026-10-09T18:00', working(24, 'hour'), '2026-10-10T18:00:00.000'],
  ['2026-10-10T18:00', working(24, 'hour'), '2026-10-12T18:00:00.000'],
  ['2026-10-02T10:00', civil(24, 'hour'), '2026-10-03T10:00:00.000'],
  ['2026-10-02T10:00', civil(3), '2026-10-05T23:59:59.999'],
])('%s and %j: %s', (from, term, due) => {
  expect(written(dueAfter(at(from), term, times))).toBe(due);
});

describe('opening hours', () => {
  const office = countedTimes('Asia/Shanghai', STATE_COUNCIL_HOLIDAYS, [
    [540, 720],
    [810, 1050],
  ]);

  test.each([
    ['2026-09-30T16:30', working(1, 'hour'), '2026-09-30T17:30:00.000'],
    ['2026-09-30T16:30', working(2, 'hour'), '2026-10-08T10:00:00.000'],
    ['2026-09-30T16:30', working(8, 'hour'), '2026-10-08T17:30:00.000'],
    ['2026-10-08T11:30', working(1, 'hour'), '2026-10-08T14:00:00.000'],
    ['2026-10-08T12:30', working(1, 'hour'), '2026-10-08T14:30:00.000'],
    ['2026-10-08T07:00', working(3, 'hour'), '2026-10-08T12:00:00.000'],
    ['2026-10-09T17:30', working(1, 'hour'), '2026-10-10T10:00:00.000'],
    ['2026-09-29T15:00', working(2), '2026-10-08T17:29:59.999'],
    ['2026-09-29T15:00', civil(2), '2026-10-01T23:59:59.999'],
  ])('%s and %j: %s', (from, term, due) => {
    expect(written(dueAfter(at(from), term, office))).toBe(due);
  });

  test.each([
    [[]],
    [[[540, 540]]],
    [[[600, 540]]],
    [
      [
        [540, 720],
        [700, 800],
      ],
    ],
    [[[0, 1441]]],
    [[[0.5, 9]]],
  ] as [number, number][][][])('%j are refused', (hours) => {
    expect(() => countedTimes('Asia/Shanghai', STATE_COUNCIL_HOLIDAYS, hours)).toThrow(RangeError);
  });

  test('what is counted never falls, and the first instant of it is found', () => {
    const instants = fc.integer({ min: at('2026-09-01T00:00'), max: at('2026-10-31T00:00') });
    fc.assert(
      fc.property(
        instants,
        instants,
        fc.constantFrom(times.working, times.civil, office.working),
        (x, y, time) => {
          const [a, b] = [Math.min(x, y), Math.max(x, y)];
          expect(time.upTo(b)).toBeGreaterThanOrEqual(time.upTo(a));
          expect(time.upTo(b) - time.upTo(a)).toBeLessThanOrEqual(b - a);
          const first = time.instantOf(time.upTo(b));
          expect(first).toBeLessThanOrEqual(b);
          expect(time.upTo(first)).toBe(time.upTo(b));
          expect(time.upTo(first - 1)).toBe(time.upTo(b) - 1);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('a zone whose clocks are changed has days as long as any other, by the wall clock', () => {
  const { working: newYork, civil: everyHour } = countedTimes('America/New_York', {
    holidays: [],
    workdays: ['2026-03-08'],
  });
  const [sunday, monday] = [Date.parse('2026-03-08T00:00-05:00'), Date.parse('2026-03-09T00:00-04:00')];
  expect([monday - sunday, newYork.upTo(monday) - newYork.upTo(sunday)]).toEqual([23 * HOUR, 24 * HOUR]);
  expect(everyHour.upTo(monday) - everyHour.upTo(sunday)).toBe(23 * HOUR);
  const early = Date.parse('2026-03-08T03:30-04:00');
  expect(newYork.instantOf(newYork.upTo(early))).toBe(early);
  expect(newYork.endOfDay(sunday, 1)).toBe(monday + 24 * HOUR - 1);
  expect(everyHour.endOfDay(sunday, 1)).toBe(monday + 24 * HOUR - 1);
});

// At a grid two working days, in a town five, in the district ten; lifts 24 hours round the clock (the preset).
const reported = (text: string, more: Record<string, unknown> = {}) => [
  event('reported', at(text), more),
  event('accepted', at(text)),
];
const dueOf = (...events: Parameters<typeof issueAfter>) => {
  const issue = issueAfter(...events);
  return {
    first: written(firstPromise(issue, RULES).dueAt)?.slice(0, 16),
    now: written(handlingClock(issue, RULES)?.dueAt)?.slice(0, 16),
  };
};
const town = reported('2026-09-29T15:00', { level: 'town' });
const pause = (from: string, to: string) => [event('suspended', at(from)), event('resumed', at(to))];

describe('the handling clock', () => {
  test('runs by category and level', () => {
    expect(dueOf(...town)).toEqual({ first: '2026-10-12T23:59', now: '2026-10-12T23:59' });
    expect(dueOf(...reported('2026-09-29T15:00')).now).toBe('2026-10-08T23:59');
    const lift = reported('2026-10-01T15:00', { category: 'key-problems.lifts' });
    expect(dueOf(...lift).now).toBe('2026-10-02T15:00');
    const unknown = reported('2026-09-29T15:00', { level: 'town', category: 'gone' });
    expect(dueOf(...unknown).now).toBe('2026-10-12T23:59');
  });

  test('a suspension adds its working time', () => {
    // 12 hours of 30 September, all of 8 October, 12 hours of 9 October: two working days
    const stopped = [...town, ...pause('2026-09-30T12:00', '2026-10-09T12:00')];
    expect(dueOf(...stopped)).toEqual({ first: '2026-10-14T23:59', now: '2026-10-14T23:59' });
    expect(dueOf(...town, ...pause('2026-10-01T00:00', '2026-10-08T00:00')).now).toBe('2026-10-12T23:59');
    expect(dueOf(...town, ...pause('2026-10-10T00:00', '2026-10-11T09:00')).now).toBe('2026-10-13T23:59');
    expect(dueOf(...town, ...pause('2026-09-30T10:00', '2026-09-30T16:00')).now).toBe('2026-10-13T05:59');
  });

  test('a suspension at the very last moment still stops it', () => {
    const lift = reported('2026-10-01T15:00', { category: 'key-problems.lifts' });
    expect(dueOf(...lift, ...pause('2026-10-02T15:00', '2026-10-02T18:00')).now).toBe('2026-10-02T18:00');
    expect(dueOf(...lift, ...pause('2026-10-02T15:01', '2026-10-02T18:00')).now).toBe('2026-10-02T15:00');
  });

  test('that is stopped has no due moment but time left, and is not overdue', () => {
    const issue = issueAfter(...town, event('suspended', at('2026-10-10T12:00')));
    expect(handlingClock(issue, RULES)).toEqual({ dueAt: null, leftMs: 36 * HOUR - 1 });
    expect(firstPromise(issue, RULES).dueAt).toBeNull();
    expect(isOverdue(issue, at('2027-01-01T00:00'), RULES)).toBe(false);
  });

  test('a suspension after the due moment makes nothing good', () => {
    const late = issueAfter(...town, event('suspended', at('2026-10-13T00:00')));
    expect(written(handlingClock(late, RULES)!.dueAt)).toBe('2026-10-12T23:59:59.999');
    expect(isOverdue(late, at('2026-10-13T00:00'), RULES)).toBe(true);
  });

  test('an extension moves what is due now and never the promise', () => {
    const extended = [...town, event('extended', at('2026-10-09T10:00'), { amount: 3 })];
    expect(dueOf(...extended)).toEqual({ first: '2026-10-12T23:59', now: '2026-10-15T23:59' });
    // a suspension after the promise, but within the extension
    const stopped = [...extended, ...pause('2026-10-13T00:00', '2026-10-14T00:00')];
    expect(dueOf(...stopped)).toEqual({ first: '2026-10-12T23:59', now: '2026-10-16T23:59' });
    const hours = [...town, event('extended', at('2026-10-09T10:00'), { amount: 5, unit: 'hour' })];
    expect(dueOf(...hours).now).toBe('2026-10-13T04:59');
    expect(
      dueOf(
        ...town,
        event('extended', at('2026-10-12T23:59')),
        ...pause('2026-10-12T23:59', '2026-10-12T23:59'),
      ).now,
    ).toBe('2026-10-13T23:59');
  });

  test('is past due after its last moment, and only while the issue is open', () => {
    const issue = issueAfter(...town);
    expect(isOverdue(issue, endOf('2026-10-12'), RULES)).toBe(false);
    expect(isOverdue(issue, endOf('2026-10-12') + 1, RULES)).toBe(true);
    const done = issueAfter(...town, event('resolved', at('2026-11-01T00:00')));
    expect(handlingClock(done, RULES)).toBeNull();
    expect(isOverdue(done, at('2026-11-02T00:00'), RULES)).toBe(false);
  });

  test('begins anew with the level that takes it on, and with a reopening; the promise stays', () => {
    const called = [...town, event('escalated', at('2026-10-08T10:00'))];
    expect(dueOf(...called)).toEqual({ first: '2026-10-12T23:59', now: '2026-10-12T23:59' });
    const taken = [...called, event('accepted', at('2026-10-09T10:00'))];
    // 10, 12 to 16, 19 to 22 October
    expect(dueOf(...taken)).toEqual({ first: '2026-10-12T23:59', now: '2026-10-22T23:59' });
    expect(dueOf(...called, event('returned', at('2026-10-09T10:00'))).now).toBe('2026-10-12T23:59');
    const again = [
      ...town,
      event('resolved', at('2026-09-30T09:00')),
      event('reopened', at('2026-10-05T09:00')),
    ];
    expect(dueOf(...again)).toEqual({ first: '2026-10-12T23:59', now: '2026-10-13T23:59' });
  });
});

describe('the clocks of their own', () => {
  test('of a call: four working hours for a community, by the hour', () => {
    const called = [...reported('2026-09-30T10:00'), event('escalated', at('2026-09-30T22:00'))];
    expect(written(escalationDue(issueAfter(...called), RULES))).toBe('2026-10-08T02:00:00.000');
    expect(escalationDue(issueAfter(...called, event('returned', at('2026-10-08T01:00'))), RULES)).toBeNull();
    const up = issueAfter(...called, event('escalated', at('2026-10-08T01:00')));
    expect(written(escalationDue(up, RULES))).toBe('2026-10-08T09:00:00.000');
    expect(escalationDue(issueAfter(...reported('2026-09-30T10:00')), RULES)).toBeNull();
  });

  test('of bad ratings: each of its person, three working days', () => {
    const done = [...reported('2026-09-28T10:00'), event('resolved', at('2026-09-28T11:00'))];
    const bad = [
      ...done,
      event('rated', at('2026-09-29T11:00'), { rating: 'not' }),
      event('rated', at('2026-10-05T11:00'), { rating: 'notAtAll', rater: 'y' }),
    ];
    expect(rectificationDues(issueAfter(...bad), RULES).map(written)).toEqual([
      '2026-10-09T23:59:59.999',
      '2026-10-10T23:59:59.999',
    ]);
    expect(rectificationDues(issueAfter(...bad, event('rated', at('2026-10-08T00:00'))), RULES)).toEqual([
      endOf('2026-10-10'),
    ]);
  });
});

test('handling takes working hours from the report to the resolution, suspensions out', () => {
  const resolved = at('2026-10-10T06:00');
  const issue = issueAfter(
    ...town,
    ...pause('2026-09-30T12:00', '2026-10-09T12:00'),
    event('resolved', resolved),
  );
  // 9 hours of 29 September, 12 of the 30th; 12 of 9 October, 6 of the 10th
  expect(handlingMs(issue, resolved, RULES)).toBe((9 + 12 + 12 + 6) * HOUR);
  const halfHour = issueAfter(
    ...town,
    ...pause('2026-09-29T16:15', '2026-09-29T16:45'),
    event('resolved', at('2026-09-29T17:00')),
  );
  expect(handlingMs(halfHour, at('2026-09-29T17:00'), RULES)).toBe(1.5 * HOUR);
  const lift = reported('2026-10-01T15:00', { category: 'key-problems.lifts' });
  expect(handlingMs(issueAfter(...lift), at('2026-10-04T15:00'), RULES)).toBe(72 * HOUR);
});

describe('whatever happens', () => {
  const rules: ClockRules = RULES;
  const hour = fc.integer({ min: 0, max: 24 * 60 }).map((n) => at('2026-09-14T00:00') + n * HOUR);
  const { holidays, workdays } = STATE_COUNCIL_HOLIDAYS;
  const isWorked = (ms: number): boolean => {
    const text = written(ms)!.slice(0, 10);
    const weekday = new Date(`${text}T00:00Z`).getUTCDay();
    return workdays.includes(text) || (!holidays.includes(text) && weekday !== 0 && weekday !== 6);
  };
  /** Working hours between two whole hours, one by one. */
  const workingHours = (from: number, to: number): number => {
    let n = 0;
    for (let ms = from; ms < to; ms += HOUR) if (isWorked(ms)) n++;
    return n;
  };

  test('a suspension before the due moment adds exactly its working time', () => {
    fc.assert(
      fc.property(hour, hour, hour, fc.integer({ min: 1, max: 12 }), (start, x, y, amount) => {
        const term = working(amount);
        const plain: ClockRules = {
          ...rules,
          clocksOf: () => ({ handling: term, escalation: term, rectification: term }),
        };
        const begun = [event('reported', start), event('accepted', start)];
        const due = handlingClock(issueAfter(...begun), plain)!.dueAt!;
        const from = Math.max(start, Math.min(x, y));
        const to = Math.max(from, x, y);
        const stopped = handlingClock(
          issueAfter(...begun, event('suspended', from), event('resumed', to)),
          plain,
        )!;
        const added = times.working.upTo(stopped.dueAt!) - times.working.upTo(due);
        expect(added).toBe(from <= due ? workingHours(from, to) * HOUR : 0);
        if (added === 0) expect(stopped.dueAt).toBe(due);
      }),
      { numRuns: 300 },
    );
  });

  test('a resolution is in time exactly when it took no longer than the term, for clocks of hours', () => {
    fc.assert(
      fc.property(hour, hour, hour, hour, fc.integer({ min: 1, max: 200 }), (start, a, b, c, amount) => {
        const term = working(amount, 'hour');
        const plain: ClockRules = {
          ...rules,
          clocksOf: () => ({ handling: term, escalation: term, rectification: term }),
        };
        const [from, to, end] = [a, b, c].map((ms) => Math.max(ms, start)).sort((p, q) => p - q) as [
          number,
          number,
          number,
        ];
        const issue = issueAfter(
          event('reported', start),
          event('accepted', start),
          event('suspended', from),
          event('resumed', to),
          event('resolved', end),
        );
        const due = firstPromise(issue, plain).dueAt!;
        // at night and on holidays nothing is counted: only there can it be later and not longer
        if (isWorked(end - 1) && end - 1 >= to)
          expect(end <= due).toBe(handlingMs(issue, end, plain) <= amount * HOUR);
        else if (end <= due) expect(handlingMs(issue, end, plain)).toBeLessThanOrEqual(amount * HOUR);
      }),
      { numRuns: 300 },
    );
  });

  test('open issues have a clock, others none; extensions never move a promise', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const { issue } = foldIssue(log);
        if (!issue) return;
        expect(handlingClock(issue, rules) !== null).toBe(isOpen(issue.state));
        expect(escalationDue(issue, rules) !== null).toBe(issue.state === 'escalated');
        const { issue: extended, refusal } = step(issue, event('extended', issue.lastAt));
        if (refusal) return;
        expect(firstPromise(extended!, rules)).toEqual(firstPromise(issue, rules));
        expect(handlingClock(extended!, rules)!.dueAt!).toBeGreaterThan(handlingClock(issue, rules)!.dueAt!);
      }),
      { numRuns: 500 },
    );
  });
});
