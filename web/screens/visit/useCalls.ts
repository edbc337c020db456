import type { TFunction } from 'i18next';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { VisitInput } from '#api/contract/records.ts';
import { openOutbox, useOutbox } from '../../state/outbox.ts';
import { UNDO_MS } from '../../state/outboxSend.ts';
import type { OutboxEntry } from '../../state/outboxStore.ts';
import { useReducedMotion } from '../../state/useMedia.ts';
import type { MySubject } from './myList.ts';
import type { Snapped } from './snap.ts';

/** How long a row takes to be struck off; the style sheet draws it. */
const STRIKE_MS = 700;

export interface Toast {
  /** Of the records that were just kept. */
  ids: readonly string[];
  /** What was noted, in words. */
  say: (t: TFunction) => string;
  state: 'saved' | 'undone' | 'tooLate';
}

type WaitingVisit = Extract<OutboxEntry, { kind: 'visit' }>;
const isWaitingVisit = (entry: OutboxEntry): entry is WaitingVisit =>
  entry.kind === 'visit' && entry.state === 'waiting';

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
      [...sent, ...entries.flatMap((each) => (isWaitingVisit(each) ? each.visit : []))].filter(({ at }) =>
        at.startsWith(today),
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
    /** Keeps a visit and what was found on it, strikes its row off and offers to take it back. */
    save: async (
      visit: VisitInput,
      place: string,
      row: MySubject | null,
      mends: string | null,
      found: Snapped | null,
    ) => {
      const written = { kind: 'visit' as const, visit };
      if (mends === null) await outbox.add(written, place);
      else await outbox.mend(mends, written, place);
      if (found) await outbox.add(issueWritten(found), place, found.photos);
      if (visit.outcome === 'met' && row) strike(row.subject);
      const who = row?.name ?? visit.subject;
      setToast({
        ids: [visit.id, ...(found ? [found.issue.id] : [])],
        say: (t) => t('visit.toast.saved', { who, outcome: t(`visit.outcome.${visit.outcome}`) }),
        state: 'saved',
      });
    },
    /** Keeps an issue and offers to take it back. */
    report: async (snapped: Snapped, mends: string | null) => {
      const { issue, photos, place } = snapped;
      if (mends === null) await outbox.add(issueWritten(snapped), place, photos);
      else await outbox.mend(mends, issueWritten(snapped), place, photos);
      setToast({
        ids: [issue.id],
        say: (t) => t('issues.snap.saved', { what: issue.title }),
        state: 'saved',
      });
    },
    undo: async () => {
      if (!toast) return;
      const there = await Promise.all(toast.ids.map((id) => openOutbox().takeBack(id)));
      setToast({ ...toast, state: there.every(Boolean) ? 'undone' : 'tooLate' });
    },
  };
}

const issueWritten = ({ issue, photos }: Snapped) => ({
  kind: 'issue' as const,
  issue,
  photos: photos.length,
});
