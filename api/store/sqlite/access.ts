import type Database from 'better-sqlite3';
import { CodedError } from '#api/errors.ts';
import type {
  AccessStore,
  AccountRecord,
  AuditQuestion,
  AuditRecord,
  DisplayTokenRecord,
  SessionRecord,
} from '#api/store/accessStore.ts';
import { asUnavailable, openDatabase } from '#api/store/sqlite/connection.ts';

/** Version by version; what an older one left is carried on. */
const MIGRATIONS = [
  `CREATE TABLE account (
     id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, external TEXT UNIQUE,
     demonstration INTEGER NOT NULL, doc TEXT NOT NULL
   ) STRICT;
   CREATE TABLE session (
     id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, holder TEXT NOT NULL,
     ends_at INTEGER NOT NULL, doc TEXT NOT NULL
   ) STRICT;
   CREATE INDEX session_holder ON session (holder);
   CREATE TABLE display_token (
     id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, doc TEXT NOT NULL
   ) STRICT;
   CREATE TABLE audit (
     seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
     target TEXT NOT NULL, outcome TEXT NOT NULL, address TEXT NOT NULL, detail TEXT NOT NULL, mac TEXT NOT NULL
   ) STRICT;
   CREATE INDEX audit_at ON audit (at);`,
];

interface Doc {
  doc: string;
}
const read = <T>(row: unknown): T | null => (row ? (JSON.parse((row as Doc).doc) as T) : null);
const readAll = <T>(rows: unknown[]): T[] => rows.map((row) => JSON.parse((row as Doc).doc) as T);
/** For LIKE: what is searched for is a text and no pattern. */
const part = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Opens accounts, sessions, tokens and audit in a file of their own. */
export function openAccessStore(file: string): AccessStore {
  const db = openDatabase(file, 'writer');
  const version = db.pragma('user_version', { simple: true }) as number;
  for (const [i, sql] of MIGRATIONS.entries())
    if (i >= version) db.transaction(() => db.exec(sql).pragma(`user_version = ${i + 1}`)).immediate();
  const one = (sql: string): Database.Statement => db.prepare(sql);
  const get = {
    account: one('SELECT doc FROM account WHERE id = ?'),
    accountByName: one('SELECT doc FROM account WHERE name = ?'),
    accountByExternal: one('SELECT doc FROM account WHERE external = ?'),
    session: one('SELECT doc FROM session WHERE token_hash = ?'),
    token: one('SELECT doc FROM display_token WHERE id = ?'),
    tokenByHash: one('SELECT doc FROM display_token WHERE token_hash = ?'),
    lastAudit: one('SELECT * FROM audit ORDER BY seq DESC LIMIT 1'),
  };
  const append = one(
    'INSERT INTO audit VALUES (:seq, :at, :actor, :action, :target, :outcome, :address, :detail, :mac)',
  );
  const putAccount = one(
    `INSERT INTO account VALUES (:id, :name, :external, :demonstration, :doc) ON CONFLICT (id) DO UPDATE
     SET name = excluded.name, external = excluded.external, demonstration = excluded.demonstration,
         doc = excluded.doc`,
  );
  const putSession = one(
    `INSERT INTO session VALUES (:id, :tokenHash, :holder, :endsAt, :doc) ON CONFLICT (id) DO UPDATE
     SET token_hash = excluded.token_hash, ends_at = excluded.ends_at, doc = excluded.doc`,
  );
  const putToken = one(
    `INSERT INTO display_token VALUES (:id, :tokenHash, :createdAt, :doc) ON CONFLICT (id) DO UPDATE
     SET token_hash = excluded.token_hash, doc = excluded.doc`,
  );
  const written = (write: () => unknown): void => {
    try {
      write();
    } catch (error) {
      if ((error as { code?: string }).code === 'SQLITE_CONSTRAINT_UNIQUE')
        throw new CodedError('conflict', 'The name is taken by another account.');
      throw asUnavailable(error);
    }
  };
  return {
    account: (id) => read<AccountRecord>(get.account.get(id)),
    accountByName: (name) => read<AccountRecord>(get.accountByName.get(name)),
    accountByExternal: (external) => read<AccountRecord>(get.accountByExternal.get(external)),
    accounts: ({ q = '', after = '', limit }) =>
      readAll<AccountRecord>(
        db
          .prepare(
            `SELECT doc FROM account WHERE name > :after AND (name LIKE :q ESCAPE '\\'
             OR doc ->> 'displayName' LIKE :q ESCAPE '\\') ORDER BY name LIMIT :limit`,
          )
          .all({ after, q: part(q), limit }),
      ),
    countAccounts: () => db.prepare('SELECT count(*) FROM account').pluck().get() as number,
    countDemonstration: () =>
      db.prepare('SELECT count(*) FROM account WHERE demonstration = 1').pluck().get() as number,
    putAccount: (account) =>
      written(() =>
        putAccount.run({
          id: account.id,
          name: account.name,
          external: account.external,
          demonstration: account.demonstration ? 1 : 0,
          doc: JSON.stringify(account),
        }),
      ),

    sessionByToken: (tokenHash) => read<SessionRecord>(get.session.get(tokenHash)),
    sessionsOf: (holder) =>
      readAll<SessionRecord>(db.prepare('SELECT doc FROM session WHERE holder = ? ORDER BY id').all(holder)),
    putSession: (session) =>
      written(() => {
        const { id, tokenHash, holder, endsAt } = session;
        putSession.run({ id, tokenHash, holder, endsAt, doc: JSON.stringify(session) });
      }),
    endSession: (id) => written(() => db.prepare('DELETE FROM session WHERE id = ?').run(id)),
    forgetSessions: (before) =>
      written(() => db.prepare('DELETE FROM session WHERE ends_at <= ?').run(before)),

    displayToken: (id) => read<DisplayTokenRecord>(get.token.get(id)),
    displayTokenByHash: (tokenHash) => read<DisplayTokenRecord>(get.tokenByHash.get(tokenHash)),
    displayTokens: () =>
      readAll<DisplayTokenRecord>(
        db.prepare('SELECT doc FROM display_token ORDER BY created_at DESC, id').all(),
      ),
    putDisplayToken: (token) =>
      written(() => {
        const { id, tokenHash, createdAt } = token;
        putToken.run({ id, tokenHash, createdAt, doc: JSON.stringify(token) });
      }),

    lastAudit: () => (get.lastAudit.get() as AuditRecord | undefined) ?? null,
    appendAudit: (record) => written(() => append.run(record)),
    audit: (question) => searchAudit(db, question),
    auditChain: () => db.prepare('SELECT * FROM audit ORDER BY seq').iterate() as Iterable<AuditRecord>,

    close: () => db.close(),
  };
}

function searchAudit(db: Database.Database, question: AuditQuestion): AuditRecord[] {
  const { from, to, actor, action, target, before, limit } = question;
  const wheres = ['TRUE'];
  if (from !== undefined) wheres.push('at >= :from');
  if (to !== undefined) wheres.push('at < :to');
  if (before !== undefined) wheres.push('seq < :before');
  if (actor !== undefined) wheres.push('actor = :actor');
  if (action !== undefined) wheres.push("action LIKE :action ESCAPE '\\'");
  if (target !== undefined) wheres.push("target LIKE :target ESCAPE '\\'");
  return db.prepare(`SELECT * FROM audit WHERE ${wheres.join(' AND ')} ORDER BY seq DESC LIMIT :limit`).all({
    from: from ?? null,
    to: to ?? null,
    before: before ?? null,
    actor: actor ?? null,
    action: part(action ?? ''),
    target: part(target ?? ''),
    limit,
  }) as AuditRecord[];
}
