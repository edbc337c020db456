import { useEffect, useRef, useState } from 'react';
import type { Unmasked } from '#api/contract/access.ts';
import { access } from '../apiAccess.ts';
import { useMay } from '../queries/who.ts';

export interface Unmasking {
  /** Whether whoever is signed in may see it at all. */
  may: boolean;
  /** What is seen; null while the stars stand. */
  seen: Unmasked | null;
  busy: boolean;
  error: unknown;
  show: () => void;
  hide: () => void;
}

/**
 * The name behind the stars of one subject or officer, asked for when somebody wants to see it. It is held by
 * the part of the screen that shows it and nowhere else, and goes with it: when that is left, turns to somebody
 * else, or the page is put away.
 *
 * @param id null while nobody is shown
 */
export function useUnmask(kind: 'subjects' | 'officers', id: string | null): Unmasking {
  const may = useMay('personal');
  const [state, setState] = useState<{ seen: Unmasked | null; busy: boolean; error: unknown }>(HIDDEN);
  /** Counts what was asked for: an answer that comes after it was put away is not shown. */
  const turn = useRef(0);
  const hide = () => {
    turn.current++;
    setState(HIDDEN);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it is about somebody else
  useEffect(() => {
    const away = () => document.visibilityState === 'hidden' && hide();
    document.addEventListener('visibilitychange', away);
    return () => {
      document.removeEventListener('visibilitychange', away);
      hide();
    };
  }, [kind, id]);
  const show = () => {
    if (id === null) return;
    const mine = ++turn.current;
    const put = (next: Partial<typeof state>) => mine === turn.current && setState({ ...HIDDEN, ...next });
    put({ busy: true });
    access.unmask(kind, id).then(
      (seen) => put({ seen }),
      (error: unknown) => put({ error }),
    );
  };
  const { seen, busy, error } = state;
  return { may, seen: seen?.id === id ? seen : null, busy, error, show, hide };
}

const HIDDEN = { seen: null, busy: false, error: null };
