import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { VisitInput } from '#api/contract/records.ts';

/** Why a record was refused: the field, the server's words and its code. */
export interface RecordFault {
  path: string;
  message: string;
  code: string;
}

/** One record its author has typed and the server has not yet. */
export interface OutboxEntry {
  /** UUID chosen here: whatever happens on the way, the server takes it once. */
  id: string;
  /** Milliseconds since 1970 when it was written down. */
  createdAt: number;
  /** Not sent before this moment, so that it can be taken back. */
  notBefore: number;
  state: 'waiting' | 'refused';
  /** Id of the account it was written under, which alone sends it; null where that was not known. */
  owner: string | null;
  visit: VisitInput;
  /** Name of the place, to know it by again; names of persons are not kept. */
  place: string;
  faults: RecordFault[];
}

/** What the device holds until it is sent. */
export interface OutboxStore {
  /** Whether it outlives the page. */
  readonly persistent: boolean;
  /** Entries in the order in which they were written down. */
  all(): Promise<OutboxEntry[]>;
  /** Adds an entry at the end, or changes the one with its id in its place. */
  put(entry: OutboxEntry): Promise<void>;
  /** @returns whether it was there */
  remove(id: string): Promise<boolean>;
  /** Removes what was written down before a moment, and what can no longer be read; counts them as lost. */
  expire(before: number): Promise<void>;
  /** Number of lost records that nobody has been told of. */
  lost(): Promise<number>;
  /** The loss was read. */
  told(): Promise<void>;
  /** Removes everything, the key included: at sign-out. */
  wipe(): Promise<void>;
}

/** The part of an entry that is sealed: all that its author typed. */
type Sealed = Pick<OutboxEntry, 'owner' | 'visit' | 'place' | 'faults'>;

/** Makes a key that can be used but not read out, not even by this page. */
export const createKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

const bytes = (text: string) => new TextEncoder().encode(text);

/** Seals a value with AES-GCM under a fresh nonce (96 bits, NIST SP 800-38D), bound to the record's id. */
export async function seal(
  key: CryptoKey,
  id: string,
  value: unknown,
): Promise<{ iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: bytes(id) },
    key,
    bytes(JSON.stringify(value)),
  );
  return { iv, sealed };
}

/** Opens what `seal` closed. @throws when the key, the id or a byte differs */
export async function unseal(
  key: CryptoKey,
  id: string,
  { iv, sealed }: { iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer },
): Promise<unknown> {
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bytes(id) }, key, sealed);
  return JSON.parse(new TextDecoder().decode(plain));
}

interface Row {
  id: string;
  /** Place in the order of writing. */
  seq: number;
  createdAt: number;
  notBefore: number;
  state: OutboxEntry['state'];
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

interface Schema extends DBSchema {
  records: { key: string; value: Row; indexes: { bySeq: number } };
  keys: { key: string; value: CryptoKey };
  lost: { key: string; value: number };
}

const KEY = 'session';

/** Name of the database on the device. */
export const DATABASE = 'guatu-outbox';

/** Keeps the entries in IndexedDB, sealed with a key that never leaves the browser. */
export class SealedStore implements OutboxStore {
  readonly persistent = true;
  readonly #db: IDBPDatabase<Schema>;

  constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  static async open(name = DATABASE): Promise<SealedStore> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('records', { keyPath: 'id' }).createIndex('bySeq', 'seq', { unique: true });
        fresh.createObjectStore('keys');
        fresh.createObjectStore('lost');
      },
      // A newer version of the page waits for this one to let go.
      blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
    });
    return new SealedStore(db);
  }

  async all(): Promise<OutboxEntry[]> {
    const key = await this.#db.get('keys', KEY);
    const rows = await this.#db.getAllFromIndex('records', 'bySeq');
    const entries = await Promise.all(rows.map((row) => (key ? opened(key, row) : null)));
    return entries.filter((entry) => entry !== null);
  }

  async put(entry: OutboxEntry): Promise<void> {
    const { id, createdAt, notBefore, state, owner, visit, place, faults } = entry;
    const key = await this.#key();
    const content = await seal(key, id, { owner, visit, place, faults } satisfies Sealed);
    const tx = this.#db.transaction('records', 'readwrite', { durability: 'strict' });
    const before = await tx.store.get(id);
    const last = await tx.store.index('bySeq').openKeyCursor(null, 'prev');
    const seq = before?.seq ?? (last ? last.key + 1 : 1);
    await tx.store.put({ id, seq, createdAt, notBefore, state, ...content });
    await tx.done;
  }

  async remove(id: string): Promise<boolean> {
    const tx = this.#db.transaction('records', 'readwrite');
    const there = (await tx.store.getKey(id)) !== undefined;
    await tx.store.delete(id);
    await tx.done;
    return there;
  }

  async expire(before: number): Promise<void> {
    const key = await this.#db.get('keys', KEY);
    const rows = await this.#db.getAll('records');
    const gone: string[] = [];
    for (const row of rows)
      if (row.createdAt < before || !key || (await opened(key, row)) === null) gone.push(row.id);
    if (gone.length === 0) return;
    const tx = this.#db.transaction(['records', 'lost'], 'readwrite');
    let lost = (await tx.objectStore('lost').get(KEY)) ?? 0;
    for (const id of gone)
      if ((await tx.objectStore('records').getKey(id)) !== undefined) {
        await tx.objectStore('records').delete(id);
        lost++;
      }
    await tx.objectStore('lost').put(lost, KEY);
    await tx.done;
  }

  async lost(): Promise<number> {
    return (await this.#db.get('lost', KEY)) ?? 0;
  }

  async told(): Promise<void> {
    await this.#db.clear('lost');
  }

  async wipe(): Promise<void> {
    const tx = this.#db.transaction(['records', 'keys', 'lost'], 'readwrite');
    for (const name of ['records', 'keys', 'lost'] as const) await tx.objectStore(name).clear();
    await tx.done;
  }

  /** The key of this session; the first record makes it. */
  async #key(): Promise<CryptoKey> {
    const known = await this.#db.get('keys', KEY);
    if (known) return known;
    const fresh = await createKey();
    // Another tab may have been quicker: then its key holds.
    const tx = this.#db.transaction('keys', 'readwrite');
    const first = await tx.store.get(KEY);
    if (!first) await tx.store.put(fresh, KEY);
    await tx.done;
    return first ?? fresh;
  }
}

/** The entry of a row; null when it cannot be read. */
async function opened(key: CryptoKey, row: Row): Promise<OutboxEntry | null> {
  const { id, createdAt, notBefore, state } = row;
  try {
    return { id, createdAt, notBefore, state, ...((await unseal(key, id, row)) as Sealed) };
  } catch {
    return null;
  }
}

/** Keeps the entries with the page: where the browser has no safe place (plain HTTP, private windows). */
export class PageStore implements OutboxStore {
  readonly persistent = false;
  readonly #entries = new Map<string, OutboxEntry>();
  #lost = 0;

  async all(): Promise<OutboxEntry[]> {
    return [...this.#entries.values()];
  }

  async put(entry: OutboxEntry): Promise<void> {
    this.#entries.set(entry.id, entry);
  }

  async remove(id: string): Promise<boolean> {
    return this.#entries.delete(id);
  }

  async expire(before: number): Promise<void> {
    for (const { id, createdAt } of [...this.#entries.values()])
      if (createdAt < before && this.#entries.delete(id)) this.#lost++;
  }

  async lost(): Promise<number> {
    return this.#lost;
  }

  async told(): Promise<void> {
    this.#lost = 0;
  }

  async wipe(): Promise<void> {
    this.#entries.clear();
    this.#lost = 0;
  }
}

/** The safest store that this browser has. */
export async function openStore(): Promise<OutboxStore> {
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle || !globalThis.indexedDB)
    return new PageStore();
  return SealedStore.open().catch(() => new PageStore());
}
