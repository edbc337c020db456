import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AreaAtAnswer, AreaDetail, AreasAnswer } from '#api/contract/areas.ts';
import type { Problem } from '#api/contract/common.ts';
import {
  DISTRICT,
  openTestInterface,
  SQUARES,
  squaresFile,
  type TestInterface,
  TOWN_1,
  TOWN_2,
} from '#api/squaresFixture.ts';

let api: TestInterface;
beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
});
afterAll(() => api.ledger.close());

const list = (query: string) => api.read<AreasAnswer>(`/api/areas${query}`);
const codes = async (query: string) => (await list(query)).items.map((area) => area.code);
const codesOf = (level: string) => SQUARES.filter((area) => area.level === level).map((area) => area.code);

describe('the list of areas', () => {
  test('without a filter is the whole tree in its order, with names as they were given', async () => {
    const { items, nextCursor } = await list('');
    expect(items.map(({ code, name, level, parentCode }) => ({ code, name, level, parentCode }))).toEqual(
      SQUARES.map(({ box: _box, ...area }) => area),
    );
    expect(nextCursor).toBeNull();
    expect(items.map((area) => area.childCount).slice(0, 4)).toEqual([2, 2, 2, 0]);
  });

  test('by parent, by level, and by both', async () => {
    expect(await codes(`?parent=${DISTRICT}`)).toEqual([TOWN_1, TOWN_2]);
    expect(await codes('?level=community')).toEqual(codesOf('community'));
    expect(await codes(`?parent=${TOWN_2}&level=grid`)).toEqual(
      codesOf('grid').filter((code) => code.startsWith(TOWN_2)),
    );
    expect(await codes(`?parent=${TOWN_1}&level=town`)).toEqual([]);
  });

  test.each([
    ['辛安', [TOWN_1]],
    ['江', [TOWN_2, '370211001002', '370211002001']],
    ['𠮷', ['370211002002']],
    ['xa', [TOWN_1]],
    ['XAJD', [TOWN_1]],
    ['cjl', [TOWN_2]],
    ['3702110010020', ['370211001002001', '370211001002002']],
    ['nothing of this name', []],
  ])('found by %s', async (text, expected) => {
    expect((await codes(`?q=${encodeURIComponent(text)}`)).sort()).toEqual([...expected].sort());
  });

  test.each([1, 2, 7, 15, 1000])('walked in pages of %i is the whole list once', async (limit) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: AreasAnswer = await list(
        `?limit=${limit}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items.map((area) => area.code));
      cursor = page.nextCursor;
    } while (cursor !== null && seen.length < 100);
    expect(seen).toEqual(SQUARES.map((area) => area.code));
  });

  test.each(['limit=0', 'limit=1001', 'limit=x', 'limit=1.5', 'level=street', 'q=', 'cursor=not-ours'])(
    '?%s is refused, naming the field',
    async (query) => {
      const response = await api.get(`/api/areas?${query}`);
      expect(response.status).toBe(400);
      const problem = (await response.json()) as Problem;
      expect(problem.errors.map((fault) => fault.path)).toEqual([query.split('=')[0]]);
    },
  );

  test('codes with letters are found in either case', async () => {
    const other = await openTestInterface('2026-11-20T14:32:00+08:00');
    try {
      await other.importFile(squaresFile([{ ...SQUARES[0]!, code: 'Ab-1' }]));
      for (const q of ['ab', 'AB-1', 'Ab'])
        expect((await other.read<AreasAnswer>(`/api/areas?q=${q}`)).items).toHaveLength(1);
    } finally {
      await other.ledger.close();
    }
  });
});

describe('the areas at a position', () => {
  const at = async (lon: number, lat: number) =>
    (await api.read<AreaAtAnswer>(`/api/areas/at?lon=${lon}&lat=${lat}`)).chain.map((area) => area.code);

  test('are the chain from the district down to the grid', async () => {
    for (const { code, level, box } of SQUARES) {
      if (level !== 'grid') continue;
      const chain = [DISTRICT, code.slice(0, 9), code.slice(0, 12), code];
      expect(await at((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)).toEqual(chain);
    }
  });

  test('are none outside', async () => {
    expect(await at(119.99, 35.91)).toEqual([]);
    expect(await at(-180, -90)).toEqual([]);
  });

  test('a position on the border between two grids lies in one of them', async () => {
    const chain = await at(120.01, 35.92);
    expect(chain.slice(0, 3)).toEqual([DISTRICT, TOWN_1, '370211001001']);
    expect(['370211001001001', '370211001001002']).toContain(chain[3]);
  });

  test.each(['lon=181&lat=0', 'lon=0&lat=91', 'lon=x&lat=0', 'lon=NaN&lat=0', 'lat=36', 'lon=&lat=36'])(
    '?%s is refused',
    async (query) => {
      expect((await api.get(`/api/areas/at?${query}`)).status).toBe(400);
    },
  );
});

describe('one area', () => {
  test('tells what is above, beside and below it, and where it lies', async () => {
    const area = await api.read<AreaDetail>(`/api/areas/${TOWN_2}`);
    expect(area).toEqual({
      code: TOWN_2,
      name: '长江路街道',
      level: 'town',
      parentCode: DISTRICT,
      tree: 'administrative',
      urbanRural: null,
      households: null,
      childCount: 2,
      ancestors: [{ code: DISTRICT, name: '西海岸新区', level: 'district' }],
      childLevel: 'community',
      counts: { community: 2, grid: 4 },
      siblings: [
        { code: TOWN_1, name: '辛安街道', level: 'town' },
        { code: TOWN_2, name: '长江路街道', level: 'town' },
      ],
      bounds: [120.04, 35.9, 120.08, 35.94],
      illustrative: false,
      illustrativeLevels: [],
      treeVersion: 1,
    });
  });

  test('of no such code is not found, as a problem document', async () => {
    const response = await api.get('/api/areas/370211999');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ type: 'urn:guatu:notFound', status: 404, errors: [] });
    expect(response.headers.get('etag')).toBeNull();
  });
});
