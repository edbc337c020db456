import { field, type ProgrammePreset } from './preset.ts';

export const MEMBERS_TO_HOUSEHOLDS: ProgrammePreset = {
  id: 'members-to-households',
  rows: [3],
  name: { zh: '万名党员入万户', en: 'Ten thousand members, ten thousand households' },
  about: {
    zh: '每个网格有 5 至 10 名党员联户，入户五问五解决：问生产、问环境、问文化、问意见、问生活。',
    en: 'Five to ten members in every grid call on its households with the five questions: production, environment, culture, opinions, living standard.',
  },
  fields: [
    field('production', 'text', '问生产', 'Production'),
    field('environment', 'text', '问环境', 'Environment'),
    field('culture', 'text', '问文化', 'Culture'),
    field('opinions', 'text', '问意见', 'Opinions'),
    field('living', 'text', '问生活', 'Living standard'),
    field('problemsFound', 'number', '发现问题数', 'Problems found', true),
    field('problemsSettled', 'number', '当场解决数', 'Settled on the spot'),
  ],
  duties: [
    {
      kind: 'staffing',
      id: 'member-staffing',
      name: { zh: '党员联户配员', en: 'Members in every grid' },
      period: 'month',
      level: 'grid',
      min: 5,
      max: 10,
      role: 'member',
    },
  ],
};
