import type { Duty, Name } from '#geodata/duty/types.ts';
import type { GapType, Level, Light, PeriodKind, VisitMode } from '#geodata/model.ts';

export type Lang = 'zh-CN' | 'en';

/** The words of exports in both languages; the screens have their own. */
export const WORDS = {
  list: { zh: '名单', en: 'List' },
  table: { zh: '覆盖', en: 'Coverage' },
  about: { zh: '说明', en: 'About' },
  subject: { zh: '编号', en: 'Id' },
  name: { zh: '名称（已掩码）', en: 'Name (masked)' },
  areaName: { zh: '名称', en: 'Name' },
  areaCode: { zh: '区划编码', en: 'Area code' },
  type: { zh: '缺口类型', en: 'Gap' },
  tags: { zh: '类别', en: 'Tags' },
  town: { zh: '镇街', en: 'Town' },
  community: { zh: '社区', en: 'Community' },
  grid: { zh: '网格', en: 'Grid' },
  lastVisit: { zh: '上次走访', en: 'Last visit' },
  days: { zh: '未见天数', en: 'Days unseen' },
  done: { zh: '已完成', en: 'Done' },
  required: { zh: '应完成', en: 'Required' },
  event: { zh: '事由', en: 'Event' },
  due: { zh: '最迟', en: 'Due' },
  officer: { zh: '责任人（已掩码）', en: 'Who answers (masked)' },
  officerId: { zh: '责任人编号', en: 'Officer id' },
  role: { zh: '责任人角色', en: 'Role' },
  nobody: { zh: '无人包联', en: 'Nobody' },
  ownRow: { zh: '本级', en: 'own row' },
  n: { zh: '对象数', en: 'Subjects' },
  unknown: { zh: '未知', en: 'Unknown' },
  ratio: { zh: '完成率', en: 'Ratio' },
  ratioHigh: { zh: '完成率上限', en: 'Ratio, high' },
  pace: { zh: '与序时进度差', en: 'Pace' },
  light: { zh: '状态', en: 'Light' },
  gapCount: { zh: '缺口', en: 'Gaps' },
  unassigned: { zh: '其中无人包联', en: 'Nobody answers' },
  exempt: { zh: '免计', en: 'Exempt' },
  metLate: { zh: '逾期完成', en: 'Met late' },
  estimated: { zh: '按户数估计', en: 'Estimated' },
  lastReceivedAt: { zh: '最近收到', en: 'Last received' },
  what: { zh: '内容', en: 'What' },
  forWhom: { zh: '区划', en: 'Area' },
  by: { zh: '导出人', en: 'Exported by' },
  period: { zh: '期间', en: 'Period' },
  asOf: { zh: '数据截至', en: 'Data as of' },
  rows: { zh: '行数', en: 'Rows' },
  filter: { zh: '筛选', en: 'Filter' },
  noFilter: { zh: '无', en: 'none' },
  sort: { zh: '排序', en: 'Order' },
  definition: { zh: '统计口径', en: 'Definition' },
  version: { zh: '规则版本', en: 'Rule version' },
  tree: { zh: '区划版本', en: 'Tree version' },
  commit: { zh: '台账提交号', en: 'Ledger commit' },
  link: { zh: '链接', en: 'Link' },
  masking: { zh: '个人信息', en: 'Personal data' },
  masked: {
    zh: '姓名已掩码，位置取到约 100 米',
    en: 'names masked, places to about 100 m',
  },
  noPersons: { zh: '不含个人信息', en: 'none' },
  outOfReach: { zh: '不在服务范围内', en: 'Out of reach' },
  siting: { zh: '选址结果', en: 'Siting' },
  demand: { zh: '需求人群', en: 'Demand' },
  demandCount: { zh: '需求数', en: 'Demand' },
  outCount: { zh: '范围外', en: 'Out of reach' },
  share: { zh: '覆盖比例', en: 'Share reached' },
  metres: { zh: '到最近点路程（米）', en: 'Metres to the nearest' },
  threshold: { zh: '阈值（米）', en: 'Threshold (m)' },
  nearestPoint: { zh: '最近服务点', en: 'Nearest point' },
  interval: { zh: '流动服务区间', en: 'Interval of moving points' },
  kinds: { zh: '服务点类型', en: 'Kinds' },
  service: { zh: '服务事项', en: 'Service' },
  all: { zh: '全部', en: 'all' },
  order: { zh: '次序', en: 'Order' },
  candidate: { zh: '选定地点', en: 'Chosen place' },
  longitude: { zh: '经度', en: 'Longitude' },
  latitude: { zh: '纬度', en: 'Latitude' },
  gained: { zh: '新增覆盖', en: 'Newly reached' },
  before: { zh: '选址前', en: 'Before' },
  after: { zh: '选址后', en: 'After' },
  greedy: { zh: '逐点择优所得', en: 'One after the other' },
  proof: { zh: '最优性', en: 'Proof' },
  proven: { zh: '已证明为最优', en: 'proven optimal' },
  bound: { zh: '限时内最好，与最优至多相差', en: 'the best in time; from the optimum at most' },
  goal: { zh: '目标', en: 'Goal' },
} satisfies Record<string, Name>;

export const GAP_WORDS: Record<GapType, Name> = {
  overdue: { zh: '逾期', en: 'Overdue' },
  never: { zh: '从未走访', en: 'Never visited' },
  stale: { zh: '已过期', en: 'Stale' },
  belowQuota: { zh: '未达次数', en: 'Below quota' },
  noData: { zh: '无数据', en: 'No data' },
  pending: { zh: '未到期', en: 'Pending' },
};

export const LIGHT_WORDS: Record<Light, Name> = {
  green: { zh: '正常', en: 'on pace' },
  amber: { zh: '偏慢', en: 'slow' },
  red: { zh: '滞后', en: 'behind' },
  grey: { zh: '待核', en: 'to be checked' },
};

export const SORT_WORDS: Record<'worst' | 'days' | 'area' | 'officer', Name> = {
  worst: { zh: '最紧要在前', en: 'worst first' },
  days: { zh: '未见天数', en: 'days unseen' },
  area: { zh: '区划', en: 'area' },
  officer: { zh: '责任人', en: 'who answers' },
};

const LEVEL_WORDS: Partial<Record<Level, Name>> = {
  district: { zh: '区县', en: 'district' },
  town: { zh: '镇街', en: 'town' },
  community: { zh: '社区', en: 'community' },
  grid: { zh: '网格', en: 'grid' },
};

const PERIOD_WORDS: Record<PeriodKind, Name> = {
  week: { zh: '每周', en: 'a week' },
  month: { zh: '每月', en: 'a month' },
  quarter: { zh: '每季度', en: 'a quarter' },
  year: { zh: '每年', en: 'a year' },
  programme: { zh: '全程', en: 'in the whole programme' },
};

const MODE_WORDS: Partial<Record<VisitMode, Name>> = {
  onSite: { zh: '上门', en: 'on site' },
  phone: { zh: '电话', en: 'by phone' },
  online: { zh: '线上', en: 'online' },
};

export const wordIn = (lang: Lang, { zh, en }: Name): string => (lang === 'en' ? en : zh);

/** The rule of a duty in one sentence. */
export function definitionOf(duty: Duty, lang: Lang): string {
  const say = (name: Name | undefined, other = ''): string => (name ? wordIn(lang, name) : other);
  const zh = lang !== 'en';
  const often = say(PERIOD_WORDS[duty.period]);
  const visits = (modes: readonly VisitMode[]): string =>
    modes.length === 0
      ? zh
        ? '各种方式、见到本人的走访计入'
        : 'every visit that met the subject counts'
      : zh
        ? `${modes.map((mode) => say(MODE_WORDS[mode], mode)).join('、')}且见到本人的走访计入`
        : `visits ${modes.map((mode) => say(MODE_WORDS[mode], mode)).join(', ')} that met the subject count`;
  const tagged = (tags: readonly string[]): string =>
    tags.length === 0 ? '' : zh ? `（${tags.join('、')}）` : ` (${tags.join(', ')})`;
  switch (duty.kind) {
    case 'coverSubjects':
      return zh
        ? `${often}每个对象${tagged(duty.tags)} ${duty.n} 次；${visits(duty.modes)}`
        : `each subject${tagged(duty.tags)} ${duty.n} times ${often}; ${visits(duty.modes)}`;
    case 'officerQuota':
      return zh
        ? `${often}每个岗位走访 ${duty.n} 个不同对象${tagged(duty.tags)}；${visits(duty.modes)}`
        : `each post calls on ${duty.n} different subjects${tagged(duty.tags)} ${often}; ${visits(duty.modes)}`;
    case 'afterEvent': {
      const days = duty.calendar === 'working' ? (zh ? '个工作日' : ' working days') : zh ? '天' : ' days';
      return zh
        ? `事由发生后 ${duty.days}${days}内走访；${visits(duty.modes)}`
        : `a visit within ${duty.days}${days} of the event; ${visits(duty.modes)}`;
    }
    case 'staffing': {
      const level = say(LEVEL_WORDS[duty.level], duty.level);
      return zh
        ? `每个${level}配 ${duty.min}–${duty.max} 人`
        : `${duty.min}–${duty.max} officers in each ${level}`;
    }
  }
}

/** How reach is told, in one sentence. */
export function reachDefinition(
  {
    travel,
    detour,
    thresholds: { town, fringe, rural, unknown },
  }: {
    travel: 'geodesic' | 'network';
    detour: number | null;
    thresholds: { town: number; fringe: number; rural: number; unknown: number };
  },
  lang: Lang,
): string {
  if (lang === 'en')
    return `reached within ${town} m of travel in towns, ${fringe} m on their fringe, ${rural} m in villages, ${unknown} m without a class; travel is ${travel === 'network' ? 'along the imported network' : `the geodesic distance times ${detour}`}; a moving point counts where it stops in the interval`;
  const way = travel === 'network' ? '按导入路网计' : `为直线距离的 ${detour} 倍`;
  return `路程不超过阈值为在范围内：城区 ${town} 米、城乡结合区 ${fringe} 米、乡村 ${rural} 米、无分类 ${unknown} 米；路程${way}；流动服务点在区间内停靠过即计入`;
}
