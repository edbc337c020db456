import { featureCollection, union } from '@turf/turf';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { z } from 'zod';
import type { ImportAnswer } from '#api/contract/imports.ts';
import { CodedError, type Fault } from '#api/errors.ts';
import type { Services } from '#api/services/index.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';

type Polygonal = Polygon | MultiPolygon;
export type TownPolygons = FeatureCollection<Polygonal, { code: string }>;

/** Real polygons of a district's towns, with its own outline where a file has it. */
export interface RealTowns {
  towns: TownPolygons;
  outline: Polygonal | null;
}

const polygonal = z.looseObject({
  type: z.literal('Feature'),
  properties: z.record(z.string(), z.unknown()).nullable(),
  geometry: z.looseObject({ type: z.enum(['Polygon', 'MultiPolygon']), coordinates: z.array(z.unknown()) }),
});
const collection = z.looseObject({
  type: z.literal('FeatureCollection'),
  features: z.array(polygonal).min(1),
});

/**
 * Joins the polygons of a file to the towns of a plan: by the property `code`, or else by the property `name`,
 * which must be the town's name letter for letter.
 *
 * @param towns GeoJSON text, WGS 84
 * @param outline GeoJSON text with the district's own polygon among others: the feature of which some property
 *   is the district's code; null for the towns' union
 * @throws CodedError `badInput` that names every town without a polygon and every polygon without a town
 */
export function readRealTowns(plan: DistrictPlan, towns: string, outline: string | null): RealTowns {
  const features = read('the towns', towns);
  const byCode = new Map(plan.towns.map((town) => [town.code, town.code]));
  const byName = new Map(plan.towns.map((town) => [town.name, town.code]));
  const faults: Fault[] = [];
  const found = new Map<string, Feature<Polygonal, { code: string }>>();
  for (const [i, { properties, geometry }] of features.entries()) {
    const code = byCode.get(String(properties?.code)) ?? byName.get(String(properties?.name).trim());
    const path = `features[${i}]`;
    if (code === undefined) {
      const message = `${properties?.name ?? properties?.code ?? 'a polygon without a name'} is no town of ${plan.name}`;
      faults.push({ path, message, code: 'notFound' });
    } else if (found.has(code)) faults.push({ path, message: `${code} is there twice`, code: 'duplicate' });
    else found.set(code, { type: 'Feature', properties: { code }, geometry });
  }
  for (const { code, name } of plan.towns)
    if (!found.has(code)) faults.push({ path: 'features', message: `${name} is missing`, code: 'missing' });
  if (faults.length > 0)
    throw new CodedError(
      'badInput',
      `The towns do not join: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
      faults,
    );
  return {
    towns: { type: 'FeatureCollection', features: plan.towns.map(({ code }) => found.get(code)!) },
    outline: outline === null ? null : outlineIn(plan, outline),
  };
}

function outlineIn(plan: DistrictPlan, text: string): Polygonal {
  const own = read('the outline', text).find(({ properties }) =>
    Object.values(properties ?? {}).some((value) => String(value) === plan.code),
  );
  if (!own) throw new CodedError('badInput', `No feature of the outline has the code ${plan.code}.`);
  return own.geometry;
}

function read(what: string, text: string): Feature<Polygonal, Record<string, unknown> | null>[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CodedError('badInput', `The file of ${what} is no JSON: ${(error as Error).message}`);
  }
  const parsed = collection.safeParse(value);
  if (parsed.success)
    return parsed.data.features as unknown as Feature<Polygonal, Record<string, unknown> | null>[];
  const [{ path, message } = { path: [], message: '' }] = parsed.error.issues;
  throw new CodedError(
    'badInput',
    `The file of ${what} is no GeoJSON collection of polygons: ${path.join('.')}: ${message}`,
  );
}

/**
 * Runs the named checks of a boundary file on the towns within their district; nothing is written.
 *
 * @throws CodedError `badInput` when it is no boundary file at all
 */
export function checkRealTowns(
  { boundaries }: Services,
  plan: DistrictPlan,
  { towns, outline }: RealTowns,
): Promise<ImportAnswer> {
  const district = outline ?? union(featureCollection(towns.features))?.geometry;
  const names = new Map(plan.towns.map(({ code, name }) => [code, name]));
  const features = [
    {
      type: 'Feature',
      properties: { code: plan.code, name: plan.name, level: 'district' },
      geometry: district,
    },
    ...towns.features.map(({ properties: { code }, geometry }) => ({
      type: 'Feature',
      properties: { code, name: names.get(code), level: 'town', parentCode: plan.code },
      geometry,
    })),
  ];
  const file = Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }));
  return boundaries.check({ codes: [] }, file, {
    kind: 'boundaries',
    crs: 'EPSG:4326',
    level: 'town',
    levelProperty: 'level',
    parentProperty: 'parentCode',
    validFrom: '2000-01-01',
    illustrative: '0',
    replace: '0',
  });
}
