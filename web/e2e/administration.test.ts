import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IssuesAnswer } from '#api/contract/issueQuestions.ts';
import { signatureOf } from '#api/services/supervision/signature.ts';
import { openBrowser, soon, textOf, type Watched, watchedPage } from './browser.ts';
import { beyondSignIn, type GuardedWorld, openGuardedWorld, type Person, signIn } from './guarded.ts';
import { DISTRICT, seriousFaults, smallTargets } from './visiting.ts';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844, touch: true };
const SECRET = 'a-secret-of-the-district';
const HEADER = '工单编号,受理时间,办结时间,状态,一级分类,二级分类,经度,纬度,网格编码,标题,内容';
const GRID = '370211001001001';
const GOOD = Array.from(
  { length: 30 },
  (_, i) => `T${i},2026-11-${10 + (i % 9)} 09:00,,待受理,噪声,施工,,,${GRID},夜间施工 ${i},`,
);
const BAD = [
  'T90,昨天,,待受理,噪声,施工,,,,没有时间,',
  `T91,2026-11-12 09:00,,搁置,噪声,施工,,,${GRID},没有这个状态,`,
];

let world: GuardedWorld;
let browser: Browser;
let administrator: Person;
let receiver: Server;
const got: { body: string; signature: string | undefined }[] = [];

beforeAll(async () => {
  world = await openGuardedWorld();
  browser = await openBrowser();
  administrator = await world.person('administrator');
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      got.push({ body, signature: request.headers['x-guatu-signature'] as string | undefined });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
}, 300_000);
afterAll(async () => {
  await new Promise((resolve) => receiver.close(resolve));
  await browser.close();
  await world.close();
});

/** Opens a page of the administration, and asks that nothing went wrong but what it expects. */
async function on(
  path: string,
  body: (watched: Watched) => Promise<void>,
  options: Parameters<typeof watchedPage>[2] = DESK,
  expected: RegExp = /^$/,
) {
  const watched = await watchedPage(browser, world.url, options);
  try {
    await watched.page.goto(`${world.url}${path}`);
    await signIn(watched.page, administrator);
    await body(watched);
    expect(beyondSignIn(watched.faults).filter((each) => !expected.test(each))).toEqual([]);
  } finally {
    await watched.context.close();
  }
}

const table = (rows: readonly string[]) => ({
  name: 'gongdan.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from([HEADER, ...rows].join('\n')),
});
const listed = async () =>
  (await world.read<IssuesAnswer>(administrator, `/api/issues?area=${DISTRICT}&limit=1`)).matching;
const figure = (page: Page, key: string) => page.locator(`[data-figure="${key}"] dd`).textContent();
async function check(page: Page, rows: readonly string[]) {
  await page.getByTestId('import-new').click();
  await page.getByTestId('import-file').setInputFiles(table(rows));
  await page.getByTestId('import-check').click();
  await page.getByTestId('import-figures').waitFor();
}

describe('imports', () => {
  test('a table is checked, told row by row, written without its bad rows, and taken back', async () => {
    const before = await listed();
    await on('/admin/imports', async ({ page }) => {
      await check(page, [...GOOD, ...BAD]);
      expect([
        await figure(page, 'rows'),
        await figure(page, 'create'),
        await figure(page, 'refused'),
      ]).toEqual(['32', '30', '2']);
      const told = await textOf(page, 'import-problems');
      for (const words of ['受理时间', '昨天', '时间格式不符', '搁置', '对应表里没有这个状态'])
        expect(told).toContain(words);
      expect(await listed()).toBe(before);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByTestId('import-problems-file').click(),
      ]);
      expect(file.suggestedFilename()).toMatch(/problems\.csv$/);
      expect(await seriousFaults(page)).toEqual([]);

      await page.getByTestId('import-confirm').click();
      await page.getByTestId('import-applied').waitFor();
      expect(await listed()).toBe(before + 30);
      await page.getByTestId('import-close').click();
      await page.getByTestId('import-undo').first().click();
      // Escape takes the question back
      await page.keyboard.press('Escape');
      expect(await listed()).toBe(before + 30);
      await page.getByTestId('import-undo').first().click();
      await page.getByTestId('import-undo-yes').click();
      await page.locator('[data-testid="import-row"][data-status="undone"]').waitFor();
      expect(await listed()).toBe(before);
    });
  });

  test('what is refused as a whole is said in both languages, and nothing is kept', async () => {
    for (const [lang, words] of [
      ['zh-CN', ['缺少对应表写明的列', '工单编号']],
      ['en', ['A column the mapping names is missing', '工单编号']],
    ] as const)
      await on(
        `/admin/imports?lang=${lang}`,
        async ({ page }) => {
          await page.getByTestId('import-new').click();
          await page.getByTestId('import-check').click();
          expect(await page.getByTestId('import-form').getByRole('alert').count()).toBe(1);
          await page
            .getByTestId('import-file')
            .setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
          await page.getByTestId('import-check').click();
          const told = await textOf(page, 'import-refused');
          for (const each of words) expect(told).toContain(each);
        },
        DESK,
        /422/,
      );
  });

  test('a template is saved, sent back as a mapping of one’s own, and taken', async () => {
    await on('/admin/imports', async ({ page }) => {
      await page.getByTestId('import-new').click();
      await page.getByTestId('import-preset-own').check({ force: true });
      const [template] = await Promise.all([
        page.waitForEvent('download'),
        page.getByTestId('import-template-hotline').click(),
      ]);
      await page.getByTestId('import-own').setInputFiles(await template.path());
      await page.getByTestId('import-file').setInputFiles(table(GOOD.slice(0, 3)));
      await page.getByTestId('import-check').click();
      await page.getByTestId('import-figures').waitFor();
      expect(await figure(page, 'create')).toBe('3');
    });
  });

  test('on a phone, with targets for fingers', async () => {
    await on(
      '/admin/imports',
      async ({ page }) => {
        await check(page, [...GOOD, ...BAD]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
        expect(await smallTargets(page)).toEqual([]);
        expect(await seriousFaults(page)).toEqual([]);
      },
      PHONE,
    );
  });
});

describe('deliveries', () => {
  test('the settings are saved, the secret never shown again, and a test message arrives signed', async () => {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`;
    await on(
      '/admin/supervision',
      async ({ page }) => {
        await page.getByTestId('delivery-test').click();
        await soon(() => textOf(page, 'delivery-tested')).toContain('请先保存');
        await page.getByTestId('delivery-on').check();
        await page.getByTestId('delivery-save').click();
        await soon(() => textOf(page, 'delivery-url-fault')).toContain('接收地址');
        await page.getByTestId('delivery-url').fill(url);
        await page.getByTestId('delivery-secret').fill(SECRET);
        await page.getByTestId('delivery-sentBack').check();
        await page.getByTestId('delivery-save').click();
        await soon(() => page.getByTestId('delivery-secret').inputValue()).toBe('');
        await page.getByTestId('delivery-test').click();
        await soon(() => textOf(page, 'delivery-tested')).toContain('已送达');
        expect(JSON.parse(got[0]!.body)).toMatchObject({ event: 'test' });
        expect(got[0]!.signature).toBe(signatureOf(got[0]!.body, SECRET));
        expect(await seriousFaults(page)).toEqual([]);
        await page.reload();
        await soon(() => page.getByTestId('delivery-url').inputValue()).toBe(url);
        expect(await page.getByTestId('delivery-sentBack').isChecked()).toBe(true);
        expect(await page.content()).not.toContain(SECRET);
      },
      DESK,
      /409|422/,
    );
  });
});
