import type { Duty } from './ledgerRecount.ts';

/**
 * Every x of a duty in the period of the table `span`, one SQL query a kind. Columns: `x`, `home`, `m` (how many
 * such x), `counts` (else exempt), `r` required, `v` qualifying, `e` elapsed share of its window, `ever` called
 * on, `due`, `assigned`, `late`.
 */

type Of<K extends Duty['kind']> = Extract<Duty, { kind: K }>;

/** Levels by depth, as the table `ranked` has them. */
export const rankOf = (level: string): number => ['district', 'town', 'community', 'grid'].indexOf(level) + 1;

export function rowsOf(duty: Duty): string {
  switch (duty.kind) {
    case 'coverSubjects':
      return duty.denominator === 'households' ? householdRows(duty) : subjectRows(duty);
    case 'officerQuota':
      return postRows(duty);
    case 'afterEvent':
      return eventRows(duty);
    case 'staffing':
      return staffRows(duty);
  }
}

const list = (texts: readonly string[] | undefined): string =>
  `[${(texts ?? []).map((text) => `'${text}'`).join(', ')}]::VARCHAR[]`;

/** Entries of the register that the duty is about. */
const wanted = (type: string | null | undefined, tags: readonly string[] | undefined): string =>
  `${type ? `type = '${type}'` : 'true'}
   AND (len(${list(tags)}) = 0 OR list_has_any(tags, ${list(tags)}))`;

/** Visits that qualify, with the officers who made them. */
function goodVisits(duty: Of<'coverSubjects' | 'officerQuota' | 'afterEvent'>): string {
  const role = duty.kind === 'officerQuota' ? null : (duty.officerRole ?? null);
  return `
    good AS (
      SELECT v.id, v.subject AS x, v.day, v.officers FROM visit AS v, span
      WHERE v.outcome = 'met' AND v.day BETWEEN p_first AND p_last
        AND (len(${list(duty.modes)}) = 0 OR list_contains(${list(duty.modes)}, v.mode))
        ${duty.ownProgrammeOnly ? `AND v.programme = '${duty.programme}'` : ''}
        ${
          role === null
            ? ''
            : `AND EXISTS (SELECT * FROM officer AS o WHERE o.role = '${role}' AND list_contains(v.officers, o.id)
                                                        AND v.day BETWEEN o.from_day AND o.to_day)`
        }
    )`;
}

/** Whether an x is in force on the last day, for how many days of the period, and since when without a break. */
const STANDING = `
    standing AS (
      SELECT x, bool_or(to_day >= last) AS in_force,
             sum(date_diff('day', greatest(from_day, first), least(to_day, last)) + 1) AS days_in_force
      FROM matching, span WHERE from_day <= last AND to_day >= first GROUP BY x
    ),
    came AS (
      SELECT m.x, max(m.from_day) AS since FROM matching AS m, span
      WHERE m.from_day <= last
        AND NOT EXISTS (SELECT * FROM matching AS p WHERE p.x = m.x AND p.from_day < m.from_day AND p.to_day >= m.from_day - 1)
      GROUP BY m.x
    )`;

/** Where the subject was at home by the last of its entries that begin in the period or before. */
const HOMES = `
    homes AS (SELECT x, arg_max(home, from_day) AS home FROM matching, span WHERE from_day <= last GROUP BY x)`;

/** Assignments in force on the last day. */
const HELD = `
    held AS (SELECT a.* FROM assignment AS a, span WHERE last BETWEEN a.from_day AND a.to_day)`;

/** Elapsed share of the days between two, today included, in the duty's calendar. */
function elapsed(duty: Duty, from: string, to: string): string {
  if (duty.calendar !== 'working')
    return `CASE WHEN today >= ${to} THEN 1
                 ELSE greatest(0, (date_diff('day', ${from}, today) + 1) / (date_diff('day', ${from}, ${to}) + 1)::DOUBLE) END`;
  const days = (end: string): string =>
    `(SELECT count(*) FROM cal WHERE working AND cal.day BETWEEN ${from} AND ${end})`;
  return `CASE WHEN today >= ${to} THEN 1 ELSE coalesce(${days('today')} / nullif(${days(to)}, 0)::DOUBLE, 0) END`;
}

/** Officers who answer for a subject at home somewhere: its own, and those of the areas above up to a level. */
const answering = (upTo: string): string => `
    answering AS (
      SELECT h.x, a.officer FROM homes AS h JOIN held AS a ON a.subject = h.x
      UNION
      SELECT h.x, a.officer FROM homes AS h JOIN chain AS c ON c.home = h.home JOIN held AS a ON a.area = c.area
      WHERE c.area = c.home OR c.rank >= ${rankOf(upTo)}
    )`;

function subjectRows(duty: Of<'coverSubjects'>): string {
  return `
    WITH matching AS (
      SELECT id AS x, home, from_day, to_day FROM subject WHERE ${wanted(duty.subjectType, duty.tags)}
    ),
    ${STANDING}, ${HOMES}, ${HELD}, ${answering(duty.responsibleUpTo ?? 'grid')}, ${goodVisits(duty)},
    calls AS (
      SELECT x, count(DISTINCT day) FILTER (day BETWEEN first AND last) AS v,
             count(*) FILTER (day <= last) > 0 AS ever
      FROM good, span GROUP BY x
    )
    SELECT x, home, 1 AS m, 0 AS more, in_force AND 2 * days_in_force >= days AS counts, n AS r, coalesce(v, 0) AS v,
           ${elapsed(duty, 'greatest(win_first, since)', 'win_last')} AS e,
           coalesce(ever, false) AS ever, NULL::DATE AS due, false AS late,
           x IN (SELECT x FROM answering) AS assigned
    FROM standing JOIN came USING (x) JOIN homes USING (x) LEFT JOIN calls USING (x), span`;
}

function postRows(duty: Of<'officerQuota'>): string {
  return `
    WITH matching AS (SELECT id AS x, from_day, to_day FROM officer WHERE role = '${duty.role}'),
    ${STANDING}, ${HELD}, ${goodVisits(duty)},
    -- A call counts by the lists and homes of the last day of its own period, and by a role held on its day.
    made AS (
      SELECT g.x AS subject, g.day, m.x, ${duty.period === 'programme' ? 'last' : `(date_trunc('${duty.period}', g.day) + INTERVAL 1 ${duty.period} - INTERVAL 1 DAY)::DATE`} AS read_on
      FROM good AS g JOIN matching AS m ON list_contains(g.officers, m.x) AND g.day BETWEEN m.from_day AND m.to_day, span
    ),
    counted AS (
      SELECT made.* FROM made JOIN subject AS s ON s.id = made.subject AND read_on BETWEEN s.from_day AND s.to_day
      WHERE ${wanted(duty.subjectType, duty.tags)}
        AND EXISTS (
          SELECT * FROM assignment AS a WHERE a.officer = made.x AND read_on BETWEEN a.from_day AND a.to_day
            AND (a.subject = s.id OR a.area IN (SELECT area FROM chain WHERE chain.home = s.home))
        )
    ),
    calls AS (
      SELECT x, count(DISTINCT subject) FILTER (read_on = last) AS v, count(*) FILTER (read_on <= last) > 0 AS ever
      FROM counted, span GROUP BY x
    ),
    -- All places of a post, on its last day: its areas, and the homes of the subjects on its list.
    leaving AS (SELECT x, least(max(to_day), any_value(last)) AS read_on FROM matching, span WHERE from_day <= last GROUP BY x),
    places AS (
      SELECT DISTINCT l.x, coalesce(a.area, s.home) AS place
      FROM leaving AS l JOIN assignment AS a ON a.officer = l.x AND read_on BETWEEN a.from_day AND a.to_day
      LEFT JOIN subject AS s ON s.id = a.subject AND read_on BETWEEN s.from_day AND s.to_day
      WHERE coalesce(a.area, s.home) IS NOT NULL
    ),
    holding AS (
      SELECT p.x, c.area, any_value(c.rank) AS rank FROM places AS p JOIN chain AS c ON c.home = p.place
      GROUP BY p.x, c.area HAVING count(*) = (SELECT count(*) FROM places AS q WHERE q.x = p.x)
    ),
    office AS (
      SELECT o.id AS x, arg_max(area, from_day) AS home FROM officer AS o JOIN organisation AS g ON g.id = o.organisation, span
      WHERE from_day <= last AND o.role = '${duty.role}' GROUP BY o.id
    )
    SELECT x, coalesce((SELECT arg_max(area, rank) FROM holding AS h WHERE h.x = standing.x), office.home) AS home,
           1 AS m, 0 AS more, in_force AND 2 * days_in_force >= days AS counts,
           CAST(-floor(-(n * days_in_force) / days::DOUBLE) AS INTEGER) AS r, coalesce(v, 0) AS v,
           ${elapsed(duty, 'greatest(win_first, since)', 'win_last')} AS e,
           coalesce(ever, false) AS ever, NULL::DATE AS due, false AS late,
           x IN (SELECT officer FROM held) AS assigned
    FROM standing JOIN came USING (x) JOIN office USING (x) LEFT JOIN calls USING (x), span`;
}

function eventRows(duty: Of<'afterEvent'>): string {
  const due =
    duty.calendar === 'working'
      ? `(SELECT cal.day FROM cal WHERE working AND cal.day > event.day ORDER BY cal.day LIMIT 1 OFFSET ${duty.days - 1})`
      : `event.day + ${duty.days}`;
  const byWhom = `(CASE WHEN e.officer IS NOT NULL THEN list_contains(g.officers, e.officer)
      ELSE EXISTS (SELECT * FROM answering AS a WHERE a.x = e.subject AND list_contains(g.officers, a.officer)) END)`;
  return `
    WITH matching AS (SELECT id AS x, home, from_day, to_day FROM subject),
    ${HOMES}, ${HELD}, ${answering(duty.responsibleUpTo ?? 'grid')}, ${goodVisits(duty)},
    falling AS (
      SELECT * FROM (SELECT event.*, ${due} AS due FROM event, span WHERE kind = '${duty.event}' AND day >= p_first) AS dated, span
      WHERE due BETWEEN win_first AND win_last
    ),
    -- Those of the subjects that the duty is about, by their last entry; in force when it lasts.
    standing AS (
      SELECT id AS x, arg_max(to_day >= last, from_day) AS in_force FROM subject, span
      WHERE from_day <= last GROUP BY id
      HAVING arg_max(${wanted(duty.subjectType, duty.tags)}, from_day)
    ),
    calls AS (
      SELECT e.x, bool_or(g.day BETWEEN e.day AND e.due) AS met, bool_or(g.day > e.due) AS late
      FROM falling AS e JOIN good AS g ON g.x = e.subject
      WHERE ${duty.byAssigned === false ? 'true' : byWhom}
      GROUP BY e.x
    )
    SELECT e.x, home, 1 AS m, 0 AS more, in_force AND e.to_day >= last AS counts,
           1 AS r, CASE WHEN met THEN 1 ELSE 0 END AS v,
           ${elapsed(duty, 'e.day', 'e.due')} AS e,
           false AS ever, e.due, coalesce(late, false) AS late,
           e.officer IS NOT NULL OR e.subject IN (SELECT x FROM answering) AS assigned
    FROM falling AS e JOIN homes ON homes.x = e.subject JOIN standing ON standing.x = e.subject
         LEFT JOIN calls ON calls.x = e.x`;
}

/** Officers of the role assigned to each area on the period's last day, against the minimum. */
function staffRows(duty: Of<'staffing'>): string {
  return `
    WITH staff AS (
      SELECT area AS x, officer, from_day, to_day FROM assignment
      WHERE area IS NOT NULL ${duty.role ? `AND role = '${duty.role}'` : ''}
    )
    SELECT code AS x, code AS home, 1 AS m, 0 AS more, true AS counts, n AS r,
           (SELECT count(DISTINCT officer) FROM staff WHERE staff.x = code AND last BETWEEN from_day AND to_day) AS v,
           1 AS e, EXISTS (SELECT * FROM staff WHERE staff.x = code AND from_day <= last) AS ever,
           NULL::DATE AS due, false AS late,
           EXISTS (SELECT * FROM staff WHERE staff.x = code AND last BETWEEN from_day AND to_day) AS assigned
    FROM area, span WHERE level = '${duty.level}'`;
}

/**
 * Households that are only counted: those that were called on have rows of their own, the others one together.
 * Where more were called on than there are, those with the most visits are taken, and what was done in the
 * others goes on counting as `more`, up to what is required.
 */
function householdRows(duty: Of<'coverSubjects'>): string {
  return `
    WITH ${HELD}, ${goodVisits(duty)},
    known AS (
      SELECT id AS x, home FROM subject, span WHERE last BETWEEN from_day AND to_day AND type = 'household'
      UNION ALL SELECT x, home FROM unlisted
    ),
    calls AS (
      SELECT x, home, count(DISTINCT day) FILTER (day BETWEEN first AND last) AS v
      FROM known JOIN good USING (x), span WHERE day <= last GROUP BY x, home
    ),
    kept AS (
      SELECT calls.*, n, coalesce(households, 0) AS households,
             row_number() OVER (PARTITION BY home ORDER BY least(v, n) DESC, x IN (SELECT x FROM met_before) DESC, x) AS place
      FROM calls JOIN area ON code = home, span
    ),
    besides AS (
      SELECT home, least(coalesce(sum(least(v, n)) FILTER (place > households), 0),
                         coalesce(sum(n - least(v, n)) FILTER (place <= households), 0)) AS more
      FROM kept GROUP BY home
    ),
    either AS (
      SELECT x, home, 1 AS m, v, true AS ever FROM kept WHERE place <= households
      UNION ALL
      SELECT '', code, households - (SELECT count(*) FROM kept WHERE home = code), 0, false FROM area
      WHERE households > (SELECT count(*) FROM kept WHERE home = code)
      -- Households beyond the count are none to the figures, but may have been met the period before.
      UNION ALL
      SELECT x, home, 0, v, true FROM kept WHERE place > households
    )
    SELECT x, home, m, CASE WHEN row_number() OVER (PARTITION BY home ORDER BY m DESC, x) = 1 THEN coalesce(more, 0) ELSE 0 END AS more,
           true AS counts, n AS r, v, ${elapsed(duty, 'win_first', 'win_last')} AS e, ever,
           NULL::DATE AS due, false AS late,
           EXISTS (SELECT * FROM chain AS c JOIN held AS a ON a.area = c.area
                   WHERE c.home = either.home
                     AND c.rank >= ${rankOf(duty.responsibleUpTo ?? 'grid')}) AS assigned
    FROM either LEFT JOIN besides USING (home), span`;
}
