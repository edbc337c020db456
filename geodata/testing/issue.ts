import fc from 'fast-check';
import { civilDayIn } from '#geodata/duty/calendar.ts';
import { clockFinder } from '#geodata/issue/categories.ts';
import {
  ISSUE_EVENTS,
  ISSUE_LEVELS,
  ISSUE_SOURCES,
  type IssueEvent,
  type IssueEventType,
  RATINGS,
  REOPENERS,
  RESOLUTION_KINDS,
} from '#geodata/issue/events.ts';
import type { MeasureRules } from '#geodata/issue/flows.ts';
import { allowedEvents, foldIssue, step } from '#geodata/issue/fold.ts';
import { type Issue, organisationsAtWork } from '#geodata/issue/issue.ts';
import { countedTimes } from '#geodata/issue/workingTime.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import { ISSUE_CATEGORIES } from '#geodata/presets/issueCategories.ts';

/** Logs and rules that tests of issues share. */

const ZONE = 'Asia/Shanghai';
export const HOUR = 3_600_000;

export const RULES: MeasureRules = {
  clocksOf: clockFinder(ISSUE_CATEGORIES),
  times: countedTimes(ZONE, STATE_COUNCIL_HOLIDAYS),
  dayOf: civilDayIn(ZONE),
};

/** An instant from `2026-09-29T15:00` in Shanghai. */
export const at = (text: string): number => {
  const ms = Date.parse(`${text}${text.length === 16 ? ':00' : ''}+08:00`);
  if (Number.isNaN(ms)) throw new RangeError(text);
  return ms;
};

/** The last moment of a day in Shanghai. */
export const endOf = (day: string): number => at(`${day}T00:00`) + 24 * HOUR - 1;

/** An instant as `2026-09-29T15:00:00.000` in Shanghai. */
export const written = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : new Date(ms + 8 * HOUR).toISOString().slice(0, -1);

const REPORT = { id: 'i1', category: 'firms.labour', source: 'visit', level: 'grid' } as const;
const DETAILS: { [K in IssueEventType]: Omit<Extract<IssueEvent, { type: K }>, 'at' | 'type'> } = {
  reported: REPORT,
  accepted: {},
  refused: { reason: 'not ours' },
  dispatched: { organisations: ['a'] },
  handling: {},
  resolved: { kind: 'solved' },
  verified: {},
  rated: { rater: 'x', rating: 'very' },
  closed: {},
  returned: { reason: 'not ours' },
  escalated: {},
  extended: { amount: 1, unit: 'day', reason: 'parts on order' },
  suspended: { reason: 'waits for a part' },
  resumed: {},
  reopened: { cause: 'served' },
  merged: { into: 'i0' },
};

/** A sound event of a type; `more` changes or adds fields. */
export function event(type: IssueEventType, ms = 0, more: Record<string, unknown> = {}): IssueEvent {
  return { type, at: ms, ...DETAILS[type], ...more } as IssueEvent;
}

/** An issue after sound events; a refused one is an error of the test. */
export function issueAfter(...events: IssueEvent[]): Issue {
  const { issue, refusals } = foldIssue(events);
  if (!issue || refusals[0]) throw new Error(refusals[0]?.refusal.message ?? 'no events');
  return issue;
}

const organisation = fc.constantFrom('a', 'b', 'c');
const wish = fc.record({
  hours: fc.oneof(fc.constant(0), fc.nat(6), fc.nat(90)),
  pick: fc.nat(1000),
  /** Now and then an event that is not asked whether it is allowed, or that is no event at all. */
  wild: fc.nat(9),
  nobody: fc.nat(4),
  type: fc.constantFrom(...ISSUE_EVENTS),
  category: fc.constantFrom('firms.labour', 'key-problems.lifts', 'public-space.rubbish', 'gone'),
  source: fc.constantFrom(...ISSUE_SOURCES),
  level: fc.constantFrom(...ISSUE_LEVELS),
  organisations: fc.uniqueArray(organisation, { minLength: 1 }),
  organisation,
  kind: fc.constantFrom(...RESOLUTION_KINDS),
  rater: fc.constantFrom('x', 'y'),
  rating: fc.constantFrom(...RATINGS),
  settled: fc.constantFrom(true, false, undefined),
  amount: fc.integer({ min: 1, max: 4 }),
  unit: fc.constantFrom('day', 'hour'),
  cause: fc.constantFrom(...REOPENERS),
  corrects: fc.boolean(),
});
type Wish = typeof wish extends fc.Arbitrary<infer W> ? W : never;

/** Anything that an event is not. */
const NONSENSE: unknown[] = [
  null,
  undefined,
  7,
  'closed',
  [],
  {},
  { type: 'gone', at: 0 },
  { type: 'toString' },
];

/** Logs of one issue from 2026-09-16 on, at whole hours, mostly of allowed events; some are refused. */
export const anyLog = fc
  .tuple(fc.nat(40 * 24), fc.array(wish, { minLength: 1, maxLength: 24 }))
  .map(([start, wishes]) => {
    let ms = at('2026-09-16T00:00') + start * HOUR;
    let issue: Issue | null = null;
    const events: unknown[] = [];
    for (const one of wishes) {
      ms += one.hours * HOUR;
      const next = fromWish(one, ms, issue);
      issue = step(issue, next).issue;
      events.push(next);
    }
    return events;
  });

function fromWish(one: Wish, ms: number, issue: Issue | null): unknown {
  if (one.wild === 0 && one.pick % 3 === 0) return NONSENSE[one.pick % NONSENSE.length];
  const allowed = allowedEvents(issue);
  const type = one.wild <= 1 ? one.type : allowed[one.pick % allowed.length]!;
  const when = one.wild === 1 ? ms - 5 * HOUR : ms;
  const atWork = issue ? organisationsAtWork(issue) : [];
  const part =
    one.wild > 1 && atWork.length > 0
      ? atWork[one.pick % atWork.length]
      : one.nobody < 4
        ? undefined
        : one.organisation;
  const free = one.organisations.filter((name) => !atWork.includes(name));
  const { id, source, level, kind, rater, rating, settled, amount, unit, cause } = { ...one, id: 'i1' };
  switch (type) {
    case 'reported':
      return event(type, when, { id, source, level, category: one.category });
    case 'accepted':
      return event(type, when, one.corrects ? { category: one.category } : {});
    case 'dispatched':
      return event(type, when, { organisations: free.length > 0 ? free : one.organisations });
    case 'handling':
    case 'returned':
      return event(type, when, part === undefined ? {} : { organisation: part });
    case 'resolved':
      return event(type, when, { kind, ...(part !== undefined && { organisation: part }) });
    case 'rated':
      return event(type, when, { rater, rating, ...(settled !== undefined && { settled }) });
    case 'extended':
      return event(type, when, { amount, unit });
    case 'reopened':
      return event(type, when, { cause });
    default:
      return event(type, when);
  }
}
