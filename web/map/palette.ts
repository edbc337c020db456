/** Tokens the map draws with. Colours live in tokens.css; this names those it reads. */
const TOKENS = [
  'sea',
  'sea-1',
  'sea-2',
  'sea-label',
  'land',
  'land-label',
  'coast',
  'ramp-1',
  'ramp-2',
  'ramp-3',
  'ramp-4',
  'ramp-5',
  'ramp-1-ink',
  'ramp-2-ink',
  'ramp-3-ink',
  'ramp-4-ink',
  'ramp-5-ink',
  'ramp-line',
  'district-line',
  'nodata',
  'nodata-line',
  'nodata-ink',
  'select',
  'select-casing',
  'glyph-casing',
  'town-shadow',
  'green',
  'amber',
  'red',
  'grey',
  'accent',
  'accent-soft',
  'ink',
  'ink-2',
  'plain',
  'plain-line',
  'gap-never',
  'gap-stale',
  'gap-below-ink',
  'gap-overdue',
  'grey-text',
  'cell-hot3',
  'cell-hot2',
  'cell-hot1',
  'cell-cold1',
  'cell-cold2',
  'cell-cold3',
  'cell-new',
  'cell-intensifying',
  'cell-persistent',
  'cell-diminishing',
  'cell-consecutive',
  'cell-sporadic',
  'cell-oscillating',
  'cell-historical',
  'cell-silent',
  'cell-contradicted',
  'heat-1',
  'heat-2',
  'heat-3',
  'heat-4',
  'red-soft',
  'red-hatch',
  'red-text',
  'service-1',
  'service-2',
  'service-3',
  'service-4',
  'service-5',
  'service-6',
] as const;
type Token = (typeof TOKENS)[number];

/** Colours of the map in one theme. */
export interface Palette {
  /** Tells palettes apart in the names of generated images. */
  id: string;
  dark: boolean;
  color: Record<Token, string>;
}

/**
 * Reads the tokens in force on an element.
 *
 * @param theme the theme in force; images are named after it and the scale of the screen
 */
export function readPalette(
  theme: string,
  scale: number,
  element: Element = document.documentElement,
): Palette {
  const style = getComputedStyle(element);
  const color = Object.fromEntries(
    TOKENS.map((token) => [token, style.getPropertyValue(`--${token}`).trim()]),
  ) as Record<Token, string>;
  return { id: `${theme}@${scale}`, dark: theme === 'dark', color };
}

/** The tokens by name, for what the page itself draws: in whichever theme is in force. */
export const TOKEN_PALETTE: Palette = {
  id: 'tokens',
  dark: false,
  color: Object.fromEntries(TOKENS.map((token) => [token, `var(--${token})`])) as Record<Token, string>,
};

/** Fill of a class (0 is "no data"), its ink and the halo of its labels. */
export function classColors(palette: Palette, index: number): { fill: string; ink: string; halo: string } {
  const { color } = palette;
  if (index < 1 || index > 5) return { fill: color.nodata, ink: color['nodata-ink'], halo: color.nodata };
  const ramp = index as 1 | 2 | 3 | 4 | 5;
  return { fill: color[`ramp-${ramp}`], ink: color[`ramp-${ramp}-ink`], halo: color[`ramp-${ramp}`] };
}
