import type { FeatureCollection } from 'geojson';
import type { DutyInput, RecordOutcome } from '#api/contract/records.ts';
import type { Services } from '#api/services/index.ts';
import type { Scope } from '#api/store/store.ts';
import { formatDay, formatInstant, startOfDay } from '#geodata/duty/calendar.ts';
import type { Boundary, Day } from '#geodata/model.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import { type DemoLedger, demoLedger } from '#geodata/presets/west-coast/ledger.ts';
import { WEST_COAST_PROGRAMMES } from '#geodata/presets/west-coast/programmes.ts';

/** Records handed in together: as many as the ledger takes at once. */
const CHUNK = 5000;
const SEED = 370211;
/** When the deliveries of a source come in, milliseconds into the day. */
const EVENING = 18 * 3_600_000;

/**
 * Fills an empty store with the demonstration district, through the same doors as real data: a boundary
 * file that is checked and confirmed, programmes, holidays, registers and visits in batches.
 *
 * @param print tells what is being done, one line a step
 * @throws Error when a door refuses what the demonstration hands in
 */
export async function fillDemo(services: Services, print: (message: string) => void): Promise<void> {
  const { store, now, dayOf, timezone } = services.context;
  const began = Date.now();
  const step = (message: string): void => print(`demonstration district: ${message}`);

  step('drawing 23 towns, 376 communities, 1309 grids on the real coast');
  const text = await services.context.jobs.drawDemoAreas({ seed: SEED });
  const confirm = await checkAreas(services, text, step);
  const confirmed = confirm();
  // While the tiles are drawn.
  const made = demoLedger(areasOf(text), {
    seed: SEED,
    now: now(),
    today: dayOf(now()),
    startOfDay: (day: Day) => startOfDay(day, timezone),
  });
  await confirmed;
  await store.putSetting('demo', true);
  await store.putSetting('attribution', ['海岸线 GSHHG (LGPL-3)', '区划名称 国家统计局 2023']);
  await putProgrammes(services);
  await store.putHolidays(STATE_COUNCIL_HOLIDAYS);

  const scope = { codes: (await store.treeState()).tree.children(null).map((area) => area.code) };
  const { officers, assignments, subjects, visits } = made;
  step(`${officers.length} officers, ${assignments.length} assignments, ${subjects.length} subjects`);
  await putRegisters(services, scope, made);
  await putVisits(services, scope, made, (told) => step(`visits ${told} of ${visits.length}`));
  step(`${visits.length} visits; filled in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

/** @returns what confirms them and draws the map */
async function checkAreas(
  { boundaries }: Services,
  text: string,
  step: (message: string) => void,
): Promise<() => Promise<unknown>> {
  const checked = await boundaries.check({ codes: [] }, Buffer.from(text), {
    kind: 'boundaries',
    crs: 'EPSG:4326',
    level: 'grid',
    levelProperty: 'level',
    parentProperty: 'parentCode',
    householdsProperty: 'households',
    urbanRuralProperty: 'urbanRural',
    validFrom: '2000-01-01',
    illustrative: '1',
    replace: '0',
  });
  step(
    `checked: ${checked.checks.map((check) => `${check.check} ${check.ok ? 'holds' : 'does not hold'}`).join(', ')}`,
  );
  return () => boundaries.confirm({ codes: [] }, checked.id);
}

function areasOf(text: string): Boundary[] {
  const { features } = JSON.parse(text) as FeatureCollection<
    Boundary['geometry'],
    Omit<Boundary, 'geometry'>
  >;
  return features.map(({ geometry, properties }, index) => ({ ...properties, geometry, index }));
}

async function putProgrammes({ ledger }: Services): Promise<void> {
  for (const { id, firstDay, lastDay, ...programme } of WEST_COAST_PROGRAMMES)
    accept([
      await ledger.putProgramme(id, {
        name: programme.name,
        firstDay: formatDay(firstDay),
        lastDay: formatDay(lastDay),
        fields: programme.fields.map((field) => ({ ...field, options: [...field.options] })),
        duties: programme.duties.map((duty) => ({ ...duty }) as DutyInput),
      }),
    ]);
}

async function putRegisters({ ledger, registers }: Services, scope: Scope, made: DemoLedger): Promise<void> {
  const { organisations, officers, assignments, subjects, feeds } = made;
  await handIn(organisations, valid, (lines) => registers.putOrganisations(scope, lines));
  await handIn(
    officers,
    (officer) => ({ ...valid(officer), phone: null }),
    (lines) => registers.putOfficers(scope, lines),
  );
  // While there are no subjects an assignment to an area bears on the area alone.
  const [toAreas = [], toSubjects = []] = [true, false].map((area) =>
    assignments.filter((assignment) => (assignment.subject === null) === area),
  );
  await handIn(toAreas, valid, (lines) => registers.putAssignments(scope, lines));
  await handIn(
    subjects,
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
  await handIn(toSubjects, valid, (lines) => registers.putAssignments(scope, lines));
  await handIn(
    feeds,
    ({ deliveries: _, ...feed }) => valid(feed),
    (lines) => registers.putFeeds(scope, lines),
  );
}

async function putVisits(
  { context, ledger, registers }: Services,
  scope: Scope,
  { subjects, visits, feeds }: DemoLedger,
  tell: (told: number) => void,
): Promise<void> {
  const { timezone } = context;
  // Subject by subject, so that the figures each of them stands in are counted once.
  const homes = new Map(subjects.map(({ id, area }) => [id, `${area} ${id}`]));
  const bySubject = [...Map.groupBy(visits, ({ subject }) => homes.get(subject)!)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => own);
  await handIn(
    bySubject,
    (visit) => ({
      ...visit,
      at: formatInstant(visit.at, timezone),
      position: null,
      note: null,
      // A delivery counts on the day it comes in: told today, what a source knew long ago would make it fresh.
      feed: null,
    }),
    (lines) => {
      if (((lines[0]!.line - 1) / CHUNK) % 8 === 0) tell(lines[0]!.line - 1);
      return ledger.putVisits(
        scope,
        lines.map(({ line, record }) => ({ line, visit: record })),
      );
    },
  );
  for (const { id, deliveries } of feeds)
    for (const day of deliveries)
      accept([
        await registers.deliver(scope, id, formatInstant(startOfDay(day, timezone) + EVENING, timezone)),
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

function accept(outcomes: readonly RecordOutcome[]): void {
  const refused = outcomes.find((outcome) => outcome.status === 'refused');
  if (refused) throw new Error(`the demonstration was refused: ${JSON.stringify(refused)}`);
}
