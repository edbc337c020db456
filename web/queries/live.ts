import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { firstPaint } from '../state/afterPaint.ts';
import type { Told } from '../state/live.ts';

/** What a commit may change, by what it is about; accounts, settings and shapes have other ways to be told. */
const OF_COVERAGE: readonly unknown[] = [
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
];
/** First parts of the keys of all that is shown of issues. */
export const OF_ISSUES: readonly unknown[] = [
  ...['issues', 'issue', 'issueSummary', 'issueSeries', 'issuePoints', 'heat'],
  ...['hotspots', 'emerging', 'silence', 'supervision'],
];
/** The same of service points, and of whom they reach. */
const OF_SERVICES: readonly unknown[] = [
  ...['servicePoints', 'servicePoint', 'serviceStops', 'reach', 'outOfReach', 'priority'],
];

/** Milliseconds between two rounds of questions, and most that a page waits so that not all ask at once. */
const ROUND_MS = 1000;
const JITTER_MS = 250;
/** Milliseconds until answers that are on their way are looked for again. */
const BUSY_MS = 100;

/** Asks anew for what is shown as soon as the ledger changes; at most once a second. */
export function useLive(on: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!on) return;
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = new Set<unknown>();
    const whatChanged = {
      predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => changed.has(queryKey[0]),
    };
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
      changed.clear();
    };
    const tell = (told: Told): void => {
      for (const key of keysOf(told)) changed.add(key);
      // An import tells of itself by what it writes; whether one runs, and has ended, the session says.
      if (told?.issues) changed.add('session');
      timer ??= setTimeout(ask, Math.max(0, last + ROUND_MS - Date.now()) + Math.random() * JITTER_MS);
    };
    let stop: (() => void) | null = null;
    let ended = false;
    // With what checks the events: nothing of the first picture waits for it. What does not come is polled for.
    const listen = async (): Promise<void> => {
      await firstPaint;
      const { listenLive } = await import('../state/live.ts');
      if (!ended) stop = listenLive(tell);
    };
    void listen().catch(() => {});
    return () => {
      ended = true;
      stop?.();
      clearTimeout(timer);
    };
  }, [on, client]);
}

/** What an event may have changed; null for anything at all. */
function keysOf(told: Told): readonly unknown[] {
  const everything = [...OF_COVERAGE, ...OF_ISSUES, ...OF_SERVICES];
  // Visits bear on silence, and a register on everything: only an issue, or a service point, is nothing but that.
  if (told === null || told.duties.length > 0 || !(told.issues || told.services)) return everything;
  return [...(told.issues ? OF_ISSUES : []), ...(told.services ? OF_SERVICES : [])];
}
