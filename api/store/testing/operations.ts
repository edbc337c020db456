import fc from 'fast-check';
import type { Polygon } from 'geojson';
import type { TreeWrite } from '#api/store/areaStore.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import type { ShortDuty } from '#geodata/duty/define.ts';
import { ADMINISTRATIVE, type Day, type Level } from '#geodata/model.ts';
import { type AreaInput, numberTree } from '#geodata/tree.ts';

export const day = (text: string): Day => parseDay(text)!;
export const NAME = { zh: '走访', en: 'Visits' };

// ---------------------------------------------------------------- trees

/** What a version of the tree has that the first has not. */
export interface TreeShape {
  /** g1 is parted in two. */
  split: boolean;
  /** The community g2 lies in. */
  g2: 'c1' | 'c2';
  /** The community g3 lies in: c3 is in the other town. */
  g3: 'c2' | 'c3';
  /** c2 has become part of c1, and g3 and g2 with it. */
  merged: boolean;
  /** The zone z2 is now z3. */
  zoned: boolean;
}

export const FIRST_TREE: TreeShape = { split: false, g2: 'c1', g3: 'c2', merged: false, zoned: false };

type Row = [code: string, level: Level, parent: string | null, households?: number];

function areasOf(shape: TreeShape): AreaInput[] {
  const c2 = shape.merged ? 'c1' : 'c2';
  const rows: Row[] = [
    ['d', 'district', null],
    ['t1', 'town', 'd', 90],
    ['t2', 'town', 'd'],
    ['c1', 'community', 't1'],
    ...(shape.merged ? [] : ([['c2', 'community', 't1', 4]] satisfies Row[])),
    ['c3', 'community', 't2', 5],
    ...(shape.split
      ? ([
          ['g1a', 'grid', 'c1', 2],
          ['g1b', 'grid', 'c1'],
        ] satisfies Row[])
      : ([['g1', 'grid', 'c1', 3]] satisfies Row[])),
    ['g2', 'grid', shape.g2 === 'c2' ? c2 : 'c1'],
    ['g3', 'grid', shape.g3 === 'c2' ? c2 : 'c3'],
    ['g4', 'grid', 'c3', 2],
    ['hz', 'zone', null],
    ['z1', 'zone', 'hz'],
    [shape.zoned ? 'z3' : 'z2', 'zone', 'hz'],
  ];
  return rows.map(([code, level, parentCode, households = null]) => ({
    code,
    level,
    parentCode,
    households,
    name: code,
    tree: level === 'zone' ? 'heating' : ADMINISTRATIVE,
    urbanRural: null,
  }));
}

/** West and east of the grids, in hundredths of a degree from 116 east. */
const BOXES: Record<string, readonly [number, number]> = {
  g1: [0, 2],
  g1a: [0, 1],
  g1b: [1, 2],
  g2: [2, 4],
  g3: [4, 6],
  g4: [6, 8],
};

function shapesOf(areas: readonly AreaInput[]): TreeWrite['shapes'] {
  return new Map(
    areas.flatMap(({ code }) => {
      const box = BOXES[code];
      if (!box) return [];
      const [west, east] = [116 + box[0] / 100, 116 + box[1] / 100];
      const ring = [
        [west, 36],
        [east, 36],
        [east, 36.02],
        [west, 36.02],
        [west, 36],
      ];
      const geometry: Polygon = { type: 'Polygon', coordinates: [ring] };
      return [[code, { geometry, bbox: [west, 36, east, 36.02] as const }] as const];
    }),
  );
}

/** Where those go whose area is no more and who have no position. */
const SUCCESSORS: readonly [string, string][] = [
  ['g1', 'g1a'],
  ['g1a', 'g1'],
  ['g1b', 'g1'],
  ['c2', 'c1'],
  ['z2', 'z3'],
  ['z3', 'z2'],
];

export function treeWrite(shape: TreeShape, validFrom: Day, successors = true): TreeWrite {
  const areas = areasOf(shape);
  return {
    validFrom,
    areas: numberTree(areas).map((area) => ({ ...area, illustrative: false })),
    shapes: shapesOf(areas),
    tiles: '0000000000000000',
    ...(successors ? { successors: new Map(SUCCESSORS) } : {}),
  };
}

// ---------------------------------------------------------------- the programme

export const FIRST_DAY = day('2026-11-18');
export const LAST_DAY = day('2028-03-20');

export const DUTIES: readonly ShortDuty[] = [
  {
    kind: 'coverSubjects',
    id: 'cover-week',
    name: NAME,
    period: 'week',
    subjectType: 'household',
    tags: ['frail'],
    n: 1,
  },
  {
    kind: 'coverSubjects',
    id: 'cover-month',
    name: NAME,
    period: 'month',
    subjectType: 'household',
    n: 2,
    responsibleUpTo: 'community',
  },
  {
    kind: 'coverSubjects',
    id: 'cover-quarter',
    name: NAME,
    period: 'quarter',
    subjectType: 'household',
    n: 1,
    officerRole: 'secretary',
    modes: ['onSite'],
  },
  {
    kind: 'coverSubjects',
    id: 'cover-year',
    name: NAME,
    period: 'year',
    subjectType: 'firm',
    n: 3,
    ownProgrammeOnly: true,
    calendar: 'working',
  },
  {
    kind: 'coverSubjects',
    id: 'cover-programme',
    name: NAME,
    period: 'programme',
    subjectType: 'household',
    n: 3,
    responsibleUpTo: 'town',
  },
  {
    kind: 'coverSubjects',
    id: 'households',
    name: NAME,
    period: 'month',
    subjectType: 'household',
    n: 1,
    denominator: 'households',
    responsibleUpTo: 'town',
  },
  {
    kind: 'coverSubjects',
    id: 'heating',
    name: NAME,
    period: 'month',
    subjectType: 'household',
    n: 1,
    tree: 'heating',
    responsibleUpTo: 'zone',
  },
  { kind: 'officerQuota', id: 'quota-week', name: NAME, period: 'week', role: 'gridWorker', n: 1 },
  {
    kind: 'officerQuota',
    id: 'quota-month',
    name: NAME,
    period: 'month',
    role: 'secretary',
    n: 3,
    subjectType: 'household',
  },
  { kind: 'officerQuota', id: 'quota-programme', name: NAME, period: 'programme', role: 'secretary', n: 4 },
  {
    kind: 'officerQuota',
    id: 'quota-heating',
    name: NAME,
    period: 'quarter',
    role: 'gridWorker',
    n: 2,
    tree: 'heating',
  },
  { kind: 'afterEvent', id: 'pairing', name: NAME, period: 'month', event: 'assignment', days: 14 },
  {
    kind: 'afterEvent',
    id: 'birthday',
    name: NAME,
    period: 'week',
    event: 'birthday',
    days: 3,
    calendar: 'working',
    responsibleUpTo: 'community',
  },
  {
    kind: 'afterEvent',
    id: 'illness',
    name: NAME,
    period: 'quarter',
    event: 'illness',
    days: 5,
    byAssigned: false,
    officerRole: 'gridWorker',
  },
  {
    kind: 'afterEvent',
    id: 'boiler',
    name: NAME,
    period: 'programme',
    event: 'illness',
    days: 7,
    tree: 'heating',
    responsibleUpTo: 'zone',
  },
  { kind: 'staffing', id: 'staff-month', name: NAME, period: 'month', level: 'grid', min: 2, max: 3 },
  {
    kind: 'staffing',
    id: 'staff-programme',
    name: NAME,
    period: 'programme',
    level: 'zone',
    min: 1,
    max: 3,
    tree: 'heating',
  },
  {
    kind: 'staffing',
    id: 'staff-week',
    name: NAME,
    period: 'week',
    level: 'community',
    min: 1,
    max: 3,
    role: 'member',
  },
];

/** What a rule may be changed in. */
const CHANGES: readonly Readonly<Record<string, unknown>>[] = [
  { n: 1 },
  { n: 2 },
  { n: 4 },
  { tags: [] },
  { tags: ['frail'] },
  { modes: ['onSite'] },
  { modes: [] },
  { officerRole: 'secretary' },
  { officerRole: null },
  { responsibleUpTo: 'grid' },
  { responsibleUpTo: 'town' },
  { subjectType: 'household' },
  { subjectType: 'firm' },
  { denominator: 'households' },
  { denominator: 'register' },
  { role: 'secretary' },
  { role: 'gridWorker' },
  { role: 'member' },
  { days: 2 },
  { days: 9 },
  { calendar: 'working' },
  { calendar: 'civil' },
  { byAssigned: true },
  { byAssigned: false },
  { min: 1 },
  { min: 3 },
  { level: 'grid' },
  { level: 'community' },
  { ownProgrammeOnly: false },
  { event: 'birthday' },
];

// ---------------------------------------------------------------- operations

export const CLOCK = [
  '2026-11-30T23:59:30+08:00',
  '2026-12-01T00:00:30+08:00',
  '2026-12-28T00:05:00+08:00',
  '2027-01-01T00:05:00+08:00',
  '2027-01-03T23:55:00+08:00',
  '2027-01-04T00:05:00+08:00',
  '2027-01-16T12:00:00+08:00',
  '2027-02-28T23:50:00+08:00',
  '2027-03-01T00:01:00+08:00',
  '2027-06-30T18:00:00+08:00',
  '2027-12-31T23:59:59+08:00',
  '2028-02-29T00:05:00+08:00',
  '2028-03-01T00:05:00+08:00',
  '2028-03-20T23:59:59+08:00',
  '2028-03-21T00:00:00+08:00',
].map((text) => Date.parse(text));

export const START = Date.parse('2026-11-18T00:05:00+08:00');

/** Days around which everything happens, so that things meet. */
const DAYS = [
  '2026-11-01',
  '2026-11-16',
  '2026-11-18',
  '2026-11-25',
  '2026-11-30',
  '2026-12-01',
  '2026-12-08',
  '2026-12-16',
  '2026-12-28',
  '2026-12-31',
  '2027-01-01',
  '2027-01-03',
  '2027-01-04',
  '2027-01-16',
  '2027-02-01',
  '2027-02-28',
  '2027-03-01',
  '2027-06-30',
  '2028-02-29',
  '2028-03-20',
].map(day);

const anyDay = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...DAYS) },
  { weight: 2, arbitrary: fc.integer({ min: day('2026-11-10'), max: day('2027-01-20') }) },
  { weight: 1, arbitrary: fc.integer({ min: day('2026-10-20'), max: day('2028-04-05') }) },
);
const visitDay = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: day('2026-11-16'), max: day('2027-01-06') }) },
  { weight: 1, arbitrary: anyDay },
);
const span = fc.option(fc.oneof(fc.nat(40), fc.nat(400)), { nil: null });
export const SUBJECTS = ['s1', 's2', 's3', 's4', 'f1'] as const;
const OFFICERS = ['w1', 'w2', 'w3'] as const;
const subject = fc.constantFrom(...SUBJECTS);
const officer = fc.constantFrom(...OFFICERS);
const home = fc.constantFrom('g1', 'g1', 'g2', 'g3', 'g4', 'g1a', 'g1b', 'c1', 'c2', 't2', 'd');
const zone = fc.constantFrom(null, 'z1', 'z2', 'z3');
const position = fc.option(fc.integer({ min: 0, max: 9 }), { nil: null });

const OPERATIONS = {
  visit: [
    8,
    fc.record({
      calls: fc.array(
        fc.record({
          who: fc.oneof(
            { weight: 5, arbitrary: subject },
            { weight: 1, arbitrary: fc.constantFrom('h1', 'h2') },
          ),
          on: visitDay,
          by: fc.uniqueArray(officer, { minLength: 1, maxLength: 2 }),
          mode: fc.constantFrom('onSite' as const, 'onSite' as const, 'phone' as const),
          outcome: fc.constantFrom('met' as const, 'met' as const, 'met' as const, 'notIn' as const),
          own: fc.boolean(),
          home,
          feed: fc.boolean(),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  ],
  again: [1, fc.record({ pick: fc.nat() })],
  void: [2, fc.record({ pick: fc.nat() })],
  subject: [
    4,
    fc.record({
      who: subject,
      home,
      zone,
      frail: fc.boolean(),
      firm: fc.boolean(),
      position,
      on: anyDay,
      span,
      twice: fc.boolean(),
    }),
  ],
  officer: [
    2,
    fc.record({
      who: officer,
      role: fc.constantFrom('gridWorker', 'secretary', 'member'),
      organisation: fc.constantFrom('o1', 'o2', 'oc'),
      on: anyDay,
      span,
    }),
  ],
  assignment: [
    5,
    fc.record({
      id: fc.constantFrom('a1', 'a2', 'a3', 'a4', 'a5'),
      who: officer,
      role: fc.constantFrom('member', 'gridWorker'),
      target: fc.oneof(
        subject,
        fc.constantFrom('g1', 'g1a', 'g2', 'g3', 'c1', 'c2', 't1', 't2', 'z1', 'z2', 'hz'),
      ),
      on: anyDay,
      span,
    }),
  ],
  event: [
    3,
    fc.record({
      id: fc.constantFrom('e1', 'e2', 'e3', 'e4'),
      what: fc.constantFrom('birthday', 'illness'),
      who: subject,
      by: fc.option(officer, { nil: null }),
      on: visitDay,
    }),
  ],
  feed: [
    1,
    fc.record({
      id: fc.constantFrom('f1', 'f2'),
      areas: fc.uniqueArray(fc.constantFrom('d', 't1', 'g2', 'c3', 'hz'), { minLength: 1, maxLength: 2 }),
      duties: fc.constantFrom([], [], ['cover-month', 'pairing'], ['quota-month', 'staff-month']),
      intervalDays: fc.constantFrom(1, 7, 40),
      on: anyDay,
      span,
    }),
  ],
  deliver: [1, fc.record({ id: fc.constantFrom('f1', 'f2') })],
  end: [
    2,
    fc.record({
      what: fc.oneof(
        fc.tuple(fc.constant('subject' as const), subject),
        fc.tuple(fc.constant('officer' as const), officer),
        fc.tuple(fc.constant('assignment' as const), fc.constantFrom('a1', 'a2', 'a3', 'a4', 'a5')),
        fc.tuple(fc.constant('event' as const), fc.constantFrom('e1', 'e2', 'e3', 'e4')),
        fc.tuple(fc.constant('feed' as const), fc.constantFrom('f1', 'f2')),
      ),
      on: anyDay,
    }),
  ],
  tree: [
    2,
    fc.record({
      shape: fc.record({
        split: fc.boolean(),
        g2: fc.constantFrom('c1' as const, 'c2' as const),
        g3: fc.constantFrom('c2' as const, 'c3' as const),
        merged: fc.boolean(),
        zoned: fc.boolean(),
      }),
      on: anyDay,
      successors: fc.constantFrom(true, true, true, false),
    }),
  ],
  rule: [
    2,
    fc.record({
      pick: fc.nat(),
      change: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...CHANGES) },
        { weight: 1, arbitrary: fc.constant('drop' as const) },
        { weight: 1, arbitrary: fc.constant('another' as const) },
        { weight: 1, arbitrary: fc.record({ firstDay: fc.constantFrom(-20, 3, 17) }) },
        { weight: 1, arbitrary: fc.record({ lastDay: fc.constantFrom(-45, -3, 20) }) },
      ),
    }),
  ],
  holidays: [
    1,
    fc.record({
      holidays: fc.uniqueArray(fc.constantFrom('2026-12-01', '2026-12-09', '2027-01-01', '2027-01-04')),
      workdays: fc.uniqueArray(fc.constantFrom('2026-11-28', '2027-01-02', '2027-01-03')),
    }),
  ],
  closing: [1, fc.record({ pick: fc.nat() })],
  clock: [3, fc.record({ moments: fc.integer({ min: 1, max: 2 }), days: fc.nat(3) })],
} as const;

type Values = {
  [K in keyof typeof OPERATIONS]: (typeof OPERATIONS)[K][1] extends fc.Arbitrary<infer T> ? T : never;
};
export type Operation = { [K in keyof Values]: { op: K } & Values[K] }[keyof Values];

export const operation: fc.Arbitrary<Operation> = fc.oneof(
  ...Object.entries(OPERATIONS).map(([op, [weight, arbitrary]]) => ({
    weight,
    arbitrary: (arbitrary as fc.Arbitrary<object>).map((fields) => ({
      op,
      ...fields,
    })) as fc.Arbitrary<Operation>,
  })),
);
