import { readFile } from 'node:fs/promises';
import type { FeatureCollection } from 'geojson';
import type { ImportAnswer } from '#api/contract/imports.ts';
import { formatDay, formatInstant, startOfDay } from '#geodata/duty/calendar.ts';
import type { Boundary, Day } from '#geodata/model.ts';
import { demoPairings } from '#geodata/presets/west-coast/pairings.ts';
import { WEST_COAST_PROGRAMMES } from '#geodata/presets/west-coast/programmes.ts';
import { type DemoSubject, demoSubjects } from '#geodata/presets/west-coast/subjects.ts';
import { type DemoVisit, demoVisits } from '#geodata/presets/west-coast/visits.ts';
import { demoWorkers } from '#geodata/presets/west-coast/workers.ts';

/** Lines handed in with one request. */
const BATCH = 20_000;

export interface DistrictFiles {
  /** GeoJSON with the town polygons and their names. */
  towns: string;
  /** CSV with the columns code and name. */
  codes: string;
  /** GeoJSON with the district's outline among its features. */
  outline: string;
  /** National code of the district; also the prefix of its towns' codes. */
  district: string;
}

export interface LoadOptions {
  /** Address of a running Guatu. */
  url: string;
  seed: number;
  visits: number;
  today: Day;
  now: number;
  timezone: string;
  print: (message: string) => void;
}

/** What was handed in, for whoever wants to recount it. */
export interface Loaded {
  reports: ImportAnswer[];
  subjects: DemoSubject[];
  visits: DemoVisit[];
}

/**
 * Loads real town polygons, joined to their codes by name, with generated households and visits, through the
 * HTTP interface alone.
 *
 * @throws Error with the interface's own words when something is refused
 */
export async function loadDistrict(files: DistrictFiles, options: LoadOptions): Promise<Loaded> {
  const { url, print } = options;
  const outline = JSON.parse(await readFile(files.outline, 'utf8')) as FeatureCollection;
  const own = outline.features.filter((feature) => feature.properties?.division_code === files.district);
  const district = await importBoundaries(
    url,
    new Blob([JSON.stringify({ ...outline, features: own })]),
    null,
    { level: 'district', codeProperty: 'division_code' },
    print,
  );
  const towns = await importBoundaries(
    url,
    new Blob([await readFile(files.towns)]),
    new Blob([await readFile(files.codes)]),
    { level: 'town', parentCode: files.district, codePrefix: files.district },
    print,
  );

  for (const { id, firstDay, lastDay, ...programme } of WEST_COAST_PROGRAMMES)
    await send(`${url}/api/programmes/${id}`, 'PUT', 'application/json', {
      ...programme,
      firstDay: formatDay(firstDay),
      lastDay: formatDay(lastDay),
    });

  const homes = await townsAsHomes(url, files);
  const generator = {
    seed: options.seed,
    today: options.today,
    now: options.now,
    startOfDay: (day: Day) => startOfDay(day, options.timezone),
  };
  // Twelve months of these rhythms come to some 50 visits a person, 20 a household and 10 a firm.
  const share = options.visits / 155_000;
  const subjects = demoSubjects(homes, generator, {
    needy: Math.ceil(6000 * share),
    frail: Math.ceil(1500 * share),
    firms: 1033,
  });
  await sendLines(
    `${url}/api/subjects`,
    subjects.map((subject) => ({ ...subject, validFrom: formatDay(subject.validFrom) })),
    print,
  );
  const codes = homes.map(({ code }) => code);
  const callers = {
    workers: demoWorkers(codes, new Set(), generator),
    pairings: demoPairings(subjects, generator),
    // The files have no villages.
    secretaries: [],
    feeds: [],
  };
  const visits = demoVisits(subjects, callers, generator).slice(-options.visits);
  if (visits.length < options.visits) throw new Error(`only ${visits.length} visits were generated`);
  await sendLines(
    `${url}/api/visits`,
    visits.map((visit) => ({ ...visit, at: formatInstant(visit.at, options.timezone) })),
    print,
  );
  return { reports: [district, towns], subjects, visits };
}

async function importBoundaries(
  url: string,
  file: Blob,
  codes: Blob | null,
  query: Record<string, string>,
  print: (message: string) => void,
): Promise<ImportAnswer> {
  const form = new FormData();
  form.set('file', file);
  if (codes) form.set('codes', codes);
  const parameters = new URLSearchParams({
    kind: 'boundaries',
    crs: 'EPSG:4326',
    validFrom: '2000-01-01',
    ...query,
  });
  const checked = await answerOf<ImportAnswer>(
    await fetch(`${url}/api/imports?${parameters}`, { method: 'POST', body: form }),
  );
  for (const check of checked.checks)
    print(
      `  ${check.ok ? 'holds        ' : check.mustHold ? 'REFUSED      ' : 'does not hold'} ${check.check}: ${check.summary}`,
    );
  const applied = await send<ImportAnswer>(`${url}/api/imports/${checked.id}/confirm`, 'POST');
  print(`${applied.count} areas of level ${query.level} written`);
  return applied;
}

/** The towns with households made up by their area: the files have none. */
async function townsAsHomes(url: string, files: DistrictFiles): Promise<Boundary[]> {
  const { features } = JSON.parse(await readFile(files.towns, 'utf8')) as FeatureCollection<
    Boundary['geometry']
  >;
  const listed = await answerOf<{ items: { code: string; name: string }[] }>(
    await fetch(`${url}/api/areas?parent=${files.district}`),
  );
  const codes = new Map(listed.items.map((town) => [town.name, town.code]));
  return features.map(({ geometry, properties }, index) => ({
    code: codes.get(properties?.name as string)!,
    name: properties?.name as string,
    level: 'town',
    parentCode: files.district,
    urbanRural: null,
    households: 8000 + ((index * 7919) % 40_000),
    geometry,
    index,
  }));
}

async function sendLines(
  url: string,
  records: readonly object[],
  print: (message: string) => void,
): Promise<void> {
  for (let i = 0; i < records.length; i += BATCH) {
    const body = records
      .slice(i, i + BATCH)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join('');
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson' },
      body,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${url}: ${text}`);
    const refused = text.split('\n').find((line) => line.includes('"status":"refused"'));
    if (refused) throw new Error(`${url}: ${refused}`);
    print(`${url}: ${Math.min(i + BATCH, records.length)} of ${records.length}`);
  }
}

async function send<T>(url: string, method: string, type?: string, body?: object): Promise<T> {
  return answerOf<T>(
    await fetch(url, {
      method,
      ...(type && body ? { headers: { 'Content-Type': type }, body: JSON.stringify(body) } : {}),
    }),
  );
}

async function answerOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
