import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';

/** How diligently calls are made in the town an area lies in: about 1 is as often as asked. */
export function diligenceIn(plan: DistrictPlan): (area: string) => number {
  const byTown = new Map(plan.towns.map(({ code, diligence }) => [code, diligence]));
  return (area) => byTown.get(area.slice(0, 9)) ?? 1;
}
