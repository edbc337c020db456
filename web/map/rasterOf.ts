import type { BaseMap } from '#api/contract/settings.ts';
import { readTemplate } from '#geodata/basemap/tileTemplate.ts';
import type { RasterBase } from './view.ts';

/**
 * The base map of the settings as the map draws it in a theme.
 *
 * @param origin of the page: workers know none to resolve a path against
 */
export function rasterOf(baseMap: BaseMap, theme: 'light' | 'dark', origin: string): RasterBase {
  const dark = theme === 'dark' ? baseMap.dark : null;
  const { template, scheme } = readTemplate(baseMap.kind, dark ?? baseMap.url);
  return {
    tiles: [template.startsWith('/') ? origin + template : template],
    tileSize: baseMap.tileSize,
    minzoom: baseMap.minZoom,
    maxzoom: baseMap.maxZoom,
    scheme,
    dark: dark !== null,
  };
}
