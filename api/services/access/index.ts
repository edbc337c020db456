import { randomUUID } from 'node:crypto';
import type { WallConfig } from '#api/contract/wall.ts';
import { CodedError } from '#api/errors.ts';
import { type AccountRules, Accounts } from '#api/services/access/accounts.ts';
import { AuditTrail } from '#api/services/access/audit.ts';
import { type Principal, principalOfAccount, principalOfDisplay } from '#api/services/access/principal.ts';
import {
  hashToken,
  newToken,
  type Origin,
  type SessionLimits,
  Sessions,
} from '#api/services/access/sessions.ts';
import type { Vault } from '#api/services/access/vault.ts';
import type { AccessStore, DisplayTokenRecord } from '#api/store/accessStore.ts';

export interface AccessParts {
  store: AccessStore;
  vault: Vault;
  /** Milliseconds since 1970 UTC. */
  now: () => number;
  limits: SessionLimits;
  rules: AccountRules;
}

/** Who may ask for what: the one place that says so, for rows, streams, exports, counts, caches and tiles. */
export class Access {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly audit: AuditTrail;
  /** Seals secrets that are kept outside of accounts. */
  readonly vault: Vault;
  readonly #store: AccessStore;
  readonly #now: () => number;
  /** By token hash; forgotten with every change of an account or a token. */
  readonly #principals = new Map<string, Principal>();
  /** Who started what outlives its request: jobs, imports, reports. */
  readonly #owners = new Map<string, string>();

  constructor({ store, vault, now, limits, rules }: AccessParts) {
    const forget = () => this.#principals.clear();
    this.#store = {
      ...store,
      putAccount: (account) => {
        store.putAccount(account);
        forget();
      },
      putDisplayToken: (token) => {
        store.putDisplayToken(token);
        forget();
      },
    };
    this.#now = now;
    this.vault = vault;
    this.sessions = new Sessions(this.#store, now, limits);
    this.audit = new AuditTrail(this.#store, vault, now);
    this.accounts = new Accounts({ store: this.#store, vault, sessions: this.sessions, now }, rules);
  }

  /** Whoever holds a session's token; null when it is none, or none any longer. */
  identify(token: string): Principal | null {
    const session = this.sessions.find(token);
    if (!session) return null;
    const known = this.#principals.get(session.tokenHash);
    if (known?.session === session.id) return known;
    const principal = this.#principalOf(session.kind, session.holder, session.id);
    if (!principal) {
      this.sessions.end(session);
      return null;
    }
    // many sessions come and go in a year
    if (this.#principals.size > 10_000) this.#principals.clear();
    this.#principals.set(session.tokenHash, principal);
    return principal;
  }

  #principalOf(kind: 'account' | 'display', holder: string, session: string): Principal | null {
    if (kind === 'account') {
      const account = this.accounts.find(holder);
      return account?.active
        ? principalOfAccount(account, session, this.accounts.passwordDue(account))
        : null;
    }
    const token = this.#store.displayToken(holder);
    return token && token.revokedAt === null ? principalOfDisplay(token, session) : null;
  }

  /** Opens a display. Where it was open before, it ends there. @throws CodedError `wrongSignIn` */
  openDisplay(token: string, origin: Origin): { token: string } {
    const kept = this.#store.displayTokenByHash(hashToken(token));
    if (!kept || kept.revokedAt !== null)
      throw new CodedError('wrongSignIn', 'This display token is not known.');
    this.#store.putDisplayToken({ ...kept, lastSeenAt: this.#now() });
    return this.sessions.begin('display', kept.id, origin);
  }

  displays(): DisplayTokenRecord[] {
    return this.#store.displayTokens().map((token) => {
      const seen = this.sessions.of(token.id).map(({ lastSeenAt }) => lastSeenAt);
      return { ...token, lastSeenAt: Math.max(token.lastSeenAt ?? 0, ...seen) || null };
    });
  }

  makeDisplay(
    name: string,
    areas: readonly string[],
    by: string,
    wall: WallConfig | null = null,
  ): { kept: DisplayTokenRecord; token: string } {
    const token = newToken();
    const kept: DisplayTokenRecord = {
      id: randomUUID(),
      name,
      areas,
      wall,
      tokenHash: hashToken(token),
      createdAt: this.#now(),
      createdBy: by,
      lastSeenAt: null,
      revokedAt: null,
    };
    this.#store.putDisplayToken(kept);
    return { kept, token };
  }

  /** Has a display show something else. @throws CodedError `notFound` */
  setWall(id: string, wall: WallConfig | null): DisplayTokenRecord {
    const kept = this.#store.displayToken(id);
    if (!kept) throw new CodedError('notFound', `There is no display token ${id}.`);
    const next = { ...kept, wall };
    this.#store.putDisplayToken(next);
    return next;
  }

  /** What a display is set to show; null for the usual scenes. */
  wallOf(id: string): WallConfig | null {
    return (this.#store.displayToken(id)?.wall as WallConfig | undefined) ?? null;
  }

  /** @throws CodedError `notFound` */
  revokeDisplay(id: string): DisplayTokenRecord {
    const kept = this.#store.displayToken(id);
    if (!kept) throw new CodedError('notFound', `There is no display token ${id}.`);
    this.#store.putDisplayToken({ ...kept, revokedAt: kept.revokedAt ?? this.#now() });
    this.sessions.endAll(id);
    return kept;
  }

  /** Notes who started a job, an import or a report. */
  claim(id: string, principal: Principal): void {
    if (this.#owners.size > 100_000) this.#owners.clear();
    this.#owners.set(id, principal.who.id);
  }

  /** Whether something belongs to who asks; what was started before this run belongs to administrators. */
  owns(id: string, principal: Principal): boolean {
    return this.#owners.get(id) === principal.who.id || principal.permissions.has('administer');
  }

  countDemonstration(): number {
    return this.#store.countDemonstration();
  }

  isEmpty(): boolean {
    return this.#store.countAccounts() === 0;
  }

  close(): void {
    this.#store.close();
  }
}
