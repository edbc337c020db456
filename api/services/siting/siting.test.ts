import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BOARD, EAST_TOWN, GRIDS, openBoard, WEST_TOWN } from '#api/boardFixture.ts';
import { type SitingInput, type SitingResult, sitingInput } from '#api/contract/reach.ts';
import { fixedPoint, MemoryServices, reachOver, SETTINGS } from '#api/reachFixture.ts';
import type { Asking } from '#api/services/context.ts';
import type { TestInterface } from '#api/squaresFixture.ts';
import type { LonLat } from '#geodata/model.ts';
import { haversine } from '#geodata/reach/distance.ts';

const NOW = '2026-11-20T14:32:00+08:00';
const METRES = 2500;
let api: TestInterface;
let memory: MemoryServices;
let served: ReturnType<typeof reachOver>;
let ids = 0;
beforeAll(async () => {
  api = await openBoard(NOW);
});
beforeEach(() => {
  memory = new MemoryServices();
  served = reachOver(api, memory);
});
afterAll(async () => {
  await api.services.jobs.close();
  await api.services.statistics.close();
  await api.ledger.close();
});

const asking = (codes: readonly string[] = [BOARD], lang: Asking['lang'] = 'en'): Asking => ({
  scope: { codes },
  organisations: [],
  namesSearched: true,
  lang,
  now: Date.parse(NOW),
});
const newId = (): string => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
const inputOf = (fields: object = {}): SitingInput =>
  sitingInput.parse({
    ...{ id: newId(), area: BOARD, metres: METRES, demand: 'poor' },
    goal: { kind: 'points', p: 3 },
    candidates: { kind: 'drawn', points: CANDIDATES },
    ...fields,
  });

/** Numbers that look like chance and are the same every time. */
function chance(seed: number): () => number {
  let at = seed;
  return () => {
    at = (Math.imul(at, 1664525) + 1013904223) >>> 0;
    return at / 2 ** 32;
  };
}
const draw = chance(7);
const somewhere = (): [number, number] => [120 + 0.08 * draw(), 35.9 + 0.08 * draw()];
const gridOf = ([lon, lat]: LonLat): string =>
  GRIDS[Math.floor((lat - 35.9) / 0.01) * 8 + Math.floor((lon - 120) / 0.01)]!.code;
const PEOPLE = Array.from({ length: 400 }, () => {
  const position = somewhere();
  return { type: 'household' as const, tags: ['低保'], home: gridOf(position), position };
});
const CANDIDATES = Array.from({ length: 14 }, (_, i) => ({ name: `候选${i}`, position: somewhere() }));
const STATION = fixedPoint('s', [120.02, 35.92]);

/** Starts a siting and waits for its end. */
async function solved(input: SitingInput): Promise<SitingResult> {
  const { siting } = await served.sitings.start(asking(), input, '王强');
  await ended(siting.job!);
  return served.sitings.get(asking(), input.id);
}
async function ended(job: string): Promise<void> {
  const { jobs } = api.services;
  const over = Promise.withResolvers<void>();
  const look = (): void => {
    if (jobs.get(job).endedAt !== null) over.resolve();
  };
  const unwatch = jobs.watch(job, look);
  look();
  await over.promise;
  unwatch();
}

const reaches = (from: LonLat, to: LonLat): boolean => SETTINGS.detour * haversine(...from, ...to) <= METRES;
/** People in reach of the station and some candidates, all pairs looked at. */
const reachedBy = (chosen: readonly number[]): number =>
  PEOPLE.filter(
    ({ position }) =>
      reaches(position, [120.02, 35.92]) || chosen.some((j) => reaches(position, CANDIDATES[j]!.position)),
  ).length;
/** The most that any p candidates reach, every choice tried. */
function best(p: number, from = 0, chosen: readonly number[] = []): number {
  if (p === 0 || from === CANDIDATES.length) return reachedBy(chosen);
  return Math.max(best(p - 1, from + 1, [...chosen, from]), best(p, from + 1, chosen));
}

describe('where next', () => {
  beforeEach(() => {
    memory.subjects = PEOPLE;
    memory.points = [{ point: STATION, homes: [gridOf([120.02, 35.92])] }];
  });

  test('is the best of all choices, and no worse than one after the other; one more is no worse', async () => {
    let before = 0;
    for (const p of [1, 2, 3]) {
      const { state, job, result } = await solved(inputOf({ goal: { kind: 'points', p } }));
      expect({ state, job }).toEqual({ state: 'done', job: null });
      expect(result).toMatchObject({ proof: 'optimal', gap: 0, travel: 'geodesic', level: 'grid' });
      const { after, greedy, chosen, columns } = result!;
      expect(result!.before).toEqual({ demand: 400, reached: reachedBy([]), share: reachedBy([]) / 400 });
      expect(after.reached).toBe(best(p));
      expect(greedy.reached).toBeLessThanOrEqual(after.reached);
      expect(after.reached).toBeGreaterThanOrEqual(before);
      before = after.reached;
      expect(chosen.length).toBeLessThanOrEqual(p);
      const named = chosen.map(({ name }) => CANDIDATES.findIndex((each) => each.name === name));
      // each tells what it adds to the station and those before it
      for (const [i, { gained, area }] of chosen.entries()) {
        expect(gained).toBe(reachedBy(named.slice(0, i + 1)) - reachedBy(named.slice(0, i)));
        expect(area!.code).toBe(gridOf(CANDIDATES[named[i]!]!.position));
      }
      const sum = (column: readonly number[]) => column.reduce((a, b) => a + b, 0);
      expect(sum(columns.after) - sum(columns.before)).toBe(after.reached - result!.before.reached);
      expect(columns.code.every((_, i) => columns.after[i]! > columns.before[i]!)).toBe(true);
    }
  });

  test('the fewest for a share, and in words when no choice reaches it', async () => {
    const most = reachedBy(CANDIDATES.map((_, i) => i));
    const share = best(2) / 400;
    const { result } = await solved(inputOf({ goal: { kind: 'share', share } }));
    expect(result!.after.reached).toBeGreaterThanOrEqual(share * 400 - 1e-6);
    expect(result!.chosen).toHaveLength(best(1) < best(2) ? 2 : 1);
    const failed = await solved(inputOf({ goal: { kind: 'share', share: 1 } }));
    expect(failed).toMatchObject({ state: 'failed', result: null, job: null });
    expect(failed.failure).toContain(`${((100 * most) / 400).toFixed(1)} %`);
  });

  test('communities as candidates stand where their households are', async () => {
    const { result } = await solved(
      inputOf({ area: WEST_TOWN, candidates: { kind: 'communities' }, goal: { kind: 'points', p: 1 } }),
    );
    const [chosen] = result!.chosen;
    const mine = PEOPLE.filter(({ home }) => home.startsWith(chosen!.area!.code));
    const middle = (axis: 0 | 1) => mine.reduce((sum, { position }) => sum + position[axis], 0) / mine.length;
    expect(chosen!.position[0]).toBeCloseTo(middle(0), 9);
    expect(chosen!.position[1]).toBeCloseTo(middle(1), 9);
    // of the town's people alone
    expect(result!.before.demand).toBe(PEOPLE.filter(({ home }) => home.startsWith(WEST_TOWN)).length);
  });

  test('sent again it is the same; another with its id is refused', async () => {
    const input = inputOf();
    const first = await solved(input);
    const again = await served.sitings.start(asking(), input, '李四');
    expect(again).toEqual({ siting: first, isNew: false });
    const other = { ...input, seconds: 5 };
    await expect(served.sitings.start(asking(), other, '李四')).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ path: 'id' }],
    });
  });

  test('what cannot be asked is refused at its place, and nothing is kept', async () => {
    const paths = async (fields: object): Promise<string[]> => {
      const refusal = await served.sitings.start(asking(), inputOf(fields), '王强').catch((error) => error);
      expect(refusal).toMatchObject({ code: 'badInput' });
      return refusal.errors.map(({ path }: { path: string }) => path);
    };
    const outside = [CANDIDATES[0], { name: '海上', position: [121, 35.9] }];
    expect(await paths({ candidates: { kind: 'drawn', points: outside } })).toEqual([
      'candidates.points.1.position',
    ]);
    const east = { name: '东', position: [120.07, 35.91] };
    expect(await paths({ area: WEST_TOWN, candidates: { kind: 'drawn', points: [east] } })).toEqual([
      'candidates.points.0.position',
    ]);
    expect(await paths({ area: GRIDS[0]!.code, candidates: { kind: 'communities' } })).toEqual([
      'candidates',
    ]);
    expect(await paths({ kinds: ['station', 'boat'], demand: 'x', service: 'y' })).toEqual([
      'demand',
      'service',
      'kinds.1',
    ]);
    expect(await paths({ goal: { kind: 'share', share: 0.5 }, weights: { gap: 1, issues: 0 } })).toEqual([
      'weights.gap',
    ]);
    expect(sitingInput.safeParse({ ...inputOf(), goal: { kind: 'points', p: 0 } }).success).toBe(false);
    await expect(
      served.sitings.start(asking([EAST_TOWN]), inputOf({ area: WEST_TOWN }), '王强'),
    ).rejects.toMatchObject({ code: 'notFound' });
    expect(memory.sitings.size).toBe(0);
  });

  test('is stopped in its midst, and seen only in its area', async () => {
    const input = inputOf({ seconds: 300 });
    const { siting } = await served.sitings.start(asking(), input, '王强');
    expect(siting).toMatchObject({ state: 'running', job: expect.any(String), result: null });
    const seen: string[] = [];
    const unwatch = api.services.jobs.watch(siting.job!, () =>
      seen.push(api.services.jobs.get(siting.job!).doing),
    );
    const stopped = await served.sitings.cancel(asking(), input.id);
    unwatch();
    expect(stopped).toMatchObject({ state: 'cancelled', job: null, result: null });
    expect(seen.at(-1)).toBe('cancelled');
    await expect(served.sitings.get(asking([WEST_TOWN]), input.id)).rejects.toMatchObject({
      code: 'notFound',
    });
    expect((await served.sitings.cancel(asking(), input.id)).state).toBe('cancelled');
  });

  test('left running by a server that was killed it has failed, also in the list', async () => {
    const input = inputOf();
    const kept = { id: input.id, area: BOARD, at: 0, by: '王强', input: JSON.stringify(input) };
    await served.parts.services.writeSiting({ ...kept, state: 'running', result: null, failure: null });
    const { items } = await served.sitings.list(asking(), { limit: 10 });
    expect(items).toMatchObject([{ id: input.id, state: 'failed', job: null }]);
    const read = await served.sitings.get(asking(), input.id);
    expect(read).toMatchObject({ state: 'failed', failure: expect.stringContaining('stopped') });
    expect(await served.sitings.list(asking([WEST_TOWN]), { limit: 10 })).toEqual({
      items: [],
      nextCursor: null,
    });
  });
});
