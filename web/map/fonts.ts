import { FAMILY, loadFont } from '../state/ownFont.ts';

/**
 * Stacks for `text-font`. No glyph server: MapLibre rasterises from the page's own fonts, and takes
 * the weight from the first name, which is no family on purpose.
 */
export const BOLD = ['Semibold', FAMILY];
export const REGULAR = ['Regular', FAMILY];

const loaded = new Set<string>();

/**
 * Has the subsets that hold these characters loaded before the map draws them: a glyph drawn from a
 * fallback would stay in the map's atlas.
 */
export async function loadGlyphs(text: string): Promise<void> {
  const fresh = [...new Set(text)].filter((glyph) => !loaded.has(glyph)).join('');
  if (fresh === '') return;
  await loadFont('600 24px', fresh);
  for (const glyph of fresh) loaded.add(glyph);
}
