import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createServices, openAccess } from '#api/app.ts';
import { PlanError, readPlan } from '#api/contract/districtPlan.ts';
import { CodedError } from '#api/errors.ts';
import { progressLines } from '#api/services/demo/progressLines.ts';
import { readRealTowns } from '#api/services/demo/realTowns.ts';
import { fillDemo } from '#api/services/demo.ts';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { scalePlan } from '#geodata/presets/demo/scale.ts';
import { DISTRICT_PLANS } from '#geodata/presets/districts/index.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';

const USAGE = `Fills an empty data folder with a demonstration district, through the same doors as real data.

  npm run demo -- [--district 330203 | PLAN.json] [--data ./data-demo] [--visits 1000000] [--seed 1]
                  [--towns TOWNS.geojson [--outline DISTRICTS.geojson]] [--now 2026-11-20T14:32:00+08:00]
  npm run demo -- --district 330203 --print     shows the district's plan, to start one's own from

  --district  ${[...DISTRICT_PLANS.values()].map(({ code, name }) => `${code} ${name}`).join(', ')}; or a file with a plan
  --towns     real polygons in place of drawn ones, WGS 84, joined by the property code or name
  --outline   a file with the district's own polygon, to check the towns against

Afterwards:  DATA_DIR=./data-demo npm start`;

/** What the caller can mend, told in words and without a stack. */
class UsageError extends Error {}

try {
  await main();
} catch (error) {
  const known =
    error instanceof UsageError ||
    error instanceof PlanError ||
    error instanceof CodedError ||
    error instanceof RangeError;
  console.error(known ? error.message : ((error as Error).stack ?? String(error)));
  process.exit(known ? 2 : 1);
}

async function main(): Promise<void> {
  const values = readArguments();
  if (values.help) return console.log(USAGE);
  let plan = planNamed(values.district ?? '370211');
  if (values.print) return console.log(JSON.stringify(plan, null, 2));
  if (values.visits !== undefined) plan = scalePlan(plan, wholeNumber('--visits', values.visits, 1));
  const seed = values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, 0);
  if (values.outline !== undefined && values.towns === undefined)
    throw new UsageError('--outline goes with --towns');
  const real =
    values.towns === undefined
      ? undefined
      : readRealTowns(plan, fileText(values.towns), values.outline ? fileText(values.outline) : null);
  const clock = { now: moment(values.now) };
  const dir = resolve(values.data ?? process.env.DATA_DIR ?? './data');
  const timezone = process.env.GUATU_TIMEZONE ?? 'Asia/Shanghai';
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'guatu.sqlite');
  const now = (): number => clock.now;
  if (existsSync(file)) throw new UsageError(`${file} is there already: name an empty folder with --data`);
  const store = await openSqliteStore(file, { timezone, now });
  const access = openAccess(dir, Date.now);
  const began = Date.now();
  try {
    const log = (message: string): void => console.error(message);
    const services = createServices({ store, access, now, timezone, dataDir: dir, webDir: null, log });
    const { ledger } = await fillDemo(services, {
      ...{ plan, seed, real, clock },
      report: progressLines((line) => console.log(line)),
    });
    const { subjects, visits, issues, supervisions } = ledger;
    console.log(
      `${plan.name}: ${subjects.length} subjects, ${visits.length} visits, ${issues.length} issues and ${supervisions.length} supervised items in ${((Date.now() - began) / 1000).toFixed(1)} s`,
    );
    if (visits.length < plan.visits && values.visits !== undefined)
      console.log(`fewer visits than asked for: the rest of what these subjects get lies in the future`);
    console.log(`Serve it with: DATA_DIR=${dir} npm start`);
  } finally {
    await store.close();
    access.close();
  }
}

function readArguments() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      options: {
        ...{ district: text, data: text, visits: text, seed: text, towns: text, outline: text, now: text },
        ...{ print: flag, help: flag },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function planNamed(name: string): DistrictPlan {
  const known = DISTRICT_PLANS.get(name);
  if (known) return known;
  if (/^\d{6}$/.test(name))
    throw new UsageError(
      `There is no plan for ${name}, only for ${[...DISTRICT_PLANS.keys()].join(' and ')}; name a file with one.`,
    );
  try {
    return readPlan(JSON.parse(fileText(name)));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${name} is no JSON: ${error.message}`);
    throw error;
  }
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < least)
    throw new UsageError(`${option} ${text}: a whole number from ${least} on is expected`);
  return value;
}

function moment(text: string | undefined): number {
  if (text === undefined) return Date.now();
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || parseDay(text.slice(0, 10)) === null || !/\dT\d.*(Z|[+-]\d\d:\d\d)$/.test(text))
    throw new UsageError(`--now ${text}: write a moment with its offset, like 2026-11-20T14:32:00+08:00`);
  return ms;
}
