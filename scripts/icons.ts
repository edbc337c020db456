import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/**
 * Draws the icons of the installed app from `web/public/icon.svg`. Run after a change of the drawing:
 * `node scripts/icons.ts`. Needs Chromium (CHROMIUM_PATH, else /usr/bin/chromium).
 */
const folder = join(import.meta.dirname, '../web/public');
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8');
const ground = /<rect[^>]*fill="([^"]+)"/.exec(svg)?.[1];
if (!ground) throw new Error('icon.svg: no <rect> with a fill to take the ground from');
/** A maskable icon fills its square; launchers cut all but the middle four fifths. */
const maskable = svg.replace(/ rx="[^"]*"/, '');

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const [name, size, drawing] of [
    ['icon-192.png', 192, svg],
    ['icon-512.png', 512, svg],
    ['icon-maskable-512.png', 512, maskable],
    // iOS rounds the corners itself and draws no transparency
    ['apple-touch-icon.png', 180, maskable],
  ] as const) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`,
    );
    writeFileSync(join(folder, name), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
