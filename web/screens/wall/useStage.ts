import { useSyncExternalStore } from 'react';

/** How the screen is shared out. Lengths in CSS pixels. */
export interface Stage {
  width: number;
  height: number;
  /** Maps side by side. */
  maps: number;
  /** Whether the columns at the sides have room for two of their own. */
  wide: boolean;
}

/** Share of the width that the maps have. */
const MAPS = 0.6;
/** A map narrower than this share of the height is too narrow for a district. */
const NARROWEST = 1.02;
const MOST_MAPS = 3;
/** From this proportion on the columns at the sides are wide. */
const WIDE = 4.5;

export function stageOf(width: number, height: number): Stage {
  const maps = Math.floor((MAPS * width) / (NARROWEST * Math.max(1, height)));
  return {
    width,
    height,
    maps: Math.max(1, Math.min(MOST_MAPS, maps)),
    wide: width / Math.max(1, height) >= WIDE,
  };
}

let stage: Stage | null = null;

function read(): Stage {
  const { innerWidth: width, innerHeight: height } = window;
  if (stage?.width !== width || stage.height !== height) stage = stageOf(width, height);
  return stage;
}

function subscribe(listener: () => void): () => void {
  addEventListener('resize', listener);
  return () => removeEventListener('resize', listener);
}

/** The share-out of this window. */
export const useStage = (): Stage => useSyncExternalStore(subscribe, read);
