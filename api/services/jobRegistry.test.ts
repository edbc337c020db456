import { beforeEach, expect, test } from 'vitest';
import { CodedError } from '#api/errors.ts';
import { JobRegistry, type JobRegistryOptions, type Work } from './jobRegistry.ts';

const clock = { now: 0 };
let logged: string[];
beforeEach(() => {
  clock.now = Date.parse('2026-11-20T14:32:00+08:00');
  logged = [];
});
const registry = (options: Partial<JobRegistryOptions> = {}) =>
  new JobRegistry({
    now: () => clock.now,
    timezone: 'Asia/Shanghai',
    log: (message) => logged.push(message),
    ...options,
  });

/** Work that a test steers from outside and that gives up when told to. */
function steered() {
  const done = Promise.withResolvers<null>();
  let report: Parameters<Work>[0] = () => {};
  const work: Work = (onProgress, signal) => {
    report = onProgress;
    signal.addEventListener('abort', () => done.reject(signal.reason));
    return done.promise;
  };
  return { work, done, report: (...told: Parameters<typeof report>) => report(...told) };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('tells how far the work is, never back and within 0 to 1, then what it gave', async () => {
  const jobs = registry();
  const { work, done, report } = steered();
  const { id, state } = jobs.start('division', async (...args) => {
    await work(...args);
    return { import: '00000000-0000-4000-8000-000000000000' };
  });
  expect(state).toBe('running');
  const seen: number[] = [];
  jobs.watch(id, () => seen.push(jobs.get(id).progress));
  for (const share of [0.2, 0.1, 0.5, 7]) report(share, 'dividing');
  expect(seen).toEqual([0.2, 0.5, 1]);
  expect(jobs.get(id)).toMatchObject({ state: 'running', doing: 'dividing', endedAt: null, result: null });
  clock.now += 1000;
  done.resolve(null);
  await settled();
  expect(jobs.get(id)).toEqual({
    id,
    kind: 'division',
    state: 'done',
    progress: 1,
    doing: 'done',
    createdAt: '2026-11-20T14:32:00+08:00',
    startedAt: '2026-11-20T14:32:00+08:00',
    endedAt: '2026-11-20T14:32:01+08:00',
    result: { import: '00000000-0000-4000-8000-000000000000' },
    problem: null,
  });
});

test('a refusal is told as it is, a fault of ours without its cause', async () => {
  const jobs = registry();
  const refused = jobs.start('division', async () => {
    throw new CodedError('badInput', 'no', [{ path: 'line 2', message: 'why', code: 'x' }]);
  });
  const broken = jobs.start('division', async () => {
    throw new Error('secret');
  });
  await settled();
  expect(jobs.get(refused.id)).toMatchObject({
    state: 'failed',
    problem: { status: 422, errors: [{ path: 'line 2' }] },
  });
  expect(logged).toHaveLength(1);
  expect(logged[0]).toMatch(/secret/);
  expect(jobs.get(broken.id).problem).toMatchObject({ status: 500, requestId: broken.id });
  expect(JSON.stringify(jobs.get(broken.id))).not.toMatch(/secret/);
});

test('a cancelled job ends when its work has given up; what has ended stays as it is', async () => {
  const jobs = registry();
  const { id } = jobs.start('division', steered().work);
  expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled', result: null });
  expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled' });
  const late = steered();
  // work that can no longer be stopped finishes
  const finishing = jobs.start('importConfirm', async () => late.done.promise);
  const cancelling = jobs.cancel(finishing.id);
  late.done.resolve(null);
  expect(await cancelling).toMatchObject({ state: 'done' });
});

test('only so many work at once, only so many wait, and who is cancelled while waiting never starts', async () => {
  const jobs = registry({ atOnce: 1, mostWaiting: 2 });
  const all = [steered(), steered(), steered()];
  const started: number[] = [];
  const [first, second, third] = all.map(({ work }, i) =>
    jobs.start('division', (...args) => {
      started.push(i);
      return work(...args);
    }),
  );
  expect([first, second, third].map((job) => job!.state)).toEqual(['running', 'waiting', 'waiting']);
  expect(() => jobs.start('division', steered().work)).toThrow(
    expect.objectContaining({ code: 'unavailable' }) as Error,
  );
  expect((await jobs.cancel(second!.id)).state).toBe('cancelled');
  all[0]!.done.resolve(null);
  await settled();
  expect(jobs.get(third!.id).state).toBe('running');
  expect(started).toEqual([0, 2]);
  await jobs.close();
  expect(jobs.get(third!.id).state).toBe('cancelled');
});

test('ended jobs are forgotten after a while, and the oldest beyond a bound', async () => {
  const jobs = registry({ mostEnded: 2, keepMs: 60_000 });
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) {
    ids.push(jobs.start('division', async () => null).id);
    await settled();
    clock.now += 1000;
  }
  const open = jobs.start('division', steered().work);
  expect(() => jobs.get(ids[0]!)).toThrow(expect.objectContaining({ code: 'notFound' }) as Error);
  expect(jobs.get(ids[2]!).state).toBe('done');
  clock.now += 60_000;
  expect(() => jobs.get(ids[2]!)).toThrow(expect.objectContaining({ code: 'notFound' }) as Error);
  expect(jobs.get(open.id).state).toBe('running');
  await jobs.close();
});
