import { z } from 'zod';
import { parseDay } from '#geodata/duty/calendar.ts';
import {
  CAMPAIGN_CATEGORIES,
  CAMPAIGNS_WITH_ISSUES,
  campaignFaults,
} from '#geodata/presets/demo/issues/campaigns.ts';
import { type DistrictPlan, planFaults, wholePlan } from '#geodata/presets/districts/plan.ts';
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
  island: z.boolean().optional().describe('the piece of land that holds the centre, whole'),
  diligence: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .describe('1: calls as often as asked; leads above, lags below'),
  typedInEvery: z
    .number()
    .int()
    .min(4)
    .max(62)
    .nullable()
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
  n: z.record(z.string(), z.number().int().min(1).max(100)).optional().describe('another n, by duty'),
});

const campaignTotals = z.strictObject({
  preset: z.enum(CAMPAIGNS_WITH_ISSUES).describe('one of the programmes of the plan'),
  found: count.max(20_000),
  settled: count.max(20_000),
  closed: z.boolean().optional().describe('all that are settled are verified and closed'),
  among: z
    .strictObject({
      count: count.max(20_000),
      categories: z.array(z.enum(CAMPAIGN_CATEGORIES)).min(1).max(10),
    })
    .nullable()
    .optional()
    .describe('so many of those found have one of these categories, the others none of them'),
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
  sources: z.array(z.string().max(200)).max(10).optional().describe('said on the map'),
  outline: z.strictObject({
    border: z.array(lonLat).min(2).describe('drawn by hand; given small bends'),
    water: z.array(lonLat).optional().describe('closes the outline through the water, straight'),
    coast: z.boolean().optional().describe("cut by the basemap's coast"),
  }),
  builtUp: z.array(builtUp).max(20).optional(),
  grids: count.min(1),
  households: count.min(1),
  members: z
    .strictObject({
      count,
      shortGrids: count.describe('grids with one to four'),
      emptyGrids: count.describe('grids with none, and without a grid worker'),
    })
    .nullable()
    .optional()
    .describe('party members, five to ten a grid'),
  firstSecretaries: count.max(5000).optional(),
  firms: z
    .strictObject({
      count,
      key: share.optional().describe('share of key firms 重点企业'),
      aboveScale: share.optional().describe('share of firms above scale 规上企业'),
      districtLeaders: z.number().int().min(1).max(200).optional().describe('who call on key firms'),
    })
    .optional(),
  focus: z.strictObject({ needy: count, frail: count }).describe('households and persons in focus'),
  visits: count.optional().describe('at most so many, the latest'),
  departments: z.array(name).min(1).max(200),
  feeds: z.array(feed).max(20).optional(),
  programmes: z.array(programme).min(1),
  issues: z
    .strictObject({
      others: count.max(50_000).optional().describe('that no campaign found, over the last twelve months'),
      campaigns: z.array(campaignTotals).max(20).optional(),
    })
    .optional(),
  services: z
    .strictObject({
      stations: count.max(5000).describe('one in each community, a second one in the largest'),
      desks: count.max(20).describe('travelling desks'),
      buses: count.max(10).describe('approval buses'),
      hills: z.array(z.string()).max(50).describe('towns where villages share their stations'),
      rounds: z
        .array(
          z.strictObject({ name, towns: z.array(z.string()).min(1).max(20), stops: count.min(1).max(60) }),
        )
        .max(10)
        .describe('invented rounds of health points'),
    })
    .nullable()
    .optional()
    .describe('service points beside a platform at every seat'),
  heating: z
    .strictObject({
      towns: z.array(z.string()).min(1).max(50).describe('towns that the network lies over'),
      zones: count.min(2).max(200).describe('zones of the network, each with a steward but one'),
      users: count.max(20_000).describe('households that are heated, shared out over the zones'),
    })
    .nullable()
    .optional()
    .describe('a network of heat, whose zones are no administrative areas'),
  towns: z.array(town).min(1).max(200),
});

const districtPlan = fields.transform((written, context) => {
  const plan = wholePlan(written);
  for (const { path, message } of [...planFaults(plan), ...campaignFaults(plan)])
    context.addIssue({ code: 'custom', path, message });
  return plan;
});

/** What is wrong with a plan, a line each with its place. */
export class PlanError extends Error {}

/**
 * Reads the plan of a district, such as the content of a JSON file.
 *
 * @throws PlanError that names every fault with its place
 */
export function readPlan(value: unknown): DistrictPlan {
  const read = districtPlan.safeParse(value);
  if (read.success) return read.data;
  const lines = read.error.issues.map(({ path, message }) => `  ${path.join('.') || 'the plan'}: ${message}`);
  throw new PlanError(`The plan of the district is not usable:\n${lines.join('\n')}`);
}
