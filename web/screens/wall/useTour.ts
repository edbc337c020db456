import { useEffect, useMemo, useState } from 'react';
import type { Bounds } from '../../map/camera.ts';
import type { AreaFigures, Known } from '../../state/known.ts';
import type { Scene } from './scenes.ts';
import { stopsOf } from './tour.ts';
import { useBounds } from './useBounds.ts';

export interface Tour {
  /** Code of the area flown to; null is the whole. */
  code: string | null;
  bounds: Bounds | null;
}

const WHOLE: Tour = { code: null, bounds: null };

/** Flies between the most urgent places of a scene, and back to the whole. */
export function useTour(
  scene: Scene,
  known: Known,
  figures: AreaFigures,
  since: number,
  still: boolean,
): Tour {
  const stops = useMemo(() => (still ? [] : stopsOf(scene, known, figures)), [scene, known, figures, still]);
  const codes = stops.map(({ code }) => code);
  const bounds = useBounds(codes);
  const [at, setAt] = useState<string | null>(null);
  const plan = stops.map(({ code, from, to }) => `${code} ${from} ${to}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the plan stands for its stops
  useEffect(() => {
    setAt(null);
    const begun = performance.now() - since;
    const timers = stops.flatMap(({ code, from, to }) => [
      setTimeout(() => setAt(code), Math.max(0, from - begun)),
      setTimeout(() => setAt((now) => (now === code ? null : now)), Math.max(0, to - begun)),
    ]);
    return () => {
      for (const timer of timers) clearTimeout(timer);
    };
  }, [plan, since]);
  const there = at === null ? undefined : bounds[at];
  return useMemo(() => (at !== null && there ? { code: at, bounds: there } : WHOLE), [at, there]);
}
