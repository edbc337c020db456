import type { Random } from '#geodata/divide/random.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import type { IssueLevel } from '#geodata/issue/events.ts';
import type { Day } from '#geodata/model.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';
import { shuffled } from '../draw.ts';
import type { DemoSubject } from '../subjects.ts';
import type { Calls, MetCall } from './calls.ts';
import { categoryIn, type Desk, foundOn, levelOf, reporterOf, reportOf } from './drafts.ts';
import { FIRM_KINDS, type Kind, QUESTION_KINDS, VILLAGE_KINDS } from './kinds.ts';
import type { Fate } from './life.ts';
import { OPENS, SHUTS } from './moments.ts';
import type { Report } from './types.ts';

/** An issue of a campaign, and what has to become of it so that the published totals come out. */
export interface CampaignIssue {
  report: Report;
  fate: Exclude<Fate, 'any'>;
  closes: boolean;
}

interface Campaign {
  /** Programme of the visits its issues are found on. */
  visits: string;
  kinds: readonly Kind[];
  levels: readonly (readonly [IssueLevel, number])[];
  /** The category a visit's own answers name; null where they name none. */
  named?: (call: MetCall) => string | null;
  /** Lower is the likelier visit to have found something. */
  rank?: (call: MetCall) => number;
  /** Where there are too few visits the firms ask themselves; elsewhere they are taken over from older lists. */
  firms?: boolean;
}

const toFirms: Pick<Campaign, 'kinds' | 'levels' | 'firms'> = {
  kinds: FIRM_KINDS,
  levels: [
    ['town', 4],
    ['district', 6],
  ],
  firms: true,
};

const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  'first-secretaries': {
    visits: 'first-secretaries',
    kinds: VILLAGE_KINDS,
    levels: [
      ['community', 6],
      ['town', 4],
    ],
    // What goes on the list of problems is one; of the demands some are.
    rank: ({ visit }) => ['problems', 'demands'].indexOf(String(visit.fields.list)) >>> 0,
  },
  'cadres-to-firms': {
    ...toFirms,
    visits: 'cadres-to-firms',
    named: ({ visit: { fields } }) => (Array.isArray(fields.needs) ? `firms.${fields.needs[0]}` : null),
  },
  // Members ask the five questions where grid workers call; their own calls are not on record.
  'members-to-households': {
    visits: 'people-in-focus',
    kinds: QUESTION_KINDS,
    levels: [
      ['grid', 7],
      ['community', 3],
    ],
  },
  'three-services': {
    ...toFirms,
    visits: 'three-services',
    rank: ({ visit }) => (visit.fields.takenProblems === undefined ? 1 : 0),
  },
};

/** Campaigns whose issues can be made up. */
export const CAMPAIGNS_WITH_ISSUES = Object.keys(CAMPAIGNS);
/** Categories they can have. */
export const CAMPAIGN_CATEGORIES = [
  ...new Set(Object.values(CAMPAIGNS).flatMap(({ kinds }) => kinds.map(({ category }) => category))),
];

/** What is wrong with the totals of a plan's campaigns, with its place. */
export function campaignFaults({
  programmes,
  issues,
}: DistrictPlan): { path: (string | number)[]; message: string }[] {
  const presets = issues.campaigns.map(({ preset }) => preset);
  return issues.campaigns.flatMap(({ preset, found, settled, among }, i) => {
    const faults: { path: (string | number)[]; message: string }[] = [];
    const fault = (path: readonly string[], message: string): void => {
      faults.push({ path: ['issues', 'campaigns', i, ...path], message });
    };
    if (!programmes.some((programme) => programme.preset === preset))
      fault(['preset'], `${preset} is none of the programmes`);
    if (presets.indexOf(preset) !== i) fault(['preset'], `${preset} is there twice`);
    if (settled > found) fault(['settled'], `${settled} are more than the ${found} found`);
    if (!among) return faults;
    const { count, categories } = among;
    if (count > found) fault(['among', 'count'], `${count} are more than the ${found} found`);
    const own = CAMPAIGNS[preset]!.kinds.map(({ category }) => category);
    const stranger = categories.find((category) => !own.includes(category));
    if (stranger !== undefined) fault(['among', 'categories'], `${preset} finds nothing of ${stranger}`);
    else if (own.every((category) => categories.includes(category)) && count < found)
      fault(['among', 'categories'], 'all of its categories are named, so that none is left for the others');
    return faults;
  });
}

/** Days back to which issues without a visit reach. */
const YEAR = 365;

type Totals = DistrictPlan['issues']['campaigns'][number];

/** The issues of all campaigns of a plan: as many as published, as many of them settled. */
export function campaignIssues(
  plan: DistrictPlan,
  subjects: readonly DemoSubject[],
  calls: Calls,
  desk: Desk,
): CampaignIssue[] {
  return plan.issues.campaigns.flatMap((totals) => {
    const { firstDay, lastDay } = plan.programmes.find(({ preset }) => preset === totals.preset)!;
    const days = { from: parseDay(firstDay)!, to: parseDay(lastDay)! };
    return fatesOf(reportsOf(totals, days, subjects, calls, desk), totals, desk.random);
  });
}

function reportsOf(
  totals: Totals,
  days: { from: Day; to: Day },
  subjects: readonly DemoSubject[],
  calls: Calls,
  desk: Desk,
): Report[] {
  const { preset: programme, found, among } = totals;
  const campaign = CAMPAIGNS[programme]!;
  const { random, moments, classOf } = desk;
  const [from, until] = [moments.startOf(days.from), moments.startOf(days.to + 1)];
  /** Reports of one group of categories. */
  const group = (count: number, kinds: readonly Kind[]): Report[] => {
    const rank = (call: MetCall): number | null => {
      if (call.visit.at < from || call.visit.at >= until) return null;
      if (!campaign.named) return campaign.rank?.(call) ?? 0;
      const category = campaign.named(call);
      return kinds.some((kind) => kind.category === category) ? 0 : null;
    };
    const reports = calls.take(campaign.visits, count, rank).map((call) => {
      const category = campaign.named?.(call) ?? categoryIn(kinds, classOf(call.subject.area), random);
      return foundOn(call, { category, level: levelOf(campaign.levels, random), programme }, desk);
    });
    const firms = campaign.firms ? subjects.filter(({ type }) => type === 'firm') : [];
    while (reports.length < count) reports.push(withoutVisit(kinds, firms, days, programme, campaign, desk));
    return reports;
  };
  if (!among) return group(found, campaign.kinds);
  const isAmong = ({ category }: Kind): boolean => among.categories.includes(category);
  return [
    ...group(among.count, campaign.kinds.filter(isAmong)),
    ...group(
      found - among.count,
      campaign.kinds.filter((kind) => !isAmong(kind)),
    ),
  ];
}

/** Asked for by a firm itself, or on an older list. */
function withoutVisit(
  kinds: readonly Kind[],
  firms: readonly DemoSubject[],
  days: { from: Day; to: Day },
  programme: string,
  { levels }: Campaign,
  desk: Desk,
): Report {
  const { random, moments, spots, classOf, grid } = desk;
  const firm = firms[Math.floor(random() * firms.length)];
  const first = Math.max(days.from, moments.today - YEAR, firm?.validFrom ?? 0);
  const until = Math.min(days.to, moments.today - 1);
  const day = first + Math.floor(random() * Math.max(1, until - first + 1));
  const at = moments.inOffice(moments.startOf(day) + OPENS + random() * (SHUTS - OPENS), 0, random);
  const area = firm?.area ?? grid();
  return reportOf(
    {
      category: categoryIn(kinds, classOf(area), random),
      ...{ level: levelOf(levels, random), programme, area },
      at: Math.min(at, moments.last - 1),
      source: firm ? 'firmPlatform' : 'import',
      subject: firm?.id ?? null,
      reporter: firm ? reporterOf(random) : null,
      position: firm && spots.isIn(area, firm.position) ? firm.position : spots.anywhere(area, random),
    },
    desk,
  );
}

/** Half of what is open is what was found last; the rest was found before, the more lately the likelier. */
function fatesOf(
  reports: readonly Report[],
  { found, settled, closed }: Totals,
  random: Random,
): CampaignIssue[] {
  const latest = shuffled(reports, random).sort((a, b) => b.at - a.at);
  const open = new Set(latest.slice(0, Math.ceil((found - settled) / 2)));
  while (open.size < found - settled) open.add(latest[Math.floor(random() ** 2 * latest.length)]!);
  return reports.map((report) => ({ report, fate: open.has(report) ? 'open' : 'settled', closes: closed }));
}
