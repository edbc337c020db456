import { startTransition, useEffect, useState } from 'react';
import { firstPaint } from '../../state/afterPaint.ts';

type Furniture = typeof import('./furniture.ts');

/** What is known of it: the parts, that they are still to come, or that they did not come. */
export type FurnitureState = Furniture | 'coming' | 'missing';

let state: FurnitureState = 'coming';
const listeners = new Set<(next: FurnitureState) => void>();

function set(next: FurnitureState): void {
  state = next;
  for (const tell of listeners) tell(next);
}

/** Fetches it, again where it did not come. */
export async function fetchFurniture(): Promise<void> {
  set('coming');
  try {
    set(await import('./furniture.ts'));
  } catch {
    set('missing');
  }
}

let begun = false;

/** Fetches it for whoever wants it first. Made for the first picture it would hold that back, however soon it is here. */
function begin(): void {
  if (begun) return;
  begun = true;
  void firstPaint.then(fetchFurniture);
}

/** How it is with what stands around the leader's first picture. */
export function useFurnitureState(): FurnitureState {
  const [now, setNow] = useState(state);
  useEffect(() => {
    const tell = (next: FurnitureState) => startTransition(() => setNow(next));
    listeners.add(tell);
    tell(state);
    begin();
    return () => void listeners.delete(tell);
  }, []);
  return now;
}

/** The parts that stand around the leader's first picture; null until they are here. */
export function useFurniture(): Furniture | null {
  const now = useFurnitureState();
  return typeof now === 'string' ? null : now;
}
