import type { IssueLevel, IssueSource } from '#geodata/issue/events.ts';

/** How often a category is asked for, by kind of place, and when. Weights, as made up as the rest. */
export interface Kind {
  category: string;
  /** In cities (11x), towns (12x) and villages (2xx) of 城乡分类, per household. */
  weights: readonly [city: number, town: number, village: number];
  /** Words in the names of the departments that deal with it, first the one that leads. */
  departments: readonly string[];
  /** Months 1 to 12 in which it is asked for so many times as often; else once. */
  season?: { months: readonly number[]; times: number; else?: number };
}

const SUMMER = [6, 7, 8, 9];
const WINTER = [11, 12, 1, 2, 3];

/** What the public asks for: hotline, photos, proposals. */
export const PUBLIC_KINDS: readonly Kind[] = [
  { category: 'key-problems.property-management', weights: [9, 4, 0.5], departments: ['住房和城乡建设'] },
  { category: 'key-problems.breakfast-stalls', weights: [3, 2, 0.5], departments: ['城市管理', '市场监督'] },
  { category: 'key-problems.illegal-parking', weights: [9, 5, 1.5], departments: ['城市管理'] },
  { category: 'key-problems.day-rentals', weights: [2, 1, 0.2], departments: ['住房和城乡建设', '市场监督'] },
  {
    category: 'key-problems.title-deeds',
    weights: [2.5, 2, 1.5],
    departments: ['自然资源', '住房和城乡建设'],
  },
  {
    category: 'key-problems.indoor-charging',
    weights: [3.5, 1.5, 0.3],
    departments: ['应急管理', '住房和城乡建设'],
  },
  { category: 'key-problems.lifts', weights: [3, 0.5, 0.1], departments: ['市场监督', '住房和城乡建设'] },
  {
    category: 'key-problems.drains',
    weights: [4, 4, 3],
    departments: ['水务', '城市管理'],
    season: { months: SUMMER, times: 2 },
  },
  {
    category: 'key-problems.noise',
    weights: [4.5, 2.5, 1],
    departments: ['生态环境', '城市管理'],
    season: { months: SUMMER, times: 1.5 },
  },
  { category: 'public-space.roads', weights: [5, 6, 6.5], departments: ['交通运输', '城市管理'] },
  { category: 'public-space.street-lights', weights: [3.5, 4, 4.5], departments: ['城市管理'] },
  { category: 'public-space.rubbish', weights: [5, 5, 5.5], departments: ['城市管理'] },
  {
    category: 'public-space.trees',
    weights: [3, 2, 1.5],
    departments: ['城市管理', '自然资源'],
    season: { months: [4, 5, 6, 7, 8, 9], times: 1.6 },
  },
  {
    category: 'public-space.water',
    weights: [2, 4, 6],
    departments: ['水务'],
    season: { months: SUMMER, times: 1.4 },
  },
  {
    category: 'public-space.heating',
    weights: [5, 2, 0.3],
    departments: ['住房和城乡建设'],
    season: { months: WINTER, times: 1.4, else: 0.05 },
  },
  { category: 'public-space.danger', weights: [2, 2, 2.5], departments: ['应急管理', '住房和城乡建设'] },
  { category: 'public-space.other', weights: [2, 2, 2], departments: ['城市管理'] },
  { category: 'services.social-security', weights: [3, 4, 5], departments: ['人力资源'] },
  { category: 'services.health', weights: [3, 4, 5], departments: ['卫生健康', '医疗保障'] },
  {
    category: 'services.schools',
    weights: [3, 2.5, 2],
    departments: ['教育'],
    season: { months: [6, 7, 8], times: 2.5 },
  },
  { category: 'services.housing', weights: [2.5, 2, 1.5], departments: ['住房和城乡建设'] },
  { category: 'services.disputes', weights: [3, 3.5, 4.5], departments: ['司法', '信访'] },
  { category: 'services.other', weights: [2, 2, 2], departments: ['行政审批'] },
];

export const PROPOSAL_KINDS: readonly Kind[] = [
  { category: 'proposals.works', weights: [5, 5, 5], departments: ['发展和改革', '住房和城乡建设'] },
  { category: 'proposals.services', weights: [3, 3, 3], departments: ['民政', '文化'] },
  { category: 'proposals.deliberation', weights: [3, 2, 1], departments: ['民政'] },
];

export const FIRM_KINDS: readonly Kind[] = [
  { category: 'firms.land', weights: [2, 2, 2], departments: ['自然资源', '发展和改革'] },
  { category: 'firms.labour', weights: [3, 3, 3], departments: ['人力资源', '工业和信息化'] },
  { category: 'firms.funds', weights: [3, 3, 3], departments: ['金融', '财政'] },
  { category: 'firms.policy', weights: [3, 3, 3], departments: ['工业和信息化', '税务'] },
  { category: 'firms.other', weights: [3, 3, 3], departments: ['商务', '投资促进'] },
];

/** The five questions members ask in households. */
export const QUESTION_KINDS: readonly Kind[] = [
  { category: 'questions.production', weights: [1, 2, 5], departments: ['农业农村', '人力资源'] },
  { category: 'questions.environment', weights: [5, 4, 4], departments: ['生态环境', '城市管理'] },
  { category: 'questions.culture', weights: [3, 2, 2], departments: ['文化'] },
  { category: 'questions.opinions', weights: [3, 2, 2], departments: ['民政', '信访'] },
  { category: 'questions.living', weights: [5, 5, 5], departments: ['民政', '人力资源'] },
];

/** What first secretaries find in their villages. */
export const VILLAGE_KINDS: readonly Kind[] = PUBLIC_KINDS.filter(
  ({ category }) => category.startsWith('public-space.') || category.startsWith('services.'),
);

/** What grid workers find with the people in focus. */
export const FOCUS_KINDS: readonly Kind[] = PUBLIC_KINDS.filter(
  ({ category }) => category.startsWith('services.') && category !== 'services.schools',
);

const ALL_KINDS = new Map(
  [...PUBLIC_KINDS, ...PROPOSAL_KINDS, ...FIRM_KINDS, ...QUESTION_KINDS].map((kind) => [kind.category, kind]),
);

/** @throws RangeError for a category that no issue of the demonstration has */
export function kindOf(category: string): Kind {
  const kind = ALL_KINDS.get(category);
  if (!kind) throw new RangeError(`no issue of the demonstration has the category ${category}`);
  return kind;
}

/** Place of a class of 城乡分类 among the weights. */
export function placeKind(urbanRural: string | null): 0 | 1 | 2 {
  if (urbanRural?.startsWith('2')) return 2;
  return urbanRural?.startsWith('12') ? 1 : 0;
}

/** Where issues that no campaign found come from: how often, with whom they lie first, how busy weekends are. */
export interface SourceKind {
  source: IssueSource;
  weight: number;
  kinds: readonly Kind[];
  levels: readonly (readonly [IssueLevel, number])[];
  /** Of a Saturday, Sunday or holiday against a working day. */
  onDaysOff: number;
  /** Share made between half past five and ten in the evening. */
  evenings: number;
}

export const SOURCE_KINDS: readonly SourceKind[] = [
  {
    source: 'hotline',
    weight: 52,
    kinds: PUBLIC_KINDS,
    levels: [
      ['town', 6],
      ['community', 3],
      ['district', 1],
    ],
    onDaysOff: 0.6,
    evenings: 0.15,
  },
  {
    source: 'snapAndReport',
    weight: 27,
    kinds: PUBLIC_KINDS.filter(({ category }) => !category.startsWith('services.')),
    levels: [
      ['grid', 7],
      ['community', 3],
    ],
    onDaysOff: 0.85,
    evenings: 0.2,
  },
  {
    source: 'open311',
    weight: 6,
    kinds: PUBLIC_KINDS.filter(({ category }) => category.startsWith('public-space.')),
    levels: [
      ['grid', 5],
      ['town', 5],
    ],
    onDaysOff: 0.8,
    evenings: 0.2,
  },
  {
    source: 'proposal',
    weight: 9,
    kinds: PROPOSAL_KINDS,
    levels: [
      ['community', 4],
      ['town', 5],
      ['district', 1],
    ],
    onDaysOff: 0.4,
    evenings: 0.05,
  },
  {
    source: 'firmPlatform',
    weight: 6,
    kinds: FIRM_KINDS,
    levels: [
      ['town', 4],
      ['district', 6],
    ],
    onDaysOff: 0.15,
    evenings: 0.02,
  },
];
