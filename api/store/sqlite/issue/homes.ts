import type { Statement } from 'better-sqlite3';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import type { IssueRules } from '#api/store/sqlite/issue/rules.ts';
import type { IssueSums } from '#api/store/sqlite/issue/sums.ts';
import { placeIn } from '#api/store/sqlite/rehome.ts';
import type { Commit } from '#api/store/store.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import type { Day, Level, LonLat } from '#geodata/model.ts';

/** Number of the version of the tree in force on a day, as `TreeVersions` has it; 0 before the first. */
export const VERSION_ON = `SELECT coalesce(
  (SELECT max(version) FROM tree_version WHERE seq <= @asOf AND validFrom <= @day),
  (SELECT min(version) FROM tree_version WHERE seq <= @asOf), 0) AS version`;

interface Row {
  town: string;
  id: string;
  area: string;
  lon: number | null;
  lat: number | null;
  programme: string | null;
  body: string;
}

/**
 * Keeps issues at home in the version of the tree that is in force: where the area is no more, in the area their
 * position lies in, else in the successor that was named, else in the nearest area that held it and still is. Those
 * taken back stay where they were then: nothing of a later tree counts them.
 */
export class IssueHomes {
  readonly #context: WriteContext;
  readonly #version: Statement;
  readonly #settled: Statement;
  readonly #homes: Statement;
  readonly #moveArea: Statement;
  readonly #noteMove: Statement;
  readonly #moveTown: readonly Statement[];
  #resolver: { version: number; place: ReturnType<typeof placeIn> } | null = null;

  constructor(context: WriteContext) {
    const { db } = context;
    this.#context = context;
    this.#version = db.prepare(VERSION_ON);
    this.#settled = db.prepare('SELECT version FROM issue_homes ORDER BY seq DESC LIMIT 1');
    this.#homes = db.prepare('SELECT DISTINCT town, area FROM issue WHERE endSeq IS NULL');
    this.#moveArea = db.prepare('UPDATE issue SET area = @area WHERE town = @from AND id = @id');
    this.#noteMove = db.prepare(
      'INSERT INTO issue_move (town, issue, seq, recDay, area) VALUES (?, ?, ?, ?, ?)',
    );
    this.#moveTown = [
      'UPDATE issue SET town = @town WHERE town = @from AND id = @id',
      ...['issue_detail', 'issue_event', 'issue_organisation', 'issue_photo', 'issue_move'].map(
        (table) => `UPDATE ${table} SET town = @town WHERE town = @from AND issue = @id`,
      ),
      'UPDATE receipt SET town = @town WHERE town = @from AND id = @id',
    ].map((sql) => db.prepare(sql));
  }

  /** Where something at an area of another day is at home today; null where nothing that held it is left. */
  homeOf(area: string, position: LonLat | null, today: Day): string | null {
    const { trees } = this.#context.reference;
    const nodes = trees.on(today);
    if (nodes.has(area)) return area;
    const version = this.#versionOn(today);
    const found = position ? this.#place(version)(...position) : undefined;
    if (found !== undefined && nodes.has(found)) return found;
    const named = this.#successorOf(area, version);
    return nodes.has(named) ? named : trees.placeOn(area, today);
  }

  /** Whether another version of the tree has come into force since issues were given their homes. */
  get areBehind(): boolean {
    const settled = this.#settled.get() as { version: number } | undefined;
    const { now, dayOf } = this.#context;
    return (settled?.version ?? 0) !== this.#versionOn(dayOf(now()));
  }

  /** Areas that issues are at home in and that are no more, or lie in another town now. */
  misplaced(day = this.#context.dayOf(this.#context.now())): { town: string; area: string }[] {
    const nodes = this.#context.reference.trees.on(day);
    const homes = this.#homes.all() as { town: string; area: string }[];
    return homes.filter(({ town, area }) => nodes.get(area)?.town !== town);
  }

  /**
   * Gives every issue its home in the version in force.
   *
   * @returns areas that issues left or came to
   */
  settle(commit: Commit, rules: IssueRules, sums: IssueSums): Set<string> {
    const { db, reference } = this.#context;
    const nodes = reference.trees.on(commit.day);
    const atHome = db.prepare(
      `SELECT i.town, i.id, i.area, i.lon, i.lat, i.programme, d.body
       FROM issue AS i JOIN issue_detail AS d ON d.town = i.town AND d.issue = i.id
       WHERE i.town = ? AND i.area = ? AND i.endSeq IS NULL`,
    );
    const touched = new Set<string>();
    for (const { town, area } of this.misplaced(commit.day))
      for (const row of atHome.all(town, area) as Row[]) {
        const { lon, lat } = row;
        const home = this.homeOf(area, lon === null || lat === null ? null : [lon, lat], commit.day);
        if (home === null) continue;
        this.#move(row, home, nodes.get(home)!.town, commit, rules, sums);
        touched.add(area).add(home);
      }
    db.prepare('INSERT OR REPLACE INTO issue_homes (seq, version) VALUES (?, ?)').run(
      commit.seq,
      this.#versionOn(commit.day),
    );
    return touched;
  }

  #move(row: Row, area: string, town: string, commit: Commit, rules: IssueRules, sums: IssueSums): void {
    const { id, programme } = row;
    this.#noteMove.run(row.town, id, commit.seq, commit.day, row.area);
    const at = { id, from: row.town };
    this.#moveArea.run({ ...at, area });
    if (town === row.town) return;
    for (const statement of this.#moveTown) statement.run({ ...at, town });
    const issue = JSON.parse(row.body) as Issue;
    sums.add(issue, { town: row.town, programme }, rules, -1);
    sums.add(issue, { town, programme }, rules, 1);
  }

  #versionOn(day: Day): number {
    return (this.#version.get({ day, asOf: Number.MAX_SAFE_INTEGER }) as { version: number }).version;
  }

  #successorOf(area: string, version: number): string {
    const rows = this.#context.db
      .prepare('SELECT successors FROM tree_version WHERE version <= ? ORDER BY version')
      .all(version) as { successors: string }[];
    return rows.reduce(
      (at, { successors }) => (JSON.parse(successors) as Record<string, string>)[at] ?? at,
      area,
    );
  }

  #place(version: number): ReturnType<typeof placeIn> {
    if (this.#resolver?.version !== version) {
      const rows = this.#context.db
        .prepare(
          `SELECT a.code, a.level, s.geometry FROM area AS a JOIN shape AS s ON s.hash = a.shape
           WHERE a.version = ? ORDER BY a.code`,
        )
        .all(version) as { code: string; level: Level; geometry: string }[];
      const shapes = new Map(rows.map(({ code, geometry }) => [code, { geometry: JSON.parse(geometry) }]));
      this.#resolver = { version, place: placeIn({ areas: rows, shapes }) };
    }
    return this.#resolver.place;
  }
}
