import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordOutcome, VisitRecord } from '#api/contract/records.ts';
import { household, PROGRAMME_2026, uuidOf, visitMaker } from '#api/recordsFixture.ts';
import { DISTRICT, openTestInterface, squaresFile, type TestInterface, TOWN_1 } from '#api/squaresFixture.ts';

const G1 = `${TOWN_1}001001`;
let api: TestInterface;
const visit = visitMaker();

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
});
afterAll(() => api.ledger.close());

const post = (body: unknown) => api.send('POST', '/api/visits', body);
const commit = async () => (await api.ledger.store.lastCommit()).seq;
const outcomeOf = async (response: Response) => (await response.json()) as RecordOutcome;

describe('voiding a visit', () => {
  const doneOf = async () => {
    const answer = await api.read<{ rows: { duty: string; done: number }[] }>(
      `/api/coverage/summary?area=${DISTRICT}`,
    );
    return answer.rows.find((row) => row.duty === 'poor-monthly')!.done;
  };
  const voidIt = (id: string, body: unknown) => api.send('POST', `/api/visits/${id}/void`, body);

  test('takes it out of the figures, once', async () => {
    await api.batch('/api/subjects', [household('v', G1)]);
    const before = await doneOf();
    const made = visit('v', '2026-11-11');
    await post(made);
    expect(await doneOf()).toBe(before + 1);
    const id = String(made.id);
    const first = await voidIt(id, { reason: ' typed twice ' });
    expect([first.status, (await outcomeOf(first)).status]).toEqual([200, 'created']);
    expect(await doneOf()).toBe(before);

    const seq = await commit();
    const again = await voidIt(id, { reason: 'typed twice' });
    expect([again.status, (await outcomeOf(again)).status]).toEqual([200, 'duplicate']);
    expect((await voidIt(id, { reason: 'for another reason' })).status).toBe(409);
    expect(await commit()).toBe(seq);

    // the record stays, and its id is taken
    const { items } = await api.read<{ items: VisitRecord[] }>('/api/visits?subject=v');
    expect(items).toMatchObject([{ id, voided: { reason: 'typed twice', at: '2026-11-20T14:32:00+08:00' } }]);
    expect((await post(made)).status).toBe(200);
    expect(await doneOf()).toBe(before);
    expect(await api.ledger.store.rebuildDifferences()).toEqual([]);
  });

  test.each([
    [uuidOf(999), { reason: 'x' }, 404],
    ['no-uuid', { reason: 'x' }, 400],
    [uuidOf(0), {}, 422],
    [uuidOf(0), { reason: '  ' }, 422],
    [uuidOf(0), { reason: 'x'.repeat(501) }, 422],
    [uuidOf(0), { reason: 'x', by: 'me' }, 422],
    [uuidOf(0), null, 422],
  ])('%s with %j is answered %i', async (id, body, status) => {
    expect((await voidIt(id, body)).status).toBe(status);
  });

  test('wants JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
      const response = await api.request(`/api/visits/${uuidOf(0)}/void`, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: '{"reason":"x"}',
      });
      expect([type, response.status]).toEqual([type, 415]);
    }
    const broken = await api.request(`/api/visits/${uuidOf(0)}/void`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{',
    });
    expect(broken.status).toBe(400);
    const long = await voidIt(uuidOf(0), { reason: 'x'.repeat(2_000_000) });
    expect(long.status).toBe(413);
  });
});
