import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccess } from '#api/app.ts';
import { listen, type Running } from '#api/listen.ts';
import { openTestLedger, putTestTree, type TestLedger, testParts } from '#api/testing.ts';

const SECRET = 'what nobody may have';
const NAME = '某某新区';
let ledger: TestLedger;
let running: Running;

beforeAll(async () => {
  ledger = await openTestLedger('2026-11-20T14:32:00+08:00');
  await putTestTree(ledger, [{ code: 'the-district', name: NAME, level: 'district', parentCode: null }]);
  const webDir = join(ledger.dir, 'web');
  mkdirSync(join(webDir, 'assets'), { recursive: true });
  writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(webDir, 'assets/app.js'), 'app');
  writeFileSync(join(ledger.dir, 'secret.txt'), SECRET);
  mkdirSync(join(ledger.dir, 'web-private'));
  writeFileSync(join(ledger.dir, 'web-private/secret.txt'), SECRET);
  const { identify: _, ...parts } = testParts(ledger, webDir);
  running = await listen(
    { ...parts, access: openAccess(ledger.dir, () => ledger.clock.now) },
    '127.0.0.1',
    0,
  );
});
afterAll(async () => {
  await running.close();
  await ledger.close();
});

/** Sends a path as it stands: `fetch` would tidy it up. */
function raw(path: string, method = 'GET') {
  return new Promise<{ status: number; type: string; body: string }>((resolve, reject) => {
    const { port } = new URL(running.url);
    const asked = request({ port, host: '127.0.0.1', path, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body }),
      );
    });
    asked.on('error', reject).end();
  });
}

const UPWARD = ['..', '%2e%2e', '.%2e', '..%2f..', '..%5c..', '..\\..', '%252e%252e', '..;'];
const FILES = ['secret.txt', 'accounts.key', 'accounts.sqlite', 'guatu.sqlite', 'web-private/secret.txt'];

describe('files beside the web app', () => {
  test('are reached by no path', async () => {
    for (const up of UPWARD)
      for (const file of FILES)
        for (const path of [
          `/${up}/${file}`,
          `/assets/${up}/${up}/${file}`,
          `/assets/${up}%2f${up}%2f${file}`,
          `//${up}/${file}`,
          `/assets//${up}/../${file}`,
          `/assets/app.js/${up}/${up}/${up}/${file}`,
        ]) {
          const { status, type, body } = await raw(path);
          expect([path, body.includes(SECRET), body.startsWith('SQLite format')]).toEqual([
            path,
            false,
            false,
          ]);
          if (status === 200) expect([path, type]).toEqual([path, expect.stringMatching(/^text\/html/)]);
        }
    expect((await raw('/assets/app.js')).body).toBe('app');
    expect((await raw('/any/screen')).body).toContain('<title>page');
  });
});

describe('the interface', () => {
  const DOORS = [
    'areas',
    'areas/the-district',
    'session',
    'coverage/summary?area=the-district',
    'openapi.json',
  ];
  const FORMS = [
    (door: string) => `/api/${door}`,
    (door: string) => `/api//${door}`,
    (door: string) => `//api/${door}`,
    (door: string) => `/./api/${door}`,
    (door: string) => `/assets/../api/${door}`,
    (door: string) => `/assets/%2e%2e/api/${door}`,
    (door: string) => `/sign-in/..%2fapi%2f${door}`,
    (door: string) => `/api%2f${door}`,
    (door: string) => `/api%5c${door}`,
    (door: string) => `/api\\${door}`,
    (door: string) => `/API/${door}`,
    (door: string) => `/Api/${door.toUpperCase()}`,
    (door: string) => `/%61%70%69/${door}`,
    (door: string) => `/api/${door}%00`,
    (door: string) => `/api/${door}/`,
    (door: string) => `/api;/${door}`,
    (door: string) => `http://127.0.0.1/api/${door}`,
    (door: string) => `http://other.example/api/${door}`,
  ];
  test('tells nobody anything, however its path is written or asked', async () => {
    for (const door of DOORS)
      for (const form of FORMS)
        for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
          const path = form(door);
          const { status, type, body } = await raw(path, method);
          expect([method, path, body.includes(NAME)]).toEqual([method, path, false]);
          expect([method, path, status < 500]).toEqual([method, path, true]);
          if (status === 200)
            expect([method, path, type]).toEqual([method, path, expect.stringMatching(/^text\/html/)]);
        }
  });
});
