import { createRandom } from '#geodata/divide/random.ts';
import type { Day } from '#geodata/model.ts';
import { DISTRICT } from './areas.ts';
import type { DemoSeed } from './draw.ts';
import { personName } from './names.ts';
import type { DemoPeople } from './officers.ts';
import type { Pairing } from './pairings.ts';
import type { SecretaryPost } from './secretaries.ts';
import type { GridWorker } from './workers.ts';

/** Departments that send cadres to firms and secretaries to villages, beside the town offices. */
const DEPARTMENTS = [
  ...['发展和改革局', '工业和信息化局', '教育和体育局', '科技局', '民政局', '司法局', '财政局'],
  ...['人力资源和社会保障局', '自然资源局', '生态环境分局', '住房和城乡建设局', '交通运输局', '水务局'],
  ...['农业农村局', '海洋发展局', '商务局', '文化和旅游局', '卫生健康局', '退役军人事务局'],
  ...['应急管理局', '审计局', '市场监督管理局', '统计局', '医疗保障局', '城市管理局', '行政审批服务局'],
  ...['大数据发展管理局', '地方金融监督管理局', '投资促进局', '信访局', '总工会', '团区委', '妇联', '科协'],
  ...['工商联', '残联', '税务局'],
];

/** The departments, as organisations of the district. */
export function demoDepartments(validFrom: Day): DemoPeople['organisations'] {
  return DEPARTMENTS.map((name, i) => ({
    id: `D-${String(i + 1).padStart(2, '0')}`,
    type: 'department',
    name,
    area: DISTRICT.code,
    validFrom,
  }));
}

/** Grid workers as officers, each assigned to their grid. */
export function enrolWorkers(workers: Iterable<readonly GridWorker[]>, validFrom: Day): DemoPeople {
  const all = [...workers].flat().map((worker) => ({ ...worker, role: 'gridWorker' }));
  return {
    organisations: [],
    officers: all.map(({ id, role, name, grid, until }) => ({
      ...{ id, role, name, organisation: `O-${grid.slice(0, 9)}` },
      ...{ validFrom, validTo: until },
    })),
    assignments: all.map(({ id, role, grid, until }) => ({
      ...{ id: `A-${id}`, officer: id, area: grid, subject: null, role },
      ...{ validFrom, validTo: until },
    })),
  };
}

/** First secretaries as officers, sent by departments and assigned to their villages for good. */
export function enrolSecretaries(posts: readonly SecretaryPost[]): DemoPeople {
  const role = 'firstSecretary';
  return {
    organisations: [],
    officers: posts.flatMap(({ id, held }, i) =>
      held.map(({ name, from, to }) => ({
        ...{ id, role, name, organisation: `D-${String((i % DEPARTMENTS.length) + 1).padStart(2, '0')}` },
        ...{ validFrom: from, validTo: to },
      })),
    ),
    assignments: posts.flatMap(({ id, villages, held }) =>
      villages.map((area) => ({
        ...{ id: `A-${id}-${area}`, officer: id, area, subject: null, role },
        ...{ validFrom: held[0]!.from, validTo: null },
      })),
    ),
  };
}

/**
 * Cadres as officers, each assigned to the firm paired with it.
 *
 * @param organisations where they come from, in turn
 */
export function enrolCadres(
  pairings: Iterable<Pairing>,
  organisations: readonly string[],
  validFrom: Day,
  { seed }: DemoSeed,
): DemoPeople {
  const random = createRandom(seed ^ 0xcad3);
  const role = 'cadre';
  const all = [...pairings];
  return {
    organisations: [],
    officers: all.map(({ cadre }, i) => ({
      ...{ id: cadre, role, name: personName(random) },
      ...{ organisation: organisations[i % organisations.length]!, validFrom, validTo: null },
    })),
    assignments: all.map(({ cadre, firm, day }) => ({
      ...{ id: `A-${cadre}`, officer: cadre, area: null, subject: firm, role },
      ...{ validFrom: day, validTo: null },
    })),
  };
}
