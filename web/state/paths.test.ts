import { expect, it } from 'vitest';
import { screenOf } from './paths.ts';

it.each([
  ['/', 'leader'],
  ['/visit', 'visit'],
  ['/visit/', 'visit'],
  ['/visitors', 'leader'],
  ['/admin/audit', 'admin'],
  ['/account', 'account'],
  ['/wall', 'wall'],
  ['/anything/visit', 'leader'],
])('%s is %s', (path, screen) => {
  expect(screenOf(path)).toBe(screen);
});
