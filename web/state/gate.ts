import { useSyncExternalStore } from 'react';
import { rememberSignedIn } from './signedIn.ts';

/** Types of the problems that stand in the way of every other question. */
export const SIGN_IN_NEEDED = 'urn:guatu:signInNeeded';
export const PASSWORD_DUE = 'urn:guatu:passwordDue';

const TABS = 'guatu-gate';

let shut = false;
let due: () => void = () => {};
const listeners = new Set<() => void>();
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(TABS);

function show(next: boolean): void {
  if (shut === next) return;
  shut = next;
  for (const listener of listeners) listener();
}

/** Notes why an answer was refused: when nobody is signed in, the gate is shut until somebody is. */
export function refused(type: string): void {
  if (type === SIGN_IN_NEEDED) {
    rememberSignedIn(false);
    show(true);
  } else if (type === PASSWORD_DUE) due();
}

/** Somebody signed in. */
export function opened(): void {
  rememberSignedIn(true);
  show(false);
}

/** Somebody signed out here, and all that was kept is gone: other tabs begin anew too. */
export function left(): void {
  rememberSignedIn(false);
  channel?.postMessage('left');
}

/** Follows what else concerns the gate: a password that became due, and another tab that signed out. */
export function watchGate(onDue: () => void): () => void {
  const onLeft = () => location.reload();
  due = onDue;
  channel?.addEventListener('message', onLeft);
  return () => {
    due = () => {};
    channel?.removeEventListener('message', onLeft);
  };
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether nobody is signed in. */
export const useShut = (): boolean => useSyncExternalStore(subscribe, () => shut);
