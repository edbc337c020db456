import type { Database, Statement } from 'better-sqlite3';
import type { IssueRecord } from '#api/store/issueStore.ts';
import { type FullRow, toRow } from '#api/store/sqlite/issue/ledger.ts';
import type { IssuePlaces } from '#api/store/sqlite/issue/places.ts';
import type { IssueEvent } from '#geodata/issue/events.ts';
import type { Day } from '#geodata/model.ts';

type Texts = Pick<
  IssueRecord,
  'title' | 'text' | 'reporterName' | 'reporterPhone' | 'visit' | 'officer' | 'reference'
>;

/** Point reads of single issues, each with a check of the scope. */
export class IssueRecords {
  readonly #places: IssuePlaces;
  readonly #home: Statement;
  readonly #full: Statement;
  readonly #log: Statement;
  readonly #pictures: Statement;
  readonly #children: Statement;
  readonly #photo: Readonly<Record<'image' | 'thumbnail', Statement>>;

  constructor(db: Database, places: IssuePlaces) {
    this.#places = places;
    this.#home = db.prepare(
      'SELECT i.town, i.area FROM receipt AS r JOIN issue AS i ON i.town = r.town AND i.id = r.id WHERE r.id = ?',
    );
    this.#full = db.prepare(
      `SELECT i.lon, i.lat, i.dueAt, i.photos, i.programme, i.subject, d.*
       FROM issue AS i JOIN issue_detail AS d ON d.town = i.town AND d.issue = i.id WHERE i.town = ? AND i.id = ?`,
    );
    this.#log = db.prepare(
      'SELECT body, receivedAt, seq FROM issue_event WHERE town = ? AND issue = ? ORDER BY n',
    );
    this.#pictures = db.prepare(
      'SELECT id, width, height FROM issue_photo WHERE town = ? AND issue = ? ORDER BY n',
    );
    this.#children = db.prepare('SELECT id, area FROM issue WHERE parent = ? AND endSeq IS NULL ORDER BY id');
    this.#photo = {
      image: db.prepare('SELECT image FROM issue_photo WHERE town = ? AND issue = ? AND id = ?').pluck(),
      thumbnail: db
        .prepare('SELECT thumbnail FROM issue_photo WHERE town = ? AND issue = ? AND id = ?')
        .pluck(),
    };
  }

  /** Null when there is none that the scope may see. */
  issue(scope: readonly string[], id: string, today: Day): IssueRecord | null {
    const found = this.#find(scope, id, today);
    if (!found) return null;
    const { town, home } = found;
    const full = this.#full.get(town, id) as FullRow & Texts;
    const { title, text, reporterName, reporterPhone, visit, officer, reference } = full;
    const log = this.#log.all(town, id) as { body: string; receivedAt: number; seq: number }[];
    const children = this.#children.all(id) as { id: string; area: string }[];
    return {
      ...toRow(full, home),
      ...{ title, text, reporterName, reporterPhone, visit, officer, reference },
      log: log.map(({ body, receivedAt, seq }) => ({
        event: JSON.parse(body) as IssueEvent,
        receivedAt,
        seq,
      })),
      pictures: this.#pictures.all(town, id) as IssueRecord['pictures'],
      children: children
        .filter(({ area }) => this.#places.placeOf(scope, area, today) !== null)
        .map((child) => child.id),
    };
  }

  photo(
    scope: readonly string[],
    issue: string,
    photo: string,
    size: 'image' | 'thumbnail',
    today: Day,
  ): Uint8Array | null {
    const found = this.#find(scope, issue, today);
    if (!found) return null;
    return (this.#photo[size].get(found.town, issue, photo) as Buffer | undefined) ?? null;
  }

  #find(scope: readonly string[], id: string, today: Day): { town: string; home: string } | null {
    const row = this.#home.get(id) as { town: string; area: string } | undefined;
    const home = row ? this.#places.placeOf(scope, row.area, today) : null;
    return row && home !== null ? { town: row.town, home } : null;
  }
}
