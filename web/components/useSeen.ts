import { useEffect, useRef, useState } from 'react';
import { useMay } from '../queries/who.ts';

/** Something that is hidden until it is asked for. */
export interface Seeing<T> {
  /** Whether whoever is signed in may see it at all. */
  may: boolean;
  /** What is seen; null while the stars stand. */
  seen: T | null;
  busy: boolean;
  error: unknown;
  show: () => void;
  hide: () => void;
}

const HIDDEN = { seen: null, busy: false, error: null };

/**
 * What is hidden about somebody or something, asked for when somebody wants to see it. It is held by the part of the
 * screen that shows it and nowhere else, and goes with it: when that is left, turns to another, or the page is put
 * away.
 *
 * @param about what it is about; null while nothing is shown
 * @param ask leaves an entry in the audit
 */
export function useSeen<T extends { id: string }>(
  about: { kind: string; id: string } | null,
  ask: (id: string) => Promise<T>,
): Seeing<T> {
  const may = useMay('personal');
  const [state, setState] = useState<{ seen: T | null; busy: boolean; error: unknown }>(HIDDEN);
  /** Counts what was asked for: an answer that comes after it was put away is not shown. */
  const turn = useRef(0);
  const hide = () => {
    turn.current++;
    setState(HIDDEN);
  };
  const id = about?.id ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it is about another
  useEffect(() => {
    const away = () => document.visibilityState === 'hidden' && hide();
    document.addEventListener('visibilitychange', away);
    return () => {
      document.removeEventListener('visibilitychange', away);
      hide();
    };
  }, [about?.kind, id]);
  const show = () => {
    if (id === null) return;
    const mine = ++turn.current;
    const put = (next: Partial<typeof state>) => mine === turn.current && setState({ ...HIDDEN, ...next });
    put({ busy: true });
    ask(id).then(
      (seen) => put({ seen }),
      (error: unknown) => put({ error }),
    );
  };
  const { seen, busy, error } = state;
  return { may, seen: seen?.id === id ? seen : null, busy, error, show, hide };
}
