import { createRandom, type Random } from '#geodata/divide/random.ts';
import type { Boundary, Day } from '#geodata/model.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';
import type { DemoSeed } from './draw.ts';
import { personName } from './names.ts';

export interface DemoOrganisation {
  id: string;
  type: string;
  name: string;
  area: string;
  validFrom: Day;
}

export interface DemoOfficer {
  id: string;
  role: string;
  name: string;
  organisation: string;
  validFrom: Day;
  validTo: Day | null;
}

/** To an area or to a subject: one of the two is null. */
export interface DemoAssignment {
  id: string;
  officer: string;
  area: string | null;
  subject: string | null;
  role: string;
  validFrom: Day;
  validTo: Day | null;
}

export interface DemoPeople {
  organisations: DemoOrganisation[];
  officers: DemoOfficer[];
  assignments: DemoAssignment[];
}

/**
 * Who answers for what in the demonstration district: a cadre for the district and for each town, a secretary
 * for each community but a few, members in the grids. Names are made up; deterministic by seed.
 *
 * @param areas the demonstration's areas, whole
 * @param from day from which everything holds
 */
export function demoPeople(
  areas: readonly Boundary[],
  { plan, seed }: Pick<DemoSeed, 'plan' | 'seed'>,
  from: Day,
): DemoPeople {
  const random = createRandom(seed ^ 0x3c0d);
  const people: DemoPeople = { organisations: [], officers: [], assignments: [] };
  const appoint = (area: Boundary, role: string, organisation: string, number = 1): void => {
    const id = `${role}-${area.code}-${number}`;
    const valid = { validFrom: from, validTo: null };
    people.officers.push({ id, role, name: personName(random), organisation, ...valid });
    people.assignments.push({
      ...{ id: `A-${id}`, officer: id, area: area.code, subject: null, role },
      ...valid,
    });
  };
  const townOf = new Map<string, string>();
  const byLevel = (level: Boundary['level']): Boundary[] => areas.filter((area) => area.level === level);
  for (const area of [...byLevel('district'), ...byLevel('town')]) {
    const id = `O-${area.code}`;
    const type = area.level === 'town' ? 'townOffice' : 'department';
    people.organisations.push({
      id,
      type,
      name: `${area.name}网格化管理中心`,
      area: area.code,
      validFrom: from,
    });
    appoint(area, area.level === 'town' ? 'townCadre' : 'districtCadre', id);
  }
  for (const community of byLevel('community')) {
    townOf.set(community.code, community.parentCode ?? '');
    if (random() < 0.03) continue;
    appoint(community, 'communitySecretary', `O-${community.parentCode}`);
  }
  if (!plan.members) return people;
  const grids = byLevel('grid');
  for (const [i, count] of memberCounts(grids.length, plan.members, random).entries()) {
    const grid = grids[i]!;
    const organisation = `O-${townOf.get(grid.parentCode ?? '')}`;
    for (let number = 1; number <= count; number++) appoint(grid, 'member', organisation, number);
  }
  return people;
}

/** Members of each grid: five to ten, a few short, a few without; together the number wanted. */
function memberCounts(
  grids: number,
  { count: wanted, shortGrids, emptyGrids }: NonNullable<DistrictPlan['members']>,
  random: Random,
): number[] {
  const counts = Array.from({ length: grids }, () => 5 + Math.floor(random() * 6));
  const few = new Set<number>();
  while (few.size < shortGrids + emptyGrids) few.add(Math.floor(random() * grids));
  for (const [k, i] of [...few].entries()) counts[i] = k < emptyGrids ? 0 : 1 + Math.floor(random() * 4);
  let total = counts.reduce((sum, count) => sum + count, 0);
  while (total !== wanted) {
    const i = Math.floor(random() * grids);
    const step = total < wanted ? 1 : -1;
    const next = counts[i]! + step;
    if (few.has(i) || next < 5 || next > 10) continue;
    counts[i] = next;
    total += step;
  }
  return counts;
}
