import type { Random } from '#geodata/divide/random.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';
import { departmentId } from '../staff.ts';
import { kindOf } from './kinds.ts';
import type { Report } from './types.ts';

/** Share of dispatches that go to two organisations at once. */
const JOINT = 0.14;

export interface Offices {
  asked: string[];
  /** One that is not asked, for what is sent back. */
  spare: string;
}

/** Whom issues are dispatched to: the departments of their category, by words in their names, or the town's office. */
export function officesIn(
  plan: DistrictPlan,
): (report: Pick<Report, 'category' | 'level' | 'area'>, random: Random) => Offices {
  const found = new Map<string, string[]>();
  const departmentsOf = (category: string): string[] => {
    const known = found.get(category);
    if (known) return known;
    const ids = kindOf(category).departments.flatMap((word) => {
      const i = plan.departments.findIndex((name) => name.includes(word));
      return i < 0 ? [] : [departmentId(i)];
    });
    found.set(category, ids);
    return ids;
  };
  return ({ category, level, area }, random) => {
    const departments = departmentsOf(category);
    const town = area.length >= 9 ? `O-${area.slice(0, 9)}` : `O-${plan.code}`;
    const toTown = level === 'district' ? 0.1 : level === 'town' ? 0.35 : 0.6;
    const offices = random() < toTown ? [town, ...departments] : [...departments, town];
    const count = random() < JOINT ? Math.min(2, offices.length) : 1;
    return { asked: offices.slice(0, count), spare: offices[count] ?? `O-${plan.code}` };
  };
}
