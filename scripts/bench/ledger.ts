import { randomUUID } from 'node:crypto';
import type { SubjectWrite } from '#api/store/registerStore.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { createRandom, type Random } from '#geodata/divide/random.ts';
import { parseDay, startOfDay } from '#geodata/duty/calendar.ts';
import { type Day, type Level, OPEN_END, type SubjectType, type VisitMode } from '#geodata/model.ts';
import type { AreaInput } from '#geodata/tree.ts';

export const TIMEZONE = 'Asia/Shanghai';
export const DISTRICT = '370211';
export const SCOPE = { codes: [DISTRICT] };
/** The last day of the made-up ledgers; the running month is then neither new nor over. */
export const TODAY = parseDay('2026-11-20')!;

/** About as many areas as the West Coast has; every town is built alike, so that one can be copied. */
const TOWNS = 23;
const COMMUNITIES_A_TOWN = 16;
const GRIDS_A_TOWN = 57;
const MINUTE = 60_000;

/** Shares of the register: as in the demonstration. */
const MIX: readonly { type: SubjectType; tags: readonly string[]; share: number; programme: string }[] = [
  { type: 'household', tags: ['低保'], share: 0.68, programme: 'people-in-focus' },
  { type: 'person', tags: ['老弱党员'], share: 0.15, programme: 'people-in-focus' },
  { type: 'firm', tags: [], share: 0.17, programme: 'cadres-to-firms' },
];

const childCode = (parent: string, number: number): string => parent + String(number).padStart(3, '0');

export function benchTowns(): string[] {
  return Array.from({ length: TOWNS }, (_, i) => childCode(DISTRICT, i + 1));
}

/** A district without shapes, its codes built like real ones: each begins with its parent's. */
export function benchAreas(): Pick<AreaInput, 'code' | 'level' | 'parentCode'>[] {
  const area = (level: Level, parentCode: string, number: number) => ({
    code: childCode(parentCode, number),
    level,
    parentCode,
  });
  return [
    { code: DISTRICT, level: 'district', parentCode: null },
    ...benchTowns().flatMap((town, i) => {
      const communities = Array.from({ length: COMMUNITIES_A_TOWN }, (_, j) =>
        area('community', town, j + 1),
      );
      const grids = Array.from({ length: GRIDS_A_TOWN }, (_, j) => {
        const number = Math.floor(j / COMMUNITIES_A_TOWN) + 1;
        return area('grid', communities[j % COMMUNITIES_A_TOWN]!.code, number);
      });
      return [area('town', DISTRICT, i + 1), ...communities, ...grids];
    }),
  ];
}

/**
 * Subjects spread evenly over the grids, on the register since long before the first visit.
 *
 * @param within the area they are at home below
 */
export function benchSubjects(count: number, within = DISTRICT): SubjectWrite[] {
  const grids = benchAreas().filter(({ level, code }) => level === 'grid' && code.startsWith(within));
  const random = createRandom(1);
  return Array.from({ length: count }, (_, i) => {
    const { type, tags } = pickKind(random());
    return {
      id: `${type}-${String(i).padStart(6, '0')}`,
      type,
      name: `走访对象${i}`,
      tags,
      home: grids[Math.floor(random() * grids.length)]!.code,
      zones: {},
      position: null,
      validFrom: TODAY - 1000,
      validTo: OPEN_END,
    };
  });
}

export interface VisitPlan {
  visits: number;
  /** Days up to today over which they are spread evenly. */
  days: number;
  /** At most so many handed in together; a batch never holds two days. */
  batch: number;
}

/**
 * Visits in the order of their days, as they would be handed in on the evening of each. Ids are random as
 * those of devices are: where they fall in an index is part of what is measured.
 */
export function* benchVisits(subjects: readonly SubjectWrite[], plan: VisitPlan): Generator<VisitWrite[]> {
  const random = createRandom(2);
  let made = 0;
  for (let i = 1; i <= plan.days; i++) {
    const day = TODAY - plan.days + i;
    const dawn = startOfDay(day, TIMEZONE);
    const until = Math.round((plan.visits * i) / plan.days);
    while (made < until) {
      const length = Math.min(plan.batch, until - made);
      yield Array.from({ length }, () =>
        visit(subjects[Math.floor(random() * subjects.length)]!, day, dawn, random),
      );
      made += length;
    }
  }
}

/** The moment at which the visits of a day are handed in. */
export function evening(day: Day): number {
  return startOfDay(day, TIMEZONE) + 20 * 60 * MINUTE;
}

function visit(subject: SubjectWrite, day: Day, dawn: number, random: Random): VisitWrite {
  const mode: VisitMode = random() < 0.78 ? 'onSite' : 'phone';
  return {
    id: randomUUID(),
    subject: subject.id,
    officers: [`W-${subject.home}-${1 + Math.floor(random() * 3)}`],
    at: dawn + Math.floor((8.5 + 9 * random()) * 60) * MINUTE,
    day,
    mode,
    outcome: random() < 0.94 ? 'met' : 'notIn',
    programme: MIX.find(({ type }) => type === subject.type)!.programme,
    position: null,
    note: null,
    home: null,
    fields: null,
    feed: null,
  };
}

function pickKind(at: number): (typeof MIX)[number] {
  let left = at;
  return (
    MIX.find(({ share }) => {
      left -= share;
      return left < 0;
    }) ?? MIX[0]!
  );
}
