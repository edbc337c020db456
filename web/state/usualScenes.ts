import type { WallScene } from '#api/contract/wall.ts';
import { dutiesOf, type Known } from './known.ts';

/** Seconds of each kind of scene where nothing is set. */
export const USUAL_SECONDS: Record<WallScene['kind'], number> = {
  overview: 30,
  duty: 25,
  issues: 25,
  hotspots: 30,
  services: 30,
};

/** The scenes of a display that was not set up: an overview, every duty, issues and what moves. */
export function usualScenes(known: Pick<Known, 'programmes'>): WallScene[] {
  const one = (kind: WallScene['kind']): WallScene => ({ kind, seconds: USUAL_SECONDS[kind] });
  return [
    one('overview'),
    ...dutiesOf(known).map(({ duty }) => ({ ...one('duty'), duty: duty.id })),
    one('issues'),
    one('hotspots'),
    one('services'),
  ];
}
