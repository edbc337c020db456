import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smoothness } from './frames.ts';

test('frames are told by the time between them', () => {
  // Twenty frames of 10 ms and one of 200.
  const stamps = Array.from({ length: 21 }, (_, i) => 100 + 10 * i);
  expect(smoothness([...stamps, 500])).toEqual({ median: 10, p95: 10, frames: 21 });
  expect(smoothness([100, 116, 132, 332])).toMatchObject({ median: 16, frames: 3 });
});

test('a beginning is no frame', () => {
  expect(() => smoothness([100])).toThrow('no frame was drawn');
});

test('when the gesture began does not matter, how long the frames last does', () => {
  const lasted = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 });
  fc.assert(
    fc.property(lasted, fc.integer({ min: 0, max: 1e6 }), (times, begin) => {
      const stamps = [begin];
      for (const time of times) stamps.push((stamps.at(-1) as number) + time);
      const { median, p95, frames } = smoothness(stamps);
      expect(frames).toBe(times.length);
      expect(median).toBeLessThanOrEqual(p95);
      expect(median).toBeGreaterThanOrEqual(Math.min(...times));
      expect(p95).toBeLessThanOrEqual(Math.max(...times));
      const twice = smoothness(stamps.map((stamp) => 2 * stamp));
      expect([twice.median, twice.p95]).toEqual([2 * median, 2 * p95]);
    }),
  );
});
