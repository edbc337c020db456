import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerWhileFilling } from './filling.ts';

let waiting: Awaited<ReturnType<typeof answerWhileFilling>>;
const ask = (path: string) => fetch(`http://127.0.0.1:${waiting.port}${path}`);

beforeAll(async () => {
  waiting = await answerWhileFilling('127.0.0.1', 0);
  waiting.report(0.437, 'the ledger as of 2026-05-01');
});
afterAll(() => waiting.close());

test('alive, not ready, and how far it is', async () => {
  expect((await ask('/healthz')).status).toBe(200);
  const ready = await ask('/readyz');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({
    status: 'filling',
    progress: 0.437,
    doing: 'the ledger as of 2026-05-01',
  });
});

test('the interface answers with a problem document, every screen with the progress', async () => {
  const problem = await ask('/api/areas/370211?lang=en');
  expect(problem.status).toBe(503);
  expect(problem.headers.get('content-type')).toBe('application/problem+json');
  expect(problem.headers.get('retry-after')).toBe('5');
  expect(await problem.json()).toMatchObject({ status: 503, detail: expect.stringContaining('43 %') });
  for (const path of ['/', '/wall?area=370211', '//', '/%']) {
    const page = await ask(path);
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('<progress value="0.437"');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  }
});

test('a port that is taken is told', async () => {
  await expect(answerWhileFilling('127.0.0.1', waiting.port)).rejects.toThrow('EADDRINUSE');
});
