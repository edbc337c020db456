import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { AccessStore, SessionRecord } from '#api/store/accessStore.ts';

/** From where a session is asked for. */
export interface Origin {
  address: string;
  userAgent: string;
}

export interface SessionLimits {
  /** Milliseconds without a request after which an account's session ends. */
  idleMs: number;
  /** Milliseconds after which it ends in any case. */
  absoluteMs: number;
}

/** A display stands for months: its token is what ends it. */
const DISPLAY_MS = 366 * 86_400_000;
/** How exactly it is kept when a session last asked. */
const TOUCH_MS = 60_000;
/** Sessions of one account at once; the oldest goes first. */
const MOST = 20;

/** Hash under which a token is kept: it is random, so that no salt is needed. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');
/** 256 random bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/**
 * Opaque sessions kept by the server: the browser holds a random token, the store its hash. Looked up in memory,
 * since every tile asks.
 */
export class Sessions {
  readonly #store: AccessStore;
  readonly #now: () => number;
  readonly #limits: SessionLimits;
  /** By token hash. */
  readonly #known = new Map<string, SessionRecord>();
  readonly #ends = new Map<string, Set<() => void>>();

  constructor(store: AccessStore, now: () => number, limits: SessionLimits) {
    this.#store = store;
    this.#now = now;
    this.#limits = limits;
    store.forgetSessions(now());
  }

  /** Begins a session under a token nobody had before. */
  begin(kind: SessionRecord['kind'], holder: string, { address, userAgent }: Origin) {
    const now = this.#now();
    const token = newToken();
    const session: SessionRecord = {
      id: randomUUID(),
      tokenHash: hashToken(token),
      kind,
      holder,
      createdAt: now,
      lastSeenAt: now,
      endsAt: now + (kind === 'display' ? DISPLAY_MS : this.#limits.absoluteMs),
      address,
      userAgent: userAgent.slice(0, 200),
    };
    this.#store.putSession(session);
    this.#known.set(session.tokenHash, session);
    const others = this.of(holder).toSorted((a, b) => a.lastSeenAt - b.lastSeenAt);
    // One display a token: where it is opened anew, it ends where it was.
    const spare = kind === 'display' ? others.length - 1 : others.length - MOST;
    for (const other of others.filter(({ id }) => id !== session.id).slice(0, Math.max(0, spare)))
      this.end(other);
    return { token, session };
  }

  /** The session of a token, while it lasts; asking keeps it from idling. */
  find(token: string): SessionRecord | null {
    const hash = hashToken(token);
    const session = this.#known.get(hash) ?? this.#store.sessionByToken(hash);
    if (!session) return null;
    this.#known.set(hash, session);
    const now = this.#now();
    if (this.#isOver(session, now)) {
      this.end(session);
      return null;
    }
    if (now - session.lastSeenAt >= TOUCH_MS) {
      session.lastSeenAt = now;
      this.#store.putSession(session);
    }
    return session;
  }

  /** Sessions of an account or a display that last, the newest first. */
  of(holder: string): SessionRecord[] {
    const now = this.#now();
    return this.#store
      .sessionsOf(holder)
      .map((session) => this.#known.get(session.tokenHash) ?? session)
      .filter((session) => !this.#isOver(session, now))
      .toSorted((a, b) => b.createdAt - a.createdAt);
  }

  end(session: SessionRecord): void {
    this.#known.delete(session.tokenHash);
    this.#store.endSession(session.id);
    for (const tell of this.#ends.get(session.id) ?? []) tell();
    this.#ends.delete(session.id);
  }

  /** Ends all sessions of a holder but one. */
  endAll(holder: string, but?: string): void {
    for (const session of this.#store.sessionsOf(holder)) if (session.id !== but) this.end(session);
  }

  /** Calls back when a session ends, so that its streams end with it. */
  onEnd(id: string, tell: () => void): () => void {
    const told = this.#ends.get(id) ?? new Set();
    this.#ends.set(id, told.add(tell));
    return () => {
      told.delete(tell);
      if (told.size === 0) this.#ends.delete(id);
    };
  }

  /** Whether a session still lasts, without keeping it from idling. */
  lasts(id: string, token: string): boolean {
    const session = this.#known.get(hashToken(token));
    return session?.id === id && !this.#isOver(session, this.#now());
  }

  #isOver(session: SessionRecord, now: number): boolean {
    const idle = session.kind === 'account' && now - session.lastSeenAt >= this.#limits.idleMs;
    return idle || now >= session.endsAt;
  }
}
