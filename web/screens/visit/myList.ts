import { distance } from '@turf/turf';
import type { AreaRef } from '#api/contract/areas.ts';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapItem } from '#api/contract/gaps.ts';
import type { VisitRecord } from '#api/contract/records.ts';
import type { SubjectItem } from '#api/contract/registers.ts';
import type { GapType, LonLat } from '#geodata/model.ts';

/** One duty in which a subject has not been reached. */
export interface MyGap {
  duty: DutyInfo;
  programme: string;
  type: GapType;
  done: number;
  required: number;
  days: number;
  lastVisit: string | null;
  event: GapItem['event'];
}

/** A subject's part in a quota: one more of those that the post still has to call on. */
export interface MyQuota {
  duty: DutyInfo;
  programme: string;
}

/** Somebody to call on, whatever the number of duties that ask for it. */
export interface MySubject {
  subject: string;
  /** Masked. */
  name: string;
  type: GapItem['subjectType'];
  tags: readonly string[];
  area: AreaRef;
  /** The areas above, from the town down. */
  chain: readonly AreaRef[];
  position: LonLat | null;
  /** Worst first. */
  gaps: readonly MyGap[];
  quotas: readonly MyQuota[];
}

/** The list of one duty, as it came. */
export interface DutyGaps {
  duty: DutyInfo;
  programme: string;
  items: readonly GapItem[];
}

/** From worst to least, as the interface sorts a list of gaps. */
const SEVERITY: Record<GapType, number> = {
  overdue: 0,
  never: 1,
  stale: 2,
  belowQuota: 3,
  noData: 4,
  pending: 5,
};

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Worst type first, then the longest unseen. */
const byGap = (a: MyGap, b: MyGap): number =>
  SEVERITY[a.type] - SEVERITY[b.type] || b.days - a.days || compareText(a.duty.id, b.duty.id);

/** Worst first; who is wanted by a quota alone comes after everybody with a gap of their own. */
export function byWorst(a: MySubject, b: MySubject): number {
  const [x, y] = [a.gaps[0], b.gaps[0]];
  if (x && y) return byGap(x, y) || compareText(a.subject, b.subject);
  return Number(!x) - Number(!y) || compareText(a.subject, b.subject);
}

/**
 * One row a subject out of the lists of several duties and the candidates of quotas, worst first. Lists of areas
 * that overlap may name the same gap twice.
 */
export function mergeLists(
  lists: readonly DutyGaps[],
  candidates: readonly { quota: MyQuota; subjects: readonly SubjectItem[] }[],
  areaOf: (code: string) => { area: AreaRef; chain: readonly AreaRef[] },
): MySubject[] {
  const rows = new Map<string, MySubject & { gaps: MyGap[]; quotas: MyQuota[] }>();
  const seen = new Set<string>();
  for (const { duty, programme, items } of lists)
    for (const item of items) {
      const key = `${duty.id}\u0001${item.subject}\u0001${item.event?.id ?? ''}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const { subject, name, subjectType, tags, area, chain, position } = item;
      let row = rows.get(subject);
      if (!row) {
        row = { subject, name, type: subjectType, tags, area, chain, position, gaps: [], quotas: [] };
        rows.set(subject, row);
      }
      const { type, done, required, days, lastVisit, event } = item;
      row.gaps.push({ duty, programme, type, done, required, days, lastVisit, event });
    }
  for (const { quota, subjects } of candidates)
    for (const { id, name, type, tags, area: home } of subjects) {
      let row = rows.get(id);
      if (!row) {
        row = { subject: id, name, type, tags, ...areaOf(home), position: null, gaps: [], quotas: [] };
        rows.set(id, row);
      }
      if (!row.quotas.some(({ duty }) => duty.id === quota.duty.id)) row.quotas.push(quota);
    }
  for (const row of rows.values()) row.gaps.sort(byGap);
  return [...rows.values()].sort(byWorst);
}

/** Metres from where one stands to a subject's place; null where it has none. */
export function metresTo(from: LonLat, { position }: Pick<MySubject, 'position'>): number | null {
  return position && distance([...from], [...position], { units: 'meters' });
}

/** Nearest first; who has no place comes last, worst first. */
export function sortNear(rows: readonly MySubject[], from: LonLat): MySubject[] {
  const metres = new Map(rows.map((row) => [row, metresTo(from, row) ?? Infinity]));
  return rows.toSorted((a, b) => {
    const [x, y] = [metres.get(a)!, metres.get(b)!];
    return x === y ? byWorst(a, b) : x - y;
  });
}

/** Whether whoever has a gap was reached today already: a further visit on the same day would not count. */
export const reachedToday = ({ gaps }: Pick<MySubject, 'gaps'>, today: string): boolean =>
  gaps.length > 0 && gaps.every(({ lastVisit }) => lastVisit === today);

/** What decides which subjects a quota is about. */
export interface QuotaRule {
  subjectType?: string | null;
  tags?: readonly string[];
  modes?: readonly string[];
}

/**
 * Subjects of an officer's areas that a quota would count and that the officer has not met yet. The visits are
 * the officer's own of the period.
 */
export function notCalledOn(
  subjects: readonly SubjectItem[],
  visits: readonly VisitRecord[],
  { subjectType, tags = [], modes = [] }: QuotaRule,
): SubjectItem[] {
  const met = new Set(
    visits
      .filter(
        ({ outcome, mode, voided }) =>
          outcome === 'met' && voided === null && (modes.length === 0 || modes.includes(mode)),
      )
      .map(({ subject }) => subject),
  );
  return subjects.filter(
    (subject) =>
      !met.has(subject.id) &&
      (subjectType == null || subject.type === subjectType) &&
      (tags.length === 0 || tags.some((tag) => subject.tags.includes(tag))),
  );
}
