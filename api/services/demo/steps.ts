import type { Day } from '#geodata/model.ts';
import type { HeatUser } from '#geodata/presets/demo/heating.ts';
import type { DemoIssue, DemoIssueEvent } from '#geodata/presets/demo/issues/index.ts';
import type { DemoLedger } from '#geodata/presets/demo/ledger.ts';
import type { DemoAssignment, DemoOfficer } from '#geodata/presets/demo/officers.ts';
import type { DemoSupervisionEvent } from '#geodata/presets/demo/supervisions.ts';

/** Days between two steps: less than three, after which a visit would count as typed in late. */
const STEP_DAYS = 3;
/** Before the first visit only registers grow. */
const REGISTER_STEP_DAYS = 7;
/** Who answers for whom is put on record every so many steps: about twice a month. */
const PAIRING_STEPS = 5;

/** An officer or an assignment as it is known before its end is. */
type Open<T extends { validTo: Day | null }> = Omit<T, 'validTo'> & { validTo: null };

/** What a district learns by the evening of a day. */
export interface DemoStep {
  day: Day;
  ends: { kind: 'officer' | 'assignment'; id: string; lastDay: Day }[];
  organisations: DemoLedger['organisations'];
  officers: Open<DemoOfficer>[];
  toAreas: Open<DemoAssignment>[];
  subjects: (DemoLedger['subjects'][number] | HeatUser)[];
  toSubjects: Open<DemoAssignment>[];
  feeds: DemoLedger['feeds'];
  visits: DemoLedger['visits'];
  servicePoints: DemoLedger['services']['points'];
  sessions: DemoLedger['services']['sessions'];
  deliveries: { feed: string; day: Day }[];
  issues: DemoIssue[];
  /** What happened to issues, those of one issue in their order. */
  happenings: (DemoIssueEvent & { issue: string })[];
  supervisions: DemoLedger['supervisions'];
  /** What happened to supervised items, those of one item in their order. */
  answers: (DemoSupervisionEvent & { supervision: string })[];
}

/**
 * The demonstration's records in the order in which a district would have come to know them, a few days at a
 * time: a post from the day it is filled, its end from the day it ends, a visit on the day it is typed in,
 * an issue and what happens to it on the day it is told of.
 *
 * @param first day on which all that holds by then is put on record
 * @param today last step
 */
export function stepsOf(ledger: DemoLedger, first: Day, today: Day): DemoStep[] {
  const firstVisit = ledger.visits.reduce((least, { received }) => Math.min(least, received), today);
  const days: Day[] = [];
  for (
    let day = first;
    day < today;
    day += day + REGISTER_STEP_DAYS < firstVisit ? REGISTER_STEP_DAYS : STEP_DAYS
  )
    days.push(day);
  days.push(today);
  const steps = days.map(
    (day): DemoStep => ({
      ...{ day, ends: [], organisations: [], officers: [], toAreas: [], subjects: [], toSubjects: [] },
      ...{
        feeds: [],
        visits: [],
        servicePoints: [],
        sessions: [],
        deliveries: [],
        issues: [],
        happenings: [],
        supervisions: [],
        answers: [],
      },
    }),
  );
  /** The step by whose evening a day has come, of every so many; none after today. */
  const stepOn = (day: Day, every = 1): DemoStep | undefined => {
    let low = 0;
    let high = days.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (days[middle]! < day) low = middle + 1;
      else high = middle;
    }
    if (low >= steps.length) return undefined;
    return steps[Math.min(Math.ceil(low / every) * every, steps.length - 1)];
  };
  const { heat } = ledger;
  for (const record of [...ledger.organisations, ...heat.organisations])
    stepOn(record.validFrom)?.organisations.push(record);
  for (const { validTo, ...officer } of [...ledger.officers, ...heat.officers]) {
    stepOn(officer.validFrom)?.officers.push({ ...officer, validTo: null });
    if (validTo !== null) stepOn(validTo)?.ends.push({ kind: 'officer', id: officer.id, lastDay: validTo });
  }
  for (const { validTo, ...assignment } of [...ledger.assignments, ...heat.assignments]) {
    const open = { ...assignment, validTo: null };
    if (assignment.subject === null) stepOn(assignment.validFrom)?.toAreas.push(open);
    else stepOn(assignment.validFrom, PAIRING_STEPS)?.toSubjects.push(open);
    if (validTo !== null)
      stepOn(validTo)?.ends.push({ kind: 'assignment', id: assignment.id, lastDay: validTo });
  }
  for (const subject of [...ledger.subjects, ...heat.subjects])
    stepOn(subject.validFrom)?.subjects.push(subject);
  for (const feed of ledger.feeds) {
    stepOn(feed.validFrom)?.feeds.push(feed);
    for (const day of feed.deliveries) stepOn(day)?.deliveries.push({ feed: feed.id, day });
  }
  for (const point of ledger.services.points) stepOn(point.validFrom)?.servicePoints.push(point);
  for (const session of ledger.services.sessions) stepOn(session.day)?.sessions.push(session);
  for (const visit of [...ledger.visits, ...heat.visits]) stepOn(visit.received)?.visits.push(visit);
  for (const issue of ledger.issues) {
    stepOn(issue.received)?.issues.push(issue);
    for (const event of issue.events) stepOn(event.received)?.happenings.push({ ...event, issue: issue.id });
  }
  for (const item of ledger.supervisions) {
    stepOn(item.issued)?.supervisions.push(item);
    for (const event of item.events) stepOn(event.day)?.answers.push({ ...event, supervision: item.id });
  }
  return steps;
}
