import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { listenLive } from '../state/live.ts';

/** What a commit of the ledger may change; accounts, settings and shapes have other ways to be told. */
const OF_LEDGER: ReadonlySet<unknown> = new Set([
  ...[
    'area',
    'responsible',
    'coverage',
    'summary',
    'series',
    'ranking',
    'gaps',
    'visits',
    'subject',
    'officer',
  ],
  ...['issues', 'issue', 'issueSummary', 'issueSeries', 'issuePoints', 'heat'],
  ...['hotspots', 'emerging', 'silence', 'supervision'],
]);

/** Milliseconds between two rounds of questions, and most that a page waits so that not all ask at once. */
const ROUND_MS = 1000;
const JITTER_MS = 250;
/** Milliseconds until answers that are on their way are looked for again. */
const BUSY_MS = 100;

const isOfLedger = ({ queryKey }: { queryKey: readonly unknown[] }) => OF_LEDGER.has(queryKey[0]);

/** Asks anew for what is shown as soon as the ledger changes; at most once a second. */
export function useLive(on: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!on) return;
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const whatChanged = { predicate: isOfLedger };
    const ask = (): void => {
      // What is on its way may be older than the change; cut short each time, it would never arrive.
      if (client.isFetching(whatChanged) > 0) {
        timer = setTimeout(ask, BUSY_MS);
        return;
      }
      timer = undefined;
      last = Date.now();
      // What nobody looks at is asked for when somebody does.
      void client.invalidateQueries(whatChanged);
    };
    const stop = listenLive(() => {
      timer ??= setTimeout(ask, Math.max(0, last + ROUND_MS - Date.now()) + Math.random() * JITTER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [on, client]);
}
