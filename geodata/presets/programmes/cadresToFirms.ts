import { choice, field, type ProgrammePreset } from './preset.ts';

export const CADRES_TO_FIRMS: ProgrammePreset = {
  id: 'cadres-to-firms',
  rows: [2],
  name: { zh: '千名干部进千企', en: 'A thousand cadres, a thousand firms' },
  about: {
    zh: '干部与企业一对一结对：结对 14 天内首次联系，每月至少联系一次，一年至少上门两次；解决不了的交专班督办。',
    en: 'Cadres and firms are paired one to one: first contact within 14 days, a contact every month, at least two on site within the year; what cannot be settled goes to a task force.',
  },
  fields: [
    choice('needs', 'choices', '需求', 'Needs', {
      land: ['用地', 'Land'],
      labour: ['用工', 'Labour'],
      funds: ['资金', 'Funds'],
      policy: ['政策', 'Policy'],
      other: ['其他', 'Other'],
    }),
    field('need', 'text', '需求内容', 'What is needed'),
    field('jobsOpen', 'number', '缺工人数', 'Jobs to fill'),
    field('toTaskForce', 'yesNo', '提请专班', 'For the task force'),
  ],
  duties: [
    {
      kind: 'afterEvent',
      id: 'firm-first-contact',
      name: { zh: '结对后首次联系', en: 'First contact after pairing' },
      period: 'month',
      event: 'assignment',
      days: 14,
      subjectType: 'firm',
      byAssigned: true,
      ownProgrammeOnly: true,
    },
    {
      kind: 'coverSubjects',
      id: 'firm-monthly',
      name: { zh: '企业联系', en: 'Contact with firms' },
      period: 'month',
      subjectType: 'firm',
      n: 1,
      ownProgrammeOnly: true,
    },
    {
      kind: 'coverSubjects',
      id: 'firm-onsite-yearly',
      name: { zh: '企业上门', en: 'Firms on site' },
      period: 'year',
      subjectType: 'firm',
      n: 2,
      modes: ['onSite'],
      ownProgrammeOnly: true,
    },
  ],
};
