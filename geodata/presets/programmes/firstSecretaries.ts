import { choice, field, type ProgrammePreset } from './preset.ts';

export const FIRST_SECRETARIES: ProgrammePreset = {
  id: 'first-secretaries',
  rows: [1],
  name: { zh: '第一书记见行动', en: 'First secretaries in villages' },
  about: {
    zh: '每名第一书记每月走访不少于 20 户不同的家庭，问题列清单、需求建台账，逐项销号。',
    en: 'Each first secretary calls on at least 20 different households a month; problems and demands are listed and struck off one by one.',
  },
  fields: [
    choice(
      'list',
      'choice',
      '列入',
      'Goes on',
      {
        none: ['无', 'Neither list'],
        problems: ['问题清单', 'The list of problems'],
        demands: ['需求台账', 'The ledger of demands'],
      },
      true,
    ),
    field('matter', 'text', '问题或需求', 'Problem or demand'),
    field('settledOnSpot', 'yesNo', '当场解决', 'Settled on the spot'),
    field('promisedBy', 'day', '承诺办结日期', 'Promised by'),
  ],
  duties: [
    {
      kind: 'officerQuota',
      id: 'first-secretary-households',
      name: { zh: '第一书记走访农户', en: 'Households called on by first secretaries' },
      period: 'month',
      role: 'firstSecretary',
      n: 20,
      subjectType: 'household',
      modes: ['onSite'],
    },
  ],
};
