import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IssueInput } from '#api/contract/issues.ts';
import type { VisitInput } from '#api/contract/records.ts';
import { drain, KEEP_MS, readAnswer, type SendOutcome, waitAfter } from './outboxSend.ts';
import {
  createKey,
  MOST_PHOTOS,
  type OutboxEntry,
  OutboxFull,
  PageStore,
  seal,
  unseal,
} from './outboxStore.ts';

const ID = '4ad224ce-6866-452c-8f03-e73de0678dd1';
const problem = (status: number, errors: unknown[] = []) => ({
  type: 'about:blank',
  title: 'Bad input',
  status,
  detail: 'The record is refused.',
  errors,
  requestId: 'r-1',
});

function entry(id: string, notBefore = 0, state: OutboxEntry['state'] = 'waiting'): OutboxEntry {
  const visit: VisitInput = {
    id,
    subject: `H-${id}`,
    officers: ['W-1'],
    at: '2026-11-20T14:32:00+08:00',
    mode: 'onSite',
    outcome: 'met',
    programme: null,
    position: null,
    note: null,
    fields: {},
    feed: null,
  };
  return {
    id,
    createdAt: notBefore,
    notBefore,
    state,
    owner: 'u1',
    kind: 'visit',
    visit,
    place: '西街社区',
    faults: [],
  };
}

async function storeOf(...entries: OutboxEntry[]): Promise<PageStore> {
  const store = new PageStore();
  for (const each of entries) await store.put(each);
  return store;
}

const ids = async (store: PageStore) => (await store.all()).map(({ id }) => id);

describe('what an answer means', () => {
  const told = (status: string) => ({ line: 1, id: ID, status, commit: 7, errors: [] });

  it('created and duplicate are both sent', () => {
    expect(readAnswer(ID, 201, told('created'))).toEqual({ kind: 'sent' });
    expect(readAnswer(ID, 200, told('duplicate'))).toEqual({ kind: 'sent' });
  });

  it('a page put in its place by a network’s gate is no answer', () => {
    expect(readAnswer(ID, 200, '<html>')).toEqual({ kind: 'later' });
    expect(readAnswer(ID, 200, { ...told('created'), id: 'another' })).toEqual({ kind: 'later' });
    expect(readAnswer(ID, 404, { message: 'no such page' })).toEqual({ kind: 'later' });
  });

  it('a refusal brings its reasons', () => {
    const errors = [{ path: 'at', message: 'lies in the future', code: 'future' }];
    expect(readAnswer(ID, 400, problem(400, errors))).toEqual({ kind: 'refused', faults: errors });
    expect(readAnswer(ID, 409, problem(409))).toMatchObject({
      kind: 'refused',
      faults: [{ message: 'The record is refused.' }],
    });
  });

  it.each([401, 403, 408, 429, 500, 502, 503, 504])('%i means later, not never', (status) => {
    expect(readAnswer(ID, status, problem(status))).toEqual({ kind: 'later' });
  });
});

describe('the wait after failures', () => {
  it('doubles up to five minutes, at most a half of it by chance', () => {
    expect(waitAfter(1, 1)).toBe(2_000);
    expect(waitAfter(2, 1)).toBe(4_000);
    expect(waitAfter(3, 0)).toBe(4_000);
    expect(waitAfter(60, 1)).toBe(300_000);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, random) => {
          const most = waitAfter(n, 1);
          const wait = waitAfter(n, random);
          expect(wait).toBeGreaterThanOrEqual(most / 2);
          expect(wait).toBeLessThanOrEqual(most);
          expect(waitAfter(n + 1, random)).toBeGreaterThanOrEqual(wait);
        },
      ),
    );
  });
});

describe('sending', () => {
  it('sends each once, in order, whatever fails in between', async () => {
    const kinds = fc.constantFrom<SendOutcome['kind']>('sent', 'later', 'refused');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 6 }),
        fc.array(kinds, { maxLength: 30 }),
        async (count, weather) => {
          const all = Array.from({ length: count }, (_, i) => `v${i}`);
          const store = await storeOf(...all.map((id) => entry(id)));
          const taken: string[] = [];
          const refused: string[] = [];
          const send = async ({ id }: OutboxEntry): Promise<SendOutcome> => {
            const kind = weather.shift() ?? 'sent';
            if (kind === 'sent') taken.push(id);
            if (kind === 'refused') refused.push(id);
            return kind === 'refused' ? { kind, faults: [] } : { kind };
          };
          for (let i = 0; i < 40; i++) await drain(store, send, () => 1);
          expect([...taken, ...refused].toSorted()).toEqual(all);
          expect(taken).toEqual(taken.toSorted());
          expect(await ids(store)).toEqual(refused.toSorted());
        },
      ),
    );
  });

  it('leaves alone what can still be taken back, and says until when', async () => {
    const store = await storeOf(entry('a', 100), entry('b', 200));
    const seen: string[] = [];
    const send = async ({ id }: OutboxEntry): Promise<SendOutcome> => {
      seen.push(id);
      return { kind: 'sent' };
    };
    expect(await drain(store, send, () => 99)).toMatchObject({ sent: [], away: false, next: 100 });
    expect(seen).toEqual([]);
    expect(await drain(store, send, () => 150)).toMatchObject({ away: false, next: 200 });
    expect(seen).toEqual(['a']);
    expect(await drain(store, send, () => 250)).toMatchObject({ next: null });
    expect(seen).toEqual(['a', 'b']);
  });

  it('what is refused stays with its reason and holds up nothing', async () => {
    const store = await storeOf(entry('a'), entry('b'));
    const faults = [{ path: 'subject', message: 'there is no subject', code: 'notFound' }];
    await drain(
      store,
      async ({ id }) => (id === 'a' ? { kind: 'refused', faults } : { kind: 'sent' }),
      () => 1,
    );
    expect(await store.all()).toMatchObject([{ id: 'a', state: 'refused', faults }]);
  });
});

it('what another wrote on this device waits for them, in its place', async () => {
  const store = await storeOf({ ...entry('a'), owner: 'u2' }, entry('b'), { ...entry('c'), owner: null });
  const seen: string[] = [];
  const send = async ({ id }: OutboxEntry): Promise<SendOutcome> => {
    seen.push(id);
    return { kind: 'sent' };
  };
  const of = (who: string) => (each: OutboxEntry) => each.owner === null || each.owner === who;
  expect(await drain(store, send, () => 1, of('u1'))).toMatchObject({ away: false, next: null });
  expect(seen).toEqual(['b', 'c']);
  expect(await ids(store)).toEqual(['a']);
  await drain(store, send, () => 1, of('u2'));
  expect(seen).toEqual(['b', 'c', 'a']);
});

/** A photo by its only byte. */
const photo = (byte: number) => new Blob([Uint8Array.of(byte)], { type: 'image/jpeg' });
const bytesOf = async (photos: Blob[]) =>
  Promise.all(photos.map(async (each) => new Uint8Array(await each.arrayBuffer())[0]));

function issueEntry(id: string, photos = 1, createdAt = 0): OutboxEntry {
  const issue = { id, category: 'key-problems.noise', title: '夜间施工' } as IssueInput;
  const { visit: _, ...rest } = entry(id, createdAt) as Extract<OutboxEntry, { kind: 'visit' }>;
  return { ...rest, kind: 'issue', issue, photos };
}

describe('photos of an issue', () => {
  it('stay when it is refused, are exchanged when it is mended, and go with it', async () => {
    const store = new PageStore();
    await store.put(issueEntry('a', 2), [photo(1), photo(2)]);
    await drain(
      store,
      async () => ({ kind: 'refused', faults: [] }),
      () => 1,
    );
    expect(await store.all()).toMatchObject([{ id: 'a', state: 'refused', photos: 2 }]);
    expect(await bytesOf(await store.photos('a'))).toEqual([1, 2]);
    await store.put(issueEntry('a'), [photo(3)]);
    expect(await bytesOf(await store.photos('a'))).toEqual([3]);
    await store.expire(1);
    expect(await store.photos('a')).toEqual([]);
    await store.put(issueEntry('b'), [photo(4)]);
    await store.wipe();
    expect(await store.photos('b')).toEqual([]);
  });

  it('are bounded: what would be too many changes nothing', async () => {
    const store = new PageStore();
    const many = Array.from({ length: MOST_PHOTOS - 1 }, (_, i) => photo(i % 200));
    await store.put(issueEntry('a', many.length), many);
    await expect(store.put(issueEntry('b', 2), [photo(1), photo(2)])).rejects.toThrow(OutboxFull);
    expect(await ids(store)).toEqual(['a']);
    await store.put(issueEntry('b'), [photo(1)]);
    // exchanging some for as many is no more
    await store.put(issueEntry('a', many.length), many);
    expect(await ids(store)).toEqual(['a', 'b']);
  });
});

describe('what is kept', () => {
  it('goes after seven days, and that is told', async () => {
    const now = 10 * KEEP_MS;
    const store = await storeOf(entry('old', now - KEEP_MS - 1), entry('new', now - KEEP_MS + 1));
    await store.expire(now - KEEP_MS);
    expect(await ids(store)).toEqual(['new']);
    expect(await store.lost()).toBe(1);
    await store.told();
    expect(await store.lost()).toBe(0);
  });

  it('is sealed: only with its key and under its id does it open, and the key cannot be read out', async () => {
    const key = await createKey();
    const box = await seal(key, ID, { note: '刘大明家漏雨' });
    expect(await unseal(key, ID, box)).toEqual({ note: '刘大明家漏雨' });
    expect(Buffer.from(box.sealed).includes(Buffer.from('漏雨'))).toBe(false);
    await expect(unseal(key, 'another', box)).rejects.toThrow();
    await expect(unseal(await createKey(), ID, box)).rejects.toThrow();
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
    const again = await seal(key, ID, { note: '刘大明家漏雨' });
    expect(Buffer.from(again.sealed).equals(Buffer.from(box.sealed))).toBe(false);
  });
});
