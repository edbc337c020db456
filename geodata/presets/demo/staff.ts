import { createRandom } from '#geodata/divide/random.ts';
import type { Day } from '#geodata/model.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';
import type { DemoSeed } from './draw.ts';
import { personName } from './names.ts';
import type { DemoPeople } from './officers.ts';
import type { Pairing } from './pairings.ts';
import type { SecretaryPost } from './secretaries.ts';
import type { GridWorker } from './workers.ts';

/** The departments that send cadres to firms and secretaries to villages, as organisations of the district. */
export function demoDepartments(
  { code, departments }: DistrictPlan,
  validFrom: Day,
): DemoPeople['organisations'] {
  return departments.map((name, i) => ({
    id: departmentId(i),
    type: 'department',
    name,
    area: code,
    validFrom,
  }));
}

/** Id of the department with a place in the plan. */
export function departmentId(i: number): string {
  return `D-${String(i + 1).padStart(2, '0')}`;
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
export function enrolSecretaries(posts: readonly SecretaryPost[], departments: number): DemoPeople {
  const role = 'firstSecretary';
  return {
    organisations: [],
    officers: posts.flatMap(({ id, held }, i) =>
      held.map(({ name, from, to }) => ({
        ...{ id, role, name, organisation: departmentId(i % departments) },
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
