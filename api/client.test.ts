import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { clientOf, readProxies, tokenIn } from '#api/client.ts';

const request = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;
const proxies = readProxies('127.0.0.1, 10.0.0.0/8,fd00::/8');

describe('the client', () => {
  test.each([
    ['nobody in front', '203.0.113.7', {}, '203.0.113.7', false],
    [
      'what anybody may write is not believed',
      '203.0.113.7',
      { 'x-forwarded-for': '1.2.3.4' },
      '203.0.113.7',
      false,
    ],
    ['nor that it was TLS', '203.0.113.7', { 'x-forwarded-proto': 'https' }, '203.0.113.7', false],
    ['a trusted proxy is', '10.1.2.3', { 'x-forwarded-for': '198.51.100.9' }, '198.51.100.9', false],
    [
      'the nearest that is no proxy counts',
      '10.1.2.3',
      { 'x-forwarded-for': '6.6.6.6, 198.51.100.9, 10.9.9.9' },
      '198.51.100.9',
      false,
    ],
    [
      'mapped addresses are what they map',
      '::ffff:10.1.2.3',
      { 'x-forwarded-for': '198.51.100.9' },
      '198.51.100.9',
      false,
    ],
    ['nonsense ends the search', '10.1.2.3', { 'x-forwarded-for': 'unknown' }, '10.1.2.3', false],
    [
      'TLS in front',
      'fd00::1',
      { 'x-forwarded-proto': 'https', 'x-forwarded-for': '2001:db8::1' },
      '2001:db8::1',
      true,
    ],
  ])('%s', (_, remote, headers, address, https) => {
    expect(clientOf(request(remote, headers as Record<string, string>), proxies)).toEqual({ address, https });
  });

  test.each(['proxy.example', '10.0.0.0/33', '10.0.0', '::1/129', '1.2.3.4/x'])('%s is no proxy', (text) => {
    expect(() => readProxies(text)).toThrow(text);
  });
});

test('the token is read by the whole name of its cookie', () => {
  expect(tokenIn('a=1; guatu=abc; b=2', false)).toBe('abc');
  expect(tokenIn('xguatu=abc', false)).toBeNull();
  expect(tokenIn('guatu=', false)).toBeNull();
  expect(tokenIn('guatu=abc', true)).toBeNull();
  expect(tokenIn('__Host-guatu=abc', true)).toBe('abc');
  expect(tokenIn(undefined, false)).toBeNull();
});
