import type { FeatureCollection } from 'geojson';
import type { DutyInput, RecordOutcome } from '#api/contract/records.ts';
import type { Services } from '#api/services/index.ts';
import { formatDay, formatInstant, startOfDay } from '#geodata/duty/calendar.ts';
import type { Boundary } from '#geodata/model.ts';
import { demoSubjects, demoVisits } from '#geodata/presets/west-coast/ledger.ts';
import { demoPeople } from '#geodata/presets/west-coast/officers.ts';
import { WEST_COAST_PROGRAMMES } from '#geodata/presets/west-coast/programmes.ts';

/** Records handed in together. */
const CHUNK = 1000;
const SEED = 370211;

/**
 * Fills an empty store with the demonstration district, through the same doors as real data: a boundary
 * file that is checked and confirmed, programmes, subjects and visits in batches.
 *
 * @param print tells what is being done, one line a step
 * @throws Error when a door refuses what the demonstration hands in
 */
export async function fillDemo(services: Services, print: (message: string) => void): Promise<void> {
  const { context, boundaries, ledger } = services;
  const { store, now, dayOf, timezone } = context;
  const began = Date.now();
  const step = (message: string): void => print(`demonstration district: ${message}`);

  step('drawing 23 towns, 376 communities, 1309 grids on the real coast');
  const text = await context.jobs.drawDemoAreas({ seed: SEED });
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
  await boundaries.confirm({ codes: [] }, checked.id);
  await store.putSetting('demo', true);
  await store.putSetting('attribution', ['海岸线 GSHHG (LGPL-3)', '区划名称 国家统计局 2023']);

  for (const { id, firstDay, lastDay, ...programme } of WEST_COAST_PROGRAMMES)
    accept([
      await ledger.putProgramme(id, {
        name: programme.name,
        firstDay: formatDay(firstDay),
        lastDay: formatDay(lastDay),
        fields: [],
        duties: programme.duties.map((duty) => ({ ...duty }) as DutyInput),
      }),
    ]);

  const { features } = JSON.parse(text) as FeatureCollection<
    Boundary['geometry'],
    Omit<Boundary, 'geometry'>
  >;
  const areas = features.map(({ geometry, properties }, index) => ({ ...properties, geometry, index }));
  const options = {
    seed: SEED,
    now: now(),
    today: dayOf(now()),
    startOfDay: (day: number) => startOfDay(day, timezone),
  };
  const scope = { codes: (await store.treeState()).tree.children(null).map((area) => area.code) };
  const people = demoPeople(areas, SEED, dayOf(now()) - 400);
  step(`${people.officers.length} officers who answer for areas`);
  const { registers } = services;
  const valid = <T extends { validFrom: number }>(rows: readonly T[]) =>
    rows.map((row, i) => ({
      line: i + 1,
      record: { ...row, validFrom: formatDay(row.validFrom), validTo: null },
    }));
  accept(await registers.putOrganisations(scope, valid(people.organisations)));
  const officers = valid(people.officers.map((officer) => ({ ...officer, phone: null })));
  const assignments = valid(people.assignments.map((assignment) => ({ ...assignment, subject: null })));
  for (let i = 0; i < officers.length; i += CHUNK)
    accept(await registers.putOfficers(scope, officers.slice(i, i + CHUNK)));
  for (let i = 0; i < assignments.length; i += CHUNK)
    accept(await registers.putAssignments(scope, assignments.slice(i, i + CHUNK)));

  const subjects = demoSubjects(
    areas.filter((area) => area.level === 'grid'),
    options,
  );
  step(`${subjects.length} subjects`);
  for (let i = 0; i < subjects.length; i += CHUNK)
    accept(
      await ledger.putSubjects(
        scope,
        subjects.slice(i, i + CHUNK).map(({ validFrom, position, ...subject }, k) => ({
          line: i + k + 1,
          subject: {
            ...subject,
            position: [...position],
            zones: {},
            validFrom: formatDay(validFrom),
            validTo: null,
          },
        })),
      ),
    );
  const visits = demoVisits(subjects, options);
  for (let i = 0; i < visits.length; i += CHUNK) {
    accept(
      await ledger.putVisits(
        scope,
        visits.slice(i, i + CHUNK).map(({ at, ...visit }, k) => ({
          line: i + k + 1,
          visit: {
            ...visit,
            at: formatInstant(at, timezone),
            position: null,
            note: null,
            fields: {},
            feed: null,
          },
        })),
      ),
    );
    if ((i / CHUNK) % 40 === 0) step(`visits ${i} of ${visits.length}`);
  }
  step(`${visits.length} visits; filled in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

function accept(outcomes: readonly RecordOutcome[]): void {
  const refused = outcomes.find((outcome) => outcome.status === 'refused');
  if (refused) throw new Error(`the demonstration was refused: ${JSON.stringify(refused)}`);
}
