import type { RankingAnswer } from '#api/contract/coverage.ts';

/** How the areas of one class of peers stand. */
export interface PeerBands {
  peer: string | null;
  /** Names, the first of a band first. */
  front: string[];
  back: string[];
  middle: number;
  /** Areas with too little required, or of which something is not known. */
  below: number;
  /** Whether nothing but chance tells the areas apart. */
  even: boolean;
}

/**
 * Bands of each class of peers, as the ranking has them: nobody stands ahead of another by chance alone.
 *
 * @param most names of a band
 */
export function bandsOf({ rule, classes, items }: RankingAnswer, most: number): PeerBands[] {
  return classes
    .map(({ peer, k, mean }): PeerBands => {
      const own = items.filter((item) => item.peer === peer);
      const ranked = own.filter((item) => item.ranked);
      const of = (band: 'front' | 'back') =>
        ranked.filter((item) => item.band === band).map(({ name }) => name);
      const even = ranked.length > 1 && rule.by === 'pace' && k === null && mean !== null;
      return {
        peer,
        front: even ? [] : of('front').slice(0, most),
        back: even ? [] : of('back').toReversed().slice(0, most),
        middle: even ? 0 : ranked.filter(({ band }) => band === 'middle').length,
        below: own.length - ranked.length,
        even,
      };
    })
    .filter(
      ({ front, back, middle, even, below }) => front.length + back.length + middle + below > 0 || even,
    );
}
