import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodesAnswer } from '#api/contract/codes.ts';
import type { Problem } from '#api/contract/common.ts';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import { PROGRAMME_2026 } from '#api/recordsFixture.ts';
import { CodeLists, codesHash } from '#api/services/codes.ts';
import {
  DISTRICT,
  openTestInterface,
  SQUARES,
  squaresFile,
  type TestInterface,
  TOWN_1,
  TOWN_2,
} from '#api/squaresFixture.ts';
import { putTestTree } from '#api/testing.ts';

let api: TestInterface;
beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
});
afterAll(() => api.ledger.close());

const fetchCodes = (hash: string) => api.get(`/api/areas/codes/${hash}`);
const below = (area: string, level: string) => [
  ...SQUARES.filter((row) => row.level === level && row.code.startsWith(area) && row.code !== area).map(
    (row) => row.code,
  ),
  area,
];

describe('the hash of codes', () => {
  test('is 27 characters that need no escape and tells the order', () => {
    expect(codesHash(below(DISTRICT, 'grid'))).toMatch(/^[\w-]{27}$/);
    expect(codesHash(['a', 'b'])).not.toBe(codesHash(['b', 'a']));
    expect(codesHash(['a,b'])).not.toBe(codesHash(['a', 'b']));
    expect(codesHash(['a', 'b'])).toBe(codesHash(['a', 'b']));
  });
});

describe('the codes of a hash', () => {
  test('are those of the columns they were left out of, for every area and level', async () => {
    for (const { code: area } of SQUARES)
      for (const level of ['district', 'town', 'community', 'grid']) {
        const { columns } = await api.read<CoverageAnswer>(
          `/api/coverage?duty=poor-monthly&area=${area}&level=${level}`,
        );
        const answer = await api.read<CodesAnswer>(`/api/areas/codes/${codesHash(columns.code)}`);
        expect(answer).toEqual({ count: columns.code.length, codes: columns.code });
        expect(answer.codes).toEqual(below(area, level));
      }
  });

  test('are found by a server that has never named them, and may be kept for ever', async () => {
    const codes = below(TOWN_2, 'grid');
    const state = await api.ledger.store.treeState();
    const scope = { codes: [DISTRICT] };
    expect(await new CodeLists().find(state, scope, codesHash(codes))).toEqual(codes);
    const response = await fetchCodes(codesHash(codes));
    expect(response.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  });

  test('are found by many at once', async () => {
    const lists = new CodeLists();
    const state = await api.ledger.store.treeState();
    const asked = SQUARES.map(({ code }) => below(code, 'grid'));
    const answers = await Promise.all(
      asked.map((codes) => lists.find(state, { codes: [DISTRICT] }, codesHash(codes))),
    );
    expect(answers).toEqual(asked);
  });

  test.each([
    codesHash([]),
    codesHash(['370211001', '370211002']),
    codesHash(below(DISTRICT, 'grid').slice(1)),
    'x',
    encodeURIComponent('../370211'),
  ])('that is none of ours is a problem document: %s', async (hash) => {
    const response = await fetchCodes(hash);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(((await response.json()) as Problem).type).toBe('urn:guatu:notFound');
  });

  test('are given to those who may see every one of them', async () => {
    const state = await api.ledger.store.treeState();
    const { codes: lists } = api.services;
    const [town, district] = [below(TOWN_1, 'grid'), below(DISTRICT, 'town')];
    expect(await lists.find(state, { codes: [TOWN_1] }, codesHash(town))).toEqual(town);
    for (const codes of [[], [TOWN_2], [`${TOWN_1}001`]])
      await expect(lists.find(state, { codes }, codesHash(town))).rejects.toThrow(/no list of codes/);
    for (const codes of [[TOWN_1], [TOWN_1, TOWN_2]])
      await expect(lists.find(state, { codes }, codesHash(district))).rejects.toThrow(/no list of codes/);
  });

  test('are those of the newest tree', async () => {
    const other = await openTestInterface('2026-11-20T14:32:00+08:00');
    try {
      const top = { code: 'D', level: 'district', parentCode: null } as const;
      const town = (code: string) => ({ code, level: 'town', parentCode: 'D' }) as const;
      const [before, after] = [
        ['T1', 'D'],
        ['T1', 'T2', 'D'],
      ];
      await putTestTree(other.ledger, [top, town('T1')]);
      expect(await other.read(`/api/areas/codes/${codesHash(before!)}`)).toEqual({ count: 2, codes: before });
      await putTestTree(other.ledger, [top, town('T1'), town('T2')]);
      expect(await other.read(`/api/areas/codes/${codesHash(after!)}`)).toEqual({ count: 3, codes: after });
      expect((await other.get(`/api/areas/codes/${codesHash(before!)}`)).status).toBe(404);
    } finally {
      await other.ledger.close();
    }
  });
});
