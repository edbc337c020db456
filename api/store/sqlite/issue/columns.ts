import type { IssueColumns, IssueFilter, VisitCounts } from '#api/store/issueStore.ts';
import type { Where } from '#api/store/sqlite/issue/places.ts';
import type { IssueScan } from '#api/store/sqlite/issue/scan.ts';
import type { IssueSource } from '#geodata/issue/events.ts';
import { ISSUE_STATES, type IssueState, isOpen } from '#geodata/issue/states.ts';
import type { Day } from '#geodata/model.ts';

interface Row {
  id: string;
  area: string;
  day: Day;
  category: string;
  source: IssueSource;
  state: IssueState;
  lon: number | null;
  lat: number | null;
}

const OPEN = JSON.stringify(ISSUE_STATES.filter(isOpen));
const COUNTED = JSON.stringify(ISSUE_STATES.filter((state) => state !== 'refused' && state !== 'merged'));

/** Issues that are neither refused nor merged as columns, ordered by town and id. */
export function issueColumns(
  scan: IssueScan,
  where: Where,
  filter: IssueFilter & { open?: boolean | undefined },
): IssueColumns {
  const rows = [
    ...scan.rows<Row>(
      'SELECT i.id, i.area, i.day, i.category, i.source, i.state, i.lon, i.lat FROM issue AS i',
      where,
      filter,
      {
        sql: 'i.state IN (SELECT value FROM json_each(@states)) ORDER BY i.town, i.id',
        values: { states: filter.open ? OPEN : COUNTED },
      },
    ),
  ];
  const homes = new Dictionary<string>();
  const categories = new Dictionary<string>();
  const sources = new Dictionary<IssueSource>();
  return {
    ids: rows.map(({ id }) => id),
    home: Uint32Array.from(rows, ({ place }) => homes.indexOf(place)),
    category: Uint16Array.from(rows, ({ category }) => categories.indexOf(category)),
    source: Uint8Array.from(rows, ({ source }) => sources.indexOf(source)),
    day: Int32Array.from(rows, ({ day }) => day),
    positions: Float64Array.from(rows.flatMap(({ lon, lat }) => [lon ?? Number.NaN, lat ?? Number.NaN])),
    open: Uint8Array.from(rows, ({ state }) => (isOpen(state) ? 1 : 0)),
    homes: homes.values,
    categories: categories.values,
    sources: sources.values,
  };
}

/** Visits that met someone and are not void, by the area they were made at. */
export function visitCounts(scan: IssueScan, where: Where, span: { from: Day; to: Day }): VisitCounts {
  const rows = scan
    .prepare(
      `SELECT area, count(*) AS n FROM visit
       WHERE town IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ? AND outcome = 'met' AND endSeq IS NULL
       GROUP BY area`,
    )
    .all(JSON.stringify(where.towns), span.from, span.to) as { area: string; n: number }[];
  const counts = new Map<string, number>();
  for (const { area, n } of rows) {
    const place = where.places.get(area);
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + n);
  }
  const homes = [...counts.keys()].sort();
  return { homes, visits: Uint32Array.from(homes, (home) => counts.get(home)!) };
}

/** Values by the order they first came in. */
class Dictionary<T> {
  readonly values: T[] = [];
  readonly #indices = new Map<T, number>();

  indexOf(value: T): number {
    let index = this.#indices.get(value);
    if (index === undefined) {
      index = this.values.push(value) - 1;
      this.#indices.set(value, index);
    }
    return index;
  }
}
