import type {
  AssignmentInput,
  DutyInput,
  EventInput,
  FeedInput,
  OfficerInput,
  SubjectInput,
  VisitInput,
} from '#api/contract/records.ts';
import { uuidOf } from '#api/recordsFixture.ts';
import { DISTRICT, SQUARES, TOWN_1, TOWN_2 } from '#api/squaresFixture.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';

/** Everything a made-up district sends, in the order it sends it; the recount reads nothing else. */
export interface Sent {
  now: string;
  areas: { code: string; parent: string | null; level: string; households: number | null }[];
  programmes: { id: string; firstDay: string; lastDay: string; duties: DutyInput[] }[];
  /** A rule sent again with another n, at another moment. */
  changes: { programme: string; at: string; n: Record<string, number> }[];
  holidays: { holidays: readonly string[]; workdays: readonly string[] };
  organisations: { id: string; area: string }[];
  subjects: SubjectInput[];
  officers: OfficerInput[];
  assignments: AssignmentInput[];
  events: EventInput[];
  feeds: FeedInput[];
  deliveries: { feed: string; at: string }[];
  visits: VisitInput[];
  voided: string[];
  /** Entries ended, and events withdrawn, after all else was sent. */
  ends: { register: 'subjects' | 'officers' | 'assignments' | 'events'; id: string; on: string }[];
}

const NAME = { zh: '任务', en: 'Duty' };
const DAY_MS = 86_400_000;
const GRIDS = SQUARES.filter(({ level }) => level === 'grid').map(({ code }) => code);
const COMMUNITIES = SQUARES.filter(({ level }) => level === 'community').map(({ code }) => code);
/** Households of the grids; the last one has no count. */
const HOUSEHOLDS = [30, 25, 4, 40, 12, 50, 3, null];
/** How often the subjects of a grid are called on. */
const ATTENTION = [3, 1, 1, 0.5, 0.3, 2, 1, 0.2];

const household = { kind: 'coverSubjects', subjectType: 'household' } as const;
const DUTIES: Record<string, DutyInput[]> = {
  p1: [
    {
      ...household,
      id: 'week',
      name: NAME,
      period: 'week',
      subjectType: 'firm',
      n: 1,
      responsibleUpTo: 'grid',
    },
    {
      ...household,
      id: 'month',
      name: NAME,
      period: 'month',
      tags: ['低保'],
      n: 1,
      responsibleUpTo: 'community',
    },
    {
      ...household,
      id: 'quarter',
      name: NAME,
      period: 'quarter',
      tags: ['低保', '弱老'],
      n: 2,
      modes: ['onSite', 'phone'],
      responsibleUpTo: 'town',
    },
    {
      ...household,
      id: 'year',
      name: NAME,
      period: 'year',
      subjectType: 'person',
      n: 6,
      officerRole: 'secretary',
      responsibleUpTo: 'community',
    },
    {
      ...household,
      id: 'whole',
      name: NAME,
      period: 'programme',
      subjectType: 'firm',
      n: 5,
      responsibleUpTo: 'community',
    },
    {
      ...household,
      id: 'working',
      name: NAME,
      period: 'month',
      calendar: 'working',
      n: 2,
      responsibleUpTo: 'grid',
    },
    {
      ...household,
      id: 'counted',
      name: NAME,
      period: 'quarter',
      n: 1,
      denominator: 'households',
      responsibleUpTo: 'grid',
    },
    {
      ...household,
      id: 'countedTwice',
      name: NAME,
      period: 'month',
      n: 2,
      denominator: 'households',
      responsibleUpTo: 'community',
    },
    { kind: 'officerQuota', id: 'quotaMonth', name: NAME, period: 'month', role: 'secretary', n: 3 },
    {
      kind: 'officerQuota',
      id: 'quotaWeek',
      name: NAME,
      period: 'week',
      role: 'cadre',
      n: 1,
      subjectType: 'household',
    },
    {
      kind: 'officerQuota',
      id: 'quotaQuarter',
      name: NAME,
      period: 'quarter',
      role: 'cadre',
      n: 9,
      modes: ['onSite'],
      subjectType: 'household',
      tags: ['低保', '弱老'],
    },
    {
      kind: 'afterEvent',
      id: 'paired',
      name: NAME,
      period: 'month',
      event: 'assignment',
      days: 14,
      byAssigned: true,
      responsibleUpTo: 'grid',
    },
    {
      kind: 'afterEvent',
      id: 'ill',
      name: NAME,
      period: 'month',
      event: 'illness',
      days: 3,
      calendar: 'working',
      byAssigned: false,
      responsibleUpTo: 'grid',
    },
    {
      kind: 'afterEvent',
      id: 'settled',
      name: NAME,
      period: 'quarter',
      event: 'settled',
      days: 10,
      byAssigned: true,
      subjectType: 'household',
      responsibleUpTo: 'community',
    },
    {
      kind: 'staffing',
      id: 'staffGrid',
      name: NAME,
      period: 'month',
      level: 'grid',
      min: 1,
      max: 3,
      role: null,
    },
    {
      kind: 'staffing',
      id: 'staffCommunity',
      name: NAME,
      period: 'quarter',
      level: 'community',
      min: 2,
      max: 4,
      role: 'cadre',
    },
  ],
  p2: [
    {
      ...household,
      id: 'ownMonth',
      name: NAME,
      period: 'month',
      n: 1,
      ownProgrammeOnly: true,
      responsibleUpTo: 'district',
    },
    {
      ...household,
      id: 'ownWhole',
      name: NAME,
      period: 'programme',
      subjectType: 'firm',
      n: 2,
      ownProgrammeOnly: true,
      responsibleUpTo: 'grid',
    },
    {
      kind: 'officerQuota',
      id: 'ownQuota',
      name: NAME,
      period: 'quarter',
      role: 'secretary',
      n: 4,
      ownProgrammeOnly: true,
    },
  ],
  p3: [
    {
      ...household,
      id: 'untagged',
      name: NAME,
      period: 'year',
      n: 4,
      responsibleUpTo: 'town',
      calendar: 'working',
    },
    { kind: 'officerQuota', id: 'quotaWhole', name: NAME, period: 'programme', role: 'member', n: 12 },
  ],
};

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Days from 2025-01-01 on, written. */
const dayOf = (offset: number): string =>
  new Date(Date.UTC(2025, 0, 1) + offset * DAY_MS).toISOString().slice(0, 10);
const offsetOf = (day: string): number => (Date.parse(day) - Date.UTC(2025, 0, 1)) / DAY_MS;

/** A district of two towns over thirteen months, the same for the same seed. */
export function makeSent(seed: number): Sent {
  const random = randomOf(seed);
  const under = (most: number): number => Math.floor(random() * most);
  const pick = <T>(items: readonly T[]): T => items[under(items.length)]!;
  const chance = (share: number): boolean => random() < share;
  const today = offsetOf('2026-11-20');
  const between = (first: string, last: string): number =>
    offsetOf(first) + under(offsetOf(last) - offsetOf(first) + 1);
  const lasting = (offset: number): string | null => (chance(0.2) ? dayOf(offset + 5 + under(200)) : null);

  const somewhere = (): string => {
    const at = random();
    if (at < 0.9) return pick(GRIDS);
    return at < 0.96 ? pick(COMMUNITIES) : pick([TOWN_1, TOWN_2, DISTRICT]);
  };
  const tagsOf = (): string[] => ['低保', '弱老', '军属'].filter((_, i) => chance([0.5, 0.3, 0.2][i]!));

  const subjects: SubjectInput[] = [];
  for (let i = 0; i < 200; i++) {
    const type = pick(['household', 'household', 'household', 'firm', 'person'] as const);
    let from = chance(0.6) ? offsetOf('2025-03-01') : between('2025-09-20', '2026-11-19');
    for (let k = 0; k === 0 || (k < 4 && chance(0.4)); k++) {
      subjects.push({
        id: `s${i}`,
        type: chance(0.02) ? 'firm' : type,
        name: '张三',
        tags: type === 'firm' && chance(0.5) ? [] : tagsOf(),
        area: somewhere(),
        zones: {},
        position: null,
        validFrom: dayOf(from),
        validTo: lasting(from),
      });
      // Now and then a correction is sent later that begins earlier.
      from = chance(0.1) ? from - under(20) : from + 10 + under(160);
      if (from > today + 20) break;
    }
  }

  const organisations = [...COMMUNITIES, TOWN_1, TOWN_2, DISTRICT].map((area) => ({ id: `o-${area}`, area }));
  const officers: OfficerInput[] = [];
  const roles = ['secretary', 'cadre', 'member'];
  for (let i = 0; i < 30; i++) {
    let from = chance(0.6) ? offsetOf('2025-03-01') : between('2025-10-01', '2026-11-10');
    for (let k = 0; k === 0 || (k < 3 && chance(0.3)); k++) {
      officers.push({
        id: `w${i}`,
        role: pick(roles),
        name: '王五',
        phone: null,
        organisation: pick(organisations).id,
        validFrom: dayOf(from),
        validTo: lasting(from),
      });
      from += 20 + under(200);
      if (from > today) break;
    }
  }

  const assignments: AssignmentInput[] = [];
  const assign = (target: { area: string } | { subject: string }, officer: number, from: number): void => {
    assignments.push({
      id: `a${assignments.length}`,
      officer: `w${officer}`,
      area: null,
      subject: null,
      ...target,
      role: pick(roles),
      validFrom: dayOf(from),
      validTo: lasting(from),
    });
  };
  // Officers 0 to 25 have areas or lists, the others nothing.
  for (let i = 0; i < 26; i++) {
    const from = chance(0.5) ? offsetOf('2025-03-01') : between('2025-10-01', '2026-10-30');
    if (i % 4 !== 3) {
      const community = pick(COMMUNITIES);
      // The last two grids have nobody of their own.
      for (let k = 0; k < 1 + under(3); k++)
        assign(
          { area: i % 3 === 0 || community === COMMUNITIES[3] ? community : `${community}00${1 + (k % 2)}` },
          i,
          from + 30 * k,
        );
      if (chance(0.25)) assign({ area: pick(GRIDS.slice(0, 6)) }, i, from + 10);
      if (chance(0.1)) assign({ area: pick([TOWN_1, TOWN_2]) }, i, from + 10);
    }
    if (i % 2 === 1)
      for (let k = 0; k < 8; k++)
        assign({ subject: `s${under(200)}` }, i, chance(0.5) ? from : between('2025-10-01', '2026-11-19'));
  }
  // A grid that was staffed until this month.
  for (const officer of [4, 5, 6])
    assignments.push({
      id: `a${assignments.length}`,
      officer: `w${officer}`,
      area: GRIDS[7]!,
      subject: null,
      role: 'member',
      validFrom: '2026-08-01',
      validTo: '2026-11-05',
    });
  // An assignment handed over to another post: the same id from a later day on.
  for (const before of assignments.slice(0, 60).filter((_, i) => i % 4 === 1)) {
    const from = Math.max(offsetOf(before.validFrom) + 1, between('2026-03-01', '2026-11-05'));
    assignments.push({ ...before, officer: `w${under(26)}`, validFrom: dayOf(from), validTo: lasting(from) });
  }

  const events: EventInput[] = [];
  for (let i = 0; i < 260; i++)
    events.push({
      id: `e${i}`,
      kind: pick(['illness', 'settled', 'birthday']),
      subject: `s${under(200)}`,
      day: dayOf(chance(0.4) ? between('2026-11-01', '2026-11-20') : between('2025-10-05', '2026-11-20')),
      officer: chance(0.4) ? `w${under(30)}` : null,
    });

  const visits: VisitInput[] = [];
  const visit = (subject: string, offset: number, fields: Partial<VisitInput> = {}): void => {
    const hour = pick(['00:05:00', '09:30:00', '14:00:00', '23:55:00']);
    const at = `${dayOf(offset)}T${hour}+08:00`;
    visits.push({
      id: uuidOf(visits.length),
      subject,
      officers: [...Array(1 + (chance(0.2) ? 1 + under(2) : 0))].map(() => `w${under(30)}`),
      // Some senders write another zone.
      at: chance(0.3) ? new Date(at).toISOString().replace('.000Z', 'Z') : at,
      mode: pick(['onSite', 'onSite', 'phone', 'online'] as const),
      outcome: pick(['met', 'met', 'met', 'notIn', 'refused'] as const),
      programme: pick([null, 'p1', 'p2']),
      position: null,
      note: null,
      fields: {},
      feed: null,
      ...fields,
    });
  };
  const first = offsetOf('2025-10-01');
  const last = offsetOf('2026-11-19');
  const attentionOf = new Map(
    subjects.map(({ id, area }) => [id, ATTENTION[GRIDS.indexOf(area ?? '')] ?? 1] as const),
  );
  while (visits.length < 2200) {
    const subject = `s${under(200)}`;
    const attention = attentionOf.get(subject)!;
    if (chance(attention / 3))
      visit(subject, chance(0.3) ? between('2026-10-20', '2026-11-19') : first + under(last - first + 1));
  }
  // Posts call on what they answer for.
  for (let i = 0; i < 1300; i++) {
    const { officer, area, subject } = pick(assignments);
    const near = subjects.filter((one) => area !== null && one.area!.startsWith(area));
    const found = subject ?? (near.length > 0 ? pick(near).id : `s${under(200)}`);
    visit(found, chance(0.5) ? between('2026-10-25', '2026-11-17') : first + under(last - first + 1), {
      officers: [officer],
    });
  }
  // Events and pairings are followed, in time or not, by the right officer or another.
  for (const { subject, day, officer } of events)
    if (chance(0.7)) {
      const at = offsetOf(day) - 2 + under(18);
      if (at <= last)
        visit(subject, at, { outcome: 'met', ...(officer && chance(0.7) ? { officers: [officer] } : {}) });
    }
  for (const { subject, officer, validFrom } of assignments) {
    const at = offsetOf(validFrom) - 1 + under(20);
    if (subject !== null && at <= last && at >= 0 && chance(0.8)) visit(subject, at, { officers: [officer] });
  }
  // Households that no register lists, each in one grid.
  for (let i = 0; i < 250; i++) {
    const unlisted = under(90);
    visit(`u${unlisted}`, between('2026-01-10', '2026-11-19'), {
      area: GRIDS[(unlisted * 5) % GRIDS.length]!,
      officers: [`w${under(30)}`],
    });
  }

  return {
    now: '2026-11-20T14:32:00+08:00',
    areas: SQUARES.map(({ code, parentCode, level }) => ({
      code,
      level,
      parent: parentCode,
      households: level === 'grid' ? HOUSEHOLDS[GRIDS.indexOf(code)]! : null,
    })),
    programmes: [
      { id: 'p1', firstDay: '2025-10-15', lastDay: '2027-03-10', duties: DUTIES.p1! },
      { id: 'p2', firstDay: '2026-02-10', lastDay: '2026-11-12', duties: DUTIES.p2! },
      { id: 'p3', firstDay: '2026-03-20', lastDay: '2026-12-18', duties: DUTIES.p3! },
    ],
    changes: [
      { programme: 'p1', at: '2026-06-15T10:00:00+08:00', n: { month: 2, quotaWeek: 2, staffGrid: 2 } },
      { programme: 'p1', at: '2026-10-31T10:00:00+08:00', n: { quotaMonth: 5 } },
    ],
    holidays: STATE_COUNCIL_HOLIDAYS,
    organisations,
    subjects,
    officers,
    assignments,
    events,
    feeds: [
      // Fresh, for all; late, for two duties; late, for all, beside a fresh one; late, nobody else.
      feed('fresh', [TOWN_1], [], 10),
      feed(
        'late',
        [COMMUNITIES[1]!, GRIDS[6]!],
        ['month', 'counted', 'quotaWeek', 'paired', 'staffCommunity'],
        5,
      ),
      feed('posts', [TOWN_2], ['quotaMonth', 'quotaWeek', 'paired', 'settled'], 14),
      feed('silent', [GRIDS[0]!, GRIDS[5]!], ['week', 'month', 'quarter', 'ill', 'countedTwice'], 30),
      feed('edge', [COMMUNITIES[2]!], ['year', 'working', 'staffGrid'], 7),
      { ...feed('ended', [TOWN_2], ['week', 'whole'], 7), validTo: '2026-09-30' },
    ],
    deliveries: [
      { feed: 'fresh', at: '2026-11-15T08:00:00+08:00' },
      { feed: 'late', at: '2026-10-05T08:00:00+08:00' },
      { feed: 'late', at: '2026-09-05T08:00:00+08:00' },
      { feed: 'edge', at: '2026-11-13T08:00:00+08:00' },
    ],
    visits,
    voided: visits.filter((_, i) => i % 23 === 5).map(({ id }) => id),
    ends: [
      ...subjects
        .filter((_, i) => i % 31 === 7)
        .map(({ id }) => ({
          register: 'subjects' as const,
          id,
          on: dayOf(between('2026-05-01', '2026-11-18')),
        })),
      ...assignments
        .filter((_, i) => i % 13 === 4)
        .map(({ id }) => ({
          register: 'assignments' as const,
          id,
          on: dayOf(between('2026-05-01', '2026-11-18')),
        })),
      { register: 'officers', id: 'w3', on: '2026-11-03' },
      { register: 'officers', id: 'w8', on: '2026-08-20' },
      ...events
        .filter((_, i) => i % 29 === 3)
        .map(({ id }) => ({ register: 'events' as const, id, on: '2026-11-20' })),
    ],
  };
}

function feed(id: string, areas: string[], duties: string[], intervalDays: number): FeedInput {
  return { id, name: '来源', areas, duties, intervalDays, validFrom: '2025-10-01', validTo: null };
}
