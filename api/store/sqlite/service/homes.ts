import type { Statement } from 'better-sqlite3';
import type { TreeWrite } from '#api/store/areaStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { VERSION_ON } from '#api/store/sqlite/issue/homes.ts';
import { placeIn } from '#api/store/sqlite/rehome.ts';
import {
  type KeptServicePoint,
  pointOf,
  positionsOf,
  SERVICE_POINT_COLUMNS,
} from '#api/store/sqlite/service/rows.ts';
import type { Day, Level, LonLat } from '#geodata/model.ts';

type Key = Pick<KeptServicePoint, 'town' | 'id' | 'validFrom' | 'seq'>;

/** A version of the tree, to find areas in. */
interface Ground {
  find: (lon: number, lat: number) => string | undefined;
  codes: ReadonlySet<string>;
  successors: TreeWrite['successors'];
}

/**
 * The areas that places of points lie in, one list for each version of the tree from the one in force on: so nothing
 * has to be moved on the day on which a tree comes into force.
 */
export class ServiceHomes {
  readonly #context: WriteContext;
  readonly #insert: Statement;
  readonly #copy: Statement;
  readonly #drop: Statement;
  readonly #onRecord: Statement;
  readonly #version: Statement;
  readonly #later: Statement;
  readonly #homes: Statement;
  readonly #parent: Statement;
  /** The last tree to come that was looked into. */
  #coming: { version: number; ground: Ground } | null = null;

  constructor(context: WriteContext) {
    const { db } = context;
    this.#context = context;
    this.#insert = db.prepare(
      `INSERT OR REPLACE INTO service_home (town, point, validFrom, seq, tree, homes)
       VALUES (@town, @id, @validFrom, @seq, @tree, @homes)`,
    );
    this.#copy = db.prepare(
      `INSERT OR REPLACE INTO service_home (town, point, validFrom, seq, tree, homes)
       SELECT town, point, validFrom, @to, tree, homes FROM service_home
       WHERE town = @town AND point = @id AND validFrom = @validFrom AND seq = @seq`,
    );
    this.#drop = db.prepare(
      'DELETE FROM service_home WHERE town = @town AND point = @id AND validFrom = @validFrom AND seq = @seq',
    );
    this.#onRecord = db.prepare(
      `SELECT ${SERVICE_POINT_COLUMNS} FROM service_point AS p INDEXED BY service_point_on_record
       WHERE p.endSeq IS NULL AND p.validTo >= ?`,
    );
    this.#version = db.prepare(VERSION_ON);
    this.#later = db.prepare('SELECT version FROM tree_version WHERE version > ? ORDER BY version').pluck();
    this.#parent = db
      .prepare(
        `SELECT a.parent FROM tree_version AS v CROSS JOIN area AS a ON a.version = v.version AND a.code = ?
         ORDER BY v.version DESC LIMIT 1`,
      )
      .pluck();
    this.#homes = db
      .prepare(
        `SELECT homes FROM service_home
         WHERE town = @town AND point = @id AND validFrom = @validFrom AND seq = @seq AND tree <= @tree
         ORDER BY tree DESC LIMIT 1`,
      )
      .pluck();
  }

  /** Keeps where a new version of a point is: as told in the tree in force, and found in those that come later. */
  put(key: Key, positions: readonly LonLat[], homes: readonly string[], today: Day): void {
    const now = this.#versionOn(today);
    this.#write(key, now, homes);
    for (const version of this.#later.all(now) as number[])
      this.#write(key, version, this.#found(positions, homes, this.#groundOf(version)));
  }

  /** Areas of a version of a point in a tree, or in the last before it that tells; the newest when none is named. */
  of(key: Key, tree: number = Number.MAX_SAFE_INTEGER): string[] {
    return JSON.parse((this.#homes.get({ ...key, tree }) as string | undefined) ?? '[]') as string[];
  }

  /** The same places for a version of a point whose days alone have changed. */
  copy(from: Key, seq: number): void {
    this.#copy.run({ ...from, to: seq });
  }

  drop(key: Key): void {
    this.#drop.run(key);
  }

  /** Finds the places of all points in a tree that was just written. */
  settle(version: number, write: TreeWrite): void {
    // the commit may yet fail, and the number then stand for another tree
    this.#coming = null;
    const codes = new Set(write.areas.map(({ code }) => code));
    const ground = { find: placeIn(write), codes, successors: write.successors };
    for (const row of this.#onRecord.all(write.validFrom) as KeptServicePoint[])
      this.#write(row, version, this.#found(positionsOf(pointOf(row)), this.of(row, version - 1), ground));
  }

  #write(key: Key, tree: number, homes: readonly string[]): void {
    this.#insert.run({ ...key, tree, homes: JSON.stringify(homes) });
  }

  /** Where positions lie; one in no area stays where it was, or with what held that, or with the whole. */
  #found(
    positions: readonly LonLat[],
    before: readonly string[],
    { find, codes, successors }: Ground,
  ): string[] {
    return positions.map(([lon, lat], i) => {
      const found = find(lon, lat);
      if (found !== undefined) return found;
      let home: string | null = successors?.get(before[i]!) ?? before[i] ?? null;
      while (home !== null && !codes.has(home)) home = (this.#parent.get(home) as string | null) ?? null;
      return home ?? [...codes][0]!;
    });
  }

  #groundOf(version: number): Ground {
    if (this.#coming?.version !== version) {
      const { db } = this.#context;
      const areas = db
        .prepare(
          `SELECT a.code, a.level, s.geometry FROM area AS a LEFT JOIN shape AS s ON s.hash = a.shape
           WHERE a.version = ? ORDER BY a.lft`,
        )
        .all(version) as { code: string; level: Level; geometry: string | null }[];
      const shapes = new Map(
        areas.flatMap(({ code, geometry }) =>
          geometry === null ? [] : [[code, { geometry: JSON.parse(geometry) }] as const],
        ),
      );
      const codes = new Set(areas.map(({ code }) => code));
      this.#coming = { version, ground: { find: placeIn({ areas, shapes }), codes, successors: undefined } };
    }
    return this.#coming.ground;
  }

  #versionOn(day: Day): number {
    return (this.#version.get({ day, asOf: Number.MAX_SAFE_INTEGER }) as { version: number }).version;
  }
}
