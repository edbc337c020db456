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
    expect(classOf({ pace, light: null }, running, false)).toBe(index);
  });

  it('bear the arithmetic of shares', () => {
    expect(classOf({ pace: 0.3 - 0.1 - 0.2, light: 'green' }, running, false)).toBe(1);
    expect(classOf({ pace: 0.1 - 0.4, light: 'amber' }, running, false)).toBe(4);
  });

  it('follow the ratio in a closed period', () => {
    expect(closed.map(({ light }) => light)).toEqual(['green', 'amber', 'red', 'red', 'red']);
    expect(classOf({ pace: -0.1, light: 'amber' }, closed, true)).toBe(2);
    expect(classOf({ pace: -0.11, light: 'red' }, closed, true)).toBe(3);
  });

  it('say no more than the light, which asks how many calls are behind', () => {
    expect(classOf({ pace: -0.66, light: 'green' }, running, false)).toBe(2);
    expect(classOf({ pace: -0.66, light: 'amber' }, running, false)).toBe(4);
    expect(classOf({ pace: -0.66, light: 'red' }, running, false)).toBe(5);
    expect(classOf({ pace: 0.2, light: 'green' }, running, false)).toBe(1);
  });

  it('claim nothing while the light is not sure', () => {
    expect(classOf({ pace: -0.66, light: 'grey' }, running, false)).toBe(0);
    expect(classOf({ pace: -0.05, light: 'grey' }, closed, true)).toBe(0);
  });

  it('count every area once', () => {
    const paces = [null, 0.1, -0.05, -0.05, -0.5];
    const counts = classCounts(
      paces.map((pace) => ({ pace, light: null })),
      running,
      false,
    );
    expect(counts).toEqual([1, 1, 2, 0, 0, 1]);
  });
});
