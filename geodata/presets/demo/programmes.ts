import { parseDay } from '#geodata/duty/calendar.ts';
import { defineDuty } from '#geodata/duty/define.ts';
import type { Programme } from '#geodata/duty/types.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';
import { PROGRAMME_PRESETS } from '#geodata/presets/programmes/index.ts';

/** The campaigns of a district: as their presets have them, over the plan's days and with its numbers. */
export function programmesOf(plan: DistrictPlan): Programme[] {
  return plan.programmes.map(({ preset, firstDay, lastDay, n }): Programme => {
    const { id, name, fields, duties } = PROGRAMME_PRESETS.find((known) => known.id === preset)!;
    return {
      ...{ id, name, fields, firstDay: parseDay(firstDay)!, lastDay: parseDay(lastDay)! },
      duties: duties.map((duty) => {
        const other = n[duty.id];
        return defineDuty(other !== undefined && 'n' in duty ? { ...duty, n: other } : duty);
      }),
    };
  });
}
