import { describe, expect, it, vi } from 'vitest';
import { mayRebuild, reloadOnce } from './recovery.ts';

const storage = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};

describe('after a lost graphics context', () => {
  it('the map is rebuilt, but for the third loss within a minute', () => {
    expect(mayRebuild([1000])).toBe(true);
    expect(mayRebuild([1000, 5000])).toBe(true);
    expect(mayRebuild([1000, 5000, 9000])).toBe(false);
    expect(mayRebuild([1000, 5000, 70_000])).toBe(true);
  });

  it('the page is reloaded once in ten minutes', () => {
    const reload = vi.fn();
    const kept = storage();
    expect(reloadOnce(0, kept, reload)).toBe(true);
    expect(reloadOnce(599_999, kept, reload)).toBe(false);
    expect(reloadOnce(600_000, kept, reload)).toBe(true);
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it('never where nothing can be remembered', () => {
    const reload = vi.fn();
    const shut = () => {
      throw new Error('no storage');
    };
    expect(reloadOnce(0, { getItem: shut, setItem: shut }, reload)).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });
});
