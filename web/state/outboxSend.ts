import { problem } from '#api/contract/common.ts';
import { recordOutcome } from '#api/contract/records.ts';
import { formOf } from '../apiIssues.ts';
import { refused } from './gate.ts';
import type { OutboxEntry, OutboxStore, RecordFault } from './outboxStore.ts';

/** How long a record may wait on a device (model.md, Personal data). */
export const KEEP_MS = 7 * 86_400_000;
/** How long a record can be taken back. */
export const UNDO_MS = 5_000;

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
const TIMEOUT_MS = 20_000;
const PHOTOS_TIMEOUT_MS = 120_000;

/** Statuses by which the server says that the record itself is wrong; all others mean: later. */
const REFUSALS = new Set([400, 404, 409, 413, 415, 422]);

export type SendOutcome =
  | { kind: 'sent' }
  | { kind: 'refused'; faults: RecordFault[] }
  /** The server is away, busy, or wants somebody to sign in. */
  | { kind: 'later' };

/**
 * Milliseconds to wait after so many failures in a row: doubled each time up to five minutes, of which a random
 * half, so that a district's devices do not come back all at once.
 *
 * @param random a number from 0 to 1
 */
export function waitAfter(failures: number, random: number): number {
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(most * (0.5 + random / 2));
}

/**
 * What an answer means for the record that was sent. Only the interface's own words count: a page that a
 * network's gate puts in their place, whatever its status, means that the server was not reached.
 */
export function readAnswer(id: string, status: number, body: unknown): SendOutcome {
  if (status === 200 || status === 201) {
    const told = recordOutcome.safeParse(body);
    if (!told.success || told.data.id !== id) return { kind: 'later' };
    return told.data.status === 'refused' ? { kind: 'refused', faults: told.data.errors } : { kind: 'sent' };
  }
  const why = problem.safeParse(body);
  if (!REFUSALS.has(status) || !why.success) return { kind: 'later' };
  const { errors, detail } = why.data;
  return {
    kind: 'refused',
    faults: errors.length > 0 ? errors : [{ path: '', message: detail, code: 'refused' }],
  };
}

/** Hands one record in. Never throws: what does not arrive is sent later. */
export async function sendEntry(entry: OutboxEntry, photos: readonly Blob[]): Promise<SendOutcome> {
  const headers = { Accept: 'application/json' };
  return entry.kind === 'visit'
    ? handIn('/api/visits', entry.id, TIMEOUT_MS, {
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(entry.visit),
      })
    : handIn('/api/issues', entry.id, PHOTOS_TIMEOUT_MS, { headers, body: formOf(entry.issue, photos) });
}

async function handIn(path: string, id: string, patience: number, init: RequestInit): Promise<SendOutcome> {
  try {
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(path, { ...init, method: 'POST', cache: 'no-store', signal });
    const body: unknown = await response.json();
    const why = response.ok ? null : problem.safeParse(body);
    if (why?.success) refused(why.data.type);
    return readAnswer(id, response.status, body);
  } catch {
    return { kind: 'later' };
  }
}

export interface Drained {
  sent: OutboxEntry[];
  /** Whether the server could not take the next one now. */
  away: boolean;
  /** The moment from which the next one may be sent; null when none waits. */
  next: number | null;
}

/**
 * Sends what waits, oldest first, until nothing is due or the server is away. One at a time: the caller holds
 * the lock that keeps other tabs out. Refused records stay, and hold up nothing.
 *
 * @param mine which records may be sent now; all when left out
 */
export async function drain(
  store: OutboxStore,
  send: (entry: OutboxEntry) => Promise<SendOutcome>,
  now: () => number,
  mine: (entry: OutboxEntry) => boolean = () => true,
): Promise<Drained> {
  const sent: OutboxEntry[] = [];
  for (;;) {
    const head = (await store.all()).find((entry) => entry.state === 'waiting' && mine(entry));
    if (!head) return { sent, away: false, next: null };
    if (head.notBefore > now()) return { sent, away: false, next: head.notBefore };
    const outcome = await send(head);
    if (outcome.kind === 'later') return { sent, away: true, next: head.notBefore };
    if (outcome.kind === 'refused') await store.put({ ...head, state: 'refused', faults: outcome.faults });
    else {
      await store.remove(head.id);
      sent.push(head);
    }
  }
}
