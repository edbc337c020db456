import { expect, it } from 'vitest';
import { screenOf } from './screens.ts';

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
