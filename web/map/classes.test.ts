import { describe, expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS } from '#geodata/duty/types.ts';
import { classCounts, classOf, paceClasses } from './classes.ts';

const running = paceClasses(DEFAULT_THRESHOLDS, false);
const closed = paceClasses(DEFAULT_THRESHOLDS, true);

describe('classes of pace', () => {
  it('have the thresholds of the light as edges', () => {
    expect(running.map(({ from }) => from)).toEqual([0, -0.1, -0.2, -0.3, null]);
    expect(running.map(({ light }) => light)).toEqual(['green', 'green', 'amber', 'amber', 'red']);
  });

  it.each([
    [0.2, 1],
    [0, 1],
    [-0.0001, 2],
    [-0.0999, 2],
    [-0.1, 3],
    [-0.2, 3],
    [-0.2001, 4],
    [-0.3, 4],
    [-0.3001, 5],
    [null, 0],
  ])('put %s into class %i', (pace, index) => {
    expect(classOf(pace, running, false)).toBe(index);
  });

  it('bear the arithmetic of shares', () => {
    expect(classOf(0.3 - 0.1 - 0.2, running, false)).toBe(1);
    expect(classOf(0.1 - 0.4, running, false)).toBe(4);
  });

  it('follow the ratio in a closed period', () => {
    expect(closed.map(({ light }) => light)).toEqual(['green', 'amber', 'red', 'red', 'red']);
    expect(classOf(-0.1, closed, true)).toBe(2);
    expect(classOf(-0.11, closed, true)).toBe(3);
  });

  it('count every area once', () => {
    const counts = classCounts([null, 0.1, -0.05, -0.05, -0.5], running, false);
    expect(counts).toEqual([1, 1, 2, 0, 0, 1]);
  });
});
