import { describe, expect, it } from 'vitest';
import type { CoverageAnswer, RankingAnswer } from '#api/contract/coverage.ts';
import { coverageRows, worstAreas } from './rows.ts';

/** An answer with the columns the rows are made of. */
function answer(codes: string[], withheld: string[] = []): CoverageAnswer {
  const column = <T>(of: (code: string) => T): T[] => codes.map(of);
  return {
    area: { code: 'd', name: 'D', level: 'district' },
    withheld,
    columns: {
      code: codes,
      name: column((code) => code.toUpperCase()),
      n: column(() => 1),
      required: column(() => 8),
      done: column(() => 0),
      ratio: column(() => 0),
      pace: column(() => -0.4),
      light: column(() => 'amber'),
      gapCount: column(() => 1),
      unknown: column(() => 2),
      lastReceivedAt: column(() => null),
    },
  } as unknown as CoverageAnswer;
}

describe('rows of a coverage answer', () => {
  it('keep the own row apart', () => {
    const { areas, own, withheld, ownWithheld } = coverageRows(answer(['a', 'b', 'd']));
    expect(areas.map(({ code }) => code)).toEqual(['a', 'b']);
    expect(own).toMatchObject({ code: 'd', required: 8, unknown: 2, lastReceivedAt: null });
    expect({ withheld, ownWithheld }).toEqual({ withheld: [], ownWithheld: false });
  });
  it('name what is withheld', () => {
    const { areas, own, withheld, ownWithheld } = coverageRows(answer(['a'], ['b', 'd']));
    expect(areas.map(({ code }) => code)).toEqual(['a']);
    expect({ own, withheld, ownWithheld }).toEqual({ own: null, withheld: ['b'], ownWithheld: true });
  });
});

describe('the last of a ranking', () => {
  type Item = RankingAnswer['items'][number];
  const item = (code: string, peer: string | null, value: number | null, more: Partial<Item> = {}): Item => ({
    code,
    name: code.toUpperCase(),
    peer,
    ranked: value !== null,
    rank: 1,
    band: 'middle',
    required: 40,
    done: 4,
    unknown: 0,
    ratio: 0.1,
    pace: value,
    light: 'amber',
    value,
    low: value,
    high: value,
    ...more,
  });
  const ranking = (items: Item[]): RankingAnswer =>
    ({
      rule: { by: 'pace', minRequired: 30, confidence: 0.95 },
      classes: [
        { peer: '111', k: 60, mean: -0.2, count: 2 },
        { peer: '220', k: null, mean: -0.1, count: 2 },
        { peer: null, k: null, mean: null, count: 0 },
      ],
      items,
    }) as unknown as RankingAnswer;

  it('is taken over all classes, worst first, without those below the line', () => {
    const worst = worstAreas(
      ranking([
        item('a', '111', -0.05),
        item('b', '111', -0.3, { band: 'back' }),
        item('c', '220', 0, { pace: -0.02 }),
        item('e', '220', 0, { pace: -0.1 }),
        item('f', null, -0.9, { ranked: false, rank: null, band: null }),
      ]),
      3,
    );
    expect(worst.map(({ code, band }) => [code, band])).toEqual([
      ['b', 'back'],
      ['a', 'middle'],
      ['e', 'even'],
    ]);
  });
});
