import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { IssueInput } from '#api/contract/issues.ts';
import type { VisitInput } from '#api/contract/records.ts';

/** Why a record was refused: the field, the server's words and its code. */
export interface RecordFault {
  path: string;
  message: string;
  code: string;
}

/** What was written down: a visit, or an issue with so many photos. */
export type Written =
  | { kind: 'visit'; visit: VisitInput }
  | { kind: 'issue'; issue: IssueInput; photos: number };

/** One record its author has typed and the server has not yet. */
export type OutboxEntry = Waiting & Written;

interface Waiting {
  /** UUID chosen here: whatever happens on the way, the server takes it once. */
  id: string;
  /** Milliseconds since 1970 when it was written down. */
  createdAt: number;
  /** Not sent before this moment, so that it can be taken back. */
  notBefore: number;
  state: 'waiting' | 'refused';
  /** Id of the account it was written under, which alone sends it; null where that was not known. */
  owner: string | null;
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
  /**
   * Adds an entry at the end, or changes the one with its id in its place.
   *
   * @param photos of an issue; those it has stay when left out
   * @throws OutboxFull when the device would hold too many photos
   */
  put(entry: OutboxEntry, photos?: readonly Blob[]): Promise<void>;
  /** The photos of an issue, as far as they can be read. */
  photos(id: string): Promise<Blob[]>;
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

/** Photos that a device holds, at most: of 600 KiB each they are some 50 MB. */
export const MOST_PHOTOS = 90;

/** The device holds as many photos as it may. */
export class OutboxFull extends Error {
  override readonly name = 'OutboxFull';
}

/** The part of an entry that is sealed: all that its author typed. */
type Sealed = Pick<Waiting, 'owner' | 'place' | 'faults'> & Written;

/** Makes a key that can be used but not read out, not even by this page. */
export const createKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

const bytes = (text: string) => new TextEncoder().encode(text);

interface Box {
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

/** Seals bytes with AES-GCM under a fresh nonce (96 bits, NIST SP 800-38D), bound to what they are part of. */
async function sealBytes(key: CryptoKey, about: string, plain: BufferSource): Promise<Box> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: bytes(about) },
    key,
    plain,
  );
  return { iv, sealed };
}

const unsealBytes = (key: CryptoKey, about: string, { iv, sealed }: Box): Promise<ArrayBuffer> =>
  crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bytes(about) }, key, sealed);

/** Seals a value, bound to the record's id. */
export const seal = (key: CryptoKey, id: string, value: unknown): Promise<Box> =>
  sealBytes(key, id, bytes(JSON.stringify(value)));

/** Opens what `seal` closed. @throws when the key, the id or a byte differs */
export async function unseal(key: CryptoKey, id: string, box: Box): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await unsealBytes(key, id, box)));
}

interface Row extends Box {
  id: string;
  /** Place in the order of writing. */
  seq: number;
  createdAt: number;
  notBefore: number;
  state: OutboxEntry['state'];
}

/** A photo of an issue, apart from it: lists of what waits need not open it. */
interface PhotoRow extends Box {
  id: string;
  n: number;
}

/** What a photo is sealed with: its record and its place, so that none can be put in another's. */
const photoPlace = ({ id, n }: Pick<PhotoRow, 'id' | 'n'>) => `${id} photo ${n}`;
const photosOf = (id: string) => IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]);

interface Schema extends DBSchema {
  records: { key: string; value: Row; indexes: { bySeq: number } };
  keys: { key: string; value: CryptoKey };
  lost: { key: string; value: number };
  photos: { key: [string, number]; value: PhotoRow };
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
    const db = await openDB<Schema>(name, 2, {
      upgrade(fresh, before) {
        if (before < 1) {
          fresh.createObjectStore('records', { keyPath: 'id' }).createIndex('bySeq', 'seq', { unique: true });
          fresh.createObjectStore('keys');
          fresh.createObjectStore('lost');
        }
        fresh.createObjectStore('photos', { keyPath: ['id', 'n'] });
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

  async put(entry: OutboxEntry, photos?: readonly Blob[]): Promise<void> {
    const { id, createdAt, notBefore, state, ...typed } = entry;
    const key = await this.#key();
    const content = await seal(key, id, typed satisfies Sealed);
    // Everything is sealed before the transaction, which does not wait for anything else.
    const pictures =
      photos && (await Promise.all(photos.map((photo, n) => sealedPhoto(key, { id, n }, photo))));
    const tx = this.#db.transaction(['records', 'photos'], 'readwrite', { durability: 'strict' });
    const records = tx.objectStore('records');
    const held = tx.objectStore('photos');
    if (pictures) {
      await held.delete(photosOf(id));
      if ((await held.count()) + pictures.length > MOST_PHOTOS) {
        tx.abort();
        await tx.done.catch(() => undefined);
        throw new OutboxFull();
      }
      for (const picture of pictures) await held.put(picture);
    }
    const before = await records.get(id);
    const last = await records.index('bySeq').openKeyCursor(null, 'prev');
    const seq = before?.seq ?? (last ? last.key + 1 : 1);
    await records.put({ id, seq, createdAt, notBefore, state, ...content });
    await tx.done;
  }

  async photos(id: string): Promise<Blob[]> {
    const key = await this.#db.get('keys', KEY);
    const rows = await this.#db.getAll('photos', photosOf(id));
    const found = await Promise.all(
      rows.map((row) => (key ? unsealBytes(key, photoPlace(row), row).catch(() => null) : null)),
    );
    return found.filter((each) => each !== null).map((each) => new Blob([each], { type: 'image/jpeg' }));
  }

  async remove(id: string): Promise<boolean> {
    const tx = this.#db.transaction(['records', 'photos'], 'readwrite');
    const there = (await tx.objectStore('records').getKey(id)) !== undefined;
    await tx.objectStore('records').delete(id);
    await tx.objectStore('photos').delete(photosOf(id));
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
    const tx = this.#db.transaction(['records', 'lost', 'photos'], 'readwrite');
    let lost = (await tx.objectStore('lost').get(KEY)) ?? 0;
    for (const id of gone)
      if ((await tx.objectStore('records').getKey(id)) !== undefined) {
        await tx.objectStore('records').delete(id);
        await tx.objectStore('photos').delete(photosOf(id));
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
    const tx = this.#db.transaction(['records', 'keys', 'lost', 'photos'], 'readwrite');
    for (const name of ['records', 'keys', 'lost', 'photos'] as const) await tx.objectStore(name).clear();
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
    // Before there were issues nothing said that it was a visit.
    const typed = { kind: 'visit', ...((await unseal(key, id, row)) as object) } as Sealed;
    return { id, createdAt, notBefore, state, ...typed };
  } catch {
    return null;
  }
}

async function sealedPhoto(key: CryptoKey, at: { id: string; n: number }, photo: Blob): Promise<PhotoRow> {
  return { ...at, ...(await sealBytes(key, photoPlace(at), await photo.arrayBuffer())) };
}

/** Keeps the entries with the page: where the browser has no safe place (plain HTTP, private windows). */
export class PageStore implements OutboxStore {
  readonly persistent = false;
  readonly #entries = new Map<string, OutboxEntry>();
  readonly #photos = new Map<string, readonly Blob[]>();
  #lost = 0;

  async all(): Promise<OutboxEntry[]> {
    return [...this.#entries.values()];
  }

  async put(entry: OutboxEntry, photos?: readonly Blob[]): Promise<void> {
    if (photos) {
      const others = [...this.#photos].filter(([id]) => id !== entry.id);
      if (others.reduce((sum, [, each]) => sum + each.length, photos.length) > MOST_PHOTOS)
        throw new OutboxFull();
      this.#photos.set(entry.id, photos);
    }
    this.#entries.set(entry.id, entry);
  }

  async photos(id: string): Promise<Blob[]> {
    return [...(this.#photos.get(id) ?? [])];
  }

  async remove(id: string): Promise<boolean> {
    this.#photos.delete(id);
    return this.#entries.delete(id);
  }

  async expire(before: number): Promise<void> {
    for (const { id, createdAt } of [...this.#entries.values()])
      if (createdAt < before && (await this.remove(id))) this.#lost++;
  }

  async lost(): Promise<number> {
    return this.#lost;
  }

  async told(): Promise<void> {
    this.#lost = 0;
  }

  async wipe(): Promise<void> {
    this.#entries.clear();
    this.#photos.clear();
    this.#lost = 0;
  }
}

/** The safest store that this browser has. */
export async function openStore(): Promise<OutboxStore> {
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle || !globalThis.indexedDB)
    return new PageStore();
  return SealedStore.open().catch(() => new PageStore());
}
