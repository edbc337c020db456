import { createRandom } from '#geodata/divide/random.ts';
import { periodOf } from '#geodata/duty/period.ts';
import type { CoverSubjects } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';
import { type DemoOptions, uuid } from './draw.ts';
import type { DemoIssue } from './issues/index.ts';
import type { DemoLedger } from './ledger.ts';
import { programmesOf } from './programmes.ts';

/** What is supervised, as the ledger's door has it. */
export type DemoSupervisionObject =
  | { kind: 'issue'; issue: string }
  | { kind: 'gap'; duty: string; period: string; subject: string; event: null }
  | { kind: 'organisation'; organisation: string };

export interface DemoSupervisionEvent {
  id: string;
  type: 'read' | 'answered' | 'accepted' | 'sentBack';
  note: string | null;
  day: Day;
}

/** A supervised item 督办 with what happened to it up to now. */
export interface DemoSupervision {
  id: string;
  object: DemoSupervisionObject;
  to: { kind: 'organisation' | 'officer'; id: string };
  text: string;
  issued: Day;
  /** Last day in time. */
  due: Day;
  events: DemoSupervisionEvent[];
}

/** What an item goes through; days before today. What is due in the past and still open is overdue. */
interface Course {
  issued: number;
  due: number;
  events: readonly [type: DemoSupervisionEvent['type'], ago: number][];
}

/** The first is of an issue that was settled meanwhile, the others of such as are not. */
const ISSUES: readonly Course[] = [
  {
    issued: 20,
    due: 8,
    events: [
      ['read', 19],
      ['answered', 8],
      ['accepted', 6],
    ],
  },
  {
    issued: 17,
    due: 10,
    events: [
      ['read', 16],
      ['answered', 11],
      ['sentBack', 9],
    ],
  },
  {
    issued: 14,
    due: 7,
    events: [
      ['read', 12],
      ['answered', 6],
    ],
  },
  { issued: 12, due: 5, events: [] },
  { issued: 9, due: 2, events: [['read', 8]] },
  { issued: 4, due: -3, events: [] },
];
const GAPS: readonly Course[] = [
  { issued: 6, due: 1, events: [] },
  {
    issued: 6,
    due: -2,
    events: [
      ['read', 5],
      ['answered', 1],
    ],
  },
  { issued: 5, due: -2, events: [['read', 4]] },
  { issued: 4, due: -4, events: [] },
];
const ORGANISATIONS: readonly Course[] = [
  {
    issued: 12,
    due: 4,
    events: [
      ['read', 11],
      ['answered', 6],
      ['accepted', 3],
    ],
  },
  { issued: 4, due: -6, events: [['read', 3]] },
];

const TEXTS = {
  issue: '该问题已超过承诺时限，请说明原因并报送办结时间。',
  gap: '本期尚未走访，请本周内入户并登记。',
  organisation: '近期超期件较多，请报送整改措施和责任人。',
} as const;
const NOTES: Readonly<Record<DemoSupervisionEvent['type'], string | null>> = {
  read: null,
  answered: '已安排专人办理，现场已处置，照片附后。',
  accepted: null,
  sentBack: '没有说明何时办结，请补充。',
};

/**
 * Items under supervision: issues that lie with a department beyond their time, households nobody has called on in the
 * running month, and departments with many open issues; some answered, one sent back, some accepted. Deterministic by
 * plan, seed and day; ordered by the day of their issue. Fewer where the ledger has none of a kind.
 */
export function demoSupervisions(
  ledger: Pick<DemoLedger, 'issues' | 'subjects' | 'visits' | 'assignments'>,
  options: DemoOptions,
): DemoSupervision[] {
  const { seed, today } = options;
  const random = createRandom(seed ^ 0x5bee);
  const item = (
    { issued, due, events }: Course,
    object: DemoSupervisionObject,
    to: DemoSupervision['to'],
  ): DemoSupervision => ({
    ...{ id: uuid(random), object, to, text: TEXTS[object.kind] },
    ...{ issued: today - issued, due: today - due },
    events: events.map(([type, ago]) => ({ id: uuid(random), type, note: NOTES[type], day: today - ago })),
  });
  const items: DemoSupervision[] = [];
  const taken = new Set<string>();
  for (const [i, course] of ISSUES.entries()) {
    const stands = (issue: DemoIssue): boolean =>
      i === 0 ? settledBy(issue, today - 8) : isWith(issue, today);
    const found = ledger.issues.find(
      (issue) => !taken.has(issue.id) && isWith(issue, today - course.issued) && stands(issue),
    );
    if (!found) continue;
    taken.add(found.id);
    items.push(
      item(course, { kind: 'issue', issue: found.id }, { kind: 'organisation', id: organisationOf(found)! }),
    );
  }
  const gaps = gapsIn(ledger, options);
  for (const [i, course] of GAPS.entries()) {
    const gap = gaps[i];
    if (gap) items.push(item(course, gap.object, { kind: 'officer', id: gap.officer }));
  }
  const busy = busiest(ledger.issues, today);
  for (const [i, course] of ORGANISATIONS.entries()) {
    const organisation = busy[i];
    if (organisation !== undefined)
      items.push(
        item(course, { kind: 'organisation', organisation }, { kind: 'organisation', id: organisation }),
      );
  }
  return items.sort((a, b) => a.issued - b.issued);
}

/** Days that an issue must have lain with an organisation for. */
const LONG = 10;

/** The organisation an issue was last handed to; undefined where it never was. */
function organisationOf({ events }: DemoIssue): string | undefined {
  for (const { event } of events.toReversed()) if (event.type === 'dispatched') return event.organisations[0];
  return undefined;
}

/** Whether an issue lay with one organisation on a day, and long since. */
function isWith({ events }: DemoIssue, day: Day): boolean {
  const before = events.filter(({ received }) => received <= day);
  const last = before.at(-1);
  if (last === undefined || last.received > day - LONG) return false;
  const handed = before.filter(({ event }) => event.type === 'dispatched');
  return (
    (last.event.type === 'dispatched' || last.event.type === 'handling') &&
    handed.length === 1 &&
    handed.every(({ event }) => event.type === 'dispatched' && event.organisations.length === 1)
  );
}

/** Whether something came of an issue by a day. */
function settledBy({ events }: DemoIssue, day: Day): boolean {
  return events.some(({ event, received }) => event.type === 'resolved' && received <= day);
}

/** Organisations with most issues that lie with them, most first. */
function busiest(issues: readonly DemoIssue[], today: Day): string[] {
  const counts = new Map<string, number>();
  for (const issue of issues) {
    const organisation = organisationOf(issue);
    if (organisation !== undefined && isWith(issue, today))
      counts.set(organisation, (counts.get(organisation) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([id]) => id);
}

/** Subjects of a monthly duty that nobody met in the running month, one of each officer who answers for them. */
function gapsIn(
  { subjects, visits, assignments }: Pick<DemoLedger, 'subjects' | 'visits' | 'assignments'>,
  { plan, today, startOfDay }: DemoOptions,
): { object: DemoSupervisionObject; officer: string }[] {
  const monthly = programmesOf(plan)
    .flatMap(({ duties }) => duties)
    .find((duty) => duty.kind === 'coverSubjects' && duty.period === 'month') as
    | (CoverSubjects & { id: string })
    | undefined;
  if (!monthly) return [];
  const month = periodOf('month', today);
  const since = startOfDay(month.start);
  const met = new Set(
    visits.filter(({ at, outcome }) => at >= since && outcome === 'met').map(({ subject }) => subject),
  );
  const inForce = assignments.filter(
    ({ validFrom, validTo }) => validFrom <= month.start && validTo === null,
  );
  const bySubject = new Map(
    inForce.flatMap(({ subject, officer }) => (subject === null ? [] : [[subject, officer]])),
  );
  const byArea = new Map(inForce.flatMap(({ area, officer }) => (area === null ? [] : [[area, officer]])));
  const found = new Map<string, { object: DemoSupervisionObject; officer: string }>();
  for (const { id, type, tags, area, validFrom } of subjects) {
    const isMeant =
      type === monthly.subjectType &&
      (monthly.tags.length === 0 || tags.some((tag) => monthly.tags.includes(tag)));
    const officer = bySubject.get(id) ?? byArea.get(area);
    if (!isMeant || met.has(id) || validFrom > month.start || officer === undefined || found.has(officer))
      continue;
    const object = { kind: 'gap' as const, duty: monthly.id, period: month.key, subject: id, event: null };
    found.set(officer, { object, officer });
    if (found.size === GAPS.length) break;
  }
  return [...found.values()];
}
