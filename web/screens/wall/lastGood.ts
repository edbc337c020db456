import { DISPLAY_DATABASE } from '../../state/displayToken.ts';
import { type Known, onLearnt, recall, whatIsKnown } from '../../state/known.ts';
import { fresh } from './freshness.ts';

const STORE = 'last';
const KEY = 'known';
/** Milliseconds between two copies: what is lost by a power cut. */
const EVERY_MS = 60_000;

interface Kept {
  /** When the server last gave a good answer, milliseconds. */
  at: number;
  known: Known;
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DISPLAY_DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore<T>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const db = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = ask(db.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    db.close();
  }
}

/**
 * Takes up what the display knew when it was last on: it has something to show before any answer comes, and when
 * none does.
 *
 * @param another whether what is kept was another display's; then it is thrown away
 */
export async function recallLastGood(another: boolean): Promise<void> {
  try {
    if (another) {
      await inStore('readwrite', (store) => store.delete(KEY));
      return;
    }
    const kept = (await inStore('readonly', (store) => store.get(KEY))) as Kept | undefined;
    if (!kept || whatIsKnown().session) return;
    fresh.recalled(kept.at);
    recall(kept.known);
  } catch {
    // A device that keeps nothing begins with nothing.
  }
}

/** Keeps a copy of what is known, now and then, while it is fresh. @returns what ends it */
export function keepLastGood(): () => void {
  let changed = false;
  const stop = onLearnt(() => {
    changed = true;
  });
  const keep = (): void => {
    const { stale, at } = fresh.now();
    const known = whatIsKnown();
    if (!changed || stale || at === null || !known.session) return;
    changed = false;
    const { user } = known.session;
    // Not even the display's own name.
    const session = { ...known.session, user: { ...user, name: '', displayName: '' } };
    void inStore('readwrite', (store) =>
      store.put({ at, known: { ...known, session } } satisfies Kept, KEY),
    ).catch(() => undefined);
  };
  const timer = setInterval(keep, EVERY_MS);
  // Soon after the first answers, too: many a display is switched off before a minute is over.
  const soon = setTimeout(keep, EVERY_MS / 6);
  addEventListener('pagehide', keep);
  return () => {
    stop();
    clearInterval(timer);
    clearTimeout(soon);
    removeEventListener('pagehide', keep);
  };
}
