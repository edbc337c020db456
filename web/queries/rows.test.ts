import { describe, expect, it } from 'vitest';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import { coverageRows, worstAreas } from './rows.ts';

/** An answer with the columns the rows are made of. */
function answer(rows: { code: string; required: number; pace: number | null }[]): CoverageAnswer {
  const column = <T>(of: (row: (typeof rows)[number]) => T): T[] => rows.map(of);
  return {
    area: { code: 'd', name: 'D', level: 'district' },
    columns: {
      code: column(({ code }) => code),
      name: column(({ code }) => code.toUpperCase()),
      n: column(() => 1),
      required: column(({ required }) => required),
      done: column(() => 0),
      ratio: column(() => 0),
      pace: column(({ pace }) => pace),
      light: column(() => 'amber'),
      gapCount: column(() => 1),
    },
  } as unknown as CoverageAnswer;
}

describe('rows of a coverage answer', () => {
  const { areas, own } = coverageRows(
    answer([
      { code: 'a', required: 40, pace: -0.1 },
      { code: 'b', required: 29, pace: -0.9 },
      { code: 'c', required: 30, pace: -0.4 },
      { code: 'e', required: 50, pace: null },
      { code: 'd', required: 8, pace: 0 },
    ]),
  );
  it('keep the own row apart', () => {
    expect(areas.map(({ code }) => code)).toEqual(['a', 'b', 'c', 'e']);
    expect(own?.code).toBe('d');
    expect(own?.required).toBe(8);
  });
  it('name the slowest of those with enough required', () => {
    expect(worstAreas(areas).map(({ code }) => code)).toEqual(['c', 'a']);
    expect(worstAreas(areas, 1)).toHaveLength(1);
  });
});
