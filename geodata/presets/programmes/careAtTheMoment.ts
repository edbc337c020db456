import { choice, field, type ProgrammePreset } from './preset.ts';

export const CARE_AT_THE_MOMENT: ProgrammePreset = {
  id: 'care-at-the-moment',
  rows: [18],
  name: { zh: '五项关爱', en: 'Care at the moment' },
  about: {
    zh: '生日当天或次日上门，生病 3 天内看望，事项办结 7 天内回访：时钟从事件开始。',
    en: 'A call on the birthday or the day after, within 3 days of an illness, within 7 days of a case settled: the clock starts with the event.',
  },
  fields: [
    choice('satisfaction', 'choice', '满意度（回访）', 'Satisfaction (return visit)', {
      very: ['非常满意', 'Very satisfied'],
      satisfied: ['满意', 'Satisfied'],
      fairly: ['基本满意', 'Fairly satisfied'],
      not: ['不满意', 'Not satisfied'],
      notAtAll: ['非常不满意', 'Not satisfied at all'],
    }),
    field('settledIndeed', 'yesNo', '确已解决（回访）', 'Settled indeed (return visit)'),
    field('need', 'text', '其他需要', 'Other needs'),
  ],
  duties: [
    {
      kind: 'afterEvent',
      id: 'care-birthday',
      name: { zh: '生日关爱', en: 'Birthday call' },
      period: 'month',
      event: 'birthday',
      days: 1,
      subjectType: 'person',
      inFocus: true,
    },
    {
      kind: 'afterEvent',
      id: 'care-illness',
      name: { zh: '生病看望', en: 'Call on the ill' },
      period: 'month',
      event: 'illness',
      days: 3,
      subjectType: 'person',
      modes: ['onSite'],
      inFocus: true,
    },
    {
      kind: 'afterEvent',
      id: 'return-visit',
      name: { zh: '办结回访', en: 'Return visit' },
      period: 'month',
      event: 'settled',
      days: 7,
      modes: ['onSite', 'phone'],
    },
  ],
};
