import type { Database, Statement } from 'better-sqlite3';
import type { IssueFilter } from '#api/store/issueStore.ts';
import type { AsOf } from '#api/store/sqlite/asOf.ts';
import { boxValues, IN_BOX } from '#api/store/sqlite/issue/box.ts';
import type { Where } from '#api/store/sqlite/issue/places.ts';

/** Issues that had not been taken back by a commit. */
export const IN_FORCE_AT = '(i.endSeq IS NULL OR i.endSeq > @asOf)';
/** Up to so many areas are looked up one by one; of more, all rows of their towns are read and sifted. */
const FEW_AREAS = 200;

/** Reads rows of issues by place and filter, each with the area it is shown at; statements are prepared once. */
export class IssueScan {
  readonly #db: Database;
  readonly #statements = new Map<string, Statement>();

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * @param select the statement up to its conditions; the issue is `i`, and its `area` is among the columns
   * @param more further conditions, with their values
   * @param asOf number of the commit by which an issue must not have been taken back; null for now
   */
  *rows<T extends { area: string }>(
    select: string,
    { towns, places, isWhole }: Where,
    filter: Partial<Omit<IssueFilter, 'area'>>,
    more: { sql: string; values: Record<string, unknown> } = { sql: '', values: {} },
    asOf: AsOf = null,
  ): Iterable<T & { place: string }> {
    const isFew = !isWhole && places.size <= FEW_AREAS;
    const { from, to, categories, sources, programme, bbox } = filter;
    const sql = [
      `${select} WHERE i.town IN (SELECT value FROM json_each(@towns))`,
      asOf === null ? 'i.endSeq IS NULL' : IN_FORCE_AT,
      ...(isFew ? ['i.area IN (SELECT value FROM json_each(@areas))'] : []),
      ...(from === undefined ? [] : ['i.day >= @from']),
      ...(to === undefined ? [] : ['i.day <= @to']),
      ...(categories ? ['i.category IN (SELECT value FROM json_each(@categories))'] : []),
      ...(sources ? ['i.source IN (SELECT value FROM json_each(@sources))'] : []),
      ...(programme === undefined ? [] : ['i.programme = @programme']),
      ...(bbox ? [IN_BOX] : []),
      ...(more.sql === '' ? [] : [more.sql]),
    ].join(' AND ');
    const values = {
      ...more.values,
      ...(asOf !== null && { asOf }),
      towns: JSON.stringify(towns),
      ...(isFew && { areas: JSON.stringify([...places.keys()]) }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(categories && { categories: JSON.stringify(categories) }),
      ...(sources && { sources: JSON.stringify(sources) }),
      ...(programme !== undefined && { programme }),
      ...(bbox && boxValues(bbox)),
    };
    for (const row of this.prepare(sql).iterate(values) as Iterable<T>) {
      const place = places.get(row.area);
      if (place !== undefined) yield { ...row, place };
    }
  }

  prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
