import { choice, field, type ProgrammePreset } from './preset.ts';

export const PEOPLE_IN_FOCUS: ProgrammePreset = {
  id: 'people-in-focus',
  rows: [11],
  name: { zh: '重点人群走访', en: 'Visits to people in focus' },
  about: {
    zh: '困难户每月必访，老弱党员每周必访，一个不漏。',
    en: 'Poor households every month, frail elderly members every week; nobody is forgotten.',
  },
  fields: [
    choice(
      'condition',
      'choice',
      '近况',
      'Condition',
      {
        steady: ['平稳', 'Steady'],
        worse: ['变差', 'Worse'],
        urgent: ['需立即帮扶', 'Needs help now'],
      },
      true,
    ),
    field('need', 'text', '需要的帮助', 'Help needed'),
    field('nextCall', 'day', '下次走访', 'Next call'),
  ],
  duties: [
    {
      kind: 'coverSubjects',
      id: 'needy-monthly',
      name: { zh: '困难户走访', en: 'Needy households' },
      period: 'month',
      subjectType: 'household',
      tags: ['低保', '特困', '低保边缘'],
      n: 1,
      modes: ['onSite', 'phone'],
      inFocus: true,
    },
    {
      kind: 'coverSubjects',
      id: 'frail-weekly',
      name: { zh: '老弱党员走访', en: 'Frail elderly members' },
      period: 'week',
      subjectType: 'person',
      tags: ['老弱党员'],
      n: 1,
      modes: ['onSite', 'phone'],
      inFocus: true,
    },
  ],
};
