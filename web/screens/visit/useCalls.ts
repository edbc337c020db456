import { useEffect, useMemo, useRef, useState } from 'react';
import type { VisitInput } from '#api/contract/records.ts';
import { openOutbox, useOutbox } from '../../state/outbox.ts';
import { UNDO_MS } from '../../state/outboxSend.ts';
import { useReducedMotion } from '../../state/useMedia.ts';
import type { MySubject } from './myList.ts';

/** How long a row takes to be struck off; the style sheet draws it. */
const STRIKE_MS = 700;

export interface Toast {
  id: string;
  who: string;
  outcome: VisitInput['outcome'];
  state: 'saved' | 'undone' | 'tooLate';
}

/** Today's calls of this device, sent or not, and what a new one does to the list. */
export function useCalls(today: string, refresh: () => void) {
  const [{ entries, sent, away, ready }, outbox] = useOutbox();
  const still = useReducedMotion();
  const [toast, setToast] = useState<Toast | null>(null);
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());

  // What the server has just taken changes the list.
  const count = sent.length;
  const refreshed = useRef(refresh);
  refreshed.current = refresh;
  useEffect(() => {
    if (count > 0) refreshed.current();
  }, [count]);

  useEffect(() => {
    if (toast === null) return;
    const timer = setTimeout(() => setToast(null), UNDO_MS);
    return () => clearTimeout(timer);
  }, [toast]);

  const calls = useMemo(
    () =>
      [...sent, ...entries.filter(({ state }) => state === 'waiting').map(({ visit }) => visit)].filter(
        ({ at }) => at.startsWith(today),
      ),
    [sent, entries, today],
  );
  const met = useMemo(
    () => new Set(calls.filter(({ outcome }) => outcome === 'met').map(({ subject }) => subject)),
    [calls],
  );
  const tried = useMemo(
    () => new Map(calls.filter(({ outcome }) => outcome !== 'met').map((call) => [call.subject, call])),
    [calls],
  );

  const strike = (subject: string) => {
    if (still) return;
    setLeaving((before) => new Set(before).add(subject));
    setTimeout(
      () =>
        setLeaving((before) => {
          const next = new Set(before);
          next.delete(subject);
          return next;
        }),
      STRIKE_MS,
    );
  };
  return {
    away,
    ready,
    /** Number of calls of this device that wait, refused ones included. */
    kept: entries.length,
    /** Subjects met today. */
    met,
    /** The last attempt today on a subject that was not met. */
    tried,
    /** Subjects whose row is being struck off. */
    leaving,
    toast,
    /** Keeps a visit, strikes its row off and offers to take it back. */
    save: async (visit: VisitInput, place: string, row: MySubject | null, mends: string | null) => {
      if (mends === null) await outbox.add(visit, place);
      else await outbox.mend(mends, visit, place);
      if (visit.outcome === 'met' && row) strike(row.subject);
      setToast({ id: visit.id, who: row?.name ?? visit.subject, outcome: visit.outcome, state: 'saved' });
    },
    undo: async () => {
      if (!toast) return;
      const there = await openOutbox().takeBack(toast.id);
      setToast({ ...toast, state: there ? 'undone' : 'tooLate' });
    },
  };
}
