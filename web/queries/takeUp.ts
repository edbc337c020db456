import type { QueryClient } from '@tanstack/react-query';
import type { UrlState } from '../state/url.ts';
import {
  areaQuery,
  basemapQuery,
  programmesQuery,
  sessionQuery,
  settingsQuery,
  summaryQuery,
  tilesQuery,
} from './index.ts';

/** How long the first look waits for answers: less than an eye notices. What is slower finds an outline there. */
const WAIT_MS = 120;

/**
 * Takes up the answers that were asked for before the app was there, so that the map's screen is drawn once, with
 * its figures, and not first without.
 */
export async function takeUp(client: QueryClient, url: UrlState): Promise<void> {
  await Promise.race([answers(client, url), new Promise((wake) => setTimeout(wake, WAIT_MS))]);
}

async function answers(client: QueryClient, { area, lang, period, asOf }: UrlState): Promise<void> {
  await client.prefetchQuery(sessionQuery());
  const session = client.getQueryData(sessionQuery().queryKey);
  if (!session || session.user.passwordDue) return;
  const code = area ?? session.scope[0]?.code;
  const frame = [
    client.prefetchQuery(programmesQuery(lang)),
    client.prefetchQuery(tilesQuery()),
    client.prefetchQuery(basemapQuery()),
    client.prefetchQuery(settingsQuery()),
  ];
  if (code === undefined) return;
  // Which period fits the duty, and whether a day is past, is for the screen to say.
  const figures =
    period === null && asOf === null
      ? [client.prefetchQuery(summaryQuery({ area: code, period, asOf, lang }))]
      : [];
  await Promise.all([...frame, client.prefetchQuery(areaQuery(code, lang)), ...figures]);
}
