import { union } from '@turf/turf';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import type { ImportAnswer } from '#api/contract/imports.ts';
import type { RecordOutcome } from '#api/contract/records.ts';
import { dividePolygon } from '#geodata/divide/divide.ts';
import { createRandom } from '#geodata/divide/random.ts';
import { labelPoint } from '#geodata/place/interior.ts';
import { HEATING_STEWARDS } from '#geodata/presets/programmes/heatingStewards.ts';

/** Towns a network of heat lies over, and how many zones it has. */
export const HEATED = { towns: ['370211001', '370211002', '370211003'], zones: 31, users: 12 };
export const zoneCode = (i: number): string => `HN${String(i + 1).padStart(2, '0')}`;
/** The zone that has no steward. */
export const DESERTED = zoneCode(17);
const DISTRICT = '370211';
const FROM = { validFrom: '2026-10-01' };

type Send = (method: string, path: string, body: string, type: string) => Promise<Response>;

/**
 * Lays an invented network of heat over towns, through the interface: zones, the programme of its stewards, users
 * who are told by their position alone, a steward for every zone but one, and the calls of the first days. The same
 * each time.
 *
 * @param towns outlines of the heated towns
 */
export async function addHeatNetwork(send: Send, towns: readonly (Polygon | MultiPolygon)[]): Promise<void> {
  const merged = union({
    type: 'FeatureCollection',
    features: towns.map(
      (geometry): Feature<Polygon | MultiPolygon> => ({
        type: 'Feature',
        properties: {},
        geometry,
      }),
    ),
  });
  const zones = dividePolygon({ geometry: merged!.geometry, parts: HEATED.zones, seed: 31 });
  await importZones(send, zones);
  await told(
    await send(
      'PUT',
      '/api/programmes/heating-stewards',
      JSON.stringify({
        name: HEATING_STEWARDS.name,
        firstDay: '2026-11-15',
        lastDay: '2027-04-05',
        fields: [],
        duties: HEATING_STEWARDS.duties,
      }),
      'application/json',
    ),
  );
  const put = async (path: string, records: readonly object[]): Promise<void> => {
    const body = records.map((record) => JSON.stringify(record)).join('\n');
    const text = await told(await send('POST', path, body, 'application/x-ndjson'));
    for (const line of text.split('\n').filter((each) => each !== '')) {
      const { status, errors } = JSON.parse(line) as RecordOutcome;
      if (status === 'refused') throw new Error(`${path}: ${JSON.stringify(errors)}`);
    }
  };
  await put('/api/organisations', [
    { id: 'O-heat', type: 'company', name: '热力公司', area: DISTRICT, ...FROM },
  ]);
  const kept = zones.map((_zone, i) => zoneCode(i)).filter((code) => code !== DESERTED);
  const role = 'heatingSteward';
  await put(
    '/api/officers',
    kept.map((code) => ({ id: `S-${code}`, role, name: '管家', organisation: 'O-heat', ...FROM })),
  );
  await put(
    '/api/assignments',
    kept.map((code) => ({ id: `A-${code}`, officer: `S-${code}`, role, area: code, ...FROM })),
  );
  const random = createRandom(16);
  const users = zones.flatMap((zone, i) => {
    const [lon, lat] = labelPoint(zone)!;
    return Array.from({ length: HEATED.users }, (_, k) => ({
      zone: zoneCode(i),
      id: `${zoneCode(i)}-${k}`,
      position: [lon + (random() - 0.5) * 0.001, lat + (random() - 0.5) * 0.001],
    }));
  });
  await put(
    '/api/subjects',
    users.map(({ id, position }) => ({
      ...{ id, position, type: 'household', name: '用热户', tags: ['用热户'] },
      ...FROM,
    })),
  );
  const called = users.filter(({ zone }) => zone !== DESERTED && random() < 0.05);
  await put(
    '/api/visits',
    called.map(({ zone, id }, i) => ({
      id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      subject: id,
      officers: [`S-${zone}`],
      at: `2026-11-${16 + (i % 4)}T10:00:00+08:00`,
      mode: 'onSite',
      outcome: 'met',
      programme: 'heating-stewards',
    })),
  );
}

async function importZones(send: Send, zones: readonly (Polygon | MultiPolygon)[]): Promise<void> {
  const file = JSON.stringify({
    type: 'FeatureCollection',
    features: zones.map((geometry, i) => ({
      type: 'Feature',
      properties: { code: zoneCode(i), name: `供热${i + 1}片区` },
      geometry,
    })),
  });
  const query = new URLSearchParams({
    ...{ kind: 'boundaries', crs: 'EPSG:4326', tree: 'heating', level: 'zone', illustrative: '1' },
    ...FROM,
  });
  const { id, status, checks } = JSON.parse(
    await told(await send('POST', `/api/imports?${query}`, file, 'application/geo+json')),
  ) as ImportAnswer;
  if (status !== 'checked') throw new Error(JSON.stringify(checks.filter(({ ok }) => !ok)));
  await told(await send('POST', `/api/imports/${id}/confirm`, '', 'application/json'));
}

async function told(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${text.slice(0, 400)}`);
  return text;
}
