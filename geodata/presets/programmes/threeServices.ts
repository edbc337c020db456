import { choice, field, type ProgrammePreset } from './preset.ts';

/**
 * Haishu's campaign. Published are four levels of contact with firms and the form of the visits, three taken
 * along and three left behind; who takes which firms how often, and which three each, are ours to propose.
 */
export const THREE_SERVICES: ProgrammePreset = {
  id: 'three-services',
  rows: [14],
  name: { zh: '三服务', en: 'The three services' },
  about: {
    zh: '服务企业、服务群众、服务基层：四级联系企业，走访三带走三留下。节奏与表单可按本地调整。',
    en: 'Serving firms, people and the grassroots: four levels of contact with firms; each visit takes three things along and leaves three behind. Rhythms and form are a proposal.',
  },
  fields: [
    field('takenProblems', 'text', '带走问题', 'Problems taken along'),
    field('takenNeeds', 'text', '带走需求', 'Needs taken along'),
    field('takenSuggestions', 'text', '带走建议', 'Suggestions taken along'),
    choice('leftPolicies', 'choices', '留下政策', 'Policies left behind', {
      tax: ['减税降费', 'Taxes and fees'],
      finance: ['金融支持', 'Finance'],
      talent: ['人才用工', 'Talent and labour'],
      innovation: ['科技创新', 'Innovation'],
      other: ['其他', 'Other'],
    }),
    field('leftContact', 'yesNo', '留下联系卡', 'Contact card left behind', true),
    field('leftPromise', 'day', '留下承诺（办结日期）', 'Promise left behind: settled by'),
  ],
  duties: [
    {
      kind: 'coverSubjects',
      id: 'firm-district-leader',
      name: { zh: '区领导联系重点企业', en: 'Key firms by district leaders' },
      period: 'quarter',
      subjectType: 'firm',
      tags: ['重点企业'],
      n: 1,
      modes: ['onSite'],
      officerRole: 'districtLeader',
      responsibleUpTo: 'district',
    },
    {
      kind: 'coverSubjects',
      id: 'firm-department',
      name: { zh: '部门联系规上企业', en: 'Firms above scale by departments' },
      period: 'quarter',
      subjectType: 'firm',
      tags: ['规上企业'],
      n: 1,
      officerRole: 'departmentCadre',
      responsibleUpTo: 'district',
    },
    {
      kind: 'coverSubjects',
      id: 'firm-town',
      name: { zh: '镇街联系企业', en: 'Firms by towns' },
      period: 'quarter',
      subjectType: 'firm',
      n: 1,
      officerRole: 'townCadre',
      responsibleUpTo: 'town',
    },
    {
      kind: 'coverSubjects',
      id: 'firm-grid',
      name: { zh: '网格联系企业', en: 'Firms by grid workers' },
      period: 'month',
      subjectType: 'firm',
      n: 1,
      officerRole: 'gridWorker',
    },
  ],
};
