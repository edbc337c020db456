import { field, type ProgrammePreset } from './preset.ts';

/** So many may share one place; the system names no upper bound. */
const MOST = 20;

export const CHAIN_OF_RESPONSIBILITY: ProgrammePreset = {
  id: 'chain-of-responsibility',
  rows: [10],
  name: { zh: '四级包联', en: 'Chain of responsibility' },
  about: {
    zh: '区级干部包街道、街道干部包社区、社区干部包楼栋、党员联户：每一级、每一处都有人负责。',
    en: 'District cadre to street, street cadre to community, community cadre to building, member to household: somebody answers for every place at every level.',
  },
  fields: [field('matter', 'text', '反映事项', 'Matter raised')],
  duties: [
    {
      kind: 'staffing',
      id: 'town-has-cadre',
      name: { zh: '区级干部包街道', en: 'A district cadre for every street' },
      period: 'month',
      level: 'town',
      min: 1,
      max: MOST,
      role: 'districtCadre',
    },
    {
      kind: 'staffing',
      id: 'community-has-cadre',
      name: { zh: '街道干部包社区', en: 'A street cadre for every community' },
      period: 'month',
      level: 'community',
      min: 1,
      max: MOST,
      role: 'townCadre',
    },
    {
      kind: 'staffing',
      id: 'building-has-cadre',
      name: { zh: '社区干部包楼栋', en: 'A community cadre for every building' },
      period: 'month',
      level: 'building',
      min: 1,
      max: MOST,
      role: 'communityCadre',
    },
    {
      kind: 'coverSubjects',
      id: 'household-by-member',
      name: { zh: '党员联户', en: 'A member for every household' },
      // the rhythm is ours: published is only that each household has its member
      period: 'quarter',
      subjectType: 'household',
      n: 1,
      officerRole: 'member',
      responsibleUpTo: 'building',
    },
  ],
};
