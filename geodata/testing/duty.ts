import fc from 'fast-check';
import { parseDay } from '#geodata/duty/calendar.ts';
import { DUTY_DEFAULTS } from '#geodata/duty/define.ts';
import { nextPeriod, type Period, periodOf } from '#geodata/duty/period.ts';
import { type AreaNode, type AreaNodes, TreeVersions } from '#geodata/duty/places.ts';
import type {
  AfterEvent,
  AssignmentSpan,
  CoverSubjects,
  Duty,
  DutyRule,
  Interval,
  OfficerQuota,
  Staffing,
  SubjectSpan,
  VisitFact,
} from '#geodata/duty/types.ts';
import { ADMINISTRATIVE, type Day, type Level, OPEN_END } from '#geodata/model.ts';

/** Rules, trees and registers that tests of duties share. */

export const day = (text: string): Day => parseDay(text)!;
export const YEAR = { id: 'p', firstDay: day('2026-01-01'), lastDay: day('2026-12-31') };
const BASE = { id: 'd', name: { zh: '任务', en: 'Duty' }, period: 'month' } as const;

/** Two visits a month to every household. */
export const COVER: CoverSubjects = {
  ...DUTY_DEFAULTS.coverSubjects,
  ...BASE,
  kind: 'coverSubjects',
  subjectType: 'household',
  n: 2,
};
/** Twenty households a month for every first secretary. */
export const QUOTA: OfficerQuota = {
  ...DUTY_DEFAULTS.officerQuota,
  ...BASE,
  kind: 'officerQuota',
  role: 'secretary',
  n: 20,
};
/** A visit within 14 days of the pairing of an officer and a subject. */
export const PAIRED: AfterEvent = {
  ...DUTY_DEFAULTS.afterEvent,
  ...BASE,
  kind: 'afterEvent',
  event: 'assignment',
  days: 14,
};
/** Five to ten members in every grid. */
export const STAFF: Staffing = {
  ...DUTY_DEFAULTS.staffing,
  ...BASE,
  kind: 'staffing',
  level: 'grid',
  min: 5,
  max: 10,
  role: 'member',
};

/** A rule with its versions: the first, and those that follow from a day on. */
export function ruleOf<D extends Duty>(
  first: D,
  later: readonly (readonly [fromPeriod: string, D | null])[] = [],
  programme = YEAR,
): DutyRule<D> {
  const start = periodOf(first.period, programme.firstDay, programme).start;
  const versions = [
    { version: 1, fromPeriod: start, duty: first as D | null },
    ...later.map(([from, duty], i) => ({ version: i + 2, fromPeriod: day(from), duty })),
  ];
  return { programme, versions, duty: versions.findLast(({ duty }) => duty !== null)!.duty! };
}

const LEVEL_OF: Record<string, Level> = {
  d: 'district',
  t: 'town',
  c: 'community',
  g: 'grid',
  b: 'building',
  z: 'zone',
};
/** Codes and their parents: d over two towns, c1 and c2 in t1, c3 in t2; two zones of a heating network. */
const PARENTS: Record<string, string | null> = {
  d: null,
  t1: 'd',
  t2: 'd',
  c1: 't1',
  c2: 't1',
  c3: 't2',
  g1: 'c1',
  g2: 'c1',
  g3: 'c2',
  g4: 'c3',
  b1: 'g1',
  z0: null,
  z1: 'z0',
};

/**
 * The areas of one version of the tree.
 *
 * @param change parents other than those above; null takes an area out
 */
export function areas(
  change: Record<string, string | null> = {},
  fields: Record<string, Partial<AreaNode>> = {},
): AreaNodes {
  const parents = { ...PARENTS, ...change };
  const townOf = (code: string): string => {
    for (let at: string | null = code; at; at = parents[at] ?? null) if (at.startsWith('t')) return at;
    return code;
  };
  return new Map(
    Object.entries(parents)
      .filter(([code, parent]) => parent !== null || PARENTS[code] === null)
      .map(([code, parent]): [string, AreaNode] => [
        code,
        {
          level: LEVEL_OF[code[0]!]!,
          parent,
          town: townOf(code),
          tree: code.startsWith('z') ? 'heating' : ADMINISTRATIVE,
          households: null,
          ...fields[code],
        },
      ]),
  );
}

export const TREES = new TreeVersions([{ from: day('2020-01-01'), nodes: areas() }]);

/** Days as they are written, an open end as null. */
export const days = (from: string, to: string | null = null): Interval => ({
  from: day(from),
  to: to === null ? OPEN_END : day(to),
});

export const subject = (
  from: string,
  to: string | null = null,
  fields: Partial<SubjectSpan> = {},
): SubjectSpan => ({ ...days(from, to), home: 'g1', type: 'household', tags: [], zones: {}, ...fields });

export const assigned = (
  officer: string,
  from: string,
  to: string | null = null,
  role = 'member',
): AssignmentSpan => ({
  ...days(from, to),
  officer,
  role,
});

export const visit = (on: string, fields: Partial<VisitFact> = {}): VisitFact => ({
  day: day(on),
  mode: 'onSite',
  outcome: 'met',
  programmeId: null,
  officers: [],
  ...fields,
});

/** All periods of a rule that touch the days of its programme, and one on either side. */
export function periodsOf({ duty: { period: kind }, programme }: DutyRule): Period[] {
  if (kind === 'programme') return [periodOf(kind, 0, programme)];
  const periods = [periodOf(kind, periodOf(kind, programme.firstDay).start - 1)];
  while (periods.at(-1)!.start <= programme.lastDay) periods.push(nextPeriod(periods.at(-1)!)!);
  return periods;
}

/** Days of the programme, many of them on the edges of months. */
export const anyDay = fc.oneof(
  fc.integer({ min: YEAR.firstDay, max: YEAR.lastDay }),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: -1, max: 1 }))
    .map(([month, by]) => day(`2026-${String(month).padStart(2, '0')}-01`) + by)
    .filter((on) => on >= YEAR.firstDay),
);

/** Entries of a register, ascending and without overlaps: runs, some of them with gaps between. */
export const runs = (maxLength = 4): fc.Arbitrary<Interval[]> =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.constantFrom(0, 0, 1, 5, 16, 40), fc.integer({ min: 1, max: 120 })), {
        minLength: 1,
        maxLength,
      }),
      fc.integer({ min: -200, max: 300 }),
      fc.boolean(),
    )
    .map(([lengths, start, open]) => {
      let at = YEAR.firstDay + start;
      return lengths.map(([gap, length], i) => {
        const from = at + gap;
        at = from + length;
        return { from, to: open && i === lengths.length - 1 ? OPEN_END : at - 1 };
      });
    });

/** Trees of one to three versions in which c2, and with it g3, changes its town or is no more. */
export const anyTrees = fc
  .uniqueArray(fc.tuple(anyDay, fc.constantFrom('t1', 't2', null)), {
    maxLength: 2,
    selector: ([from]) => from,
  })
  .map(
    (later) =>
      new TreeVersions([
        { from: day('2020-01-01'), nodes: areas({}, COUNTED) },
        ...later
          .toSorted(([a], [b]) => a - b)
          .map(([from, town]) => ({
            from,
            nodes: areas(town === null ? { c2: null, g3: 'c1' } : { c2: town }, COUNTED),
          })),
      ]),
  );
const COUNTED = { g3: { households: 120 }, c3: { households: 80 } };
