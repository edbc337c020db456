import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { DutyInput } from '#api/contract/records.ts';
import type { Sent } from './sent.ts';
import { rankOf, rowsOf } from './xRows.ts';

/** What SQL counts for one scope of one duty and period. */
export interface Counts {
  n: number;
  required: number;
  done: number;
  exempt: number;
  expected: number;
  gapCount: number;
  noData: number;
  overdue: number;
  belowQuota: number;
  never: number;
  pending: number;
  stale: number;
  unassigned: number;
  metLate: number;
  unknown: number;
}

/** Days of a period and of what may be seen of it. */
export interface Span {
  first: string;
  last: string;
  running: boolean;
  /** Days from today to the end of the period and of the programme, today included. */
  daysLeft: number;
}

export interface Counted {
  span: Span;
  /** `total CODE`: all of an area; `own CODE LEVEL`: what lies in it and in no area of a level below. */
  scopes: Map<string, Counts>;
}

export type Duty = DutyInput & { programme: string };

const NOTHING: Counts = {
  n: 0,
  required: 0,
  done: 0,
  exempt: 0,
  expected: 0,
  gapCount: 0,
  noData: 0,
  overdue: 0,
  belowQuota: 0,
  never: 0,
  pending: 0,
  stale: 0,
  unassigned: 0,
  metLate: 0,
  unknown: 0,
};

const FAR = "DATE '9999-12-31'";

/**
 * Counts every kind of duty again from what was sent, in DuckDB's SQL, from the words of the definition alone:
 * it shares no code with the product and sees none of its tables.
 */
export class LedgerRecount {
  readonly #instance: DuckDBInstance;
  readonly #duck: DuckDBConnection;
  readonly duties: readonly Duty[];

  private constructor(instance: DuckDBInstance, duck: DuckDBConnection, sent: Sent) {
    this.#instance = instance;
    this.#duck = duck;
    this.duties = sent.programmes.flatMap(({ id, duties }) =>
      duties.map((duty) => ({ ...duty, programme: id })),
    );
  }

  static async open(sent: Sent): Promise<LedgerRecount> {
    const instance = await DuckDBInstance.create(':memory:');
    const duck = await instance.connect();
    for (const [table, columns, rows] of tablesOf(sent)) {
      await duck.run(`CREATE TABLE ${table} (seq INTEGER, ${columns})`);
      const shape = Object.fromEntries(
        `seq INTEGER, ${columns}`.split(', ').map((column) => {
          const [name, type] = column.split(' ') as [string, string];
          return [name, type.endsWith('[]') ? [type.slice(0, -2)] : type];
        }),
      );
      const written = JSON.stringify(rows.map((row, seq) => ({ seq, ...row })));
      await duck.run(
        `INSERT INTO ${table} SELECT unnest(from_json($1, '${JSON.stringify([shape])}'), recursive := true)`,
        [written],
      );
    }
    await duck.run('SET threads = 1');
    await duck.run(PREPARATION);
    return new LedgerRecount(instance, duck, sent);
  }

  close(): void {
    this.#duck.closeSync();
    this.#instance.closeSync();
  }

  async count(duty: Duty, key: string): Promise<Counted> {
    const span = await this.#type(duty, key);
    return { span, scopes: await this.#sums('SELECT * FROM typed JOIN scope USING (home)') };
  }

  /** Every x with a gap: id, type, what was done and what is required. */
  async gaps(
    duty: Duty,
    key: string,
  ): Promise<{ x: string; type: string; done: number; required: number }[]> {
    await this.#type(duty, key);
    const rows = await this.#rows(
      'SELECT x, gap_type AS type, v AS done, r AS required FROM typed WHERE counts AND gap > 0 ORDER BY x',
    );
    return rows as unknown as { x: string; type: string; done: number; required: number }[];
  }

  /**
   * Sums over the x of an area by the officers who answer for them: those of the subject itself, or else those
   * of the nearest area that has any; an x of several counts for each. `''` is nobody.
   */
  async countByOfficer(
    duty: Extract<Duty, { kind: 'coverSubjects' }>,
    key: string,
    area: string,
  ): Promise<Counted> {
    const span = await this.#type(duty, key);
    const scopes = await this.#sums(`
      WITH held AS (SELECT a.* FROM assignment AS a, span WHERE last BETWEEN a.from_day AND a.to_day),
      answering AS (
        SELECT x, officer, 9 AS depth FROM typed JOIN held ON subject = x
        UNION
        SELECT x, officer, c.rank FROM typed JOIN chain AS c USING (home) JOIN held AS h ON h.area = c.area
        WHERE c.area = home OR c.rank >= ${rankOf(duty.responsibleUpTo ?? 'grid')}
      ),
      nearest AS (
        SELECT DISTINCT x, officer FROM answering AS a
        WHERE depth = (SELECT max(depth) FROM answering AS b WHERE b.x = a.x)
      )
      SELECT typed.*, coalesce(officer, '') AS scope FROM typed LEFT JOIN nearest USING (x)
      WHERE home IN (SELECT home FROM chain WHERE area = '${area}')`);
    return { span, scopes };
  }

  /** Leaves the table `typed`: `each` with the gap of every x and its type. */
  async #type(duty: Duty, key: string): Promise<Span> {
    await this.#duck.run(`${this.#spanOf(duty, key, 0)}`);
    const [span] = await this.#rows(`
      SELECT strftime(first, '%Y-%m-%d') AS first, strftime(last, '%Y-%m-%d') AS last,
             win_last >= today AS running,
             (SELECT count(*) FROM cal WHERE cal.day BETWEEN today AND win_last
               ${duty.calendar === 'working' ? 'AND working' : ''}) AS "daysLeft" FROM span`);
    // Only in a running period does it matter whether the one before was met; a standing has no time left to it.
    const before = duty.period !== 'programme' && duty.kind !== 'staffing' && span!.running === true;
    await this.#duck.run("CREATE OR REPLACE TEMP TABLE met_before AS SELECT '' AS x WHERE false");
    if (before) {
      await this.#each(duty, key, 1);
      await this.#duck.run(
        'CREATE OR REPLACE TEMP TABLE met_before AS SELECT x FROM each WHERE counts AND v >= r',
      );
    }
    await this.#each(duty, key, 0);
    await this.#duck.run(`
      CREATE OR REPLACE TEMP TABLE typed AS
      WITH feeds AS (
        SELECT f.id, f.areas, f.told <= last AND date_diff('day', f.told, today) > f.days AS late
        FROM (SELECT *, coalesce((SELECT max(civil(sent_at)) FROM delivery WHERE feed = id), from_day) AS told FROM feed) AS f, span
        WHERE last BETWEEN f.from_day AND f.to_day
          AND (list_contains(f.duties, '${duty.id}') ${duty.kind === 'staffing' ? '' : 'OR len(f.duties) = 0'})
      ),
      silent AS (
        SELECT c.home FROM chain AS c JOIN feeds AS f ON list_contains(f.areas, c.area)
        GROUP BY c.home HAVING bool_and(f.late)
      )
      SELECT each.*, r - least(v, r) AS gap, home IN (SELECT home FROM silent) AS silent,
             CASE WHEN v >= r THEN NULL
                  WHEN home IN (SELECT home FROM silent) THEN 'noData'
                  WHEN due < today THEN 'overdue'
                  WHEN v > 0 THEN 'belowQuota'
                  WHEN NOT ever THEN 'never'
                  WHEN win_last >= today AND x IN (SELECT x FROM met_before) THEN 'pending'
                  ELSE 'stale' END AS gap_type
      FROM each, span`);
    return span as unknown as Span;
  }

  async #sums(scoped: string): Promise<Map<string, Counts>> {
    const rows = await this.#rows(`
      SELECT scope, sum(m) FILTER (counts) AS n, sum(m * r) FILTER (counts) AS required,
             sum(m * least(v, r) + more) FILTER (counts) AS done, sum(m) FILTER (NOT counts) AS exempt,
             sum(m * r * e) FILTER (counts) AS expected,
             sum(m) FILTER (counts AND gap > 0) AS "gapCount",
             ${['noData', 'overdue', 'belowQuota', 'never', 'pending', 'stale']
               .map((type) => `sum(m) FILTER (counts AND gap_type = '${type}') AS "${type}"`)
               .join(', ')},
             sum(m) FILTER (counts AND gap > 0 AND NOT assigned) AS unassigned,
             sum(m) FILTER (counts AND v < r AND late) AS "metLate",
             sum(m * gap - more) FILTER (counts AND silent) AS unknown
      FROM (${scoped}) GROUP BY scope`);
    return new Map(
      rows.map(({ scope, ...counts }) => [
        String(scope),
        Object.fromEntries(
          Object.keys(NOTHING).map((name) => [name, Number(counts[name] ?? 0)]),
        ) as unknown as Counts,
      ]),
    );
  }

  /** Leaves the table `each`: one row of every x of a duty in a period, or in one `back` of it. */
  async #each(duty: Duty, key: string, back: number): Promise<void> {
    await this.#duck.run(this.#spanOf(duty, key, back));
    await this.#duck.run(`CREATE OR REPLACE TEMP TABLE each AS ${rowsOf(duty)}`);
  }

  /** The days of a period, and the rule that holds in it: a change takes effect with the next period. */
  #spanOf(duty: Duty, key: string, back: number): string {
    const [year, part] = [key.slice(0, 4), Number(key.slice(5).replace(/\D/, ''))];
    const first = {
      week: `(date_trunc('week', make_date(${year}, 1, 4)) + INTERVAL (${(part - 1 - back) * 7}) DAY)::DATE`,
      month: `(make_date(${year}, ${part}, 1) - INTERVAL ${back} MONTH)::DATE`,
      quarter: `(make_date(${year}, ${part * 3 - 2}, 1) - INTERVAL ${3 * back} MONTH)::DATE`,
      year: `make_date(${year} - ${back}, 1, 1)`,
      programme: 'first_day',
    }[duty.period];
    const last =
      duty.period === 'programme' ? 'last_day' : `(first + INTERVAL 1 ${duty.period} - INTERVAL 1 DAY)::DATE`;
    return `
      CREATE OR REPLACE TEMP TABLE span AS
      WITH programmes AS (
        SELECT ${first} AS first, first_day, last_day, (SELECT civil(sent_at) FROM moment) AS today
        FROM programme WHERE id = '${duty.programme}'
      ),
      days AS (SELECT *, ${last} AS last FROM programmes)
      SELECT first, last, greatest(first, first_day) AS win_first, least(last, last_day) AS win_last, today,
             first_day AS p_first, last_day AS p_last, date_diff('day', first, last) + 1 AS days,
             coalesce((SELECT arg_max(n, sent_at) FROM change WHERE duty = '${duty.id}' AND civil(sent_at) < first),
                      (SELECT n FROM rule WHERE duty = '${duty.id}')) AS n
      FROM days`;
  }

  async #rows(sql: string): Promise<Record<string, unknown>[]> {
    const reader = await this.#duck.runAndReadAll(sql);
    return reader
      .getRowObjects()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]),
        ),
      );
  }
}

/** The figures of a scope in which nothing is. */
export const countsIn = ({ scopes }: Counted, scope: string): Counts => scopes.get(scope) ?? NOTHING;

type Table = [name: string, columns: string, rows: readonly object[]];

const VALID = 'from_day DATE, to_day DATE';
const valid = ({ validFrom, validTo }: { validFrom: string; validTo: string | null }) => ({
  from_day: validFrom,
  to_day: validTo ?? '9999-12-31',
});

function tablesOf(sent: Sent): Table[] {
  const duties = sent.programmes.flatMap(({ duties }) => duties);
  return [
    ['moment', 'sent_at TIMESTAMPTZ', [{ sent_at: sent.now }]],
    ['area', 'code VARCHAR, parent VARCHAR, level VARCHAR, households INTEGER', sent.areas],
    [
      'programme',
      'id VARCHAR, first_day DATE, last_day DATE',
      sent.programmes.map(({ id, firstDay, lastDay }) => ({ id, first_day: firstDay, last_day: lastDay })),
    ],
    [
      'rule',
      'duty VARCHAR, n INTEGER',
      duties.map((duty) => ({
        duty: duty.id,
        n: duty.kind === 'staffing' ? duty.min : duty.kind === 'afterEvent' ? 1 : duty.n,
      })),
    ],
    [
      'change',
      'duty VARCHAR, sent_at TIMESTAMPTZ, n INTEGER',
      sent.changes.flatMap(({ at, n }) =>
        Object.entries(n).map(([duty, value]) => ({ duty, sent_at: at, n: value })),
      ),
    ],
    ['holiday', 'day DATE', sent.holidays.holidays.map((day) => ({ day }))],
    ['workday', 'day DATE', sent.holidays.workdays.map((day) => ({ day }))],
    ['organisation', 'id VARCHAR, area VARCHAR', sent.organisations],
    [
      'sent_subject',
      `id VARCHAR, type VARCHAR, tags VARCHAR[], home VARCHAR, ${VALID}`,
      sent.subjects.map((one) => ({ ...one, home: one.area, ...valid(one) })),
    ],
    [
      'sent_officer',
      `id VARCHAR, role VARCHAR, organisation VARCHAR, ${VALID}`,
      sent.officers.map((one) => ({ ...one, ...valid(one) })),
    ],
    [
      'sent_assignment',
      `id VARCHAR, officer VARCHAR, area VARCHAR, subject VARCHAR, role VARCHAR, ${VALID}`,
      sent.assignments.map((one) => ({ ...one, ...valid(one) })),
    ],
    ['sent_event', 'id VARCHAR, kind VARCHAR, subject VARCHAR, day DATE, officer VARCHAR', sent.events],
    [
      'feed',
      `id VARCHAR, areas VARCHAR[], duties VARCHAR[], days INTEGER, ${VALID}`,
      sent.feeds.map((one) => ({ ...one, days: one.intervalDays, ...valid(one) })),
    ],
    [
      'delivery',
      'feed VARCHAR, sent_at TIMESTAMPTZ',
      sent.deliveries.map(({ feed, at }) => ({ feed, sent_at: at })),
    ],
    [
      'sent_visit',
      'id VARCHAR, subject VARCHAR, officers VARCHAR[], sent_at TIMESTAMPTZ, mode VARCHAR, outcome VARCHAR, programme VARCHAR, area VARCHAR',
      sent.visits.map((one) => ({ ...one, sent_at: one.at })),
    ],
    ['voided', 'id VARCHAR', sent.voided.map((id) => ({ id }))],
    ['ended', 'register VARCHAR, id VARCHAR, day DATE', sent.ends.map((end) => ({ ...end, day: end.on }))],
  ];
}

/** What stands on record of a register: an entry is cut by what was sent later for its days, and by its end. */
const onRecord = (table: string, register: string): string => `
  CREATE TABLE ${table} AS
  WITH cut AS (
    SELECT s.* EXCLUDE (to_day), least(
        s.to_day,
        coalesce((SELECT min(l.from_day) - 1 FROM sent_${table} AS l WHERE l.id = s.id AND l.seq > s.seq), ${FAR}),
        coalesce((SELECT min(day) FROM ended WHERE register = '${register}' AND ended.id = s.id), ${FAR})
      ) AS to_day
    FROM sent_${table} AS s
  )
  SELECT * FROM cut WHERE to_day >= from_day;`;

const PREPARATION = `
  CREATE MACRO civil(moment) AS CAST((moment AT TIME ZONE 'UTC') + INTERVAL 8 HOUR AS DATE);
  ${onRecord('subject', 'subjects')}
  ${onRecord('officer', 'officers')}
  ${onRecord('assignment', 'assignments')}

  -- An assignment to a subject is an event itself, and so is handing it over: entries of one officer that
  -- follow each other are one pairing.
  CREATE TABLE event AS
  WITH ordered AS (
    SELECT *, lag(officer) OVER w IS DISTINCT FROM officer OR lag(to_day) OVER w < from_day - 1 AS begins
    FROM assignment WHERE subject IS NOT NULL WINDOW w AS (PARTITION BY id ORDER BY from_day)
  ),
  pairing AS (SELECT *, count(*) FILTER (begins) OVER (PARTITION BY id ORDER BY from_day) AS turn FROM ordered)
  SELECT id AS x, kind, subject, day, officer, DATE '9999-12-31' AS to_day FROM sent_event
  WHERE id NOT IN (SELECT id FROM ended WHERE register = 'events')
  UNION ALL
  SELECT id || '@' || min(from_day), 'assignment', subject, min(from_day), officer, max(to_day)
  FROM pairing GROUP BY id, turn, subject, officer;

  CREATE TABLE visit AS
  SELECT DISTINCT ON (id) id, subject, officers, civil(sent_at) AS day, mode, outcome, coalesce(programme, '') AS programme, area
  FROM sent_visit WHERE id NOT IN (SELECT id FROM voided) ORDER BY id, seq;

  -- A household that no register lists is where its first visit says, void or not.
  CREATE TABLE unlisted AS
  SELECT subject AS x, arg_min(area, seq) AS home FROM sent_visit
  WHERE area IS NOT NULL AND subject NOT IN (SELECT id FROM sent_subject) GROUP BY subject;

  CREATE TABLE cal AS
  SELECT day::DATE AS day,
         (isodow(day) < 6 AND day::DATE NOT IN (SELECT day FROM holiday)) OR day::DATE IN (SELECT day FROM workday) AS working
  FROM (SELECT unnest(generate_series(DATE '2024-12-01', DATE '2027-12-31', INTERVAL 1 DAY)) AS day);

  -- Every area with itself and all above it; the higher the rank, the deeper.
  CREATE TABLE ranked AS
  SELECT *, list_position(['district', 'town', 'community', 'grid'], level) AS rank FROM area;
  CREATE TABLE chain AS
  WITH RECURSIVE up AS (
    SELECT code AS home, code AS area, parent FROM ranked
    UNION ALL SELECT up.home, r.code, r.parent FROM up JOIN ranked AS r ON r.code = up.parent
  )
  SELECT home, area, level, rank FROM up JOIN ranked ON code = area;

  CREATE TABLE scope AS
  SELECT 'total ' || area AS scope, home FROM chain
  UNION ALL
  SELECT 'own ' || c.area || ' ' || b.level, c.home
  FROM chain AS c JOIN (SELECT DISTINCT level, rank FROM ranked) AS b ON b.rank > c.rank
  WHERE NOT EXISTS (SELECT * FROM chain AS d WHERE d.home = c.home AND d.level = b.level);
`;
