import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testAccessApp } from '#api/accessFixture.ts';
import type { SupervisionDeliveriesAnswer, SupervisionItem } from '#api/contract/supervision.ts';
import { uuidOf } from '#api/recordsFixture.ts';
import { SupervisionDeliveries } from '#api/services/supervision/deliveries.ts';
import { SupervisionSettingsKeeper } from '#api/services/supervision/settings.ts';
import { isSignedBy, signatureOf } from '#api/services/supervision/signature.ts';
import { parseDay } from '#geodata/duty/calendar.ts';

const SECRET = 'a-secret-of-the-district';
const TEXT = '三楼王老五家';
const MINUTE = 60_000;

interface Got {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A system of the district that messages are posted to. */
class Receiver {
  readonly got: Got[] = [];
  /** What it answers; nothing at all where it is null. */
  answer: ((response: ServerResponse) => void) | null = (response) => response.writeHead(204).end();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => {
        body += part.toString();
      });
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        this.got.push({ method, path, headers, body });
        this.answer?.(response);
      });
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/in`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

let api: Awaited<ReturnType<typeof testAccessApp>>;
let receiver: Receiver;
let settings: SupervisionSettingsKeeper;
const logged: string[] = [];
const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end();

beforeEach(async () => {
  api = await testAccessApp();
  receiver = new Receiver();
  await receiver.open();
  settings = new SupervisionSettingsKeeper(api.ledger.store, api.access.vault);
  await settings.put({
    ...{ on: true, url: receiver.url, secret: SECRET, withText: false, also: [] },
    link: 'https://guatu.example/x',
  });
  logged.length = 0;
});
afterEach(async () => {
  await receiver.close();
  await api.close();
});

const deliveries = (timeoutMs = 5000) =>
  new SupervisionDeliveries({
    ...{ store: api.ledger.store, settings, now: () => api.clock.now, timezone: 'Asia/Shanghai' },
    ...{ timeoutMs, log: (message: string) => void logged.push(message) },
  });
async function issue(number: number): Promise<string> {
  const id = uuidOf(number);
  const [result] = await api.ledger.store.supervision.putSupervisions({ codes: ['D'] }, [
    {
      ...{ id, area: 'G1', text: TEXT, by: '韩梅梅', account: 'leader', deliver: true },
      object: { kind: 'organisation', organisation: 'o-1' },
      to: { kind: 'organisation', id: 'o-1' },
      due: parseDay('2026-11-25')!,
    },
  ]);
  expect(result!.status).toBe('created');
  return id;
}
const itemOf = async (id: string) => (await api.ledger.store.supervision.supervision({ codes: ['D'] }, id))!;
const typesOf = async (id: string) => (await itemOf(id)).log.map(({ type }) => type);

describe('a message', () => {
  test('is posted signed, once, without anything that somebody wrote', async () => {
    const id = await issue(1);
    await deliveries().round();
    await deliveries().round();
    expect(receiver.got).toHaveLength(1);
    const { method, path, headers, body } = receiver.got[0]!;
    expect([method, path, headers['content-type']]).toEqual([
      'POST',
      '/in',
      'application/json; charset=utf-8',
    ]);
    expect(headers['x-guatu-signature']).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(isSignedBy(body, headers['x-guatu-signature'] as string, SECRET)).toBe(true);
    expect(isSignedBy(body, headers['x-guatu-signature'] as string, 'another-secret-here')).toBe(false);
    expect(isSignedBy(`${body} `, headers['x-guatu-signature'] as string, SECRET)).toBe(false);
    expect(headers['x-guatu-delivery']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(body)).toEqual({
      event: 'issued',
      id,
      kind: 'organisation',
      object: { kind: 'organisation', organisation: 'o-1' },
      area: 'G1',
      to: { kind: 'organisation', id: 'o-1' },
      due: '2026-11-25',
      issuedAt: '2026-11-20T14:32:00+08:00',
      link: 'https://guatu.example/?area=G1&supervise=1',
    });
    expect(await itemOf(id)).toMatchObject({ supervision: { state: 'delivered' }, nextAttemptAt: null });
  });

  test('has what is asked for in it where the district has said so', async () => {
    await settings.put({ on: true, url: receiver.url, withText: true, link: null, also: [] });
    await issue(1);
    await deliveries().round();
    expect(JSON.parse(receiver.got[0]!.body)).toMatchObject({ text: TEXT, link: null });
  });

  test('is sent again after a failure, with the same id, not before its time', async () => {
    receiver.answer = status(500);
    const id = await issue(1);
    const queue = deliveries();
    await queue.round();
    api.clock.now += MINUTE - 1;
    await queue.round();
    expect(receiver.got).toHaveLength(1);
    api.clock.now += 1;
    await queue.round();
    receiver.answer = status(201);
    api.clock.now += 5 * MINUTE;
    await queue.round();
    expect(receiver.got).toHaveLength(3);
    expect(new Set(receiver.got.map(({ headers }) => headers['x-guatu-delivery'])).size).toBe(1);
    expect(await typesOf(id)).toEqual(['issued', 'failed', 'failed', 'delivered']);
    expect((await itemOf(id)).log[1]!.note).toBe('status 500');
  });

  test.each([301, 302, 307, 308])('is not carried on by a redirect %d', async (code) => {
    const elsewhere = new Receiver();
    await elsewhere.open();
    receiver.answer = (response) => void response.writeHead(code, { Location: elsewhere.url }).end();
    const id = await issue(1);
    await deliveries().round();
    expect(elsewhere.got).toEqual([]);
    expect((await itemOf(id)).log.at(-1)).toMatchObject({ type: 'failed', note: `status ${code}` });
    await elsewhere.close();
  });

  test('fails where nobody answers in time, or listens', async () => {
    receiver.answer = null;
    const id = await issue(1);
    await deliveries(200).round();
    expect((await itemOf(id)).log.at(-1)).toMatchObject({ type: 'failed', note: 'no answer within 0.2 s' });
    await receiver.close();
    api.clock.now += MINUTE;
    await deliveries().round();
    expect((await itemOf(id)).log.at(-1)).toMatchObject({ type: 'failed', note: 'ECONNREFUSED' });
    receiver = new Receiver();
    await receiver.open();
  });

  test('waits while nothing is to be delivered', async () => {
    const id = await issue(1);
    await settings.put({ on: false, url: receiver.url, withText: false, link: null, also: [] });
    await deliveries().round();
    expect([receiver.got.length, await typesOf(id)]).toEqual([0, ['issued']]);
  });

  test('is sent by itself once issued, and goes on after a restart where it was', async () => {
    receiver.answer = null;
    const first = deliveries();
    first.start();
    const id = await issue(1);
    await expect.poll(() => receiver.got.length).toBe(1);
    // the server ends while the receiver is still thinking
    await first.stop();
    expect(await typesOf(id)).toEqual(['issued']);
    receiver.answer = status(200);
    const second = deliveries();
    second.start();
    await expect.poll(() => typesOf(id)).toEqual(['issued', 'delivered']);
    await second.stop();
    const [before, after] = receiver.got;
    expect(after!.headers['x-guatu-delivery']).toBe(before!.headers['x-guatu-delivery']);
    await issue(2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([receiver.got.length, logged]).toEqual([2, []]);
  });
});

describe('what is told after the issue', () => {
  const tell = (also: ('accepted' | 'sentBack' | 'overdue')[], withText = false) =>
    settings.put({ on: true, url: receiver.url, withText, link: null, also });
  let leader: Awaited<ReturnType<typeof api.signIn>>;
  let next = 100;
  const happens = async (id: string, type: string, note?: string) => {
    const { store } = api.ledger;
    if (type === 'answered') {
      const answer = {
        id: uuidOf(next++),
        supervision: id,
        type,
        note: note!,
        by: null,
        account: null,
      } as const;
      const [result] = await store.supervision.putSupervisionEvents({ codes: ['D'] }, [answer]);
      expect(result!.status).toBe('created');
      return;
    }
    leader ??= await api.signIn(await api.account({ roles: ['leader'], areas: ['D'] }));
    const body = { id: uuidOf(next++), type, ...(note === undefined ? {} : { note }) };
    expect((await api.post(`/api/supervision/${id}/events`, body, leader)).status).toBe(201);
  };
  beforeEach(() => {
    leader = undefined as never;
  });
  const toldOf = () => receiver.got.map(({ body }) => (JSON.parse(body) as { event: string }).event);

  test('acceptance and sending back, each once, signed, and again until it arrives', async () => {
    await tell(['accepted', 'sentBack']);
    const id = await issue(1);
    await happens(id, 'answered', '已办');
    await happens(id, 'sentBack', '证据不足');
    await deliveries().round();
    expect(toldOf()).toEqual(['issued', 'sentBack']);
    receiver.answer = status(503);
    await happens(id, 'answered', '补了');
    await happens(id, 'accepted');
    await deliveries().round();
    receiver.answer = status(204);
    await deliveries().round();
    expect(toldOf()).toEqual(['issued', 'sentBack', 'accepted']);
    api.clock.now += MINUTE;
    await deliveries().round();
    await deliveries().round();
    expect(toldOf()).toEqual(['issued', 'sentBack', 'accepted', 'accepted']);
    const [, back, first, second] = receiver.got;
    expect(first!.headers['x-guatu-delivery']).toBe(second!.headers['x-guatu-delivery']);
    expect(back!.headers['x-guatu-delivery']).not.toBe(first!.headers['x-guatu-delivery']);
    for (const { body, headers } of receiver.got)
      expect(isSignedBy(body, headers['x-guatu-signature'] as string, SECRET)).toBe(true);
    expect(JSON.parse(back!.body)).toEqual({
      ...{ event: 'sentBack', id, kind: 'organisation', area: 'G1', link: null },
      object: { kind: 'organisation', organisation: 'o-1' },
      to: { kind: 'organisation', id: 'o-1' },
      ...{ due: '2026-11-25', issuedAt: '2026-11-20T14:32:00+08:00', at: '2026-11-20T14:32:00+08:00' },
    });
    // the item itself knows nothing of it: its own message went once
    expect((await typesOf(id)).filter((type) => type === 'delivered')).toHaveLength(1);
  });

  test('with the reason of a sending back only where the district has said so', async () => {
    await tell(['sentBack'], true);
    const id = await issue(1);
    await happens(id, 'answered', '已办');
    await happens(id, 'sentBack', '证据不足');
    await deliveries().round();
    expect(JSON.parse(receiver.got[1]!.body)).toMatchObject({ text: TEXT, note: '证据不足' });
  });

  test('an item that falls overdue, from the day after it is due, once, while it is open', async () => {
    await tell(['overdue']);
    const [late, done] = [await issue(1), await issue(2)];
    await happens(done, 'answered', '已办');
    await happens(done, 'accepted');
    api.clock.now = Date.parse('2026-11-25T23:59:00+08:00');
    await deliveries().round();
    expect(toldOf()).toEqual(['issued']);
    api.clock.now += 2 * MINUTE;
    await deliveries().round();
    await deliveries().round();
    api.clock.now += 24 * 60 * MINUTE;
    await deliveries().round();
    expect(toldOf()).toEqual(['issued', 'overdue']);
    expect(JSON.parse(receiver.got[1]!.body)).toMatchObject({ event: 'overdue', id: late });
  });

  test('an item that falls overdue while nothing is written is told of by itself', async () => {
    await tell(['overdue']);
    const sender = deliveries();
    sender.start();
    const id = await issue(1);
    await expect.poll(() => typesOf(id)).toEqual(['issued', 'delivered']);
    await sender.stop();
    api.clock.now = Date.parse('2026-11-26T00:01:00+08:00');
    const later = deliveries();
    later.start();
    await expect.poll(toldOf).toEqual(['issued', 'overdue']);
    await later.stop();
    expect(logged).toEqual([]);
  });

  test('nothing where it is not chosen, nor of items whose issue was never told', async () => {
    await tell(['accepted']);
    const id = await issue(1);
    await happens(id, 'answered', '已办');
    await happens(id, 'sentBack', '证据不足');
    await settings.put({ on: false, url: receiver.url, withText: false, link: null, also: ['accepted'] });
    await happens(id, 'answered', '补了');
    await happens(id, 'accepted');
    await tell(['accepted', 'sentBack', 'overdue']);
    api.clock.now = Date.parse('2026-11-30T09:00:00+08:00');
    await deliveries().round();
    expect(toldOf()).toEqual([]);
  });

  test('is listed with how far it has come', async () => {
    await tell(['sentBack']);
    const id = await issue(1);
    await deliveries().round();
    api.clock.now += MINUTE;
    await happens(id, 'answered', '已办');
    await happens(id, 'sentBack', '证据不足');
    receiver.answer = status(500);
    await deliveries().round();
    const administrator = await api.signIn(await api.account({ roles: ['administrator'], areas: ['*'] }));
    const answer = await api.get('/api/settings/supervision/deliveries', administrator);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const { items } = (await answer.json()) as SupervisionDeliveriesAnswer;
    expect(items).toMatchObject([
      {
        ...{ supervision: id, event: 'sentBack', attempts: 1, deliveredAt: null, failure: 'status 500' },
        ...{ at: '2026-11-20T14:33:00+08:00', nextAttemptAt: '2026-11-20T14:34:00+08:00' },
        ...{ state: 'sentBack', answeredAt: '2026-11-20T14:33:00+08:00', readAt: null },
      },
      {
        ...{ supervision: id, event: 'issued', attempts: 1, nextAttemptAt: null, failure: null },
        ...{ deliveredAt: '2026-11-20T14:32:00+08:00', to: { kind: 'organisation', id: 'o-1' } },
      },
    ]);
  });

  test('a message that tries the settings is signed, about nothing, and tells why it failed', async () => {
    const administrator = await api.signIn(await api.account({ roles: ['administrator'], areas: ['*'] }));
    const tries = async () => {
      const response = await api.post('/api/settings/supervision/test', {}, administrator);
      return [response.status, await response.json()];
    };
    expect(await tries()).toEqual([200, { delivered: true, failure: null }]);
    expect(JSON.parse(receiver.got[0]!.body)).toEqual({ event: 'test', at: '2026-11-20T14:32:00+08:00' });
    expect(
      isSignedBy(receiver.got[0]!.body, receiver.got[0]!.headers['x-guatu-signature'] as string, SECRET),
    ).toBe(true);
    receiver.answer = status(404);
    expect(await tries()).toEqual([200, { delivered: false, failure: 'status 404' }]);
    // also while nothing is delivered yet; but not to nowhere
    await settings.put({ on: false, url: null, withText: false, link: null, also: [] });
    expect((await tries())[0]).toBe(409);
    const leaders = await api.signIn(await api.account({ roles: ['leader'], areas: ['D'] }));
    expect((await api.post('/api/settings/supervision/test', {}, leaders)).status).toBe(403);
  });
});

describe('a callback', () => {
  const now = () => new Date(api.clock.now).toISOString();
  const said = (id: string, fields: object = {}) => ({
    ...{ id: uuidOf(50), supervision: id, type: 'answered', at: now(), note: '已办' },
    ...fields,
  });
  const call = (id: string, body: unknown, secret: string | null = SECRET) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return api.request(`/api/supervision/${id}/callback`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(secret === null ? {} : { 'X-Guatu-Signature': signatureOf(text, secret) }),
      },
      body: text,
    });
  };

  test('tells that it was read and what is answered', async () => {
    const id = await issue(1);
    expect((await call(id, said(id, { id: uuidOf(51), type: 'read', note: null }))).status).toBe(201);
    expect((await call(id, said(id))).status).toBe(201);
    const { log } = await itemOf(id);
    expect(log.map(({ type, by, account, note }) => [type, by, account, note])).toEqual([
      ['issued', '韩梅梅', 'leader', null],
      ['read', null, null, null],
      ['answered', null, null, '已办'],
    ]);
    const leader = await api.signIn(await api.account({ roles: ['leader'], areas: ['D'] }));
    const item = (await (await api.get(`/api/supervision/${id}`, leader)).json()) as SupervisionItem;
    expect(item.log.at(-1)).toMatchObject({ type: 'answered', by: null, hasNote: true });
    const body = { id: uuidOf(60), type: 'accepted' };
    expect((await api.post(`/api/supervision/${id}/events`, body, leader)).status).toBe(201);
  });

  test('that is forged, old, meant for another or said before is refused and changes nothing', async () => {
    const [id, other] = [await issue(1), await issue(2)];
    expect((await call(id, said(id, { id: uuidOf(51), type: 'read', note: null }))).status).toBe(201);
    const { seq } = await api.ledger.store.lastCommit();
    const statusOf = async (...args: Parameters<typeof call>) => (await call(...args)).status;
    expect(await statusOf(id, said(id), null)).toBe(403);
    expect(await statusOf(id, said(id), 'another-secret-here')).toBe(403);
    const right = JSON.stringify(said(id));
    const changed = await api.request(`/api/supervision/${id}/callback`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Guatu-Signature': signatureOf(right, SECRET) },
      body: right.replace('已办', '没办'),
    });
    expect(changed.status).toBe(403);
    for (const minutes of [-6, 6]) {
      const at = new Date(api.clock.now + minutes * MINUTE).toISOString();
      expect([minutes, await statusOf(id, said(id, { at }))]).toEqual([minutes, 403]);
    }
    expect(await statusOf(other, said(id))).toBe(403);
    expect(await statusOf(id, said(id, { id: uuidOf(51), type: 'read', note: null }))).toBe(409);
    expect(await statusOf(id, said(id, { id: uuidOf(52), type: 'read', note: null }))).toBe(409);
    expect(await statusOf(id, said(id, { note: null }))).toBe(422);
    expect(await statusOf(id, said(id, { type: 'accepted' }))).toBe(422);
    expect(await statusOf(id, 'no json')).toBe(422);
    expect(await statusOf('x', said(id))).toBe(400);
    expect(await statusOf(uuidOf(99), said(uuidOf(99)))).toBe(404);
    expect((await api.ledger.store.lastCommit()).seq).toBe(seq);
    // and once nothing is delivered nothing is listened to
    await settings.put({ on: false, url: receiver.url, withText: false, link: null, also: [] });
    expect(await statusOf(id, said(id))).toBe(403);
  });

  test('that is not known tells nobody whether there is such an item', async () => {
    const id = await issue(1);
    const [there, gone] = [await call(id, {}, null), await call(uuidOf(99), {}, null)];
    const shownOf = async (response: Response) => {
      const { requestId: _, ...shown } = (await response.json()) as Record<string, unknown>;
      return shown;
    };
    expect(await shownOf(there)).toEqual(await shownOf(gone));
  });
});
