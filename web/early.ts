import type { AreaDetail } from '#api/contract/areas.ts';
import type { ProgrammesAnswer } from '#api/contract/coverage.ts';
import type { SessionAnswer } from '#api/contract/session.ts';
import { askEarly } from './asked.ts';
import { hasMap, screenOf } from './state/paths.ts';
import { wasSignedIn } from './state/signedIn.ts';
import { usualDuty } from './state/usualDuty.ts';
import { withQuery } from './withQuery.ts';

// A script of its own, a few kilobytes: it asks for what the map's screen begins with while the app itself is
// still on its way. The questions are those of api.ts, word by word; one that nobody takes up was in vain, and
// one that is missing here is only asked later.

/** Asks; whoever wants to read the answer here gets a copy, null when it is no good one. */
async function ask<T>(path: string): Promise<T | null> {
  try {
    const response = await askEarly(path);
    return response?.ok ? ((await response.clone().json()) as T) : null;
  } catch {
    // Whoever takes the answer up is told.
    return null;
  }
}

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
  for (const path of ['/tiles/tiles.json', '/api/basemap.json', '/api/settings']) void ask(path);
  const code = address.get('area') || (await who)?.scope[0]?.code;
  if (code === undefined) return;
  const area = ask<AreaDetail>(withQuery(`/api/areas/${encodeURIComponent(code)}`, { lang }));
  // Which periods and days fit is for the screen to say.
  if (address.has('period') || address.has('asOf')) return;
  void ask(withQuery('/api/coverage/summary', { area: code, lang }));
  const duties = ((await programmes)?.items ?? []).flatMap((each) => each.duties.map((duty) => ({ duty })));
  const chosen = duties.find((each) => each.duty.id === address.get('duty')) ?? usualDuty(duties);
  if (!chosen) return;
  // Where zones lie over the district, an area of one tree has no figures of a duty of another.
  const zoned = address.has('area') && (await who)?.scope.some(({ level }) => level === 'zone');
  if (zoned && (await area)?.tree !== chosen.duty.tree) return;
  void ask(withQuery('/api/coverage', { duty: chosen.duty.id, area: code, lang }));
}

/** Has the map's files fetched beside the app's own. They are run when there is something to draw. */
function fetchMap(): void {
  const files = document.querySelector<HTMLMetaElement>('meta[name="map-files"]')?.content.split(' ') ?? [];
  for (const file of files) {
    const link = document.createElement('link');
    const kind = file.endsWith('.css') ? { rel: 'preload', as: 'style' } : { rel: 'modulepreload' };
    Object.assign(link, { ...kind, href: file, crossOrigin: '', fetchPriority: 'low' });
    document.head.append(link);
  }
}

if (hasMap(screenOf(location.pathname))) {
  void begin();
  fetchMap();
}
