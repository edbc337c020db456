import type { Database } from 'better-sqlite3';
import { CodedError, type Fault } from '#api/errors.ts';
import type { LostHome, TreeWrite } from '#api/store/areaStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { type EntryRow, EntryTable } from '#api/store/sqlite/entries.ts';
import { FactLoader, type RegisterEntry } from '#api/store/sqlite/facts.ts';
import type { Commit } from '#api/store/store.ts';
import { ADMINISTRATIVE, type Area, type Boundary, type Day, LEVELS } from '#geodata/model.ts';
import { createChainResolver } from '#geodata/place/chain.ts';
import { createZoneResolvers } from '#geodata/place/zones.ts';

type Row = EntryRow & { x: string };

/** Entries of subjects that a version of the tree moves, where to, and whose home would be lost (x by area). */
interface Moves {
  /** First day of the new homes. */
  from: Day;
  rows: Map<string, Row>;
  newHomes: Map<string, string>;
  lost: ReadonlyMap<string, readonly string[]>;
}

/**
 * Gives subjects a home in a new version of the tree, from its first day on: entries at home in an area that is no
 * more, or that changes its town, are parted at that day. So are those that lie in a zone that is no more, and those
 * with a position whose zone of a tree the version is the first to tell; a zone somebody named stays.
 *
 * @returns what the registers said before of the subjects that were moved
 * @throws CodedError `conflict` naming the areas whose subjects find no home
 */
export function moveHomes(
  context: WriteContext,
  write: TreeWrite,
  commit: Commit,
): ReadonlyMap<string, RegisterEntry> {
  const { db } = context;
  const towns = townsOf(write);
  const { from, rows, newHomes, lost } = movesOf(db, write, towns);
  const zonesAt = zonesIn(write);
  for (const row of zoneless(db, from, zonesAt)) {
    const key = keyOf(row);
    if (rows.has(key)) continue;
    rows.set(key, row);
    newHomes.set(key, row.home);
  }
  if (rows.size === 0) return new Map();
  if (lost.size > 0) throw homesLost(lost);

  const before = new FactLoader(db).registers(new Set([...rows.values()].map(({ x }) => x)));
  const entries = new EntryTable(context);
  for (const [key, { x, ...row }] of rows) {
    const home = newHomes.get(key)!;
    const zones = zonesNow(row, zonesAt, write, towns);
    entries.takeOff('subject', x, row, commit);
    if (row.validFrom < from) entries.add('subject', x, rowOf(row, { validTo: from - 1 }), commit);
    const moved = { home, town: towns.get(home)!, zones: JSON.stringify(zones) };
    const validFrom = Math.max(row.validFrom, from);
    entries.add('subject', x, rowOf(row, { ...moved, validFrom }), commit);
  }
  carryFreshness(context, rows.values(), newHomes, towns);
  return before;
}

/** Subjects that would find no home in a version of the tree, by the area they are at home in. */
export function lostHomes(db: Database, write: Omit<TreeWrite, 'tiles'>): LostHome[] {
  const { lost } = movesOf(db, write, townsOf(write));
  return [...lost].map(([home, subjects]) => ({ home, subjects: new Set(subjects).size }));
}

function townsOf({ areas }: Pick<TreeWrite, 'areas'>): Map<string, string> {
  return new Map(areas.map((area) => [area.code, area.townCode]));
}

function movesOf(db: Database, write: Omit<TreeWrite, 'tiles'>, towns: ReadonlyMap<string, string>): Moves {
  // The first version also holds for all days before it.
  const earlier = db.prepare('SELECT 1 FROM tree_version WHERE validFrom < ? LIMIT 1').get(write.validFrom);
  const from = earlier ? write.validFrom : Number.MIN_SAFE_INTEGER;
  const homes = db
    .prepare(
      `SELECT DISTINCT home, town FROM register_version
       WHERE kind = 'subject' AND endSeq IS NULL AND validTo >= ?`,
    )
    .all(from) as { home: string; town: string }[];
  const gone = homes.filter(({ home, town }) => towns.get(home) !== town);
  const zonesGone = new Set(
    (db.prepare('SELECT DISTINCT zone FROM zone_member').all() as { zone: string }[])
      .map(({ zone }) => zone)
      .filter((zone) => !towns.has(zone)),
  );
  const atHome = db.prepare(
    `SELECT * FROM register_version INDEXED BY register_by_home
     WHERE kind = 'subject' AND home = ? AND town = ? AND endSeq IS NULL AND validTo >= ?`,
  );
  const inZone = db.prepare(
    `SELECT r.* FROM zone_member AS m CROSS JOIN register_version AS r INDEXED BY register_by_x
       ON r.kind = 'subject' AND r.x = m.x
     WHERE m.zone = ? AND r.endSeq IS NULL AND r.validTo >= ?`,
  );
  const rows = new Map<string, Row>();
  for (const { home, town } of gone)
    for (const row of atHome.all(home, town, from) as Row[]) rows.set(keyOf(row), row);
  for (const zone of zonesGone) for (const row of inZone.all(zone, from) as Row[]) rows.set(keyOf(row), row);

  const place = placeIn(write);
  const newHomes = new Map<string, string>();
  const lost = new Map<string, string[]>();
  for (const [key, { x, home, lon, lat }] of rows) {
    if (towns.has(home)) newHomes.set(key, home);
    else {
      const found =
        (lon === null || lat === null ? undefined : place(lon, lat)) ?? write.successors?.get(home);
      if (found !== undefined && towns.has(found)) newHomes.set(key, found);
      else if (lost.has(home)) lost.get(home)!.push(x);
      else lost.set(home, [x]);
    }
  }
  return { from, rows, newHomes, lost };
}

type ZonesAt = (row: Pick<EntryRow, 'lon' | 'lat'>) => Record<string, string>;

/** The zone of each tree of zones that holds an entry's position; none without a position. */
function zonesIn({ areas, shapes }: Pick<TreeWrite, 'areas' | 'shapes'>): ZonesAt {
  const resolvers = createZoneResolvers(areas, (code) => shapes.get(code)?.geometry);
  return ({ lon, lat }) => {
    if (lon === null || lat === null) return {};
    return Object.fromEntries(
      [...resolvers].flatMap(([tree, find]) => {
        const zone = find(lon, lat);
        return zone ? [[tree, zone.code]] : [];
      }),
    );
  };
}

/** The zone of each tree an entry lies in: the one it had, else where its position lies, else what followed its own. */
function zonesNow(
  row: EntryRow,
  zonesAt: ZonesAt,
  { successors }: TreeWrite,
  towns: ReadonlyMap<string, string>,
): Record<string, string> {
  const had = Object.entries(zonesOf(row));
  const followed = had.flatMap(([tree, zone]) => {
    const next = successors?.get(zone);
    return next === undefined ? [] : [[tree, next]];
  });
  return {
    ...Object.fromEntries(followed),
    ...zonesAt(row),
    ...Object.fromEntries(had.filter(([, zone]) => towns.has(zone))),
  };
}

/** Entries with a position in a zone of a tree they have none of, of the trees whose zones are new or redrawn. */
function zoneless(db: Database, from: Day, zonesAt: ZonesAt): Row[] {
  const drawn = db
    .prepare(
      `WITH newest AS (SELECT max(version) AS version FROM tree_version)
       SELECT DISTINCT tree FROM (
         SELECT tree, code, shape FROM area, newest WHERE area.version = newest.version AND tree <> @own
         EXCEPT
         SELECT tree, code, shape FROM area, newest WHERE area.version = newest.version - 1 AND tree <> @own)`,
    )
    .pluck()
    .all({ own: ADMINISTRATIVE }) as string[];
  if (drawn.length === 0) return [];
  const located = db.prepare(
    `SELECT * FROM register_version
     WHERE kind = 'subject' AND endSeq IS NULL AND validTo >= ? AND lon IS NOT NULL`,
  );
  return (located.all(from) as Row[]).filter((row) => {
    const known = zonesOf(row);
    const wanting = drawn.filter((tree) => known[tree] === undefined);
    if (wanting.length === 0) return false;
    const found = zonesAt(row);
    return wanting.some((tree) => found[tree] !== undefined);
  });
}

function zonesOf({ zones }: Pick<EntryRow, 'zones'>): Record<string, string> {
  return JSON.parse(zones) as Record<string, string>;
}

function keyOf({ town, x, validFrom, seq }: Row): string {
  return `${town}\u0001${x}\u0001${validFrom}\u0001${seq}`;
}

function rowOf(row: EntryRow, fields: Partial<EntryRow>): Omit<EntryRow, 'seq'> {
  const { seq: _seq, ...rest } = { ...row, ...fields };
  return rest;
}

/** Finds the smallest area of a version that holds a position; built when first asked. */
export function placeIn({
  areas,
  shapes,
}: {
  areas: readonly Pick<Area, 'code' | 'level'>[];
  shapes: ReadonlyMap<string, Pick<Boundary, 'geometry'>>;
}): (lon: number, lat: number) => string | undefined {
  let find: ReturnType<typeof createChainResolver> | null = null;
  return (lon, lat) => {
    find ??= createChainResolver(
      LEVELS.toReversed()
        .filter((level) => level !== 'zone')
        .map((level) => ({
          level,
          areas: areas.flatMap(({ code, level: own }) => {
            const shape = own === level ? shapes.get(code) : undefined;
            return shape ? [{ code, geometry: shape.geometry }] : [];
          }),
        }))
        .filter((level) => level.areas.length > 0),
    );
    return find(lon, lat)?.code;
  };
}

function homesLost(lost: ReadonlyMap<string, readonly string[]>): CodedError {
  const faults: Fault[] = [...lost].slice(0, 20).map(([home, entries]) => ({
    path: `areas.${home}`,
    message: `${entries.length} entries of subjects at home in ${home} have no position in an area of the new tree, and no successor is named`,
    code: 'homesLost',
  }));
  return new CodedError('conflict', `${lost.size} areas that subjects are at home in would vanish.`, faults);
}

/** A new home is as fresh as the one it follows. */
function carryFreshness(
  { db }: WriteContext,
  rows: Iterable<Row>,
  newHomes: ReadonlyMap<string, string>,
  towns: ReadonlyMap<string, string>,
): void {
  const carry = db.prepare(
    `INSERT INTO fresh (town, area, receivedAt) SELECT ?, ?, receivedAt FROM fresh WHERE town = ? AND area = ?
     ON CONFLICT (town, area) DO UPDATE SET receivedAt = max(receivedAt, excluded.receivedAt)`,
  );
  const carried = new Set<string>();
  for (const row of rows) {
    const home = newHomes.get(keyOf(row))!;
    const key = `${row.home}\u0001${home}`;
    if (carried.has(key)) continue;
    carried.add(key);
    carry.run(towns.get(home)!, home, row.town, row.home);
  }
}
