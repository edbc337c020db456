import type { RecordOutcome } from '#api/contract/records.ts';
import type { SupervisionEventInput } from '#api/contract/supervision.ts';
import type { Asking } from '#api/services/context.ts';
import type { DemoStep } from '#api/services/demo/steps.ts';
import type { Services } from '#api/services/index.ts';
import { writtenWhereabouts } from '#api/services/servicePoints/written.ts';
import type { Scope } from '#api/store/store.ts';
import { formatDay, formatInstant, startOfDay } from '#geodata/duty/calendar.ts';
import type { Day } from '#geodata/model.ts';

/** Records handed in together: as many as the ledger takes at once. */
const CHUNK = 5000;
/** Events of issues handed in together; each of them is a new state of its issue. */
const EVENTS = 1000;
/** Who puts the issues of the demonstration on record. */
const BY = '网格化平台';
/** Who supervises, and who answers: not the same account. */
const LEADER = { id: 'demonstration-leader', displayName: '督查室' };
const OFFICE = { id: 'demonstration-office', displayName: '承办单位' };
/** When the deliveries of a source come in, milliseconds into the day. */
const EVENING = 18 * 3_600_000;

/**
 * Hands in what a district learned by the evening of a day, each kind of record through its own door.
 *
 * @throws Error when a door refuses a record
 */
export async function handInStep(
  { context, ledger, registers, issueIntake, supervisionIntake, servicePointIntake }: Services,
  scope: Scope,
  step: DemoStep,
): Promise<void> {
  const { timezone } = context;
  for (const { kind, id, lastDay } of step.ends)
    accept([await registers.end(scope, kind, id, formatDay(lastDay))]);
  await handIn(step.organisations, valid, (lines) => registers.putOrganisations(scope, lines));
  await handIn(
    step.officers,
    (officer) => ({ ...valid(officer), phone: null }),
    (lines) => registers.putOfficers(scope, lines),
  );
  // While there are no subjects an assignment to an area bears on the area alone.
  await handIn(step.toAreas, valid, (lines) => registers.putAssignments(scope, lines));
  await handIn(
    step.subjects,
    ({ position: [lon, lat], ...subject }) => ({
      ...valid(subject),
      position: [lon, lat] as [number, number],
      zones: {},
    }),
    (lines) =>
      ledger.putSubjects(
        scope,
        lines.map(({ line, record }) => ({ line, subject: record })),
      ),
  );
  await handIn(step.toSubjects, valid, (lines) => registers.putAssignments(scope, lines));
  await handIn(
    step.feeds,
    ({ deliveries: _, ...feed }) => valid(feed),
    (lines) => registers.putFeeds(scope, lines),
  );
  await handIn(
    step.servicePoints,
    ({ whereabouts, services, ...point }) => ({
      ...valid(point),
      services: [...services],
      whereabouts: writtenWhereabouts(whereabouts),
    }),
    (lines) => servicePointIntake.put(scope, lines),
  );
  await handIn(
    step.sessions,
    ({ day, ...session }) => ({ ...session, day: formatDay(day) }),
    (lines) => servicePointIntake.putSessions(scope, lines),
  );
  // Subject by subject, so that the figures each of them stands in are counted once.
  await handIn(
    step.visits.toSorted((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : a.at - b.at)),
    ({ received: _, ...visit }) => ({
      ...visit,
      at: formatInstant(visit.at, timezone),
      position: null,
      note: null,
    }),
    (lines) =>
      ledger.putVisits(
        scope,
        lines.map(({ line, record }) => ({ line, visit: record })),
      ),
  );
  await handIn(
    step.issues,
    ({ received: _, events: __, position, at, ...issue }) => ({
      ...issue,
      at: formatInstant(at, timezone),
      position: position && ([...position] as [number, number]),
    }),
    (lines) => issueIntake.putIssues(scope, BY, lines),
  );
  for (let i = 0; i < step.happenings.length; i += EVENTS)
    accept(
      await context.store.issues.putIssueEvents(
        scope,
        step.happenings
          .slice(i, i + EVENTS)
          .map(({ id, issue, event }) => ({ id, issue, event: { ...event, by: BY } })),
      ),
    );
  const asking: Asking = {
    ...{ scope, organisations: [], namesSearched: false, lang: 'zh-CN' },
    now: context.now(),
  };
  await handIn(
    step.supervisions,
    ({ id, object, to, text, due }) => ({ id, object, to, text, due: formatDay(due) }),
    (lines) => supervisionIntake.put(asking, LEADER, lines),
  );
  for (const { supervision, id, type, note } of step.answers) {
    const event = { id, type, ...(note === null ? {} : { note }) } as SupervisionEventInput;
    const who = type === 'read' || type === 'answered' ? OFFICE : LEADER;
    accept([await supervisionIntake.putEvent(scope, who, supervision, event)]);
  }
  for (const { feed, day } of step.deliveries)
    accept([
      await registers.deliver(scope, feed, formatInstant(startOfDay(day, timezone) + EVENING, timezone)),
    ]);
}

/** Hands in records in batches; one is made ready while the one before is written. */
async function handIn<T, R>(
  records: readonly T[],
  ready: (record: T) => R,
  put: (lines: { line: number; record: R }[]) => Promise<RecordOutcome[]>,
): Promise<void> {
  let written: Promise<RecordOutcome[]> = Promise.resolve([]);
  for (let i = 0; i < records.length; i += CHUNK) {
    const lines = records
      .slice(i, i + CHUNK)
      .map((record, k) => ({ line: i + k + 1, record: ready(record) }));
    accept(await written);
    written = put(lines);
  }
  accept(await written);
}

/** A record with its days as they are written. */
function valid<T extends { validFrom: Day; validTo?: Day | null }>({
  validFrom,
  validTo = null,
  ...rest
}: T) {
  return {
    ...rest,
    validFrom: formatDay(validFrom),
    validTo: validTo === null ? null : formatDay(validTo),
  };
}

/** @throws Error that shows the first record that was refused */
export function accept(outcomes: readonly { status: string }[]): void {
  const refused = outcomes.find((outcome) => outcome.status === 'refused');
  if (refused) throw new Error(`the demonstration was refused: ${JSON.stringify(refused)}`);
}
