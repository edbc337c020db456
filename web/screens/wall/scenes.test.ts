import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wallConfig } from '#api/contract/wall.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';
import { usualScenes } from '../../state/usualScenes.ts';
import { pagesOf, playable, type Scene, secondsOf } from './scenes.ts';

const scene = (n: number): Scene => ({ kind: 'overview', area: 'D', key: String(n), seconds: 10 + n });

describe('pages', () => {
  test('hold every scene, and leave no map empty where there are enough', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.integer({ min: 1, max: 3 }), (count, maps) => {
        const scenes = Array.from({ length: count }, (_, i) => scene(i));
        const pages = pagesOf(scenes, maps);
        expect(new Set(pages.flat().map(({ key }) => key)).size).toBe(count);
        for (const page of pages) expect(page).toHaveLength(Math.min(maps, count));
      }),
    );
  });

  test('stand as long as the slowest of their scenes wants', () => {
    expect(secondsOf([scene(1), scene(30), scene(2)])).toBe(40);
  });
});

describe('scenes', () => {
  test('of a display that knows nothing yet: none', () => {
    expect(playable(usualScenes({}), { areas: {} }, 'D')).toEqual([]);
  });

  test('the usual ones can be set as they are', () => {
    const duties = ['a', 'b'].map((id) => ({ id, tree: ADMINISTRATIVE }));
    // A network of zones has no map on a wall.
    const zoned = { id: 'z', tree: 'heating' };
    const programmes = [{ duties: [...duties, zoned] }] as never;
    const scenes = usualScenes({ programmes });
    expect(scenes.filter(({ kind }) => kind === 'duty').map(({ duty }) => duty)).toEqual(['a', 'b']);
    expect(wallConfig.safeParse({ scenes }).success).toBe(true);
  });
});
