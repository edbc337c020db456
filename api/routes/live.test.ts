import { OpenAPIHono } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Env } from '#api/http.ts';
import { household, PROGRAMME_2026, visitMaker } from '#api/recordsFixture.ts';
import { liveRoutes } from '#api/routes/live.ts';
import { eventsOf, type Listener, LiveHub } from '#api/services/live.ts';
import { DISTRICT, openTestInterface, squaresFile, type TestInterface, TOWN_1 } from '#api/squaresFixture.ts';
import { ANYBODY } from '#api/testing.ts';

const TOWN_2 = `${DISTRICT}002`;
const [GRID_1, GRID_2] = [`${TOWN_1}001001`, `${TOWN_2}001001`];
const visit = visitMaker();
let api: TestInterface;

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  await api.batch('/api/subjects', [household('one', GRID_1), household('two', GRID_2)]);
});
afterAll(() => api.ledger.close());

const call = (...subjects: string[]) =>
  api.batch(
    '/api/visits',
    subjects.map((subject) => visit(subject, '2026-11-10')),
  );
const lastSeq = async () => (await api.ledger.store.lastCommit()).seq;

interface Told {
  event: string;
  id: number | null;
  data: { seq?: number; town?: string | null; areas?: string[]; duties?: string[] };
}

/** Events of a piece of a stream, comments and the time to wait left out. */
function eventsIn(text: string): Told[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event:'))
    .map((block) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const id = field('id');
      return {
        event: field('event')!,
        id: id === undefined ? null : Number(id),
        data: JSON.parse(field('data')!),
      };
    });
}

/** The routes alone, for whoever sees these areas. */
function streamOf(codes: string[], headers: Record<string, string> = {}, services = api.services) {
  const bare = new OpenAPIHono<Env>();
  bare.use('*', (c, next) => {
    c.set('principal', ANYBODY);
    c.set('token', null);
    return next();
  });
  bare.use(
    '*',
    ask(api.services.context, async () => ({ codes, whole: false })),
  );
  liveRoutes(bare, services, 20);
  const asked = Promise.resolve(bare.request('http://localhost/api/live', { headers }));
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const decoder = new TextDecoder();
  let text = '';
  return {
    response: asked,
    /** Reads on until so many events have come, or the stream ends. */
    async events(count: number): Promise<Told[]> {
      reader ??= (await asked).body!.getReader();
      while (eventsIn(text).length < count) {
        const { done, value } = await reader.read();
        if (done) break;
        text += decoder.decode(value, { stream: true });
      }
      return eventsIn(text);
    },
    text: () => text,
    leave: async () => reader?.cancel(),
  };
}

describe('the live stream', () => {
  test('begins with where it stands, and tells each commit once, by town', async () => {
    const stream = streamOf([DISTRICT]);
    const start = await lastSeq();
    expect(await stream.events(1)).toEqual([{ event: 'hello', id: start, data: {} }]);
    expect((await stream.response).headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
    await call('one', 'two');
    const seq = await lastSeq();
    const [, first, second] = await stream.events(3);
    const duties = ['poor-monthly'];
    expect(first).toEqual({
      event: 'change',
      id: null,
      data: { seq, town: TOWN_1, areas: [GRID_1], duties, issues: false, services: false },
    });
    // the number comes with the last of a commit: who is cut off between the two is told both again
    expect(second).toEqual({
      event: 'change',
      id: seq,
      data: { seq, town: TOWN_2, areas: [GRID_2], duties, issues: false, services: false },
    });
    await stream.leave();
  });

  test('tells of the own areas alone, and nothing of persons or figures', async () => {
    const stream = streamOf([TOWN_2]);
    await stream.events(1);
    await call('one');
    await call('two');
    const [, told] = await stream.events(2);
    expect(told!.data.town).toBe(TOWN_2);
    expect(stream.text()).not.toContain(TOWN_1);
    expect(stream.text()).not.toMatch(/one|two|张|w-1/);
    await stream.leave();
  });

  test('resumes from the number it heard last, with everything in between', async () => {
    const from = await lastSeq();
    for (const subject of ['one', 'two', 'one']) await call(subject);
    const stream = streamOf([DISTRICT], { 'Last-Event-ID': String(from) });
    const told = await stream.events(4);
    expect(told.map(({ event, id }) => [event, id])).toEqual([
      ['hello', from],
      ['change', from + 1],
      ['change', from + 2],
      ['change', from + 3],
    ]);
    await call('two');
    expect((await stream.events(5)).at(-1)!.id).toBe(from + 4);
    await stream.leave();
  });

  test.each(['999999999', 'x', '-1', '1e3'])(
    'a number that never was (%s) has to look at all anew',
    async (id) => {
      const stream = streamOf([DISTRICT], { 'Last-Event-ID': id });
      expect((await stream.events(1))[0]).toEqual({ event: 'resync', id: await lastSeq(), data: {} });
      await stream.leave();
    },
  );

  test('says that it is still there', async () => {
    const stream = streamOf([DISTRICT]);
    await stream.events(1);
    const next = stream.events(2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await call('one');
    await next;
    expect(stream.text()).toMatch(/(:\n\n){2}/);
    await stream.leave();
  });

  test('ends with the session', async () => {
    const ends: (() => void)[] = [];
    const { access } = api.services;
    const sessions = Object.assign(Object.create(access.sessions) as typeof access.sessions, {
      onEnd: (_: string, tell: () => void) => {
        ends.push(tell);
        return () => {};
      },
    });
    const signedOut = Object.assign(Object.create(access) as typeof access, { sessions });
    const stream = streamOf([DISTRICT], {}, { ...api.services, access: signedOut });
    await stream.events(1);
    for (const end of ends) end();
    expect(await stream.events(99)).toHaveLength(1);
  });
});

describe('the hub', () => {
  const listener = (fits: () => boolean = () => true) => {
    const heard: string[] = [];
    let ended = false;
    const it: Listener = {
      send: (text) => {
        heard.push(text);
        return fits();
      },
      end: () => {
        ended = true;
      },
    };
    return { it, heard, ended: () => ended };
  };

  test('writes an event once for all who see the same, and forgets who leaves', async () => {
    const hub = new LiveHub(api.ledger.store);
    const all = Array.from({ length: 1000 }, () => listener());
    const some = Array.from({ length: 1000 }, () => listener());
    const leave: ((() => void) | null)[] = [];
    for (const { it } of all) leave.push(await hub.listen({ codes: [DISTRICT] }, it, null));
    for (const { it } of some) leave.push(await hub.listen({ codes: [TOWN_1] }, it, null));
    expect(hub.listeners).toBe(2000);
    await call('one');
    await expect.poll(() => some.at(-1)!.heard.length).toBe(2);
    expect(hub.written).toBe(2);
    for (const { heard } of [...all, ...some]) expect(heard).toHaveLength(2);
    for (const end of leave) end!();
    expect(hub.listeners).toBe(0);
  });

  test('ends one that is too slow, and goes on with the others', async () => {
    const hub = new LiveHub(api.ledger.store);
    let fits = true;
    const slow = listener(() => fits);
    const quick = listener();
    for (const { it } of [slow, quick]) await hub.listen({ codes: [DISTRICT] }, it, null);
    fits = false;
    await call('one');
    await expect.poll(() => quick.heard.length).toBe(2);
    expect(slow.ended()).toBe(true);
    await call('two');
    await expect.poll(() => quick.heard.length).toBe(3);
    expect(slow.heard).toHaveLength(2);
    expect(hub.listeners).toBe(1);
  });

  test('loses nothing to whoever joins while commits come in', async () => {
    const hub = new LiveHub(api.ledger.store);
    const from = await lastSeq();
    const writing = (async () => {
      for (let i = 0; i < 20; i++) await call(i % 2 ? 'one' : 'two');
    })();
    const joined = [];
    for (let i = 0; i < 10; i++) {
      const each = listener();
      await hub.listen({ codes: [DISTRICT] }, each.it, from);
      joined.push(each);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await writing;
    const last = await lastSeq();
    for (const { heard } of joined) {
      const ids = () => eventsIn(heard.join('')).flatMap(({ event, id }) => (event === 'change' ? [id] : []));
      await expect.poll(() => ids().at(-1)).toBe(last);
      expect(ids()).toEqual(Array.from({ length: last - from }, (_, i) => from + 1 + i));
    }
  });

  test('names a town instead of hundreds of its areas', async () => {
    const { tree } = await api.ledger.store.treeState();
    const areas = Array.from({ length: 201 }, () => GRID_1);
    const scope = { codes: [DISTRICT] };
    expect(
      eventsOf(tree, scope, { seq: 1, areas, duties: [], issues: false, services: false })[0]!.areas,
    ).toEqual([TOWN_1]);
    expect(
      eventsOf(tree, scope, { seq: 1, areas: [DISTRICT], duties: [], issues: false, services: false }),
    ).toMatchObject([{ town: null }]);
    expect(
      eventsOf(tree, { codes: [] }, { seq: 1, areas, duties: [], issues: false, services: false }),
    ).toEqual([]);
  });
});
