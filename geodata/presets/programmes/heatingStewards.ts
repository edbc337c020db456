import { choice, field, type ProgrammePreset } from './preset.ts';

/** Zones of the heating network: the tree that boundaries and subjects name. */
const TREE = 'heating';

export const HEATING_STEWARDS: ProgrammePreset = {
  id: 'heating-stewards',
  rows: [16],
  name: { zh: '供热管家', en: 'Heating stewards' },
  about: {
    zh: '按供热专属片区而不是行政区划：每个片区一名管家，一个供暖季内每户用热户至少走访一次。起止日期即供暖季。',
    en: 'By zones of the heating network, not by administrative areas: one steward for every zone, every user called on at least once in the heating season, whose days are those of the programme.',
  },
  fields: [
    field('roomTemperature', 'number', '室温（℃）', 'Room temperature, °C', true),
    choice('faults', 'choices', '发现问题', 'Faults found', {
      cold: ['不热', 'Cold'],
      leak: ['漏水', 'Leak'],
      valve: ['阀门故障', 'Valve'],
      bill: ['收费疑问', 'Bill'],
    }),
    field('repairBy', 'day', '约定维修日期', 'Repair agreed for'),
  ],
  duties: [
    {
      kind: 'coverSubjects',
      id: 'heating-users',
      name: { zh: '用热户走访', en: 'Calls on users of heating' },
      period: 'programme',
      tree: TREE,
      subjectType: 'household',
      tags: ['用热户'],
      n: 1,
      officerRole: 'heatingSteward',
      responsibleUpTo: 'zone',
    },
    {
      kind: 'staffing',
      id: 'heating-steward-staffing',
      name: { zh: '片区供热管家', en: 'A steward for every zone' },
      period: 'month',
      tree: TREE,
      level: 'zone',
      min: 1,
      max: 1,
      role: 'heatingSteward',
    },
  ],
};
