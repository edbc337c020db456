import { describe, expect, test } from 'vitest';
import { Freshness } from './freshness.ts';
import { commandOf } from './keys.ts';
import { Skew } from './pulse.ts';
import { hourIn, isDue, type Signs } from './reloading.ts';
import { stageOf } from './useStage.ts';

describe('freshness', () => {
  test('is over twelve seconds after the last good answer, by a clock that cannot be set', () => {
    const clocks = { monotonic: 0, wall: 1_000_000 };
    const fresh = new Freshness(
      () => clocks.monotonic,
      () => clocks.wall,
    );
    expect(fresh.now()).toEqual({ stale: true, at: null });
    fresh.heard();
    expect(fresh.now()).toEqual({ stale: false, at: 1_000_000 });
    clocks.wall -= 86_400_000;
    clocks.monotonic = 12_000;
    expect(fresh.now().stale).toBe(false);
    clocks.monotonic = 12_001;
    expect(fresh.now()).toEqual({ stale: true, at: 1_000_000 });
  });

  test('what was kept tells its own time, and takes nothing from what was heard', () => {
    const fresh = new Freshness(
      () => 0,
      () => 7,
    );
    fresh.recalled(3);
    expect(fresh.now()).toEqual({ stale: true, at: 3 });
    fresh.heard();
    fresh.recalled(3);
    expect(fresh.now()).toEqual({ stale: false, at: 7 });
  });
});

describe('clock', () => {
  test('is the greatest that floored answers tell', () => {
    const skew = new Skew();
    // The server's moment is 60 s ahead, told floored to five minutes.
    const floor = (at: number) => Math.floor((at + 60_000) / 300_000) * 300_000;
    for (const at of [1_000, 200_000, 239_000, 241_000, 500_000]) skew.learn(floor(at), at, at);
    expect(skew.learn(floor(510_000), 510_000, 510_000)).toBe(59_000);
  });

  test('follows a server that is set back', () => {
    const skew = new Skew();
    skew.learn(9_000_000, 1_000_000, 0);
    expect(skew.learn(1_010_000, 1_010_000, 10_000)).toBe(0);
  });

  test('begins anew when the device is set', () => {
    const skew = new Skew();
    skew.learn(1_000_000, 900_000, 0);
    expect(skew.learn(1_010_000, 5_000_000, 10_000)).toBe(-3_990_000);
  });
});

describe('watchdog', () => {
  const well: Signs = {
    ...{ uptime: 3_600_000, sinceFrame: 100, stalls: 0, sceneStood: 10_000, sceneSeconds: 30 },
    ...{ memory: { used: 1, most: 10 }, hour: 12 },
  };
  test.each([
    ['all is well', {}, false],
    ['no frame for more than a minute', { sinceFrame: 61_000 }, true],
    ['it stood still again and again', { stalls: 3 }, true],
    ['a scene that does not end', { sceneStood: 151_000 }, true],
    ['a scene that is held', { sceneStood: 9e9, sceneSeconds: null }, false],
    ['memory runs out', { memory: { used: 9, most: 10 } }, true],
    ['night, after a day', { hour: 3, uptime: 86_400_000 }, true],
    ['night, just opened', { hour: 3 }, false],
    ['whatever it is, just opened', { uptime: 59_000, sinceFrame: 61_000, stalls: 9 }, false],
  ] as const)('%s', (_, signs, due) => {
    expect(isDue({ ...well, ...signs })).toBe(due);
  });

  test('knows the hour of the district', () => {
    expect(hourIn(Date.parse('2026-11-20T19:10:00Z'), 'Asia/Shanghai')).toBe(3);
    expect(hourIn(Date.parse('2026-11-20T16:10:00Z'), 'Asia/Shanghai')).toBe(0);
  });
});

describe('stage', () => {
  test.each([
    [1920, 1080, 1, false],
    [3840, 2160, 1, false],
    [5760, 1080, 3, true],
    [7680, 2160, 2, false],
    [1024, 768, 1, false],
    [30_000, 1080, 3, true],
  ])('%i x %i', (width, height, maps, wide) => {
    expect(stageOf(width, height)).toEqual({ width, height, maps, wide });
  });
});

describe('keys', () => {
  const of = (key: string, held = {}) =>
    commandOf({ key, ctrlKey: false, altKey: false, metaKey: false, ...held });
  test('of keyboards and remotes', () => {
    expect(['ArrowRight', 'PageDown', 'ChannelUp', 'MediaTrackNext'].map((key) => of(key))).toEqual(
      new Array(4).fill('next'),
    );
    expect(['ArrowLeft', 'PageUp', 'ChannelDown'].map((key) => of(key))).toEqual(new Array(3).fill('back'));
    expect([' ', 'MediaPlayPause'].map((key) => of(key))).toEqual(['pause', 'pause']);
  });
  test('the browser keeps its own', () => {
    expect([of('F5'), of('Tab'), of('ArrowLeft', { altKey: true }), of('toString')]).toEqual(
      new Array(4).fill(null),
    );
  });
});
