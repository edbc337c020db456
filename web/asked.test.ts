import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe('answers asked for beforehand', () => {
  let askEarly: typeof import('./asked.ts').askEarly;
  let takeEarly: typeof import('./asked.ts').takeEarly;
  beforeEach(async () => {
    vi.stubGlobal('fetch', async () => new Response('{}'));
    vi.resetModules();
    ({ askEarly, takeEarly } = await import('./asked.ts'));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('are taken up once', async () => {
    askEarly('/api/a');
    expect((await takeEarly('/api/a', {}))?.body).toEqual({});
    expect(takeEarly('/api/a', {})).toBeNull();
  });
  it('stand for no other question and for nothing that is sent', () => {
    askEarly('/api/b');
    expect(takeEarly('/api/b?lang=en', {})).toBeNull();
    expect(takeEarly('/api/b', { method: 'POST' })).toBeNull();
  });
  it('end when the app asks for itself', () => {
    expect(takeEarly('/api/d', {})).toBeNull();
    expect(askEarly('/api/d')).toBeNull();
  });
  it('grow old', () => {
    vi.useFakeTimers();
    askEarly('/api/c');
    vi.advanceTimersByTime(31_000);
    expect(takeEarly('/api/c', {})).toBeNull();
  });
});
