import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { openTestLedger, putTestTree, testServer } from '#api/testing.ts';
import { OPEN_END } from '#geodata/model.ts';
import type { Bench } from './figure.ts';
import { benchAreas, benchTowns, SCOPE, TODAY } from './ledger.ts';
import { cpuOf, ROUNDS } from './rounds.ts';

const LISTENERS = 1000;
/** Commits of a round: one alone is shorter than the clock's grain. */
const COMMITS = 5;
/** Microseconds of processor time a listener may cost for one commit. */
const MOST_US = 50;

/** One commit told to a thousand listeners of one scope: what it costs the server's main thread. */
export const live: Bench = async (_options, print) => {
  const ledger = await openTestLedger('2026-11-20T14:32:00+08:00');
  const server = await testServer(ledger);
  const { services } = server;
  const [town = ''] = benchTowns();
  await putTestTree(ledger, benchAreas());
  await ledger.store.putSubjects(SCOPE, [
    {
      ...{ id: 'H-1', type: 'household', name: '张三', tags: [], home: town, zones: {}, position: null },
      ...{ validFrom: TODAY - 365, validTo: OPEN_END },
    },
  ]);
  const commit = () =>
    ledger.store.ingestVisits(SCOPE, [
      {
        ...{ id: randomUUID(), subject: 'H-1', officers: ['W-1'], at: ledger.clock.now, day: TODAY },
        ...{ mode: 'onSite', outcome: 'met', programme: null, position: null, note: null },
        ...{ home: null, fields: null, feed: null },
      },
    ]);
  try {
    print('a commit that nobody listens to');
    const alone: number[] = [];
    for (let round = 0; round < ROUNDS; round++) alone.push(await cpuOf(commits));
    print(`${LISTENERS} listeners`);
    const listeners = new Worker(new URL('./liveListeners.ts', import.meta.url), {
      workerData: { port: Number(new URL(server.url).port), listeners: LISTENERS },
    });
    await once(listeners, 'message');
    const written = services.live.written;
    const each: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const used = await cpuOf(async () => {
        for (let i = 0; i < COMMITS; i++) {
          listeners.postMessage('wait');
          const heard = once(listeners, 'message');
          await commit();
          await heard;
        }
      });
      const silent = alone.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
      if (round > 0) each.push(Math.max(0, used - silent) / COMMITS / LISTENERS);
    }
    const perCommit = (services.live.written - written) / ((ROUNDS + 1) * COMMITS);
    await listeners.terminate();
    return [
      {
        bench: 'live',
        what: `one commit told to ${LISTENERS} listeners, processor time a listener`,
        unit: 'us',
        rounds: each,
        budget: { at: 'most', value: MOST_US },
      },
      {
        bench: 'live',
        what: 'times it is written as text for listeners who see the same',
        unit: 'x',
        rounds: [perCommit],
        budget: { at: 'most', value: 1 },
      },
    ];
  } finally {
    await server.close();
    await ledger.close();
  }

  async function commits(): Promise<void> {
    for (let i = 0; i < COMMITS; i++) await commit();
  }
};
