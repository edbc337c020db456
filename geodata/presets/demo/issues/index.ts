import { createRandom } from '#geodata/divide/random.ts';
import type { Boundary, Day } from '#geodata/model.ts';
import { diligenceIn } from '../diligence.ts';
import { type DemoOptions, uuid, weightedPick } from '../draw.ts';
import { type PlantedTruth, plantedTruths } from '../plantedTruths.ts';
import type { DemoSubject } from '../subjects.ts';
import type { DemoVisit } from '../visitWriter.ts';
import { callsOf } from './calls.ts';
import { campaignIssues } from './campaigns.ts';
import { classesOf, type Desk } from './drafts.ts';
import { type Course, type LifeKit, lifeOf } from './life.ts';
import { HOUR, type Moments, momentsOf } from './moments.ts';
import { officesIn } from './offices.ts';
import { doubledReports, otherReports, plantedReports } from './others.ts';
import { spotsIn } from './spots.ts';
import { drawn, REASONS } from './titles.ts';
import type { DemoIssue, LaterEvent, Report } from './types.ts';

export type { DemoIssue, DemoIssueEvent } from './types.ts';

/** Of issues no campaign found: refused, made twice and merged. */
const SHARES = { refused: 0.03, doubled: 0.02 };
/** Of those not resolved in time, the share that is not resolved at all: lately, and long ago. */
const STUCK = { lately: 0.3, before: 0.02, days: 100 };

/**
 * The issues of the demonstration with all that happened to them up to now: what the campaigns found, in their
 * published numbers, on visits as far as there are any; what the public asked for beside them; and what is planted
 * (`plantedTruths.ts`). Deterministic by plan, seed and moment; ordered by time.
 *
 * @param areas the demonstration's areas, whole
 */
export function demoIssues(
  areas: readonly Boundary[],
  subjects: readonly DemoSubject[],
  visits: readonly DemoVisit[],
  options: DemoOptions,
): { issues: DemoIssue[]; truths: PlantedTruth[] } {
  const { plan } = options;
  const random = createRandom(options.seed ^ 0x155e);
  const moments = momentsOf(options);
  const truths = plantedTruths(plan.code, areas);
  const grids = areas.filter(({ level }) => level === 'grid');
  const gridsOf = Map.groupBy(grids, ({ parentCode }) => parentCode);
  const pickGrid = weightedPick(
    grids.map(({ households }) => households ?? 1),
    random,
  );
  const desk: Desk = {
    ...{ random, moments },
    spots: spotsIn(grids),
    classOf: classesOf(areas),
    grid: () => grids[pickGrid()]!.code,
  };
  const silent = truths.filter(({ kind }) => kind === 'silence').flatMap(({ communities }) => communities);
  const bySubject = new Map(subjects.map((subject) => [subject.id, subject]));
  const calls = callsOf(visits, bySubject, new Set(silent), random);
  const kit: LifeKit = { random, moments, offices: officesIn(plan) };
  const lateIn = lateness(diligenceIn(plan));
  const issues: DemoIssue[] = [];
  const add = (report: Report, events: readonly LaterEvent[]): void => {
    issues.push({ ...report, events: events.map((event) => recorded(event, report.received)) });
  };
  const recorded = (event: LaterEvent, notBefore: Day) => ({
    id: uuid(random),
    event,
    received: Math.max(moments.receivedOn(event.at), notBefore),
  });

  for (const { report, fate, closes } of campaignIssues(plan, subjects, calls, desk))
    add(report, lifeOf(report, { fate, closes, late: lateIn(report.area) }, kit));
  const others = otherReports(plan.issues.others, subjects, calls, desk);
  const isRefused = (): boolean => random() < SHARES.refused;
  const taken: Report[] = [];
  for (const report of others)
    if (report.source !== 'visit' && isRefused()) add(report, refusal(report, kit));
    else {
      taken.push(report);
      add(report, lifeOf(report, courseOf(report, lateIn(report.area), kit), kit));
    }
  for (const truth of truths)
    for (const report of plantedReports(truth, (code) => gridsOf.get(code) ?? [], desk))
      add(report, lifeOf(report, courseOf(report, lateIn(report.area), kit), kit));
  for (const { report, into } of doubledReports(taken, SHARES.doubled, desk)) {
    const at = moments.inOffice(report.at + 6 * HOUR * random(), report.at, random);
    add(report, upTo(moments, [{ type: 'merged', at, into }]));
  }
  return { issues: issues.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)), truths };
}

/** Share resolved late in the town of an area: the less diligent, the more. */
function lateness(diligenceOf: (area: string) => number): (area: string) => number {
  return (area) => Math.min(0.4, Math.max(0.04, 0.13 + 0.35 * (1.02 - diligenceOf(area))));
}

function courseOf(report: Report, late: number, { random, moments }: LifeKit): Course {
  const isRecent = moments.today - moments.dayOf(report.at) < STUCK.days;
  const stuck = late * (isRecent ? STUCK.lately : STUCK.before);
  return { fate: random() < stuck ? 'open' : 'any', closes: false, late };
}

function refusal({ at }: Report, { random, moments }: LifeKit): LaterEvent[] {
  const refusedAt = moments.inOffice(at + 9 * HOUR * random(), at, random);
  return upTo(moments, [{ type: 'refused', at: refusedAt, reason: drawn(REASONS.refused, random) }]);
}

function upTo({ last }: Moments, events: readonly LaterEvent[]): LaterEvent[] {
  return events.filter(({ at }) => at <= last);
}
