import { useEffect, useState } from 'react';
import type { Padding } from '../../map/camera.ts';
import { useMedia } from '../../state/useMedia.ts';

export type SheetHeight = 'peek' | 'half' | 'full';

export interface Layout {
  mode: 'wide' | 'narrow';
  /** Factor on map text, equal to the zoom of the chrome in LeaderScreen.css. */
  scale: number;
  sheet: SheetHeight;
  /** Pixels of the sheet that map and controls keep clear of. */
  clear: number;
  setSheet: (height: SheetHeight) => void;
  /** Pixels the sheet covers at each height. */
  pixels: (height: SheetHeight) => number;
  /** What the chrome covers of the map. */
  padding: Padding;
  /** What bar, panel and sheet hide of the map: all beside is in sight. */
  covered: Padding;
  /** The window, in pixels. */
  size: { width: number; height: number };
  /** Changes whenever padding or window do. */
  key: string;
}

/** Height of the bar and the gap around the chrome, as in LeaderScreen.css. */
const BAR = 60;
const GAP = 12;

/** Most width of the list beside the map, and of the workspace of a siting, as in LeaderScreen.css. */
const LIST = 880;
export const WORKSPACE = 560;

/** Width of the list beside the map. */
const listWidth = (width: number, most: number) => Math.min(most, 0.62 * width);

/**
 * Pixels the sheet covers at each height, of a window this high.
 *
 * @param listed whether the list is on it: its rows need more room, its map less
 */
function sheetPixels(height: SheetHeight, windowHeight: number, listed: boolean): number {
  if (height === 'peek') return 184;
  // On a phone the map would be left with nothing but its own legend.
  const half = listed ? 0.62 : innerWidth < 700 ? 0.42 : 0.49;
  return height === 'half' ? Math.round(windowHeight * half) : windowHeight - 60 - 8;
}

/**
 * Where the panel stands (beside the map, or a sheet over it) and what it leaves free.
 *
 * @param drilled whether one area is looked at among others: then it stays clear of the legend too
 * @param most widest that what is open beside the map may be
 */
export function useLayout(listOpen: boolean, drilled: boolean, most = LIST): Layout {
  const wide = useMedia('(min-width: 1100px)');
  const huge = useMedia('(min-width: 2400px) and (min-height: 1300px)');
  const [chosen, setChosen] = useState<SheetHeight>('half');
  const [listSheet, setListSheet] = useState<SheetHeight>(() => (innerWidth < 700 ? 'full' : 'half'));
  const [size, setSize] = useState({ width: innerWidth, height: innerHeight });
  useEffect(() => {
    const onResize = () => setSize({ width: innerWidth, height: innerHeight });
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, []);
  const sheet = listOpen ? listSheet : chosen;
  const scale = huge ? 1.6 : 1;
  const { width, height } = size;
  const panel = listOpen ? listWidth(width / scale, most) : 448;
  // Behind a full sheet the map stays where half a sheet had it.
  const pixels = (at: SheetHeight) => sheetPixels(at, height, listOpen);
  const clear = pixels(sheet === 'full' ? 'half' : sheet);
  const padding: Padding = wide
    ? {
        top: 136 * scale,
        right: (panel + (listOpen ? 84 : 100)) * scale,
        bottom: (listOpen ? 280 : drilled ? 310 : 170) * scale,
        left: (listOpen ? 36 : 60) * scale,
      }
    : {
        top: listOpen ? 92 : 132,
        right: 28,
        left: 28,
        bottom: clear + (listOpen ? 104 : width < 700 ? 262 : drilled ? 190 : 92),
      };
  // What is left must be some map, also in a very small window.
  const free = height - padding.top - padding.bottom;
  if (free < 160) padding.bottom = Math.max(0, height - padding.top - 160);
  const covered: Padding = wide
    ? { top: BAR * scale, right: (panel + 2 * GAP) * scale, bottom: 0, left: 0 }
    : { top: BAR, right: 0, bottom: Math.min(clear, height - BAR - 160), left: 0 };
  return {
    mode: wide ? 'wide' : 'narrow',
    scale,
    sheet,
    clear,
    setSheet: listOpen ? setListSheet : setChosen,
    pixels,
    padding,
    covered,
    size,
    key: `${width}x${height} ${padding.right} ${padding.bottom}`,
  };
}
