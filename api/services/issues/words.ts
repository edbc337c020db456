import type { Name } from '#geodata/duty/types.ts';
import type { IssueSource } from '#geodata/issue/events.ts';
import type { IssueState } from '#geodata/issue/states.ts';

/** Where issues come from, as rows of a table name it. */
export const SOURCE_NAMES: Readonly<Record<IssueSource, Name>> = {
  visit: { zh: '走访发现', en: 'Visit' },
  hotline: { zh: '热线', en: 'Hotline' },
  firmPlatform: { zh: '企业服务平台', en: 'Platform for firms' },
  snapAndReport: { zh: '随手拍', en: 'Snap and report' },
  proposal: { zh: '建议提案', en: 'Proposal' },
  open311: { zh: 'Open311', en: 'Open311' },
  import: { zh: '导入', en: 'Import' },
};

/** States of issues, as rows of a table name them. */
export const STATE_NAMES: Readonly<Record<IssueState, Name>> = {
  reported: { zh: '已上报', en: 'Reported' },
  accepted: { zh: '已受理', en: 'Accepted' },
  dispatched: { zh: '已分派', en: 'Dispatched' },
  handling: { zh: '处置中', en: 'Being dealt with' },
  suspended: { zh: '已挂起', en: 'Suspended' },
  escalated: { zh: '已上呼', en: 'Escalated' },
  resolved: { zh: '已办结', en: 'Resolved' },
  verified: { zh: '已核查', en: 'Verified' },
  closed: { zh: '已销号', en: 'Closed' },
  refused: { zh: '不予受理', en: 'Refused' },
  merged: { zh: '已并案', en: 'Merged' },
};
