import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { GapItem, GapsAnswer } from '#api/contract/gaps.ts';
import type { VisitRecord } from '#api/contract/records.ts';
import { soon } from './browser.ts';
import type { World } from './world.ts';

export const DISTRICT = '370211';
/** Their form asks nothing that must be answered. */
export const FIRMS = { duty: 'firm-monthly', programme: 'cadres-to-firms' };
/** Their form has a choice that must be answered. */
export const NEEDY = { duty: 'needy-monthly', programme: 'people-in-focus' };
export const QUOTA = { duty: 'first-secretary-households', programme: 'first-secretaries' };

/** Officers with something left to do for a duty, most first. */
export async function officersOf(world: World, duty: string): Promise<string[]> {
  const { facets } = await world.get<GapsAnswer>(`/api/coverage/gaps?duty=${duty}&area=${DISTRICT}&limit=1`);
  return facets.officers.map(({ id }) => id);
}

/** Whom an officer has not reached for a duty, worst first. */
export async function gapsOf(world: World, duty: string, officer: string): Promise<GapItem[]> {
  const { items } = await world.get<GapsAnswer>(
    `/api/coverage/gaps?duty=${duty}&area=${DISTRICT}&officer=${officer}&limit=1000`,
  );
  return items;
}

/** The visits that the ledger has of an officer's day. */
export async function ledgerOf(world: World, officer: string): Promise<VisitRecord[]> {
  const { items } = await world.get<{ items: VisitRecord[] }>(
    `/api/visits?officer=${officer}&from=2026-11-20&limit=1000`,
  );
  return items;
}

/** Opens an officer's list and waits for its rows. */
export async function openList(page: Page, world: World, officer: string, query = ''): Promise<void> {
  await page.goto(`${world.running.url}/visit?officer=${officer}${query}`);
  await page.getByTestId('my-row').first().waitFor();
}

/** Notes one outcome for the first row. @returns the id of the subject */
export async function noteFirst(page: Page, outcome: 'met' | 'notIn' | 'refused'): Promise<string> {
  const row = page.getByTestId('my-row').first();
  const subject = (await row.getAttribute('data-subject'))!;
  await row.getByRole('button').tap();
  await page.getByTestId(`outcome-${outcome}`).tap();
  await page.getByTestId('visit-save').tap();
  await page.getByTestId('visit-form').waitFor({ state: 'detached' });
  return subject;
}

/** Waits until nothing waits to be sent. */
export const allSent = (page: Page) => soon(() => page.getByTestId('outbox').count()).toBe(0);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds that is serious or worse, one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: typeof import('axe-core') }).axe;
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

/** Things to tap that are smaller than 44 px in either direction. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, a, summary, label:has(input), input, textarea, select')]
      .filter((each) => !each.closest('label') || each.tagName === 'LABEL')
      .map((each) => ({ each, box: each.getBoundingClientRect() }))
      .filter(
        ({ each, box }) => each.checkVisibility() && box.width > 0 && (box.width < 44 || box.height < 44),
      )
      .map(({ each, box }) => `${each.outerHTML.slice(0, 100)} ${box.width}x${box.height}`),
  );
