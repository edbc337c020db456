import { OpenAPIHono } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportAnswer } from '#api/contract/imports.ts';
import type { JobAnswer } from '#api/contract/jobs.ts';
import { ask, type Env } from '#api/http.ts';
import { jobRoutes } from '#api/routes/jobs.ts';
import {
  IMPORT_QUERY,
  openTestInterface,
  SQUARES,
  squaresFile,
  type TestInterface,
} from '#api/squaresFixture.ts';
import { ANYBODY } from '#api/testing.ts';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
let api: TestInterface;
beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00', { threads: true });
});
afterAll(async () => {
  await api.services.jobs.close();
  await api.ledger.close();
});

/** Events of a stream: the name, and the job it tells of. */
const eventsOf = (text: string): { event: string; job: JobAnswer }[] =>
  [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, event, data]) => ({
    event: event!,
    job: JSON.parse(data!) as JobAnswer,
  }));
const async = { Prefer: 'respond-async' };
const importFile = (squares = SQUARES) =>
  api.request(`/api/imports?${new URLSearchParams(IMPORT_QUERY)}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/geo+json', ...async },
    body: squaresFile(squares),
  });

test('an import that is not waited for tells how far it is and ends in the import', async () => {
  const towns = SQUARES.filter(({ level }) => level === 'district' || level === 'town');
  const response = await importFile(towns);
  expect(response.status).toBe(202);
  const { id, kind } = (await response.json()) as JobAnswer;
  expect(kind).toBe('importCheck');
  const told = eventsOf(await (await api.get(`/api/jobs/${id}/events?lang=en`)).text());
  expect(told.map(({ event }) => event)).toEqual([...told.slice(1).map(() => 'progress'), 'end']);
  const last = told.at(-1)!.job;
  expect(last).toMatchObject({ id, state: 'done', progress: 1, doing: 'done' });
  expect(told.map(({ job }) => job.progress)).toEqual(told.map(({ job }) => job.progress).sort());
  const checked = await api.read<ImportAnswer>(`/api/imports/${last.result!.import}`);
  expect(checked.status).toBe('checked');

  const confirming = await api.request(`/api/imports/${checked.id}/confirm`, {
    method: 'POST',
    headers: async,
  });
  expect(confirming.status).toBe(202);
  const job = (await confirming.json()) as JobAnswer;
  await (await api.get(`/api/jobs/${job.id}/events`)).text();
  expect(await api.read<JobAnswer>(`/api/jobs/${job.id}`)).toMatchObject({
    kind: 'importConfirm',
    state: 'done',
  });
  expect((await api.read<ImportAnswer>(`/api/imports/${checked.id}`)).status).toBe('applied');
}, 300_000);

test('a file that cannot be read fails with the same problem as when it is waited for', async () => {
  const send = (headers: Record<string, string>) =>
    api.request(`/api/imports?${new URLSearchParams(IMPORT_QUERY)}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/geo+json', ...headers },
      body: '{',
    });
  const { id } = (await (await send(async)).json()) as JobAnswer;
  const told = eventsOf(await (await api.get(`/api/jobs/${id}/events`)).text());
  const { requestId: _, ...problem } = (await (await send({})).json()) as { requestId: string };
  expect(told.at(-1)!.job).toMatchObject({ state: 'failed', result: null, problem, doing: '失败' });
}, 300_000);

describe('cancelling', () => {
  test('ends the thread, and nothing is left behind', async () => {
    const before = await api.ledger.store.lastCommit();
    const response = await api.send('POST', '/api/divisions', {
      parentCode: '370211001',
      level: 'grid',
      count: 999,
    });
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as JobAnswer;
    const stream = await api.get(`/api/jobs/${id}/events`);
    const answer = await api.request(`/api/jobs/${id}`, { method: 'DELETE' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ state: 'cancelled', result: null, doing: '已取消' });
    expect(eventsOf(await stream.text()).at(-1)).toMatchObject({ event: 'end', job: { state: 'cancelled' } });
    expect(await (await api.request(`/api/jobs/${id}`, { method: 'DELETE' })).json()).toMatchObject({
      state: 'cancelled',
    });
    expect(await api.ledger.store.lastCommit()).toEqual(before);
  }, 300_000);
});

test('what is not known is 404, what is no id 400', async () => {
  for (const [path, status] of [
    [`/api/jobs/${UNKNOWN}`, 404],
    [`/api/jobs/${UNKNOWN}/events`, 404],
    ['/api/jobs/x', 400],
    ['/api/jobs/x/events', 400],
    [`/api/jobs/${UNKNOWN}?colour=red`, 400],
    [`/api/jobs/${UNKNOWN}/events?colour=red`, 400],
  ] as const)
    expect([path, (await api.get(path)).status]).toEqual([path, status]);
  expect((await api.request(`/api/jobs/${UNKNOWN}`, { method: 'DELETE' })).status).toBe(404);
  const response = await api.request(`/api/imports/${UNKNOWN}/confirm`, { method: 'POST', headers: async });
  expect(response.status).toBe(404);
});

describe('the stream of events', () => {
  /** The routes alone, with a heartbeat of a few milliseconds. */
  const app = () => {
    const bare = new OpenAPIHono<Env>();
    bare.use(
      '*',
      ask(api.services.context, async () => ({ codes: [], whole: false })),
    );
    bare.use('*', (c, next) => {
      c.set('principal', ANYBODY);
      return next();
    });
    jobRoutes(bare, api.services, 5);
    return bare;
  };

  test('says that it is still there, and ends when its reader leaves', async () => {
    const { jobs } = api.services;
    const stop = Promise.withResolvers<null>();
    const { id } = jobs.start('division', () => stop.promise);
    let watchers = 0;
    const watch = jobs.watch.bind(jobs);
    jobs.watch = (...args) => {
      watchers++;
      const end = watch(...args);
      return () => {
        watchers--;
        end();
      };
    };
    const response = await app().request(`http://localhost/api/jobs/${id}/events`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const reader = response.body!.getReader();
    const decoder = new TextDecoder();
    let text = '';
    while (!/(:\n\n){2}/.test(text)) text += decoder.decode((await reader.read()).value);
    expect(eventsOf(text)).toMatchObject([{ event: 'progress', job: { id, state: 'running' } }]);
    expect(watchers).toBe(1);
    await reader.cancel();
    await expect.poll(() => watchers).toBe(0);
    stop.resolve(null);
  });
});
