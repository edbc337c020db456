import type { Store } from '#api/store/store.ts';
import { originOfTemplate } from '#geodata/basemap/tileTemplate.ts';

const MAP = 'map';

/** The settings of the map as they are kept, maybe by an older version; null when they were never set. */
export function keptMapSettings(store: Pick<Store, 'setting'>): Promise<unknown> {
  return store.setting(MAP);
}

/** Keeps base map and approval number; open maps follow on their next look. */
export function keepMapSettings(store: Pick<Store, 'putSetting'>, settings: object): Promise<void> {
  return store.putSetting(MAP, settings);
}

/** Origins beside our own that a page with this base map fetches pictures from. */
export function originsOf(baseMap: { url: string; dark: string | null } | null): string[] {
  if (baseMap === null) return [];
  const origins = [baseMap.url, baseMap.dark].flatMap((url) => (url === null ? [] : [originOfTemplate(url)]));
  return [...new Set(origins)].filter((origin) => origin !== null);
}
