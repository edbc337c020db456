import { PROGRAMME_PRESETS } from '#geodata/presets/programmes/index.ts';
import type { LonLat } from '../../model.ts';

/** A town of a plan. */
export interface TownPlan {
  /** Nine digits: those of the district and three more. */
  code: string;
  name: string;
  /** Class of 城乡分类, three digits. */
  urbanRural: string;
  /** About its seat; the town grows from there. */
  centre: LonLat;
  /** Area in comparison with the other towns. */
  size: number;
  /** In any unit; households are shared out by it. */
  residents: number;
  /** The piece of land that holds the centre, whole. */
  island: boolean;
  /** 1: calls as often as asked; leads above, lags below. */
  diligence: number;
  /** Days: visits are kept on paper and typed in so often, weeks late; null: on the same day. */
  typedInEvery: number | null;
  /** With their codes, or how many: they are numbered then. */
  communities: readonly { code: string; name: string; urbanRural: string }[] | number;
}

/** A demonstration district as data: everything that is not the same everywhere. */
export interface DistrictPlan {
  /** Six digits. */
  code: string;
  name: string;
  parentCode: string;
  seed: number;
  /** Said on the map. */
  sources: readonly string[];
  outline: {
    /** Drawn by hand; given small bends. */
    border: readonly LonLat[];
    /** Closes the outline through the water, straight. */
    water: readonly LonLat[];
    /** Cut by the basemap's coast. */
    coast: boolean;
  };
  /** Radius in kilometres; peak in households per area, open country being 1. */
  builtUp: readonly { centre: LonLat; radius: number; peak: number }[];
  grids: number;
  households: number;
  /** Party members, five to ten a grid; a few grids with one to four, a few with none and no grid worker. */
  members: { count: number; shortGrids: number; emptyGrids: number } | null;
  firstSecretaries: number;
  /** Shares of key firms 重点企业 and of those above scale 规上企业; who calls on the key ones. */
  firms: { count: number; key: number; aboveScale: number; districtLeaders: number };
  /** Households and persons in focus. */
  focus: { needy: number; frail: number };
  /** At most so many, the latest. */
  visits: number;
  departments: readonly string[];
  /** Town systems that tell of a duty's calls; silent for so many days. */
  feeds: readonly {
    id: string;
    name: string;
    town: string;
    duty: string;
    intervalDays: number;
    silentDays: number;
  }[];
  /** Campaigns by their presets, over days YYYY-MM-DD; `n` gives some duties another number of visits. */
  programmes: readonly {
    preset: string;
    firstDay: string;
    lastDay: string;
    n: Readonly<Record<string, number>>;
  }[];
  issues: {
    /** No campaign found them; over the last twelve months. */
    others: number;
    /** Published totals of campaigns, reproduced. */
    campaigns: readonly CampaignTotals[];
  };
  /** Fixed and moving service points; null where the demonstration has none. */
  services: ServicePlan | null;
  /** Zones of a network of heat over some towns, with stewards and users; needs the campaign `heating-stewards`. */
  heating: { towns: readonly string[]; zones: number; users: number } | null;
  towns: readonly TownPlan[];
}

/** Service points of a demonstration: a platform at every town's seat, and these. */
export interface ServicePlan {
  /** One in each community, a second one in the largest. */
  stations: number;
  desks: number;
  buses: number;
  /** Towns in the hills, where villages share their stations. */
  hills: readonly string[];
  /** Invented rounds of health points through villages of these towns. */
  rounds: readonly { name: string; towns: readonly string[]; stops: number }[];
}

/** What a campaign has found since it began. */
export interface CampaignTotals {
  preset: string;
  found: number;
  settled: number;
  /** Whether all that are settled are verified and closed 销号. */
  closed: boolean;
  /** So many of those found have one of these categories, the others none of them. */
  among: { count: number; categories: readonly string[] } | null;
}

type Optional<T, K extends keyof T> = Omit<T, K> & { [P in K]?: T[P] | undefined };

/** A plan as it may be written: what is usual may be left out. */
export type WrittenPlan = Optional<
  Omit<DistrictPlan, 'outline' | 'firms' | 'programmes' | 'issues' | 'towns'>,
  | 'seed'
  | 'sources'
  | 'builtUp'
  | 'members'
  | 'firstSecretaries'
  | 'visits'
  | 'feeds'
  | 'services'
  | 'heating'
> & {
  outline: Optional<DistrictPlan['outline'], 'water' | 'coast'>;
  firms?: Optional<DistrictPlan['firms'], 'key' | 'aboveScale' | 'districtLeaders'> | undefined;
  programmes: readonly Optional<DistrictPlan['programmes'][number], 'n'>[];
  issues?:
    | {
        others?: number | undefined;
        campaigns?: readonly Optional<CampaignTotals, 'closed' | 'among'>[] | undefined;
      }
    | undefined;
  towns: readonly Optional<TownPlan, 'island' | 'diligence' | 'typedInEvery'>[];
};

/** Households of which one asks for something in a year, beside what campaigns find. */
const HOUSEHOLDS_AN_ISSUE = 130;

/** The plan with what was left out. */
export function wholePlan(plan: WrittenPlan): DistrictPlan {
  return {
    ...plan,
    seed: plan.seed ?? Number(plan.code),
    sources: plan.sources ?? [],
    outline: {
      border: plan.outline.border,
      water: plan.outline.water ?? [],
      coast: plan.outline.coast ?? false,
    },
    builtUp: plan.builtUp ?? [],
    members: plan.members ?? null,
    firstSecretaries: plan.firstSecretaries ?? 0,
    firms: {
      count: plan.firms?.count ?? 0,
      key: plan.firms?.key ?? 0,
      aboveScale: plan.firms?.aboveScale ?? 0,
      districtLeaders: plan.firms?.districtLeaders ?? 12,
    },
    visits: plan.visits ?? 150_000,
    feeds: plan.feeds ?? [],
    programmes: plan.programmes.map((programme) => ({ ...programme, n: programme.n ?? {} })),
    issues: {
      others: plan.issues?.others ?? Math.round(plan.households / HOUSEHOLDS_AN_ISSUE),
      campaigns: (plan.issues?.campaigns ?? []).map((totals) => ({
        ...totals,
        closed: totals.closed ?? false,
        among: totals.among ?? null,
      })),
    },
    services: plan.services ?? null,
    heating: plan.heating ?? null,
    towns: plan.towns.map((town) => ({
      ...town,
      island: town.island ?? false,
      diligence: town.diligence ?? 1.02,
      typedInEvery: town.typedInEvery ?? null,
    })),
  };
}

/** What is wrong with a plan whose parts are each well formed, with its place. */
export function planFaults(plan: DistrictPlan): { path: (string | number)[]; message: string }[] {
  const faults: { path: (string | number)[]; message: string }[] = [];
  const fault = (path: (string | number)[], message: string): void => {
    faults.push({ path, message });
  };
  const seen = new Set<string>();
  let communities = 0;
  for (const [i, { code, communities: own }] of plan.towns.entries()) {
    if (!code.startsWith(plan.code)) fault(['towns', i, 'code'], `${code} does not begin with ${plan.code}`);
    if (seen.has(code)) fault(['towns', i, 'code'], `${code} is there twice`);
    seen.add(code);
    communities += typeof own === 'number' ? own : own.length;
    if (typeof own === 'number') continue;
    for (const [k, { code: below }] of own.entries()) {
      const path = ['towns', i, 'communities', k, 'code'];
      if (!below.startsWith(code)) fault(path, `${below} does not begin with ${code}`);
      if (seen.has(below)) fault(path, `${below} is there twice`);
      seen.add(below);
    }
  }
  const { grids, members, outline } = plan;
  if (grids < communities) fault(['grids'], `${grids} grids are too few for ${communities} communities`);
  if (plan.households < 2 * grids)
    fault(['households'], `${plan.households} households are too few for ${grids} grids`);
  if (members) {
    const few = members.shortGrids + members.emptyGrids;
    const [least, most] = [5 * (grids - few) + members.shortGrids, 10 * (grids - few) + members.shortGrids];
    if (few > grids) fault(['members', 'shortGrids'], `${few} grids of ${grids} cannot be short or empty`);
    else if (members.count < least + 3 * members.shortGrids || members.count > most)
      fault(
        ['members', 'count'],
        `${members.count} members cannot be five to ten in each of ${grids - few} grids`,
      );
  }
  if (outline.border.length + outline.water.length < 3)
    fault(['outline', 'border'], 'an outline has three corners at least');
  if (plan.firstSecretaries > communities)
    fault(['firstSecretaries'], `there are only ${communities} communities`);
  for (const [i, { town: code }] of plan.feeds.entries())
    if (!plan.towns.some((own) => own.code === code)) fault(['feeds', i, 'town'], `there is no town ${code}`);
  const known = new Set(plan.towns.map(({ code }) => code));
  const named = (codes: readonly string[], path: (string | number)[]): void => {
    for (const [i, code] of codes.entries())
      if (!known.has(code)) fault([...path, i], `there is no town ${code}`);
  };
  named(plan.services?.hills ?? [], ['services', 'hills']);
  for (const [i, { towns }] of (plan.services?.rounds ?? []).entries())
    named(towns, ['services', 'rounds', i, 'towns']);
  if (plan.heating) {
    const { towns, zones, users } = plan.heating;
    named(towns, ['heating', 'towns']);
    if (users < zones) fault(['heating', 'users'], `${users} users are too few for ${zones} zones`);
    if (!runs(plan, 'heating-stewards'))
      fault(['heating'], 'the campaign heating-stewards, whose zones these are, does not run');
  }
  const ids = plan.programmes.map(({ preset }) => preset);
  for (const [i, { preset, firstDay, lastDay, n }] of plan.programmes.entries()) {
    if (ids.indexOf(preset) !== i) fault(['programmes', i, 'preset'], `${preset} is there twice`);
    if (lastDay < firstDay) fault(['programmes', i, 'lastDay'], 'lies before the first day');
    const duties = PROGRAMME_PRESETS.find(({ id }) => id === preset)?.duties ?? [];
    for (const id of Object.keys(n))
      if (!duties.some((duty) => duty.id === id && 'n' in duty))
        fault(['programmes', i, 'n', id], `${preset} has no duty ${id} with a number of visits`);
  }
  return faults;
}

/** Communities of a town: as the plan names them, or numbered. */
export function communitiesOf({ code, communities, urbanRural: own }: TownPlan): {
  code: string;
  name: string;
  urbanRural: string;
}[] {
  if (typeof communities !== 'number') return [...communities];
  return Array.from({ length: communities }, (_, i) => ({
    code: `${code}${String(i + 1).padStart(3, '0')}`,
    name: `第${i + 1}社区`,
    urbanRural: own,
  }));
}

/** How often a month a needy household is called on. */
export function needyCalls({ programmes }: DistrictPlan): number {
  return programmes.find(({ preset }) => preset === 'people-in-focus')?.n['needy-monthly'] ?? 1;
}

/** Whether a campaign runs in the district. */
export function runs(plan: DistrictPlan, preset: string): boolean {
  return plan.programmes.some((programme) => programme.preset === preset);
}
