import type { Database } from 'better-sqlite3';

/**
 * Migrations in order; the number of those applied is kept in `user_version`. Never change one that has
 * shipped: add another.
 *
 * The town's code leads every key of what grows, so that the same tables can be spread over machines by
 * town. Days are civil days since 1970-01-01, moments are milliseconds since 1970 UTC.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE "commit" (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, day INTEGER NOT NULL) STRICT;

  CREATE TABLE tree_version (
    version INTEGER PRIMARY KEY, validFrom INTEGER NOT NULL, seq INTEGER NOT NULL, tiles TEXT NOT NULL
  ) STRICT;
  CREATE TABLE area (
    version INTEGER NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, level TEXT NOT NULL, parent TEXT,
    tree TEXT NOT NULL, town TEXT NOT NULL, lft INTEGER NOT NULL, rgt INTEGER NOT NULL,
    urbanRural TEXT, households INTEGER, illustrative INTEGER NOT NULL, shape TEXT,
    PRIMARY KEY (version, code)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX area_order ON area (version, lft);
  CREATE TABLE shape (
    hash TEXT PRIMARY KEY, west REAL NOT NULL, south REAL NOT NULL, east REAL NOT NULL, north REAL NOT NULL,
    geometry TEXT NOT NULL
  ) STRICT;

  CREATE TABLE programme (id TEXT PRIMARY KEY, body TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;
  CREATE TABLE duty_version (
    duty TEXT NOT NULL, version INTEGER NOT NULL, programme TEXT NOT NULL, fromPeriod INTEGER NOT NULL,
    body TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (duty, version)
  ) STRICT;
  CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE register_version (
    town TEXT NOT NULL, kind TEXT NOT NULL, x TEXT NOT NULL, validFrom INTEGER NOT NULL,
    validTo INTEGER NOT NULL, home TEXT NOT NULL, type TEXT NOT NULL, tags TEXT NOT NULL, name TEXT NOT NULL,
    lon REAL, lat REAL, subject TEXT, officer TEXT, organisation TEXT, phone TEXT, seq INTEGER NOT NULL, endSeq INTEGER,
    PRIMARY KEY (town, kind, x, validFrom, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX register_by_x ON register_version (kind, x, validFrom);
  CREATE INDEX register_by_subject ON register_version (subject) WHERE subject IS NOT NULL AND endSeq IS NULL;
  CREATE INDEX register_by_officer ON register_version (officer) WHERE officer IS NOT NULL AND endSeq IS NULL;

  CREATE TABLE visit (
    town TEXT NOT NULL, id TEXT NOT NULL, subject TEXT NOT NULL, day INTEGER NOT NULL, mode TEXT NOT NULL,
    outcome TEXT NOT NULL, programme TEXT, area TEXT NOT NULL, at INTEGER NOT NULL,
    receivedAt INTEGER NOT NULL, lon REAL, lat REAL, note TEXT, seq INTEGER NOT NULL, endSeq INTEGER,
    voidReason TEXT
  ) STRICT;
  CREATE UNIQUE INDEX visit_id ON visit (town, id);
  CREATE INDEX visit_by_subject ON visit (town, subject, day);
  CREATE INDEX visit_by_day ON visit (town, day, id);
  CREATE TABLE visit_officer (
    town TEXT NOT NULL, visit TEXT NOT NULL, officer TEXT NOT NULL, PRIMARY KEY (town, officer, visit)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX officer_by_visit ON visit_officer (town, visit);
  CREATE TABLE receipt (id TEXT PRIMARY KEY, town TEXT NOT NULL, hash TEXT NOT NULL, seq INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;

  CREATE TABLE cell (
    town TEXT NOT NULL, duty TEXT NOT NULL, period INTEGER NOT NULL, x TEXT NOT NULL, home TEXT NOT NULL,
    r INTEGER NOT NULL, v INTEGER NOT NULL, done INTEGER NOT NULL, flags INTEGER NOT NULL,
    PRIMARY KEY (town, duty, period, x)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE ever (
    town TEXT NOT NULL, duty TEXT NOT NULL, x TEXT NOT NULL, firstDay INTEGER NOT NULL,
    PRIMARY KEY (town, duty, x)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE stock (
    town TEXT NOT NULL, duty TEXT NOT NULL, area TEXT NOT NULL, fromPeriod INTEGER NOT NULL,
    startDay INTEGER NOT NULL, dueDay INTEGER NOT NULL, recDay INTEGER NOT NULL,
    n INTEGER NOT NULL, r INTEGER NOT NULL, exempt INTEGER NOT NULL, ever INTEGER NOT NULL,
    unassigned INTEGER NOT NULL, visited INTEGER NOT NULL, done INTEGER NOT NULL, met INTEGER NOT NULL,
    PRIMARY KEY (town, duty, area, fromPeriod, startDay, dueDay, recDay)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE flow (
    town TEXT NOT NULL, duty TEXT NOT NULL, period INTEGER NOT NULL, area TEXT NOT NULL,
    dueDay INTEGER NOT NULL, recDay INTEGER NOT NULL,
    visited INTEGER NOT NULL, done INTEGER NOT NULL, met INTEGER NOT NULL, metLate INTEGER NOT NULL,
    metUnassigned INTEGER NOT NULL, prevMet INTEGER NOT NULL, prevMetVisited INTEGER NOT NULL,
    PRIMARY KEY (town, duty, period, area, dueDay, recDay)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE fresh (
    town TEXT NOT NULL, area TEXT NOT NULL, receivedAt INTEGER NOT NULL, PRIMARY KEY (town, area)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE closing (
    area TEXT NOT NULL, duty TEXT NOT NULL, period INTEGER NOT NULL, figures TEXT NOT NULL,
    seq INTEGER NOT NULL, by TEXT NOT NULL, PRIMARY KEY (area, duty, period)
  ) STRICT;
  CREATE TABLE change_log (
    seq INTEGER PRIMARY KEY, towns TEXT NOT NULL, areas TEXT NOT NULL, duties TEXT NOT NULL
  ) STRICT;
  `,
  // The whole ledger of duties: programmes and rules by version, zones, events, feeds, forms, signed periods.
  `
  CREATE TABLE programme_version (
    id TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, seq)
  ) STRICT;
  INSERT INTO programme_version SELECT id, seq, body FROM programme;
  DROP TABLE programme;

  CREATE TABLE holiday_version (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;

  CREATE INDEX commit_by_day ON "commit" (day, seq);
  ALTER TABLE register_version ADD COLUMN zones TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE register_version ADD COLUMN detail TEXT;
  CREATE INDEX register_by_home ON register_version (kind, home);
  DROP INDEX register_by_subject;
  DROP INDEX register_by_officer;
  CREATE INDEX register_by_subject ON register_version (subject) WHERE subject IS NOT NULL;
  CREATE INDEX register_by_officer ON register_version (officer) WHERE officer IS NOT NULL;
  CREATE TABLE zone_member (zone TEXT NOT NULL, x TEXT NOT NULL, PRIMARY KEY (zone, x)) STRICT, WITHOUT ROWID;
  CREATE TABLE feed_delivery (
    feed TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, day INTEGER NOT NULL, recDay INTEGER NOT NULL,
    PRIMARY KEY (feed, seq)
  ) STRICT, WITHOUT ROWID;

  ALTER TABLE visit ADD COLUMN fields TEXT;
  ALTER TABLE visit ADD COLUMN feed TEXT;
  ALTER TABLE visit_officer RENAME TO visit_officer_1;
  DROP INDEX officer_by_visit;
  CREATE TABLE visit_officer (
    town TEXT NOT NULL, visit TEXT NOT NULL, officer TEXT NOT NULL, day INTEGER NOT NULL,
    PRIMARY KEY (town, visit, officer)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO visit_officer SELECT o.town, o.visit, o.officer, v.day
    FROM visit_officer_1 AS o JOIN visit AS v ON v.town = o.town AND v.id = o.visit;
  DROP TABLE visit_officer_1;
  CREATE INDEX visit_by_officer ON visit_officer (officer, day);

  DROP TABLE closing;
  CREATE TABLE closing (
    area TEXT NOT NULL, duty TEXT NOT NULL, period INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
    recDay INTEGER NOT NULL, by TEXT NOT NULL, note TEXT, figures TEXT NOT NULL,
    PRIMARY KEY (area, duty, period, seq)
  ) STRICT, WITHOUT ROWID;
  `,
  // Issues. What lists and maps read stands in narrow rows of its own; what people wrote, and the issue as its log
  // left it (JSON), beside them.
  `
  CREATE TABLE issue (
    town TEXT NOT NULL, id TEXT NOT NULL, area TEXT NOT NULL, day INTEGER NOT NULL, at INTEGER NOT NULL,
    category TEXT NOT NULL, source TEXT NOT NULL, level TEXT NOT NULL, state TEXT NOT NULL, programme TEXT,
    subject TEXT, parent TEXT, lon REAL, lat REAL, dueAt INTEGER, settledAt INTEGER, lastDay INTEGER NOT NULL,
    standing INTEGER NOT NULL, photos INTEGER NOT NULL, seq INTEGER NOT NULL, lastSeq INTEGER NOT NULL,
    PRIMARY KEY (town, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX issue_by_home ON issue (town, area);
  CREATE INDEX issue_by_subject ON issue (town, subject) WHERE subject IS NOT NULL;
  CREATE INDEX issue_by_parent ON issue (parent) WHERE parent IS NOT NULL;
  CREATE TABLE issue_detail (
    town TEXT NOT NULL, issue TEXT NOT NULL, title TEXT NOT NULL, text TEXT, reporterName TEXT,
    reporterPhone TEXT, visit TEXT, officer TEXT, reference TEXT, body TEXT NOT NULL,
    PRIMARY KEY (town, issue)
  ) STRICT;
  CREATE TABLE issue_event (
    town TEXT NOT NULL, issue TEXT NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
    at INTEGER NOT NULL, receivedAt INTEGER NOT NULL, recDay INTEGER NOT NULL, seq INTEGER NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (town, issue, n)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE issue_organisation (
    town TEXT NOT NULL, organisation TEXT NOT NULL, issue TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (town, organisation, issue)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX organisation_by_issue ON issue_organisation (town, issue);
  CREATE TABLE issue_photo (
    town TEXT NOT NULL, issue TEXT NOT NULL, id TEXT NOT NULL, n INTEGER NOT NULL, width INTEGER NOT NULL,
    height INTEGER NOT NULL, image BLOB NOT NULL, thumbnail BLOB NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (town, issue, id)
  ) STRICT;
  CREATE TABLE issue_sum (
    town TEXT NOT NULL, period TEXT NOT NULL, programme TEXT NOT NULL, category TEXT NOT NULL,
    source TEXT NOT NULL, measure TEXT NOT NULL, key INTEGER NOT NULL, recDay INTEGER NOT NULL,
    n INTEGER NOT NULL, PRIMARY KEY (town, period, programme, category, source, measure, key, recDay)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE issue_move (
    town TEXT NOT NULL, issue TEXT NOT NULL, seq INTEGER NOT NULL, recDay INTEGER NOT NULL,
    area TEXT NOT NULL, PRIMARY KEY (town, issue, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX issue_move_by_seq ON issue_move (seq);
  CREATE TABLE issue_homes (seq INTEGER PRIMARY KEY, version INTEGER NOT NULL) STRICT;
  CREATE TABLE issue_category_version (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
  ALTER TABLE tree_version ADD COLUMN successors TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE change_log ADD COLUMN issues INTEGER NOT NULL DEFAULT 0;
  `,
  // Supervised items 督办 with what happened to them, and the messages that wait to be sent.
  `
  CREATE TABLE supervision (
    town TEXT NOT NULL, id TEXT NOT NULL, area TEXT NOT NULL, kind TEXT NOT NULL, object TEXT NOT NULL,
    issue TEXT, duty TEXT, period TEXT, subject TEXT, toOrganisation TEXT, toOfficer TEXT, due INTEGER NOT NULL,
    at INTEGER NOT NULL, by TEXT NOT NULL, text TEXT, state TEXT NOT NULL, body TEXT NOT NULL,
    lastAt INTEGER NOT NULL, message TEXT, attempts INTEGER NOT NULL, nextAt INTEGER, seq INTEGER NOT NULL,
    lastSeq INTEGER NOT NULL, PRIMARY KEY (town, id)
  ) STRICT;
  CREATE INDEX supervision_by_home ON supervision (town, area);
  CREATE INDEX supervision_by_issue ON supervision (issue) WHERE issue IS NOT NULL;
  CREATE INDEX supervision_by_gap ON supervision (duty, period, subject) WHERE duty IS NOT NULL;
  CREATE INDEX supervision_by_message ON supervision (nextAt) WHERE nextAt IS NOT NULL;
  CREATE TABLE supervision_event (
    town TEXT NOT NULL, supervision TEXT NOT NULL, n INTEGER NOT NULL, id TEXT, type TEXT NOT NULL,
    at INTEGER NOT NULL, by TEXT, account TEXT, note TEXT, seq INTEGER NOT NULL,
    PRIMARY KEY (town, supervision, n)
  ) STRICT, WITHOUT ROWID;
  `,
  // Imports of issues can be taken back: what came with which, what was taken back, and which are being taken back.
  // And what receiving systems are told of supervised items after their issue.
  `
  ALTER TABLE issue ADD COLUMN batch TEXT;
  ALTER TABLE issue ADD COLUMN endSeq INTEGER;
  CREATE INDEX issue_by_batch ON issue (batch) WHERE batch IS NOT NULL AND endSeq IS NULL;
  ALTER TABLE issue_event ADD COLUMN batch TEXT;
  CREATE TABLE supervision_message (
    town TEXT NOT NULL, supervision TEXT NOT NULL, event TEXT NOT NULL, message TEXT NOT NULL, at INTEGER NOT NULL,
    attempts INTEGER NOT NULL, nextAt INTEGER, deliveredAt INTEGER, failure TEXT, seq INTEGER NOT NULL,
    PRIMARY KEY (town, message)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX supervision_message_due ON supervision_message (nextAt) WHERE nextAt IS NOT NULL;
  CREATE INDEX supervision_message_of ON supervision_message (town, supervision, event);
  CREATE TABLE issue_undo (batch TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // Service points by version, the areas of their places in each tree, sessions, the travel network and sitings.
  `
  CREATE TABLE service_point (
    town TEXT NOT NULL, id TEXT NOT NULL, validFrom INTEGER NOT NULL, validTo INTEGER NOT NULL,
    body TEXT NOT NULL, seq INTEGER NOT NULL, endSeq INTEGER, PRIMARY KEY (town, id, validFrom, seq)
  ) STRICT;
  CREATE INDEX service_point_on_record ON service_point (id) WHERE endSeq IS NULL;
  CREATE INDEX service_point_by_seq ON service_point (seq);
  CREATE INDEX service_point_by_end ON service_point (endSeq) WHERE endSeq IS NOT NULL;
  CREATE TABLE service_home (
    town TEXT NOT NULL, point TEXT NOT NULL, validFrom INTEGER NOT NULL, seq INTEGER NOT NULL,
    tree INTEGER NOT NULL, homes TEXT NOT NULL, PRIMARY KEY (town, point, validFrom, seq, tree)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE service_session (
    town TEXT NOT NULL, id TEXT NOT NULL, point TEXT NOT NULL, stop TEXT, day INTEGER NOT NULL,
    served INTEGER NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (town, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX service_session_by_day ON service_session (point, day);
  CREATE TABLE travel_network (
    id TEXT PRIMARY KEY, kept TEXT NOT NULL, edges BLOB NOT NULL, seq INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE siting (
    id TEXT PRIMARY KEY, area TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, state TEXT NOT NULL,
    input TEXT NOT NULL, result TEXT, failure TEXT
  ) STRICT;
  CREATE INDEX siting_by_area ON siting (area, at, id);
  ALTER TABLE change_log ADD COLUMN services INTEGER NOT NULL DEFAULT 0;
  `,
  // The last commit that changed a subject is looked up at every question about reach.
  `
  CREATE INDEX subject_by_seq ON register_version (seq) WHERE kind = 'subject';
  CREATE INDEX subject_by_end ON register_version (endSeq) WHERE kind = 'subject' AND endSeq IS NOT NULL;
  `,
];

/**
 * Brings a database up to date.
 *
 * @throws Error when the file was written by a newer version of the product
 */
export function migrate(db: Database): void {
  const applied = db.pragma('user_version', { simple: true }) as number;
  if (applied > MIGRATIONS.length)
    throw new Error(
      `the database is of a newer version (${applied}) than this program (${MIGRATIONS.length})`,
    );
  for (let i = applied; i < MIGRATIONS.length; i++) {
    db.transaction(() => {
      db.exec(MIGRATIONS[i]!);
      db.pragma(`user_version = ${i + 1}`);
    }).immediate();
  }
}
