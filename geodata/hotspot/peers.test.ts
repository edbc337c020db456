import { describe, expect, test } from 'vitest';
import { createRandom } from '#geodata/divide/random.ts';
import { emergingHotspots } from './emerging.ts';
import { REASONS } from './giStar.ts';
import { chessboard } from './hotspotFixture.ts';
import { hotspots } from './hotspots.ts';
import { emergingByPeer, hotspotsByPeer } from './peers.ts';

const board = chessboard(10, 10);
const random = createRandom(3);
const counts = Float64Array.from({ length: 100 }, (_, i) => Math.floor(6 * random()) + (i < 3 ? 40 : 0));
const per = Float64Array.from({ length: 100 }, (_, i) => (i === 50 ? 0 : 100 + Math.floor(300 * random())));
const halves = Int32Array.from({ length: 100 }, (_, i) => (i % 10 < 5 ? 0 : 2));

describe('hotspotsByPeer', () => {
  test('one class is the district', () => {
    const values = { kind: 'rate', counts, per } as const;
    const { n, x, z, p, pMethod, bin, reason, classes } = hotspotsByPeer(board, values, new Int32Array(100));
    const { moran, thresholds, side: _side, around: _around, ...known } = hotspots(board, values);
    expect({ n, x, z, p, pMethod, bin, reason }).toEqual(known);
    expect(classes).toEqual([{ peer: 0, n: 99, moran, thresholds }]);
  });

  test('each class is tested with all others null', () => {
    const found = hotspotsByPeer(board, { kind: 'count', counts }, halves);
    expect(found.classes.map(({ peer, n }) => [peer, n])).toEqual([
      [0, 50],
      [2, 50],
    ]);
    expect(found.n).toBe(100);
    for (const peer of [0, 2]) {
      const own = counts.map((value, i) => (halves[i] === peer ? value : Number.NaN));
      const known = hotspots(board, { kind: 'count', counts: own });
      for (let i = 0; i < 100; i++)
        if (halves[i] === peer)
          for (const column of ['x', 'z', 'p', 'pMethod', 'bin', 'reason'] as const)
            expect(found[column][i]).toBe(known[column][i]);
    }
  });

  test('a class of fewer than 30 is withheld, the other is not', () => {
    const few = Int32Array.from({ length: 100 }, (_, i) => (i < 29 ? 1 : 0));
    const { reason, z } = hotspotsByPeer(board, { kind: 'count', counts }, few);
    expect(new Set(Array.from(reason.subarray(0, 29), (code) => REASONS[code]))).toEqual(
      new Set(['fewCells']),
    );
    expect(z.subarray(0, 29).every(Number.isNaN)).toBe(true);
    expect(new Set(Array.from(reason.subarray(29), (code) => REASONS[code]))).toEqual(new Set(['tested']));
  });

  test('what lies around a cell and what is expected there, of its class', () => {
    const { around, expected } = hotspotsByPeer(board, { kind: 'rate', counts, per }, halves);
    const near = [23, 24, 33, 34, 43, 44].concat([22, 32, 42]);
    const sum = (column: Float64Array, of: readonly number[]) => of.reduce((all, i) => all + column[i]!, 0);
    expect(around[33]).toBe(sum(counts, near));
    const own = Array.from({ length: 100 }, (_, i) => i).filter((i) => halves[i] === 0 && i !== 50);
    expect(expected[33]).toBeCloseTo((sum(counts, own) * sum(per, near)) / sum(per, own), 9);
    expect([around[50], expected[50]]).toEqual([Number.NaN, Number.NaN]);
    const plain = hotspotsByPeer(board, { kind: 'count', counts }, new Int32Array(100));
    expect(plain.expected[0]).toBeCloseTo((sum(counts, [...counts.keys()]) * 4) / 100, 9);
    expect(plain.around[0]).toBe(counts[0]! + counts[1]! + counts[10]! + counts[11]!);
  });

  test('no cells at all', () => {
    const none = hotspotsByPeer(chessboard(0, 0), { kind: 'count', counts: new Float64Array() }, []);
    expect(none).toMatchObject({ n: 0, classes: [] });
  });
});

test('emergingByPeer: each class as it were alone', () => {
  const steps = 12;
  const many = Float64Array.from({ length: 100 * steps }, (_, at) =>
    Math.floor(4 * random() + (at % 100 < 2 && at > 900 ? 30 : 0)),
  );
  const found = emergingByPeer(board, steps, { kind: 'count', counts: many }, halves);
  expect(found.n).toBe(100);
  for (const peer of [0, 2]) {
    const own = many.map((value, at) => (halves[at % 100] === peer ? value : Number.NaN));
    const known = emergingHotspots(board, steps, { kind: 'count', counts: own });
    for (let at = 0; at < many.length; at++) {
      const cell = at % 100;
      if (halves[cell] !== peer) continue;
      expect([found.z[at], found.bin[at]]).toEqual([known.z[at], known.bin[at]]);
      expect(found.courses[cell]).toEqual(known.courses[cell]);
      expect([found.trendZ[cell], found.trendP[cell]]).toEqual([known.trendZ[cell], known.trendP[cell]]);
    }
  }
  const one = emergingByPeer(board, steps, { kind: 'count', counts: many }, new Int32Array(100));
  expect(one.courses).toEqual(emergingHotspots(board, steps, { kind: 'count', counts: many }).courses);
});
