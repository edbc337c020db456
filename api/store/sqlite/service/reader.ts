import type { Database } from 'better-sqlite3';
import type { DemandColumns, ServicePointRecord } from '#api/store/serviceStore.ts';
import { VERSION_ON } from '#api/store/sqlite/issue/homes.ts';
import { IssuePlaces } from '#api/store/sqlite/issue/places.ts';
import { type KeptServicePoint, pointOf, SERVICE_POINT_COLUMNS } from '#api/store/sqlite/service/rows.ts';
import type { Day, SubjectType } from '#geodata/model.ts';

/** Scans over service points and over those who want them. */
export interface ServiceReaderMethods {
  /** Every version of every point on record, with its areas in the tree in force on a day. */
  servicePointsOnRecord(today: Day): ServicePointRecord[];
  /** @returns null when the area is not among those that may be seen */
  demand(
    scope: readonly string[],
    question: { area: string; type: SubjectType; tags: readonly string[]; on: Day },
  ): DemandColumns | null;
}

export function createServiceReader(db: Database): ServiceReaderMethods {
  const places = new IssuePlaces(db);
  const version = db.prepare(VERSION_ON);
  const onRecord = db.prepare(
    `SELECT ${SERVICE_POINT_COLUMNS}, (
       SELECT h.homes FROM service_home AS h
       WHERE h.town = p.town AND h.point = p.id AND h.validFrom = p.validFrom AND h.seq = p.seq
         AND h.tree <= @tree ORDER BY h.tree DESC LIMIT 1
     ) AS homes
     FROM service_point AS p INDEXED BY service_point_on_record WHERE p.endSeq IS NULL ORDER BY p.id`,
  );
  // any of the tags: each stands in the list, which is kept as JSON, behind the bracket or a comma
  const wanted = db
    .prepare(
      `SELECT home, lon, lat FROM register_version
       WHERE town = @town AND kind = 'subject' AND endSeq IS NULL AND validFrom <= @on AND validTo >= @on
         AND type = @type AND (@tags = '[]' OR EXISTS (
           SELECT 1 FROM json_each(@tags) AS t WHERE instr(tags, '[' || t.value) OR instr(tags, ',' || t.value)))`,
    )
    .raw();
  return {
    servicePointsOnRecord: (today) => {
      const { version: tree } = version.get({ day: today, asOf: Number.MAX_SAFE_INTEGER }) as {
        version: number;
      };
      const rows = onRecord.all({ tree }) as (KeptServicePoint & { homes: string | null })[];
      return rows
        .map((row) => ({ point: pointOf(row), homes: JSON.parse(row.homes ?? '[]') as string[] }))
        .sort(
          (a, b) =>
            (a.point.id < b.point.id ? -1 : a.point.id > b.point.id ? 1 : 0) ||
            a.point.validFrom - b.point.validFrom,
        );
    },
    demand: (scope, { area, type, tags, on }) => {
      const where = places.where(scope, area, on, null, false);
      if (!where) return null;
      const homes: string[] = [];
      const placeOf = new Map<string, number>();
      const found: { home: number[]; lon: number[]; lat: number[] } = { home: [], lon: [], lat: [] };
      const asked = JSON.stringify(tags.map((tag) => JSON.stringify(tag)));
      for (const town of where.towns)
        for (const row of wanted.iterate({ town, on, type, tags: asked })) {
          const [home, lon, lat] = row as [string, number | null, number | null];
          if (!where.places.has(home)) continue;
          let place = placeOf.get(home);
          if (place === undefined) {
            place = homes.push(home) - 1;
            placeOf.set(home, place);
          }
          found.home.push(place);
          found.lon.push(lon ?? Number.NaN);
          found.lat.push(lat ?? Number.NaN);
        }
      return {
        homes,
        home: Uint32Array.from(found.home),
        lon: Float64Array.from(found.lon),
        lat: Float64Array.from(found.lat),
      };
    },
  };
}
