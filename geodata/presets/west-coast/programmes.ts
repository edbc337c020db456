import { parseDay } from '#geodata/duty/calendar.ts';
import { defineDuty } from '#geodata/duty/define.ts';
import type { Programme } from '#geodata/duty/types.ts';

const FIRST = parseDay('2024-01-01')!;
const LAST = parseDay('2028-12-31')!;

/**
 * Campaigns of the West Coast that call on subjects one by one and staff its grids (mission.md rows 2,
 * 3 and 11), as data.
 * Rhythms are the published ones: poor households every month, frail elderly members every week, each
 * firm a contact every month and at least two on site within the year, five to ten members in every grid.
 */
export const WEST_COAST_PROGRAMMES: readonly Programme[] = [
  {
    id: 'people-in-focus',
    name: { zh: '重点人群走访', en: 'Visits to people in focus' },
    firstDay: FIRST,
    lastDay: LAST,
    fields: [],
    duties: [
      defineDuty({
        kind: 'coverSubjects',
        id: 'needy-monthly',
        name: { zh: '困难户走访', en: 'Needy households' },
        period: 'month',
        subjectType: 'household',
        tags: ['低保', '特困', '低保边缘'],
        n: 2,
        modes: ['onSite', 'phone'],
      }),
      defineDuty({
        kind: 'coverSubjects',
        id: 'frail-weekly',
        name: { zh: '老弱党员走访', en: 'Frail elderly members' },
        period: 'week',
        subjectType: 'person',
        tags: ['老弱党员'],
        n: 1,
        modes: ['onSite', 'phone'],
      }),
    ],
  },
  {
    id: 'cadres-to-firms',
    name: { zh: '千名干部进千企', en: 'A thousand cadres, a thousand firms' },
    firstDay: FIRST,
    lastDay: LAST,
    fields: [],
    duties: [
      defineDuty({
        kind: 'coverSubjects',
        id: 'firm-monthly',
        name: { zh: '企业联系', en: 'Contact with firms' },
        period: 'month',
        subjectType: 'firm',
        tags: [],
        n: 1,
        modes: [],
        ownProgrammeOnly: true,
      }),
      defineDuty({
        kind: 'coverSubjects',
        id: 'firm-onsite-yearly',
        name: { zh: '企业上门', en: 'Firms on site' },
        period: 'year',
        subjectType: 'firm',
        tags: [],
        n: 2,
        modes: ['onSite'],
        ownProgrammeOnly: true,
      }),
    ],
  },
  {
    id: 'members-to-households',
    name: { zh: '万名党员入万户', en: 'Ten thousand members, ten thousand households' },
    firstDay: FIRST,
    lastDay: LAST,
    fields: [],
    duties: [
      defineDuty({
        kind: 'staffing',
        id: 'member-staffing',
        name: { zh: '党员联户配员', en: 'Members in every grid' },
        period: 'month',
        level: 'grid',
        min: 5,
        max: 10,
        role: 'member',
      }),
    ],
  },
];
