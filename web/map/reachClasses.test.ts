import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandClass, edgeClass, quantileEdges, shareClass } from './reachClasses.ts';

describe('classes of reach', () => {
  it('has an edge belong to the better class', () => {
    expect([1, 0.9, 0.8999, 0.75, 0.5, 0.25, 0.2499, 0].map(shareClass)).toEqual([1, 1, 2, 2, 3, 4, 5, 5]);
    expect(shareClass(null)).toBe(0);
  });
  it('takes the band with the most, the nearer of two alike', () => {
    expect(bandClass([1, 5, 5, 0, 0])).toBe(2);
    expect(bandClass([0, 0, 0, 0, 3])).toBe(5);
    expect(bandClass([0, 0, 0, 0, 0])).toBe(0);
  });
  it('cuts scores into classes of like size', () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const edges = quantileEdges(values);
    const counts = [1, 2, 3, 4, 5].map(
      (index) => values.filter((value) => edgeClass(value, edges) === index).length,
    );
    expect(counts).toEqual([20, 20, 20, 20, 20]);
  });
  it('gives equal scores one class and no score none', () => {
    expect(quantileEdges([])).toEqual([]);
    expect(edgeClass(null, [3, 2])).toBe(0);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1 }), (values) => {
        const edges = quantileEdges(values);
        for (const value of values) {
          const index = edgeClass(value, edges);
          expect(index).toBeGreaterThanOrEqual(1);
          expect(index).toBeLessThanOrEqual(5);
        }
        const order = values.toSorted((a, b) => b - a).map((value) => edgeClass(value, edges));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
    );
  });
});
