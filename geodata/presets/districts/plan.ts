import { z } from 'zod';
import { parseDay } from '#geodata/duty/calendar.ts';
import { PROGRAMME_PRESETS } from '#geodata/presets/programmes/index.ts';

const count = z.number().int().min(0).max(1_000_000);
const share = z.number().min(0).max(1);
const lonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-85).max(85)]);
const name = z.string().trim().min(1).max(64);
const urbanRural = z.string().regex(/^\d{3}$/, 'a class of 城乡分类 has three digits, such as 111 or 220');
const day = z.string().refine((text) => parseDay(text) !== null, 'a day YYYY-MM-DD is expected');

const community = z.strictObject({
  code: z.string().regex(/^\d{12}$/, 'a community has twelve digits: those of its town and three more'),
  name,
  urbanRural,
});

const town = z.strictObject({
  code: z.string().regex(/^\d{9}$/, 'a town has nine digits: those of its district and three more'),
  name,
  urbanRural,
  centre: lonLat.describe('about its seat; the town grows from there'),
  size: z.number().positive().describe('area in comparison with the other towns'),
  residents: z.number().positive().describe('in any unit; households are shared out by it'),
  island: z.boolean().default(false).describe('the piece of land that holds the centre, whole'),
  diligence: z
    .number()
    .min(0)
    .max(2)
    .default(1.02)
    .describe('1: calls as often as asked; leads above, lags below'),
  typedInEvery: z
    .number()
    .int()
    .min(4)
    .max(62)
    .optional()
    .describe('days: visits are kept on paper and typed in so often, weeks late; the same day when left out'),
  communities: z
    .union([z.array(community).min(1), z.number().int().min(1).max(999)])
    .describe('with their codes, or how many: they are numbered then'),
});

const feed = z.strictObject({
  id: z.string().min(1).max(64),
  name,
  town: z.string(),
  duty: z.literal('frail-weekly').describe('what it tells of'),
  intervalDays: z.number().int().min(1).max(31),
  silentDays: z.number().int().min(0).max(300).describe('days since its last delivery'),
});

const programme = z.strictObject({
  preset: z.enum(PROGRAMME_PRESETS.map(({ id }) => id)),
  firstDay: day,
  lastDay: day,
  n: z.record(z.string(), z.number().int().min(1).max(100)).default({}).describe('another n, by duty'),
});

const builtUp = z.strictObject({
  centre: lonLat,
  radius: z.number().positive().describe('kilometres'),
  peak: z.number().positive().describe('households per area, open country being 1'),
});

const fields = z.strictObject({
  code: z.string().regex(/^\d{6}$/, 'a district has six digits'),
  name,
  parentCode: z.string().regex(/^\d{6}$/),
  seed: z.number().int().optional().describe('the code when left out'),
  sources: z.array(z.string().max(200)).max(10).default([]).describe('said on the map'),
  outline: z.strictObject({
    border: z.array(lonLat).min(2).describe('drawn by hand; given small bends'),
    water: z.array(lonLat).default([]).describe('closes the outline through the water, straight'),
    coast: z.boolean().default(false).describe("cut by the basemap's coast"),
  }),
  builtUp: z.array(builtUp).max(20).default([]),
  grids: count.min(1),
  households: count.min(1),
  members: z
    .strictObject({
      count,
      shortGrids: count.describe('grids with one to four'),
      emptyGrids: count.describe('grids with none, and without a grid worker'),
    })
    .optional()
    .describe('party members, five to ten a grid'),
  firstSecretaries: count.max(5000).default(0),
  firms: z
    .strictObject({
      count,
      key: share.default(0).describe('share of key firms 重点企业'),
      aboveScale: share.default(0).describe('share of firms above scale 规上企业'),
      districtLeaders: z.number().int().min(1).max(200).default(12).describe('who call on key firms'),
    })
    .default({ count: 0, key: 0, aboveScale: 0, districtLeaders: 12 }),
  focus: z.strictObject({ needy: count, frail: count }).describe('households and persons in focus'),
  visits: count.default(150_000).describe('at most so many, the latest'),
  departments: z.array(name).min(1).max(200),
  feeds: z.array(feed).max(20).default([]),
  programmes: z.array(programme).min(1),
  towns: z.array(town).min(1).max(200),
});

/** A demonstration district as data: everything that is not the same everywhere. */
const districtPlan = fields.superRefine((plan, context) => {
  const fault = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
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
  const ids = plan.programmes.map(({ preset }) => preset);
  for (const [i, { preset, firstDay, lastDay, n }] of plan.programmes.entries()) {
    if (ids.indexOf(preset) !== i) fault(['programmes', i, 'preset'], `${preset} is there twice`);
    if (lastDay < firstDay) fault(['programmes', i, 'lastDay'], 'lies before the first day');
    const duties = PROGRAMME_PRESETS.find(({ id }) => id === preset)?.duties ?? [];
    for (const id of Object.keys(n))
      if (!duties.some((duty) => duty.id === id && 'n' in duty))
        fault(['programmes', i, 'n', id], `${preset} has no duty ${id} with a number of visits`);
  }
});

export type DistrictPlan = z.infer<typeof districtPlan>;
export type TownPlan = DistrictPlan['towns'][number];

/** What is wrong with a plan, a line each with its place. */
export class PlanError extends Error {}

/**
 * Reads a plan, such as the content of a JSON file.
 *
 * @throws PlanError that names every fault with its place
 */
export function readPlan(value: unknown): DistrictPlan {
  const read = districtPlan.safeParse(value);
  if (read.success) return read.data;
  const lines = read.error.issues.map(({ path, message }) => `  ${path.join('.') || 'the plan'}: ${message}`);
  throw new PlanError(`The plan of the district is not usable:\n${lines.join('\n')}`);
}

/** Communities of a town: as the plan names them, or numbered. */
export function communitiesOf({ code, communities, urbanRural: own }: TownPlan): {
  code: string;
  name: string;
  urbanRural: string;
}[] {
  if (typeof communities !== 'number') return communities;
  return Array.from({ length: communities }, (_, i) => ({
    code: `${code}${String(i + 1).padStart(3, '0')}`,
    name: `第${i + 1}社区`,
    urbanRural: own,
  }));
}

/** Whether a campaign runs in the district. */
export function runs(plan: DistrictPlan, preset: string): boolean {
  return plan.programmes.some((programme) => programme.preset === preset);
}
