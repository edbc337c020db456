import type { Boundary, Day } from '#geodata/model.ts';
import { runs } from '#geodata/presets/districts/plan.ts';
import { demoContacts } from './contacts.ts';
import type { DemoOptions } from './draw.ts';
import { type DemoFeed, demoFeeds } from './feeds.ts';
import { type DemoHeat, demoHeat } from './heating.ts';
import { type DemoIssue, demoIssues } from './issues/index.ts';
import { type DemoPeople, demoPeople } from './officers.ts';
import { demoPairings } from './pairings.ts';
import type { PlantedTruth } from './plantedTruths.ts';
import { demoSecretaries } from './secretaries.ts';
import { type DemoServices, demoServices } from './services/index.ts';
import { demoDepartments, enrolCadres, enrolSecretaries, enrolWorkers } from './staff.ts';
import { type DemoSubject, demoSubjects } from './subjects.ts';
import { type DemoSupervision, demoSupervisions } from './supervisions.ts';
import { type DemoVisit, demoVisits } from './visits.ts';
import { demoWorkers } from './workers.ts';

/** Offices and officers were there before the first visit and the first pairing. */
export const STAFF_DAYS = 460;

/** All records of the demonstration but its areas and programmes. */
export interface DemoLedger extends DemoPeople {
  subjects: DemoSubject[];
  feeds: DemoFeed[];
  visits: DemoVisit[];
  /** Service points, and whom they served. */
  services: DemoServices;
  /** Zones outside of the administrative tree, their stewards, users and calls; in none of the lists above. */
  heat: DemoHeat;
  issues: DemoIssue[];
  supervisions: DemoSupervision[];
  /** What is planted in the issues; no record. */
  truths: PlantedTruth[];
}

const NOBODY: DemoPeople = { organisations: [], officers: [], assignments: [] };

/**
 * Everything on record in a demonstration district; deterministic by plan, seed and day.
 *
 * @param areas the areas of the plan, whole
 */
export function demoLedger(areas: readonly Boundary[], options: DemoOptions): DemoLedger {
  const { plan, today } = options;
  const from: Day = today - STAFF_DAYS;
  const grids = areas.filter(({ level }) => level === 'grid');
  const codes = grids.map(({ code }) => code);
  const chain = demoPeople(areas, options, from);
  const withMembers = new Set(chain.assignments.flatMap(({ role, area }) => (role === 'member' ? area : [])));
  const deserted = plan.members ? codes.filter((code) => !withMembers.has(code)) : [];
  const workers = demoWorkers(codes, new Set(deserted), options);
  const secretaries = runs(plan, 'first-secretaries') ? demoSecretaries(areas, options) : [];
  const villages = secretaries.flatMap((post) => post.villages);
  const subjects = demoSubjects(grids, options, villages);
  const pairings = runs(plan, 'cadres-to-firms') ? demoPairings(subjects, options) : new Map();
  const { contacts, people: contactPeople } = runs(plan, 'three-services')
    ? demoContacts(subjects, from, options)
    : { contacts: new Map(), people: NOBODY };
  const organisations = [...chain.organisations, ...demoDepartments(plan, from)];
  const offices = organisations.flatMap(({ id, area }) =>
    id === `O-${area}` && area.length < 9 ? [] : [id],
  );
  const feeds = demoFeeds(options);
  const people = [
    chain,
    enrolWorkers(workers.values(), from),
    enrolSecretaries(secretaries, plan.departments.length),
    enrolCadres(pairings.values(), offices, from, options),
    contactPeople,
  ];
  const visits = demoVisits(subjects, { workers, pairings, contacts, secretaries, feeds }, options);
  const assignments = people.flatMap((part) => part.assignments);
  const found = demoIssues(areas, subjects, visits, options);
  return {
    organisations,
    officers: people.flatMap(({ officers }) => officers),
    ...{ assignments, subjects, feeds, visits, ...found },
    services: demoServices(areas, options, from),
    heat: demoHeat(areas, options, from),
    supervisions: demoSupervisions({ assignments, subjects, visits, issues: found.issues }, options),
  };
}
