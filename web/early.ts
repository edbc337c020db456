import type { AreaDetail } from '#api/contract/areas.ts';
import type { ProgrammesAnswer } from '#api/contract/coverage.ts';
import type { SessionAnswer } from '#api/contract/session.ts';
import { askEarly } from './asked.ts';
import { hasMap, screenOf } from './state/paths.ts';
import { wasSignedIn } from './state/signedIn.ts';
import { usualDuty } from './state/usualDuty.ts';
import { sketchPath, withQuery } from './withQuery.ts';

// A script of its own, a few kilobytes: it asks for what the map's screen begins with while the app itself is
// still on its way. The questions are those of api.ts, word by word; one that nobody takes up was in vain, and
// one that is missing here is only asked later.

/** Questions that could not be asked by then do not hold back the files behind the app any longer. */
const PATIENCE_MS = 2500;

/** Asks; whoever wants to read the answer here too gets it, null when it is no good one. */
async function ask<T>(path: string): Promise<T | null> {
  try {
    const asked = await askEarly(path);
    return asked?.response.ok ? (asked.body as T) : null;
  } catch {
    // Whoever takes the answer up is told.
    return null;
  }
}

/** Asks for all of it; done when all of it is asked for. */
async function begin(): Promise<void> {
  // As url.ts reads the address, which knows the calendar and is ten times as large as all this.
  const address = new URLSearchParams(location.search);
  const lang = address.get('lang') === 'en' ? 'en' : 'zh-CN';
  const who = ask<SessionAnswer>('/api/session');
  if (!wasSignedIn()) {
    const session = await who;
    if (!session || session.user.passwordDue) return;
  }
  const programmes = ask<ProgrammesAnswer>(withQuery('/api/programmes', { lang }));
  const shapes = ask<{ tiles: string[] }>('/tiles/tiles.json');
  const named = address.get('area');
  const top = named ? null : (await who)?.scope[0];
  const code = named || top?.code;
  if (code === undefined) return;
  const area = ask<AreaDetail>(withQuery(`/api/areas/${encodeURIComponent(code)}`, { lang }));
  // A browser has six requests on the way at a time: what is large and needed last comes last.
  const askGround = (): void => {
    for (const path of ['/api/settings', '/api/basemap.json']) void ask(path);
  };
  const askSketch = async () => {
    const hasParts = top ? top.level !== 'grid' : ((await area)?.childLevel ?? null) !== null;
    const template = (await shapes)?.tiles[0];
    if (template && hasParts) void ask(sketchPath(template, code));
  };
  // Which periods and days fit is for the screen to say.
  if (address.has('period') || address.has('asOf')) {
    askGround();
    return askSketch();
  }
  void ask(withQuery('/api/coverage/summary', { area: code, lang }));
  const sketched = askSketch();
  const duties = ((await programmes)?.items ?? []).flatMap((each) => each.duties.map((duty) => ({ duty })));
  const chosen = duties.find((each) => each.duty.id === address.get('duty')) ?? usualDuty(duties);
  // Where zones lie over the district, an area of one tree has no figures of a duty of another.
  const zoned = address.has('area') && (await who)?.scope.some(({ level }) => level === 'zone');
  if (chosen && (!zoned || (await area)?.tree === chosen.duty.tree))
    void ask(withQuery('/api/coverage', { duty: chosen.duty.id, area: code, lang }));
  askGround();
  await sketched;
}

/** Each of the app's own files, as it comes: those behind them are larger, and would take half the line from them. */
function appFiles(): Promise<unknown>[] {
  return [...document.querySelectorAll<HTMLLinkElement>('link[rel=modulepreload]')].map(async (link) => {
    if (performance.getEntriesByName(link.href).length > 0) return;
    await new Promise((come) => {
      for (const end of ['load', 'error']) link.addEventListener(end, come, { once: true });
    });
  });
}

const wait = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

/**
 * Has what stands around the first picture, and the map, fetched before the app asks for it. They are run when there
 * is something to draw.
 */
function fetchBehind(): void {
  const files =
    document.querySelector<HTMLMetaElement>('meta[name="files-behind"]')?.content.split(' ') ?? [];
  for (const file of files) {
    const link = document.createElement('link');
    const kind = file.endsWith('.css') ? { rel: 'preload', as: 'style' } : { rel: 'modulepreload' };
    Object.assign(link, { ...kind, href: file, crossOrigin: '', fetchPriority: 'low' });
    document.head.append(link);
  }
}

if (hasMap(screenOf(location.pathname))) {
  // Behind the questions: of the few requests that may be on the way at a time these would take every one.
  void Promise.race([Promise.all([begin(), ...appFiles()]), wait(PATIENCE_MS)]).then(fetchBehind);
}
