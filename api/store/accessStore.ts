/** An account as it is kept. Times are milliseconds since 1970 UTC. */
export interface AccountRecord {
  id: string;
  name: string;
  displayName: string;
  roles: readonly string[];
  officer: string | null;
  areas: readonly string[];
  organisations: readonly string[];
  external: string | null;
  active: boolean;
  /** In the form of `hashPassword`. */
  password: string;
  passwordSetAt: number;
  /** Whether the password was given by somebody else and has to be changed. */
  oneTime: boolean;
  /** Sealed secret of the second factor, and whether a code of it was sent back yet. */
  secondFactor: { sealed: string; confirmed: boolean; lastStep: number } | null;
  /** Wrong sign-ins since the last right one, and until when none is tried. */
  failures: number;
  lockedUntil: number | null;
  demonstration: boolean;
  createdAt: number;
  lastSignInAt: number | null;
}

/** A session: of an account, or of a display that was opened with a token. */
export interface SessionRecord {
  id: string;
  /** SHA-256 of what the browser holds. */
  tokenHash: string;
  kind: 'account' | 'display';
  /** Id of the account or of the display token. */
  holder: string;
  createdAt: number;
  lastSeenAt: number;
  endsAt: number;
  address: string;
  userAgent: string;
}

export interface DisplayTokenRecord {
  id: string;
  name: string;
  areas: readonly string[];
  /** What the display is set to show; missing or null for the usual scenes. */
  wall?: object | null;
  tokenHash: string;
  createdAt: number;
  createdBy: string;
  lastSeenAt: number | null;
  revokedAt: number | null;
}

/** One line of the audit trail; `mac` binds it to the line before. */
export interface AuditRecord {
  seq: number;
  at: number;
  actor: string;
  action: string;
  target: string;
  outcome: string;
  address: string;
  /** JSON. */
  detail: string;
  mac: string;
}

export interface AuditQuestion {
  /** Milliseconds, from included, to not. */
  from?: number | undefined;
  to?: number | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  target?: string | undefined;
  /** Only what is older than this line. */
  before?: number | undefined;
  limit: number;
}

/**
 * Accounts, sessions, display tokens and the audit trail. They lie apart from the ledger: nobody waits at the
 * door until an import is written, and a copy of the ledger carries no passwords. Point reads and writes of one
 * row, answered at once.
 */
export interface AccessStore {
  account(id: string): AccountRecord | null;
  accountByName(name: string): AccountRecord | null;
  accountByExternal(external: string): AccountRecord | null;
  /** In order of name, after a name. */
  accounts(question: { q?: string | undefined; after?: string | undefined; limit: number }): AccountRecord[];
  countAccounts(): number;
  countDemonstration(): number;
  /** @throws CodedError `conflict` when the name or the external name is another's */
  putAccount(account: AccountRecord): void;

  sessionByToken(tokenHash: string): SessionRecord | null;
  sessionsOf(holder: string): SessionRecord[];
  putSession(session: SessionRecord): void;
  endSession(id: string): void;
  /** Forgets what ended before a moment. */
  forgetSessions(before: number): void;

  displayToken(id: string): DisplayTokenRecord | null;
  displayTokenByHash(tokenHash: string): DisplayTokenRecord | null;
  displayTokens(): DisplayTokenRecord[];
  putDisplayToken(token: DisplayTokenRecord): void;

  lastAudit(): AuditRecord | null;
  appendAudit(record: AuditRecord): void;
  audit(question: AuditQuestion): AuditRecord[];
  /** Every line from the first, one at a time. */
  auditChain(): Iterable<AuditRecord>;

  close(): void;
}
