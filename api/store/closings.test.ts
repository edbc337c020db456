import { describe, expect, test } from 'vitest';
import { ALWAYS, COVER, dutyLedger, QUOTA, SCOPE } from '#api/dutyFixture.ts';
import { day } from '#api/store/testing/operations.ts';

const { ledger, putDuties, putSubject, assign, visit, befall, at, homes, total, gapsOf } = dutyLedger();

describe('ends, closings, sources', () => {
  test('an entry of every kind ends after a day; again is a duplicate, what is not there is not found', async () => {
    await putDuties(COVER, QUOTA);
    await putSubject('a');
    await assign('1', 'w1', { area: 'g1' });
    await befall('e', 'a', '2026-11-02');
    await ledger.store.putFeeds(SCOPE, [
      { id: 'f', name: 'f', areas: ['t1'], duties: [], intervalDays: 7, ...ALWAYS },
    ]);
    const last = day('2026-11-10');
    const kinds = [
      ['assignment', '1'],
      ['event', 'e'],
      ['feed', 'f'],
      ['officer', 'w1'],
      ['organisation', 'ot2'],
      ['subject', 'a'],
    ] as const;
    for (const [kind, id] of kinds) {
      expect(await ledger.store.endEntry({ codes: ['c3'] }, kind, id, last)).toMatchObject({
        status: 'refused',
      });
      expect(await ledger.store.endEntry(SCOPE, kind, id, last)).toMatchObject({ status: 'created' });
      const again = await ledger.store.endEntry(SCOPE, kind, id, last);
      expect(again.status).toBe(kind === 'event' ? 'refused' : 'duplicate');
    }
    expect(await total('cover', '2026-11-20')).toMatchObject({ n: 0, exempt: 1 });
    expect((await total('quota', '2026-11-20')).n).toBe(1);
    expect(await ledger.store.endEntry(SCOPE, 'subject', 'nobody', last)).toMatchObject({ code: 'notFound' });
  });

  test('the same x twice in a batch: the last holds', async () => {
    await putDuties(COVER);
    const entry = {
      id: 'a',
      type: 'household',
      name: 'a',
      tags: [],
      zones: {},
      position: null,
      ...ALWAYS,
    } as const;
    const results = await ledger.store.putSubjects(SCOPE, [
      { ...entry, home: 'g1' },
      { ...entry, home: 'g2' },
    ]);
    expect(results.map(({ status }) => status)).toEqual(['created', 'created']);
    expect((await homes('cover', '2026-11-20')).rows).toMatchObject({ g2: { n: 1 } });
  });

  test('a period is closed at the figures that were read; of two signatures the last holds', async () => {
    await putDuties(COVER);
    await putSubject('a');
    const signed = { n: 1, required: 1, done: 0, unknown: 0, gapCount: 1, unassigned: 1, exempt: 0 };
    const row = { area: 'd', duty: 'cover', period: day('2026-10-01'), figures: signed };
    const { seq: readAt } = await ledger.store.lastCommit();
    const write = { area: 'd', by: '王', note: null, readAt, rows: [row] };
    await visit('a', '2026-10-05');
    expect(await ledger.store.closePeriod(write)).toMatchObject({
      status: 'refused',
      code: 'conflict',
      fault: { code: 'moved' },
    });
    const again = {
      ...write,
      rows: [{ ...row, figures: { ...signed, done: 1, gapCount: 0 } }],
      readAt: readAt + 1,
    };
    expect(await ledger.store.closePeriod(again)).toMatchObject({ status: 'created' });
    const closings = () => ledger.store.closings(['d'], ['cover'], [day('2026-10-01')]);
    expect(await closings()).toMatchObject([{ by: '王', seq: readAt + 2, figures: { done: 1 } }]);
    await ledger.store.closePeriod({ ...again, by: '李', readAt: readAt + 2 });
    expect(await closings()).toMatchObject([{ by: '李' }]);
    const late = await visit('a', '2026-10-06');
    const changes = await ledger.store.changesSince(SCOPE, {
      duty: 'cover',
      period: day('2026-10-01'),
      area: 'd',
      since: readAt + 3,
      limit: 10,
    });
    expect(changes).toMatchObject([{ kind: 'visit', id: late, change: 'recorded' }]);
  });

  test('a source is as it was on a day, with the delivery known then', async () => {
    await putDuties(COVER);
    await putSubject('a');
    const feed = { id: 'f', name: 'f', areas: ['t1'], duties: [], intervalDays: 7, ...ALWAYS };
    await ledger.store.putFeeds(SCOPE, [feed]);
    expect(await ledger.store.feeds()).toMatchObject([{ id: 'f', intervalDays: 7, lastDelivery: null }]);
    expect((await gapsOf('cover', '2026-11-20', '2026-11-20')).counts).toMatchObject({ noData: 1, never: 0 });
    at('2026-11-21');
    await ledger.store.deliver(SCOPE, 'f', ledger.clock.now, day('2026-11-21'));
    expect((await gapsOf('cover', '2026-11-20', '2026-11-21')).counts).toMatchObject({ noData: 0, never: 1 });
    at('2026-11-23');
    await visit('a', '2026-11-22', ['w1'], { feed: 'f' });
    await ledger.store.putFeeds(SCOPE, [{ ...feed, intervalDays: 2 }]);
    expect(await ledger.store.feeds(day('2026-11-20'))).toMatchObject([{ lastDelivery: null }]);
    expect(await ledger.store.feeds(day('2026-11-22'))).toMatchObject([
      { intervalDays: 7, lastDelivery: day('2026-11-21') },
    ]);
    expect(await ledger.store.feeds()).toMatchObject([{ intervalDays: 2, lastDelivery: day('2026-11-22') }]);
    expect(await ledger.store.deliver({ codes: ['t2'] }, 'f', 0, 0)).toMatchObject({
      status: 'refused',
      code: 'notFound',
    });
  });
});
