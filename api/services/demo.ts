import type { FeatureCollection } from 'geojson';
import type { ImportAnswer } from '#api/contract/imports.ts';
import type { DutyInput } from '#api/contract/records.ts';
import { accept, handInStep } from '#api/services/demo/handIn.ts';
import { checkRealTowns, type RealTowns } from '#api/services/demo/realTowns.ts';
import { type DemoStep, stepsOf } from '#api/services/demo/steps.ts';
import type { Services } from '#api/services/index.ts';
import type { Progress } from '#api/services/jobs.ts';
import { formatDay, startOfDay } from '#geodata/duty/calendar.ts';
import type { Boundary, Day } from '#geodata/model.ts';
import { type DemoZone, HEAT } from '#geodata/presets/demo/heating.ts';
import { type DemoLedger, demoLedger, STAFF_DAYS } from '#geodata/presets/demo/ledger.ts';
import { programmesOf } from '#geodata/presets/demo/programmes.ts';
import { WEST_COAST } from '#geodata/presets/districts/index.ts';
import { communitiesOf, type DistrictPlan } from '#geodata/presets/districts/plan.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';

/** First day of the areas, long before whatever is asked about. */
const AREAS_FROM = '2000-01-01';
/** When the records of a day are handed in, milliseconds into the day. */
const EVENING = 20 * 3_600_000;
/** Shares of the work after which the map is drawn and the registers are written, roughly. */
const DRAWN = 0.2;

export interface DemoFill {
  /** The district; the West Coast when left out. */
  plan?: DistrictPlan;
  /** Any number; the plan's own when left out. The same plan, seed and moment give the same ledger. */
  seed?: number | undefined;
  /** Town polygons in place of drawn ones, joined to the plan's towns. */
  real?: RealTowns | undefined;
  /**
   * The clock the services and their store read. It stands at the moment that is now; while the ledger is
   * filled it walks there from fifteen months before.
   */
  clock: { now: number };
  /** Told the share done, 0 to 1, and a word on what is being done. */
  report?: Progress;
}

/** What was handed in, for whoever wants to recount it. */
export interface DemoFilled {
  /** Of the town polygons as they were given; null where they were drawn. */
  townChecks: ImportAnswer['checks'] | null;
  checks: ImportAnswer['checks'];
  ledger: DemoLedger;
}

/** Setting that stands while the demonstration is being handed in. */
export const FILLING = 'filling';

/**
 * Fills an empty store with a demonstration district, through the same doors as real data: a boundary file
 * that is checked and confirmed, programmes, holidays, registers, visits and issues in batches.
 *
 * The clock is simulated: it walks through the last fifteen months, and records are handed in by the evening
 * of about the day a district would have known them. So commits are dated by that clock, what was recorded
 * by a day can be read back, and what is typed in late is late. Nobody else may use the store meanwhile.
 *
 * @throws Error when a door refuses what the demonstration hands in
 */
export async function fillDemo(services: Services, fill: DemoFill): Promise<DemoFilled> {
  const { plan = WEST_COAST, clock, report = () => {} } = fill;
  const { store, dayOf, timezone } = services.context;
  const end = clock.now;
  const today = dayOf(end);
  const eveningOf = (day: Day): number => Math.min(end, startOfDay(day, timezone) + EVENING);
  const seed = fill.seed ?? plan.seed;
  const first = today - STAFF_DAYS;
  try {
    clock.now = eveningOf(first);
    await store.putSetting(FILLING, true);
    const communities = plan.towns.reduce((sum, town) => sum + communitiesOf(town).length, 0);
    const drawing = `drawing ${plan.towns.length} towns, ${communities} communities, ${plan.grids} grids of ${plan.name}`;
    const townChecks = fill.real ? await checkTowns(services, plan, fill.real) : null;
    if (townChecks) report(0, `the towns as given:\n${checksInWords(townChecks)}`);
    report(0, drawing);
    const text = await services.context.jobs.drawDemoAreas({ plan, seed, towns: fill.real?.towns }, (share) =>
      report((share * DRAWN) / 2, drawing),
    );
    const checked = await checkAreas(services, text);
    report(DRAWN / 2, checksInWords(checked.checks));
    const confirmed = services.boundaries.confirm({ codes: [] }, checked.id);
    // While the tiles are drawn.
    const ledger = demoLedger(areasOf(text), {
      ...{ plan, seed, today, now: end },
      startOfDay: (day: Day) => startOfDay(day, timezone),
    });
    await confirmed;
    if (ledger.heat.zones.length > 0) await putZones(services, ledger.heat.zones);
    await store.putSetting('demo', true);
    await store.putSetting('attribution', plan.sources);
    await putProgrammes(services, plan);
    await store.putHolidays(STATE_COUNCIL_HOLIDAYS);

    const scope = { codes: (await store.treeState()).tree.children(null).map((area) => area.code) };
    const { officers, assignments, subjects, visits, issues, supervisions } = ledger;
    report(
      DRAWN,
      `${officers.length} officers, ${assignments.length} assignments, ${subjects.length} subjects, ${visits.length} visits, ${issues.length} issues, ${supervisions.length} supervised items`,
    );
    let done = 0;
    const steps = stepsOf(ledger, first, today);
    const records = steps.reduce((sum, step) => sum + weightOf(step), 0);
    for (const step of steps) {
      clock.now = eveningOf(step.day);
      await handInStep(services, scope, step);
      done += weightOf(step);
      report(DRAWN + (1 - DRAWN) * (done / records), `the ledger as of ${formatDay(step.day)}`);
    }
    await store.putSetting(FILLING, false);
    return { townChecks, checks: checked.checks, ledger };
  } finally {
    clock.now = end;
  }
}

/** About how long a step takes to write, in visits. */
function weightOf({ visits, officers, subjects, happenings }: DemoStep): number {
  return visits.length + 2 * (officers.length + subjects.length) + happenings.length;
}

/** @throws Error with the findings when a check that must hold does not */
async function checkTowns(
  services: Services,
  plan: DistrictPlan,
  real: RealTowns,
): Promise<ImportAnswer['checks']> {
  const { status, checks } = await checkRealTowns(services, plan, real);
  if (status === 'refused')
    throw new Error(`the towns were refused:\n${checksInWords(checks.filter(({ ok }) => !ok))}`);
  return checks;
}

/** @throws Error with the findings when a check that must hold does not */
async function checkAreas({ boundaries }: Services, text: string): Promise<ImportAnswer> {
  const checked = await boundaries.check({ codes: [] }, Buffer.from(text), {
    kind: 'boundaries',
    crs: 'EPSG:4326',
    level: 'grid',
    levelProperty: 'level',
    parentProperty: 'parentCode',
    householdsProperty: 'households',
    urbanRuralProperty: 'urbanRural',
    validFrom: AREAS_FROM,
    illustrative: '1',
    replace: '0',
  });
  if (checked.status === 'refused')
    throw new Error(`the areas were refused:\n${checksInWords(checked.checks.filter(({ ok }) => !ok))}`);
  return checked;
}

/** The zones of the network of heat, by the same door. @throws Error with the findings when they are refused */
async function putZones({ boundaries, context }: Services, zones: readonly DemoZone[]): Promise<void> {
  const features = zones.map(({ geometry, ...properties }) => ({ type: 'Feature', properties, geometry }));
  const tops = (await context.store.treeState('newest')).tree.children(null);
  const scope = { codes: tops.map(({ code }) => code) };
  const checked = await boundaries.check(
    scope,
    Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })),
    {
      ...{ kind: 'boundaries', crs: 'EPSG:4326', tree: HEAT.tree, level: 'zone', validFrom: AREAS_FROM },
      ...{ illustrative: '1', replace: '0' },
    },
  );
  if (checked.status === 'refused')
    throw new Error(`the zones were refused:\n${checksInWords(checked.checks.filter(({ ok }) => !ok))}`);
  await boundaries.confirm(scope, checked.id);
}

/** Named checks with what they found, one line each. */
function checksInWords(checks: ImportAnswer['checks']): string {
  return checks
    .map(
      ({ check, ok, mustHold, summary }) =>
        `  ${ok ? 'holds        ' : mustHold ? 'REFUSED      ' : 'does not hold'} ${check}: ${summary}`,
    )
    .join('\n');
}

function areasOf(text: string): Boundary[] {
  const { features } = JSON.parse(text) as FeatureCollection<
    Boundary['geometry'],
    Omit<Boundary, 'geometry'>
  >;
  return features.map(({ geometry, properties }, index) => ({ ...properties, geometry, index }));
}

async function putProgrammes({ ledger }: Services, plan: DistrictPlan): Promise<void> {
  for (const { id, firstDay, lastDay, ...programme } of programmesOf(plan))
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
