import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import Database from 'better-sqlite3';

/** One town's figures of one duty and period, counted from the raw records. */
export interface RecountRow {
  duty: string;
  /** First day of the period, YYYY-MM-DD. */
  start: string;
  town: string;
  n: number;
  required: number;
  done: number;
  exempt: number;
  belowQuota: number;
  never: number;
  pending: number;
  stale: number;
  unassigned: number;
}

/**
 * Counts coverage again from registers and visits, in DuckDB's SQL, sharing no code with the product's own
 * counting: calendar, half-period rule, qualifying visits and gap types are all said a second time here,
 * from the words of the definition.
 *
 * @param file the ledger, an SQLite database
 * @param on a day of the period, for every duty in its own rhythm
 * @param today the day that stands for now
 */
export async function recount(file: string, on: string, today: string): Promise<RecountRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'guatu-recount-'));
  const source = new Database(file, { readonly: true });
  const instance = await DuckDBInstance.create(':memory:');
  const duck = await instance.connect();
  try {
    const dump = async (table: string, sql: string): Promise<void> => {
      const path = join(dir, `${table}.json`);
      const rows = source.prepare(sql).all();
      writeFileSync(path, rows.map((row) => JSON.stringify(row)).join('\n'));
      await duck.run(
        `CREATE TABLE ${table} AS SELECT * FROM read_json('${path}', format = 'newline_delimited')`,
      );
    };
    await dump(
      'register',
      `SELECT x, town, home, type, tags, date(validFrom * 86400, 'unixepoch') AS valid_from,
              date(min(validTo, 40000) * 86400, 'unixepoch') AS valid_to
       FROM register_version WHERE kind = 'subject' AND endSeq IS NULL`,
    );
    await dump(
      'visit',
      `SELECT subject, mode, outcome, coalesce(programme, '') AS programme, at FROM visit WHERE endSeq IS NULL`,
    );
    await dump(
      'assignment',
      `SELECT home, coalesce(subject, '') AS subject, officer, type AS role,
              date(validFrom * 86400, 'unixepoch') AS valid_from,
              date(min(validTo, 40000) * 86400, 'unixepoch') AS valid_to
       FROM register_version WHERE kind = 'assignment' AND endSeq IS NULL
       UNION ALL SELECT '', '', '', '', '2000-01-01', '2000-01-01'`,
    );
    await dump(
      'area',
      `SELECT code, coalesce(parent, '') AS parent, level, town FROM area
       WHERE version = (SELECT max(version) FROM tree_version)`,
    );
    const programmes = (
      source
        .prepare(
          'SELECT body FROM programme_version AS p WHERE seq = (SELECT max(seq) FROM programme_version WHERE id = p.id)',
        )
        .all() as { body: string }[]
    ).map(({ body }) => JSON.parse(body) as StoredProgramme);
    const rows: RecountRow[] = [];
    for (const programme of programmes)
      for (const duty of programme.duties) {
        // Quotas and deadlines are recounted from what was sent: see recount/.
        if (duty.kind !== 'staffing' && duty.kind !== 'coverSubjects') continue;
        const sql = duty.kind === 'staffing' ? staffingQuery(duty, on) : query(programme, duty, on, today);
        const reader = await duck.runAndReadAll(sql);
        for (const row of reader.getRowObjects())
          rows.push({
            duty: duty.id,
            ...(Object.fromEntries(
              Object.entries(row).map(([key, value]) => [
                key,
                typeof value === 'bigint' ? Number(value) : value,
              ]),
            ) as unknown as Omit<RecountRow, 'duty'>),
          });
      }
    return rows;
  } finally {
    duck.closeSync();
    instance.closeSync();
    source.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

interface StoredProgramme {
  id: string;
  firstDay: number;
  lastDay: number;
  duties: {
    kind: string;
    id: string;
    period: string;
    level: string;
    min: number;
    role: string | null;
    responsibleUpTo: string;
    subjectType: string;
    tags: string[];
    n: number;
    modes: string[];
    ownProgrammeOnly: boolean;
  }[];
}

/** Levels from the top down. */
const LEVEL_ORDER = ['province', 'city', 'district', 'town', 'community', 'grid', 'building', 'zone'];

const list = (texts: readonly string[]): string =>
  `[${texts.map((text) => `'${text}'`).join(', ')}]::VARCHAR[]`;

function query(
  programme: StoredProgramme,
  duty: StoredProgramme['duties'][number],
  on: string,
  today: string,
): string {
  const { period, n } = duty;
  return `
    WITH RECURSIVE span AS (
      SELECT date_trunc('${period}', DATE '${on}')::DATE AS first,
             (date_trunc('${period}', DATE '${on}') + INTERVAL 1 ${period} - INTERVAL 1 DAY)::DATE AS last,
             (date_trunc('${period}', DATE '${on}') - INTERVAL 1 ${period})::DATE AS prev_first,
             (date_trunc('${period}', DATE '${on}') - INTERVAL 1 DAY)::DATE AS prev_last
    ),
    under AS (
      SELECT x, town, home, valid_from::DATE AS valid_from, valid_to::DATE AS valid_to FROM register
      WHERE type = '${duty.subjectType}'
        AND (len(${list(duty.tags)}) = 0 OR list_has_any(from_json(tags, '["VARCHAR"]'), ${list(duty.tags)}))
    ),
    standing AS (
      SELECT x, any_value(town) FILTER (valid_from <= last AND valid_to >= last) AS town,
             arg_max(town, valid_from) AS last_town, arg_max(home, valid_from) AS home,
             bool_or(valid_from <= last AND valid_to >= last) AS in_force,
             sum(date_diff('day', greatest(valid_from, first), least(valid_to, last)) + 1) AS days,
             any_value(date_diff('day', first, last) + 1) AS period_days
      FROM under, span WHERE valid_from <= last AND valid_to >= first GROUP BY x
    ),
    earlier AS (
      SELECT x FROM under, span WHERE valid_from <= prev_last AND valid_to >= prev_first GROUP BY x
      HAVING bool_or(valid_from <= prev_last AND valid_to >= prev_last)
         AND 2 * sum(date_diff('day', greatest(valid_from, prev_first), least(valid_to, prev_last)) + 1)
             >= any_value(date_diff('day', prev_first, prev_last) + 1)
    ),
    good AS (
      SELECT DISTINCT subject AS x, CAST(make_timestamp("at" * 1000) + INTERVAL 8 HOUR AS DATE) AS day FROM visit
      WHERE outcome = 'met'
        AND (len(${list(duty.modes)}) = 0 OR list_contains(${list(duty.modes)}, mode))
        AND (NOT ${duty.ownProgrammeOnly} OR programme = '${programme.id}')
    ),
    within AS (
      SELECT x, day FROM good
      WHERE day BETWEEN DATE '1970-01-01' + INTERVAL (${programme.firstDay}) DAY
                    AND DATE '1970-01-01' + INTERVAL (${programme.lastDay}) DAY
    ),
    calls AS (
      SELECT x, count(*) FILTER (day BETWEEN first AND last) AS v,
             count(*) FILTER (day BETWEEN prev_first AND prev_last) AS prev_v,
             count(*) FILTER (day <= last) AS ever
      FROM within, span GROUP BY x
    ),
    ranked AS (
      SELECT code, parent, list_position(${list(LEVEL_ORDER)}, level) AS rank FROM area
    ),
    chain AS (
      SELECT code AS home, code AS area, parent FROM ranked
      UNION ALL
      SELECT c.home, r.code, r.parent FROM chain AS c JOIN ranked AS r ON r.code = c.parent
      WHERE r.rank >= list_position(${list(LEVEL_ORDER)}, '${duty.responsibleUpTo}')
    ),
    held AS (
      SELECT a.* FROM assignment AS a, span WHERE last BETWEEN a.valid_from::DATE AND a.valid_to::DATE
    ),
    answered AS (
      SELECT s.x FROM standing AS s WHERE s.x IN (SELECT subject FROM held WHERE subject <> '')
         OR s.home IN (SELECT c.home FROM chain AS c JOIN held AS h ON h.home = c.area AND h.subject = '')
    ),
    each AS (
      SELECT coalesce(s.town, s.last_town) AS town,
             s.in_force AND 2 * s.days >= s.period_days AS counts,
             coalesce(c.v, 0) AS v, coalesce(c.ever, 0) AS ever,
             s.x IN (SELECT x FROM answered) AS answered,
             coalesce(c.prev_v, 0) >= ${n} AND s.x IN (SELECT x FROM earlier) AS prev_met,
             (SELECT DATE '${today}' BETWEEN first AND last FROM span) AS running
      FROM standing AS s LEFT JOIN calls AS c USING (x)
    )
    SELECT (SELECT strftime(first, '%Y-%m-%d') FROM span) AS start, town,
           count(*) FILTER (counts) AS n,
           CAST(${n} * count(*) FILTER (counts) AS BIGINT) AS required,
           CAST(coalesce(sum(least(v, ${n})) FILTER (counts), 0) AS BIGINT) AS done,
           count(*) FILTER (NOT counts) AS exempt,
           count(*) FILTER (counts AND v BETWEEN 1 AND ${n - 1}) AS "belowQuota",
           count(*) FILTER (counts AND v = 0 AND ever = 0) AS never,
           count(*) FILTER (counts AND v = 0 AND ever > 0 AND running AND prev_met) AS pending,
           count(*) FILTER (counts AND v = 0 AND ever > 0 AND NOT (running AND prev_met)) AS stale,
           count(*) FILTER (counts AND v < ${n} AND NOT answered) AS unassigned
    FROM each GROUP BY town ORDER BY town`;
}

/** Officers of the role assigned to each area on the period's last day, against the minimum. */
function staffingQuery(duty: StoredProgramme['duties'][number], on: string): string {
  const { period, min, level, role } = duty;
  return `
    WITH span AS (
      SELECT date_trunc('${period}', DATE '${on}')::DATE AS first,
             (date_trunc('${period}', DATE '${on}') + INTERVAL 1 ${period} - INTERVAL 1 DAY)::DATE AS last
    ),
    staff AS (
      SELECT home, officer, valid_from::DATE AS valid_from, valid_to::DATE AS valid_to FROM assignment
      WHERE subject = '' ${role === null ? '' : `AND role = '${role}'`}
    ),
    each AS (
      SELECT town,
             (SELECT count(DISTINCT officer) FROM staff, span
              WHERE home = code AND last BETWEEN valid_from AND valid_to) AS v,
             (SELECT count(*) FROM staff, span WHERE home = code AND valid_from <= last) AS ever
      FROM area WHERE level = '${level}'
    )
    SELECT (SELECT strftime(first, '%Y-%m-%d') FROM span) AS start, town,
           count(*) AS n, CAST(${min} * count(*) AS BIGINT) AS required,
           CAST(sum(least(v, ${min})) AS BIGINT) AS done, 0 AS exempt,
           count(*) FILTER (v BETWEEN 1 AND ${min - 1}) AS "belowQuota",
           count(*) FILTER (v = 0 AND ever = 0) AS never, 0 AS pending,
           count(*) FILTER (v = 0 AND ever > 0) AS stale,
           count(*) FILTER (v = 0) AS unassigned
    FROM each GROUP BY town ORDER BY town`;
}
