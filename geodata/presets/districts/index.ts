import type { Programme } from '#geodata/duty/types.ts';
import { programmesOf } from '#geodata/presets/demo/programmes.ts';
import haishuDivisions from './330203.divisions.json' with { type: 'json' };
import haishu from './330203.json' with { type: 'json' };
import westCoastDivisions from './370211.divisions.json' with { type: 'json' };
import westCoast from './370211.json' with { type: 'json' };
import { type DistrictPlan, readPlan } from './plan.ts';

interface Divisions {
  towns: readonly { code: string; name: string; urbanRural: string; communities: readonly object[] }[];
}

/** A plan whose towns have their names and communities from the table of divisions. */
function withDivisions(plan: { towns: readonly { code: string }[] }, { towns }: Divisions): DistrictPlan {
  const named = new Map(towns.map((town) => [town.code, town]));
  return readPlan({ ...plan, towns: plan.towns.map((town) => ({ ...town, ...named.get(town.code) })) });
}

/** Qingdao West Coast 青岛西海岸新区: the demonstration an empty store is filled with. */
export const WEST_COAST = withDivisions(westCoast, westCoastDivisions);
/** Haishu 宁波市海曙区: the same product by configuration only. */
export const HAISHU = withDivisions(haishu, haishuDivisions);

/** The districts whose plans come with the product, by code. */
export const DISTRICT_PLANS: ReadonlyMap<string, DistrictPlan> = new Map(
  [WEST_COAST, HAISHU].map((plan) => [plan.code, plan]),
);

export const WEST_COAST_PROGRAMMES: readonly Programme[] = programmesOf(WEST_COAST);
