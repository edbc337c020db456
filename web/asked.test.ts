import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askEarly, takeEarly } from './asked.ts';

describe('answers asked for beforehand', () => {
  beforeEach(() => void vi.stubGlobal('fetch', async () => new Response('{}')));
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('are taken up once', async () => {
    askEarly('/api/a');
    expect(await (await takeEarly('/api/a', {}))?.text()).toBe('{}');
    expect(takeEarly('/api/a', {})).toBeNull();
  });
  it('stand for no other question and for nothing that is sent', () => {
    askEarly('/api/b');
    expect(takeEarly('/api/b?lang=en', {})).toBeNull();
    expect(takeEarly('/api/b', { method: 'POST' })).toBeNull();
  });
  it('grow old', () => {
    vi.useFakeTimers();
    askEarly('/api/c');
    vi.advanceTimersByTime(31_000);
    expect(takeEarly('/api/c', {})).toBeNull();
  });
});
