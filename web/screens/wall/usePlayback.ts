import { useEffect, useState } from 'react';
import type { AreaFigures } from '../../state/known.ts';
import type { Scene } from './scenes.ts';

/** Share of the scene in which the weeks are played; then it is told what became of all. */
const PLAYED = 0.62;

/** Number of the week in view of a scene that plays; null when all have been, and where motion is not wanted. */
export function usePlayback(
  page: readonly Scene[],
  figures: AreaFigures | undefined,
  since: number,
  still: boolean,
) {
  const scene = page.find(({ kind }) => kind === 'hotspots');
  const steps = figures?.emerging?.steps.length ?? 0;
  const seconds = scene?.seconds ?? 0;
  const on = scene !== undefined && steps > 0 && !still;
  const [step, setStep] = useState<number | null>(null);
  useEffect(() => {
    if (!on) {
      setStep(null);
      return;
    }
    const each = (1000 * seconds * PLAYED) / steps;
    const look = () => {
      const now = Math.floor((performance.now() - since) / each);
      setStep(now < steps ? Math.max(0, now) : null);
      if (now >= steps) clearInterval(timer);
    };
    const timer = setInterval(look, each / 2);
    look();
    return () => clearInterval(timer);
  }, [on, steps, seconds, since]);
  return on ? step : null;
}
