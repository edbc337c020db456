import { useEffect, useState } from 'react';
import type { Padding } from '../../map/controller.ts';
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
  /** What the chrome covers of the map. */
  padding: Padding;
  /** Changes whenever the padding does. */
  key: string;
}

/** Pixels the sheet covers at each height, of a window this high. */
export function sheetPixels(height: SheetHeight, windowHeight: number): number {
  if (height === 'peek') return 184;
  // On a phone the map would be left with nothing but its own legend.
  const half = innerWidth < 700 ? 0.42 : 0.49;
  return height === 'half' ? Math.round(windowHeight * half) : windowHeight - 60 - 8;
}

/**
 * Where the panel stands (beside the map, or a sheet over it) and what it leaves free.
 *
 * @param drilled whether one area is looked at among others: then it stays clear of the legend too
 */
export function useLayout(listOpen: boolean, drilled: boolean): Layout {
  const wide = useMedia('(min-width: 1100px)');
  const huge = useMedia('(min-width: 2400px) and (min-height: 1300px)');
  const [chosen, setSheet] = useState<SheetHeight>('half');
  const [size, setSize] = useState({ width: innerWidth, height: innerHeight });
  useEffect(() => {
    const onResize = () => setSize({ width: innerWidth, height: innerHeight });
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, []);
  const sheet = listOpen ? 'full' : chosen;
  const scale = huge ? 1.6 : 1;
  const { width, height } = size;
  const panel = listOpen ? Math.min(820, width / scale - 400) : 448;
  // Behind a full sheet the map stays where half a sheet had it.
  const clear = sheetPixels(sheet === 'full' ? 'half' : sheet, height);
  const padding: Padding = wide
    ? {
        top: 136 * scale,
        right: (panel + 100) * scale,
        bottom: (drilled ? 310 : 170) * scale,
        left: 60 * scale,
      }
    : {
        top: 132,
        right: 28,
        left: 28,
        bottom: clear + (width < 700 ? 262 : drilled ? 190 : 92),
      };
  // What is left must be some map, also in a very small window.
  const free = height - padding.top - padding.bottom;
  if (free < 160) padding.bottom = Math.max(0, height - padding.top - 160);
  return {
    mode: wide ? 'wide' : 'narrow',
    scale,
    sheet,
    clear,
    setSheet,
    padding,
    key: `${width}x${height} ${padding.right} ${padding.bottom}`,
  };
}
