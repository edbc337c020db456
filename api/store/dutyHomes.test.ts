import { beforeEach, describe, expect, test } from 'vitest';
import { COVER, dutyLedger, SCOPE } from '#api/dutyFixture.ts';
import { day, FIRST_TREE, treeWrite } from '#api/store/testing/operations.ts';

const { ledger, putDuties, putSubject, assign, visit, homes, gapsOf } = dutyLedger();

describe('zones', () => {
  beforeEach(async () => {
    await putDuties({ ...COVER, tree: 'heating', responsibleUpTo: 'zone' });
    await putSubject('a', { zones: { heating: 'z1' } });
    await putSubject('b');
  });

  test('a subject is at home in its zone, follows when it moves, and its zone has who answers', async () => {
    expect((await homes('cover', '2026-11-20')).rows).toMatchObject({ z1: { n: 1, unassigned: 1 } });
    await assign('1', 'w1', { area: 'hz' });
    expect((await homes('cover', '2026-11-20')).rows).toMatchObject({ z1: { n: 1, unassigned: 0 } });
    await visit('a', '2026-10-05');
    await putSubject('a', { zones: { heating: 'z2' }, validFrom: day('2026-11-03') });
    const { rows } = await homes('cover', '2026-11-20');
    expect([rows.z1?.n ?? 0, rows.z2]).toMatchObject([0, { n: 1, prevMet: 1, ever: 1 }]);
    expect((await homes('cover', '2026-10-20')).rows).toMatchObject({ z1: { n: 1, met: 1 } });
    const list = await ledger.store.gaps(SCOPE, {
      duty: 'cover',
      period: day('2026-11-01'),
      area: 'z2',
      today: day('2026-11-20'),
      sort: 'worst',
      limit: 10,
      after: null,
    });
    expect(list.rows).toMatchObject([
      { subject: 'a', home: 'z2', type: 'pending', lastVisit: day('2026-10-05'), officer: { id: 'w1' } },
    ]);
  });

  test('a zone that takes another one over has its subjects from that day on', async () => {
    await putSubject('a', { zones: { heating: 'z2' } });
    await ledger.store.putTree(treeWrite({ ...FIRST_TREE, zoned: true }, day('2026-12-01')));
    expect((await homes('cover', '2026-11-20')).rows).toMatchObject({ z2: { n: 1 } });
    expect((await homes('cover', '2026-12-20')).rows).toMatchObject({ z3: { n: 1 } });
    expect((await gapsOf('cover', '2026-12-20', '2026-12-20')).rows).toMatchObject([
      { subject: 'a', home: 'z3' },
    ]);
  });
});

describe('dated borders', () => {
  beforeEach(() => putDuties(COVER));
  const atHome = async (on: string) =>
    Object.fromEntries(
      Object.entries((await homes('cover', on)).rows).flatMap(([area, { n }]) =>
        n === 0 ? [] : [[area, n]],
      ),
    );

  test('a parted grid: by position, or else by its successor; months before stay as they were', async () => {
    await putSubject('west', { position: [116.005, 36.01] });
    await putSubject('east', { position: [116.015, 36.01] });
    await putSubject('somewhere');
    await visit('east', '2026-10-05');
    await ledger.store.putTree(treeWrite({ ...FIRST_TREE, split: true }, day('2026-11-15')));
    expect(await atHome('2026-10-20')).toEqual({ g1: 3 });
    expect(await atHome('2026-11-20')).toEqual({ g1a: 2, g1b: 1 });
    expect((await homes('cover', '2026-11-20')).rows.g1b).toMatchObject({ n: 1, prevMet: 1 });
    await ledger.store.putTree(treeWrite(FIRST_TREE, day('2027-02-01')));
    expect(await atHome('2027-01-20')).toEqual({ g1a: 2, g1b: 1 });
    expect(await atHome('2027-02-20')).toEqual({ g1: 3 });
  });

  test('a grid that changes its community, its town, or is merged', async () => {
    await putSubject('a', { home: 'g2' });
    await putSubject('b', { home: 'g3' });
    await assign('1', 'w1', { area: 'c2' });
    await putDuties({ ...COVER, responsibleUpTo: 'community' });
    await ledger.store.putTree(treeWrite({ ...FIRST_TREE, g2: 'c2', g3: 'c3' }, day('2026-12-10')));
    const before = (await homes('cover', '2026-11-20')).rows;
    expect([before.g2!.unassigned, before.g3!.unassigned]).toEqual([1, 1]);
    const after = (await homes('cover', '2026-12-20')).rows;
    expect([after.g2!.unassigned, after.g3!.unassigned]).toEqual([0, 1]);
    const question = {
      duty: 'cover',
      periods: [day('2026-12-01')],
      tree: { day: day('2026-12-31') },
      grain: 'totals',
    } as const;
    const rows = (await ledger.store.dutySums(SCOPE, { ...question, towns: ['t1', 't2'] })).get(
      day('2026-12-01'),
    )!;
    expect(
      rows
        .map(({ area, sums }) => [area, sums.n])
        .filter(([, n]) => n !== 0)
        .sort(),
    ).toEqual([
      ['t1', 1],
      ['t2', 1],
    ]);
    await putSubject('c', { home: 'c2' });
    await ledger.store.putTree(treeWrite({ ...FIRST_TREE, g3: 'c3', merged: true }, day('2027-01-01')));
    expect(await atHome('2026-12-20')).toEqual({ c2: 1, g2: 1, g3: 1 });
    expect(await atHome('2027-01-20')).toEqual({ c1: 1, g2: 1, g3: 1 });
  });

  test('homes lost, or borders before those that stand, are a conflict and change nothing', async () => {
    await putSubject('a');
    const lost = ledger.store.putTree(treeWrite({ ...FIRST_TREE, split: true }, day('2026-12-01'), false));
    await expect(lost).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ path: 'areas.g1', code: 'homesLost' }],
    });
    const early = ledger.store.putTree(treeWrite(FIRST_TREE, day('2025-12-31')));
    await expect(early).rejects.toMatchObject({ code: 'conflict', errors: [{ path: 'validFrom' }] });
    expect((await ledger.store.treeState()).version).toBe(1);
    expect(await atHome('2026-12-20')).toEqual({ g1: 1 });
  });
});
