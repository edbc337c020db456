import type { QueryClient } from '@tanstack/react-query';
import { wasSignedIn } from '../state/signedIn.ts';
import type { UrlState } from '../state/url.ts';
import { usualDuty } from '../state/usualDuty.ts';
import { sketchPath } from '../withQuery.ts';
import {
  areaQuery,
  basemapQuery,
  coverageQuery,
  programmesQuery,
  sessionQuery,
  settingsQuery,
  sketchQuery,
  summaryQuery,
  tilesQuery,
} from './index.ts';

/**
 * How long the first look waits for answers: drawing the screen twice takes longer on a slow tablet. What is slower
 * finds an outline there.
 */
const WAIT_MS = 300;

/**
 * Takes up the answers that were asked for before the app was there, so that the map's screen is drawn once, with
 * its figures, and not first without.
 */
export async function takeUp(client: QueryClient, url: UrlState): Promise<void> {
  await Promise.race([answers(client, url), new Promise((wake) => setTimeout(wake, WAIT_MS))]);
}

async function answers(client: QueryClient, { area, lang, period, asOf, duty }: UrlState): Promise<void> {
  // Those that the early script asked for without waiting for the session are there with it.
  const known = wasSignedIn();
  const take = () => ({
    programmes: client.prefetchQuery(programmesQuery(lang)),
    tiles: client.prefetchQuery(tilesQuery()),
  });
  const together = known ? take() : null;
  await client.prefetchQuery(sessionQuery());
  const session = client.getQueryData(sessionQuery().queryKey);
  if (!session || session.user.passwordDue) return;
  const code = area ?? session.scope[0]?.code;
  const { programmes, tiles } = together ?? take();
  const ground = [client.prefetchQuery(basemapQuery()), client.prefetchQuery(settingsQuery())];
  if (code === undefined) return;
  const detail = client.prefetchQuery(areaQuery(code, lang));
  const sketch = async () => {
    await Promise.all([tiles, detail]);
    const template = client.getQueryData(tilesQuery().queryKey)?.tiles[0];
    const hasParts = (client.getQueryData(areaQuery(code, lang).queryKey)?.childLevel ?? null) !== null;
    if (template && hasParts) await client.prefetchQuery(sketchQuery(sketchPath(template, code)));
  };
  const figures = async () => {
    await programmes;
    const duties = (client.getQueryData(programmesQuery(lang).queryKey)?.items ?? []).flatMap((each) =>
      each.duties.map((duty) => ({ duty })),
    );
    const chosen = duties.find((each) => each.duty.id === duty) ?? usualDuty(duties);
    const moment = { area: code, period, asOf, lang };
    await Promise.all([
      client.prefetchQuery(summaryQuery(moment)),
      chosen && client.prefetchQuery(coverageQuery({ ...moment, duty: chosen.duty.id })),
    ]);
  };
  // Which period fits the duty, and whether a day is past, is for the screen to say.
  await Promise.all([
    programmes,
    tiles,
    ...ground,
    detail,
    sketch(),
    period === null && asOf === null && figures(),
  ]);
}
