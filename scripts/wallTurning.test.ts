import { describe, expect, test } from 'vitest';
import { taskCosts } from './bench/wallTurning.ts';

const on = { ph: 'X', pid: 1, tid: 1, args: {} };
const mark = { ...on, name: 'scene-changes', ph: 'I', ts: 0 };
const task = (ts: number, ms: number, of = {}) => ({
  ...{ ...on, name: 'RunTask', ts, dur: 10_000 * ms, tdur: 1000 * ms },
  ...of,
});
const part = (name: string, ts: number, ms: number, url?: string) => ({
  ...{ ...on, name, ts, dur: 1000 * ms, tdur: 1000 * ms },
  args: url === undefined ? {} : { data: { url } },
});
const MAP = 'http://wall/assets/maplibre-_4MA.js';

describe('cost of a task', () => {
  test("frames of the map and the commit that goes with them are the map's, the rest the app's own", () => {
    const costs = taskCosts([
      mark,
      task(10, 100),
      part('FireAnimationFrame', 20, 60),
      part('FunctionCall', 30, 50, MAP),
      part('Commit', 90_000, 20),
    ]);
    expect(costs).toEqual([{ own: 0.03, map: 0.07 }]);
  });

  test('what is asked of the map outside of a frame, and a commit without one, are the own', () => {
    const costs = taskCosts([
      mark,
      task(10, 100),
      part('FireAnimationFrame', 20, 5),
      part('FunctionCall', 21, 4, 'http://wall/assets/app-1.js'),
      part('FunctionCall', 10_000, 50, MAP),
      part('Commit', 90_000, 20),
    ]);
    expect(costs).toEqual([{ own: 0.1, map: 0 }]);
  });

  test('tasks of other threads and before the mark are left out, one within another is a part of it', () => {
    const costs = taskCosts([
      mark,
      task(-5, 900),
      task(10, 30),
      task(20, 10),
      task(10, 800, { tid: 2 }),
      task(400_000, 7),
    ]);
    expect(costs).toEqual([
      { own: 0.03, map: 0 },
      { own: 0.007, map: 0 },
    ]);
  });

  test('a trace without tasks, or without times of the processor, is no measure', () => {
    expect(() => taskCosts([mark])).toThrow('no task');
    expect(() => taskCosts([mark, task(1, 5, { tdur: undefined })])).toThrow('time');
    expect(() => taskCosts([task(1, 5)])).toThrow('mark');
  });
});
