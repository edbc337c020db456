import { useEffect, useState } from 'react';
import { districtNow } from '../../state/clock.ts';
import { fresh } from './freshness.ts';

export interface Connection {
  state: 'fresh' | 'stale' | 'shut';
  /** Time of day of the last good answer, where it is not fresh. */
  since: string;
}

const LOOK_MS = 1_000;

/** Whether the answers are fresh, looked at every second. */
export function useConnection(zone: string, shut: boolean): Connection {
  const [state, setState] = useState(() => fresh.now());
  useEffect(() => {
    const timer = setInterval(() => {
      const now = fresh.now();
      setState((before) => (before.stale === now.stale && before.at === now.at ? before : now));
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const since =
    state.at === null
      ? '—'
      : new Intl.DateTimeFormat('zh-CN', {
          ...{ timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
          ...(Math.abs(districtNow() - state.at) > 86_400_000 / 2
            ? { month: '2-digit', day: '2-digit' }
            : {}),
        }).format(state.at);
  return { state: shut ? 'shut' : state.stale ? 'stale' : 'fresh', since: state.stale || shut ? since : '' };
}
