import type { Boundary, Day } from '#geodata/model.ts';
import type { DemoOptions } from './draw.ts';
import { type DemoFeed, demoFeeds } from './feeds.ts';
import { type DemoPeople, demoPeople } from './officers.ts';
import { demoPairings } from './pairings.ts';
import { demoSecretaries } from './secretaries.ts';
import { demoDepartments, enrolCadres, enrolSecretaries, enrolWorkers } from './staff.ts';
import { type DemoSubject, demoSubjects } from './subjects.ts';
import { type DemoVisit, demoVisits } from './visits.ts';
import { demoWorkers } from './workers.ts';

/** Offices and officers were there before the first visit and the first pairing. */
const STAFF_DAYS = 460;

/** All records of the demonstration but its areas and programmes. */
export interface DemoLedger extends DemoPeople {
  subjects: DemoSubject[];
  feeds: DemoFeed[];
  visits: DemoVisit[];
}

/**
 * Everything on record in the demonstration district; deterministic by seed and day.
 *
 * @param areas the demonstration's areas, whole
 */
export function demoLedger(areas: readonly Boundary[], options: DemoOptions): DemoLedger {
  const from: Day = options.today - STAFF_DAYS;
  const grids = areas.filter(({ level }) => level === 'grid');
  const codes = grids.map(({ code }) => code);
  const chain = demoPeople(areas, options.seed, from);
  const withMembers = new Set(chain.assignments.flatMap(({ role, area }) => (role === 'member' ? area : [])));
  const workers = demoWorkers(codes, new Set(codes.filter((code) => !withMembers.has(code))), options);
  const secretaries = demoSecretaries(areas, options);
  const villages = secretaries.flatMap((post) => post.villages);
  const subjects = demoSubjects(grids, options, undefined, villages);
  const pairings = demoPairings(subjects, options);
  const organisations = [...chain.organisations, ...demoDepartments(from)];
  const offices = organisations.flatMap(({ id, area }) =>
    id === `O-${area}` && area.length < 9 ? [] : [id],
  );
  const feeds = demoFeeds(options);
  const people = [
    chain,
    enrolWorkers(workers.values(), from),
    enrolSecretaries(secretaries),
    enrolCadres(pairings.values(), offices, from, options),
  ];
  return {
    organisations,
    officers: people.flatMap(({ officers }) => officers),
    assignments: people.flatMap(({ assignments }) => assignments),
    subjects,
    feeds,
    visits: demoVisits(subjects, { workers, pairings, secretaries, feeds }, options),
  };
}
