import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginning, elapsed, step, type Turn, tick, toggle } from './rotation.ts';

describe('rotation', () => {
  test('goes on when the seconds of a page are over, round and round', () => {
    let turn = beginning(1000);
    const seconds = [10, 20];
    turn = tick(turn, seconds, 10_999);
    expect(turn.at).toBe(0);
    turn = tick(turn, seconds, 11_000);
    expect(turn).toEqual({ at: 1, since: 11_000, pausedAt: null });
    turn = tick(turn, seconds, 30_999);
    expect(turn.at).toBe(1);
    expect(tick(turn, seconds, 31_000).at).toBe(0);
  });

  test('a pause takes nothing from the page that is held', () => {
    const held = toggle(beginning(0), 4000);
    expect(tick(held, [10, 10], 1_000_000)).toBe(held);
    const on = toggle(held, 1_000_000);
    expect(elapsed(on, 1_000_000)).toBe(4000);
    expect(tick(on, [10, 10], 1_005_999).at).toBe(0);
    expect(tick(on, [10, 10], 1_006_000).at).toBe(1);
  });

  test('one page alone stands, and none at all is no trouble', () => {
    expect(tick(beginning(0), [5], 1_000_000).at).toBe(0);
    expect(tick(beginning(0), [], 1_000_000).at).toBe(0);
    expect(step(beginning(0), 1, 0, 5).at).toBe(0);
  });

  test('whatever is done, the page is one of those there are', () => {
    const command = fc.oneof(
      fc.record({ kind: fc.constant('step' as const), by: fc.integer({ min: -50, max: 50 }) }),
      fc.record({ kind: fc.constant('toggle' as const) }),
      fc.record({ kind: fc.constant('tick' as const) }),
    );
    const act = fc.record({ command, pages: fc.integer({ min: 1, max: 12 }), wait: fc.nat(60_000) });
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        let turn: Turn = beginning(0);
        let now = 0;
        for (const { command: each, pages, wait } of acts) {
          now += wait;
          const seconds = new Array<number>(pages).fill(10);
          turn = tick(turn, seconds, now);
          if (each.kind === 'step') turn = step(turn, each.by, pages, now);
          if (each.kind === 'toggle') turn = toggle(turn, now);
          expect(turn.at).toBeGreaterThanOrEqual(0);
          expect(turn.at).toBeLessThan(pages);
          expect(elapsed(turn, now)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
