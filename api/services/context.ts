import type { Jobs } from '#api/services/jobs.ts';
import type { Scope, Store } from '#api/store/store.ts';
import type { Day } from '#geodata/model.ts';

/** The parts the services are built from; tests make their own. */
export interface ServiceContext {
  store: Store;
  /** Milliseconds since 1970 UTC. */
  now: () => number;
  timezone: string;
  dayOf: (epochMs: number) => Day;
  jobs: Jobs;
}

/** Who asks, and how the answer is to be written. */
export interface Asking {
  scope: Scope;
  /** Organisations whose officers alone may be seen; none named: those of all. */
  organisations: readonly string[];
  /** Whether a name may be searched for: who finds it has seen it. */
  namesSearched: boolean;
  lang: 'zh-CN' | 'en';
  /** The moment that stands for now, floored to five minutes. */
  now: number;
}
