import type {
  IssueCategory,
  IssueCategorySet,
  OwnClocks,
  Term,
  TopCategory,
} from '#geodata/issue/categories.ts';

const workingDays = (amount: number): Term => ({ amount, unit: 'day', calendar: 'working' });
const workingHours = (amount: number): Term => ({ amount, unit: 'hour', calendar: 'working' });
const hours = (amount: number): Term => ({ amount, unit: 'hour', calendar: 'civil' });

/** Danger to life: round the clock. */
const URGENT: OwnClocks = {
  grid: { handling: hours(24), rectification: hours(48) },
  community: { handling: hours(24), escalation: hours(1), rectification: hours(48) },
  town: { handling: hours(48), escalation: hours(2), rectification: hours(72) },
  district: { handling: hours(72), escalation: hours(4), rectification: hours(72) },
};

/** Dealt with on the street the same day or the next. */
const QUICK: OwnClocks = {
  grid: { handling: workingDays(1) },
  community: { handling: workingDays(2) },
  town: { handling: workingDays(3) },
  district: { handling: workingDays(5) },
};

/** Needs a decision of a department, a budget or a plan. */
const LONG: OwnClocks = {
  grid: { handling: workingDays(5) },
  community: { handling: workingDays(10) },
  town: { handling: workingDays(20) },
  district: { handling: workingDays(60) },
};

function category(id: string, zh: string, en: string, clocks?: OwnClocks): IssueCategory {
  return { id, name: { zh, en }, ...(clocks && { clocks }) };
}

/** A category with those below it, whose ids are written without its own. */
function top(
  id: string,
  zh: string,
  en: string,
  children: readonly IssueCategory[],
  clocks?: OwnClocks,
): TopCategory {
  return {
    ...category(id, zh, en, clocks),
    children: children.map((child) => ({ ...child, id: `${id}.${child.id}` })),
  };
}

/**
 * The categories a district begins with; it may change all of them. Published are the five questions 五问五解决, the
 * four needs of firms, and four of the nine kinds of the key problem list (mission.md, rows 2, 3 and 6). All else is
 * a preset of ours: see OWN_CATEGORIES. So are all terms: none is published by category and level.
 */
export const ISSUE_CATEGORIES: IssueCategorySet = {
  defaults: {
    grid: {
      handling: workingDays(2),
      escalation: workingHours(4),
      rectification: workingDays(3),
    },
    community: {
      handling: workingDays(3),
      escalation: workingHours(4),
      rectification: workingDays(3),
    },
    town: {
      handling: workingDays(5),
      escalation: workingHours(8),
      rectification: workingDays(5),
    },
    district: {
      handling: workingDays(10),
      escalation: workingHours(24),
      rectification: workingDays(5),
    },
  },
  categories: [
    // the fields of the visits of members to households have the same ids
    top('questions', '五问五解决', 'The five questions', [
      category('production', '问生产', 'Production'),
      category('environment', '问环境', 'Environment'),
      category('culture', '问文化', 'Culture'),
      category('opinions', '问意见', 'Opinions'),
      category('living', '问生活', 'Living standard'),
    ]),
    // the options of the visits of cadres to firms have the same ids
    top('firms', '企业诉求', 'Needs of firms', [
      category('land', '用地', 'Land', LONG),
      category('labour', '用工', 'Labour'),
      category('funds', '资金', 'Funds', LONG),
      category('policy', '政策', 'Policy'),
      category('other', '其他', 'Other'),
    ]),
    top('key-problems', '重点问题清单', 'Key problem list', [
      category('property-management', '物业管理', 'Property management'),
      category('breakfast-stalls', '早餐摊点', 'Breakfast stalls', QUICK),
      category('illegal-parking', '车辆违停', 'Illegal parking', QUICK),
      category('day-rentals', '日租房', 'Day rentals'),
      category('title-deeds', '不动产办证', 'Title deeds', LONG),
      category('indoor-charging', '电动车进楼充电', 'E-bikes charged indoors', URGENT),
      category('lifts', '电梯故障', 'Lifts out of order', URGENT),
      category('drains', '下水道堵塞', 'Blocked drains', QUICK),
      category('noise', '噪声扰民', 'Noise', QUICK),
    ]),
    top(
      'public-space',
      '市容与设施',
      'Streets and public space',
      [
        category('roads', '道路破损', 'Damaged roads', LONG),
        category('street-lights', '路灯', 'Street lights'),
        category('rubbish', '垃圾清运', 'Rubbish'),
        category('trees', '树木绿化', 'Trees and green'),
        category('water', '供水', 'Water supply'),
        category('heating', '供热', 'Heating'),
        category('danger', '安全隐患', 'Danger', URGENT),
        category('other', '其他', 'Other'),
      ],
      QUICK,
    ),
    top('proposals', '群众点菜', 'Proposals', [
      category('works', '民生工程', 'Works', LONG),
      category('services', '服务活动', 'Services and events'),
      category('deliberation', '开放空间议事', 'Open deliberation', LONG),
    ]),
    top('services', '办事服务', 'Public services', [
      category('social-security', '社会保障', 'Social security'),
      category('health', '医疗卫生', 'Health'),
      category('schools', '教育入学', 'Schools'),
      category('housing', '住房保障', 'Housing'),
      category('disputes', '矛盾纠纷', 'Disputes'),
      category('other', '其他', 'Other'),
    ]),
  ],
};

/** Categories that no published system names: ours to propose, a district's to change. */
export const OWN_CATEGORIES: readonly string[] = [
  'firms.other',
  'key-problems.title-deeds',
  'key-problems.indoor-charging',
  'key-problems.lifts',
  'key-problems.drains',
  'key-problems.noise',
  'public-space',
  'public-space.roads',
  'public-space.street-lights',
  'public-space.rubbish',
  'public-space.trees',
  'public-space.water',
  'public-space.heating',
  'public-space.danger',
  'public-space.other',
  'proposals',
  'proposals.works',
  'proposals.services',
  'proposals.deliberation',
  'services',
  'services.social-security',
  'services.health',
  'services.schools',
  'services.housing',
  'services.disputes',
  'services.other',
];
