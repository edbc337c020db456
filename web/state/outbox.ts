import { useSyncExternalStore } from 'react';
import type { VisitInput } from '#api/contract/records.ts';
import { drain, KEEP_MS, sendEntry, UNDO_MS, waitAfter } from './outboxSend.ts';
import { type OutboxEntry, type OutboxStore, openStore, type Written } from './outboxStore.ts';

/** What the screen shows of the outbox. */
export interface OutboxView {
  ready: boolean;
  /** False where the browser keeps nothing beyond the page. */
  persistent: boolean;
  entries: readonly OutboxEntry[];
  /** The visits that were sent since the page was opened. */
  sent: readonly VisitInput[];
  /** Whether the last attempt did not reach the server. */
  away: boolean;
  lost: number;
}

const LOCK = 'guatu-outbox';
/** While another tab sends, look again after this long. */
const BUSY_MS = 3_000;
const HOUR_MS = 3_600_000;
/** Nearer than this to its moment a record may be on its way in another tab. */
const MARGIN_MS = 250;

const idOf = (written: Written): string => (written.kind === 'visit' ? written.visit.id : written.issue.id);

/** Runs while no other tab of this origin does; where there are no locks there is nothing shared either. */
function locked<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? (navigator.locks.request(LOCK, work) as Promise<T>) : work();
}

/**
 * The writes that wait: each is kept before anything else happens, sent once and in order when the server can
 * be reached, and removed when the server has it. One for the page; tabs share what is kept.
 */
class Outbox {
  #view: OutboxView = { ready: false, persistent: true, entries: [], sent: [], away: false, lost: 0 };
  readonly #listeners = new Set<() => void>();
  readonly #opened: Promise<OutboxStore>;
  readonly #channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(LOCK);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  /** Id of the account that is signed in; null until that is known: nothing is sent before. */
  #owner: string | null = null;

  constructor(opened: Promise<OutboxStore>) {
    this.#opened = opened;
    this.#channel?.addEventListener('message', () => void this.#look());
    addEventListener('online', () => this.sendNow());
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.sendNow();
    });
    this.sendNow();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  view = (): OutboxView => this.#view;

  /**
   * Keeps a visit or an issue, to be sent once it can no longer be taken back.
   *
   * @param photos of an issue, small already
   * @throws when the device cannot keep it
   */
  async add(written: Written, place: string, photos: readonly Blob[] = []): Promise<void> {
    const store = await this.#opened;
    const now = Date.now();
    const entry: OutboxEntry = {
      id: idOf(written),
      createdAt: now,
      notBefore: now + UNDO_MS,
      state: 'waiting',
      owner: this.#owner,
      place,
      faults: [],
      ...written,
    };
    await store.put(entry, photos);
    await this.#changed();
    this.#wake(UNDO_MS);
  }

  /** Takes a record back. @returns false when it had been sent already */
  async takeBack(id: string): Promise<boolean> {
    const store = await this.#opened;
    const entry = (await store.all()).find((each) => each.id === id);
    // What is not due or was refused nobody is sending: it need not wait for a server that is slow to answer.
    const still = entry?.state === 'refused' || (entry?.notBefore ?? 0) > Date.now() + MARGIN_MS;
    const there = await (still ? store.remove(id) : locked(() => store.remove(id)));
    await this.#changed();
    return there;
  }

  /** Puts a mended record in the place of a refused one. */
  async mend(id: string, written: Written, place: string, photos: readonly Blob[] = []): Promise<void> {
    const store = await this.#opened;
    if (idOf(written) !== id) await locked(() => store.remove(id));
    await this.add(written, place, photos);
  }

  /** The photos of an issue that waits. */
  async photos(id: string): Promise<Blob[]> {
    return (await this.#opened).photos(id);
  }

  /** Who is signed in: their records are shown and sent, those of others wait for them. */
  serve(owner: string): void {
    if (this.#owner === owner) return;
    this.#owner = owner;
    this.#show({ sent: [] });
    this.sendNow();
  }

  /** How many records the device holds, whoever wrote them. */
  async count(): Promise<number> {
    return (await (await this.#opened).all()).length;
  }

  async told(): Promise<void> {
    await (await this.#opened).told();
    await this.#changed();
  }

  /** Forgets everything, unsent records and key included: for signing out. */
  async wipe(): Promise<void> {
    const store = await this.#opened;
    await locked(() => store.wipe());
    this.#owner = null;
    this.#show({ sent: [] });
    await this.#changed();
  }

  /** Tries at once, whatever the wait. */
  sendNow(): void {
    this.#failures = 0;
    this.#wake(0);
  }

  #wake(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), ms);
  }

  async #run(): Promise<void> {
    const store = await this.#opened;
    const work = async () => {
      await store.expire(Date.now() - KEEP_MS);
      if (this.#owner === null) return { sent: [], away: false, next: null };
      const send = async (entry: OutboxEntry) => sendEntry(entry, await store.photos(entry.id));
      return drain(store, send, Date.now, this.#mine);
    };
    const done = navigator.locks
      ? await navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : null))
      : await work();
    if (!done) {
      await this.#look();
      return this.#wake(BUSY_MS);
    }
    this.#failures = done.away ? this.#failures + 1 : 0;
    this.#show({
      away: done.away,
      sent: [...this.#view.sent, ...done.sent.flatMap((each) => (each.kind === 'visit' ? each.visit : []))],
    });
    await (done.sent.length > 0 ? this.#changed() : this.#look());
    if (done.next === null) return this.#wake(HOUR_MS);
    const wait = done.away ? waitAfter(this.#failures, Math.random()) : done.next - Date.now();
    this.#wake(Math.max(0, wait));
  }

  async #changed(): Promise<void> {
    this.#channel?.postMessage('changed');
    await this.#look();
  }

  readonly #mine = ({ owner }: OutboxEntry): boolean => owner === null || owner === this.#owner;

  /** Shows what is kept now. */
  async #look(): Promise<void> {
    const store = await this.#opened;
    const [all, lost] = await Promise.all([store.all(), store.lost()]);
    // Until it is known who is there (the server is away), what waits is shown: it is not lost.
    const entries = this.#owner === null ? all : all.filter(this.#mine);
    this.#show({ ready: true, persistent: store.persistent, entries, lost });
  }

  #show(part: Partial<OutboxView>): void {
    this.#view = { ...this.#view, ...part };
    for (const listener of this.#listeners) listener();
  }
}

let outbox: Outbox | undefined;

/** The outbox of this page, opened when first asked for. */
export function openOutbox(): Outbox {
  outbox ??= new Outbox(openStore());
  return outbox;
}

/** What waits, followed live, and the ways to change it. */
export function useOutbox(): [OutboxView, Outbox] {
  const box = openOutbox();
  return [useSyncExternalStore(box.subscribe, box.view), box];
}
