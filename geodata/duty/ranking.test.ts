import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RankInput, rank, wilson } from '#geodata/duty/ranking.ts';

const row = (code: string, done: number, required: number, expected = 0, peer: string | null = '111') => ({
  code,
  peer,
  done,
  required,
  pace: required === 0 ? null : (done - expected) / required,
});
const column = <K extends keyof ReturnType<typeof rank>['rows'][number]>(
  of: ReturnType<typeof rank>,
  key: K,
) => of.rows.map((r) => r[key]);

/** One class; each row expects a share of its own. */
const counts = fc
  .tuple(
    fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 30, max: 3000 })),
    fc.nat(1000),
    fc.nat(4),
  )
  .map(([required, done, e]) => ({
    required,
    done: Math.round((required * done) / 1000),
    expected: (required * e) / 4,
  }));
const peers = fc.constantFrom('111', '220', null);
const anyRows = fc
  .array(fc.tuple(counts, peers), { maxLength: 25 })
  .map((list) => list.map(([c, peer], i) => row(`area${i}`, c.done, c.required, c.expected, peer)));
const anyMode = fc.constantFrom('pace' as const, 'ratio' as const);

describe('the Wilson interval', () => {
  // Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3 (score, no continuity correction)
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%d of %d is %d to %d', (done, n, low, high) => {
    const interval = wilson(done, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test('lies in 0..1, around the proportion, and mirrors itself', () => {
    const some = fc.integer({ min: 1, max: 100_000 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
    fc.assert(
      fc.property(some, ([done, n]) => {
        const { low, high } = wilson(done, n);
        expect(0 <= low && low <= done / n && done / n <= high && high <= 1).toBe(true);
        expect(low < high).toBe(true);
        const mirror = wilson(n - done, n);
        expect(mirror.low).toBeCloseTo(1 - high, 12);
      }),
    );
  });
});

describe('the shrinking of paces', () => {
  test('worked by hand: 50, 60 and 70 of 100 with 60 expected', () => {
    // within = 100 (0.25 + 0.24 + 0.21) / 297 = 70/297; x̄ = 0, Σ n x² = 2
    // between = (2 - 2 · 70/297) / (300 - 30000/300) = 0.0076431;  k = 0.235690 / 0.0076431 = 30.837
    const answer = rank([row('a', 50, 100, 60), row('b', 60, 100, 60), row('c', 70, 100, 60)], 'pace');
    expect(answer.classes).toEqual([{ peer: '111', k: expect.closeTo(30.837, 3), mean: 0, count: 3 }]);
    expect(column(answer, 'value')).toEqual([expect.closeTo(-0.076431, 6), 0, expect.closeTo(0.076431, 6)]);
    expect(column(answer, 'rank')).toEqual([3, 2, 1]);
    // Agresti-Coull at 60 of 100: p~ = (60 + 1.920729) / 103.841459 = 0.596301,
    // 1.96 sqrt(0.596301 · 0.403699 / 103.841459) = 0.094370, shrunk by 100 / 130.837
    expect(answer.rows[1]!.high).toBeCloseTo(0.09437 * 0.764312, 5);
    expect(answer.rows[1]!.low).toBeCloseTo(-0.09437 * 0.764312, 5);
    expect(column(answer, 'band')).toEqual(['back', 'middle', 'front']);
  });

  test('k is at least 30, however different the areas', () => {
    const answer = rank([row('a', 0, 100, 50), row('b', 100, 100, 50)], 'pace');
    expect(answer.classes[0]!.k).toBe(30);
    expect(column(answer, 'value')).toEqual([
      expect.closeTo(-0.5 * (100 / 130), 12),
      expect.closeTo(0.5 * (100 / 130), 12),
    ]);
    expect(column(answer, 'band')).toEqual(['back', 'front']);
  });

  test('areas that differ no more than by chance share the first rank', () => {
    const answer = rank([row('a', 48, 100, 60), row('b', 50, 100, 60), row('c', 104, 200, 120)], 'pace');
    expect(answer.classes[0]!.k).toBe(Number.POSITIVE_INFINITY);
    expect(column(answer, 'value')).toEqual([0, 0, 0]);
    expect(column(answer, 'rank')).toEqual([1, 1, 1]);
    expect(column(answer, 'band')).toEqual(['middle', 'middle', 'middle']);
  });

  test('nobody has begun, or all have finished: nothing to tell apart', () => {
    for (const done of [0, 1]) {
      const rows = [30, 77, 500].map((n) => row(`a${n}`, done * n, n, n / 3));
      expect(column(rank(rows, 'pace'), 'rank')).toEqual([1, 1, 1]);
    }
  });

  test('k is that of a one-way analysis of variance of the single observations', () => {
    const classes = fc.array(
      fc.integer({ min: 30, max: 80 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n), fc.nat(4))),
      { minLength: 2, maxLength: 6 },
    );
    fc.assert(
      fc.property(classes, (list) => {
        const observations = list.map(([done, n, e]) =>
          Array.from({ length: n }, (_, i) => Number(i < done) - e / 4),
        );
        const expected = anovaRatio(observations);
        const rows = list.map(([done, n, e], i) => row(`area${i}`, done, n, (n * e) / 4));
        const { k } = rank(rows, 'pace').classes[0]!;
        if (expected === null) expect(k).toBe(Number.POSITIVE_INFINITY);
        else expect(k! / Math.max(30, expected)).toBeCloseTo(1, 6);
      }),
    );
  });

  test('more evidence of the same positive pace is never shrunk more', () => {
    const pair = fc.tuple(fc.integer({ min: 3, max: 50 }), fc.integer({ min: 3, max: 50 }));
    fc.assert(
      fc.property(anyRows, pair, fc.integer({ min: 1, max: 10 }), (rows, [a, b], tenth) => {
        // Ten at a time, so that both have the same pace exactly.
        const twins = [a, b].map((n, i) => row(`twin${i}`, n * tenth, n * 10));
        const [less, more] = rank([...twins, ...rows], 'pace').rows;
        if (a <= b) expect(less!.value!).toBeLessThanOrEqual(more!.value! + 1e-12);
        else expect(more!.value!).toBeLessThanOrEqual(less!.value! + 1e-12);
      }),
    );
  });

  test('never turns a pace round nor makes it larger, and lies in its own interval', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        for (const [i, { value, low, high }] of rank(rows, 'pace').rows.entries()) {
          const { pace } = rows[i]!;
          if (pace === null) expect([value, low, high]).toEqual([null, null, null]);
          else {
            expect(Math.abs(value!)).toBeLessThanOrEqual(Math.abs(pace));
            expect(value! * pace).toBeGreaterThanOrEqual(0);
            expect(low! <= value! && value! <= high!).toBe(true);
          }
        }
      }),
    );
  });
});

describe('the ranking of ratios', () => {
  test('is by the lower bound: 190 of 200 stands before 30 of 30', () => {
    const answer = rank([row('small', 30, 30), row('large', 190, 200)], 'ratio');
    expect(column(answer, 'value')).toEqual([expect.closeTo(0.8865, 4), expect.closeTo(0.9104, 4)]);
    expect(column(answer, 'rank')).toEqual([2, 1]);
    expect(answer.classes).toEqual([{ peer: '111', k: null, mean: 220 / 230, count: 2 }]);
  });

  test('needs no pace', () => {
    const answer = rank([{ ...row('a', 40, 50), pace: null }], 'ratio');
    expect(answer.rows[0]).toMatchObject({ ranked: true, rank: 1, band: 'middle' });
  });
});

describe('bands', () => {
  test('front reaches the first, back the last, middle both or neither', () => {
    const rows = [
      row('first', 950, 1000),
      row('beside the first', 940, 1000),
      row('between', 700, 1000),
      row('wide', 21, 30),
      row('beside the last', 520, 1000),
      row('last', 500, 1000),
    ];
    const answer = rank(rows, 'ratio');
    expect(column(answer, 'band')).toEqual(['front', 'front', 'middle', 'back', 'back', 'back']);
    expect(column(answer, 'rank')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a last that reaches the first leaves nobody in front', () => {
    const rows = [row('first', 800, 1000), row('second', 795, 1000), row('wide and last', 21, 30)];
    expect(column(rank(rows, 'ratio'), 'band')).toEqual(['middle', 'middle', 'middle']);
  });

  test('one that reaches both ends is middle, and an only one too', () => {
    const rows = [row('first', 800, 1000), row('wide', 21, 30), row('last', 540, 1000)];
    expect(column(rank(rows, 'ratio'), 'band')).toEqual(['front', 'middle', 'back']);
    expect(column(rank([row('only', 7, 40)], 'ratio'), 'band')).toEqual(['middle']);
  });
});

describe('below the line', () => {
  test('29 required stand unranked, with their value, and do not weigh in the class', () => {
    const answer = rank([row('a', 29, 29), row('b', 10, 30), row('c', 0, 0)], 'ratio');
    expect(answer.rows[0]).toMatchObject({ ranked: false, rank: null, band: null, high: 1 });
    expect(answer.rows[1]).toMatchObject({ ranked: true, rank: 1 });
    expect(answer.rows[2]).toMatchObject({ ranked: false, value: null, low: null, high: null });
    expect(answer.classes[0]).toMatchObject({ mean: 1 / 3, count: 1 });
  });

  test('a class of only such rows has no mean', () => {
    expect(rank([row('a', 3, 10)], 'pace').classes[0]).toMatchObject({ mean: null, count: 0 });
  });
});

describe('peer classes', () => {
  test('are ranked apart and listed by name, the rows without class last', () => {
    const rows = [
      row('a', 90, 100, 0, null),
      row('b', 50, 100, 0, '220'),
      row('c', 40, 100, 0, '220'),
      row('d', 10, 100, 0, '111'),
    ];
    const answer = rank(rows, 'ratio');
    expect(column(answer, 'rank')).toEqual([1, 1, 2, 1]);
    expect(answer.classes.map((c) => c.peer)).toEqual(['111', '220', null]);
  });

  test('do not touch each other', () => {
    fc.assert(
      fc.property(anyRows, anyMode, (rows, mode) => {
        const all = rank(rows, mode).rows.filter((r) => r.peer === '111');
        expect(
          rank(
            rows.filter((r) => r.peer === '111'),
            mode,
          ).rows,
        ).toEqual(all);
      }),
    );
  });
});

describe('every ranking', () => {
  test('is the same in whatever order the rows come', () => {
    const shuffled = anyRows.chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
      ),
    );
    const byCode = (rows: { code: string }[]) => [...rows].sort((a, b) => (a.code < b.code ? -1 : 1));
    fc.assert(
      fc.property(shuffled, anyMode, ([rows, other], mode) => {
        const [one, two] = [rank(rows, mode), rank(other, mode)];
        expect(byCode(two.rows)).toEqual(byCode(one.rows));
        expect(two.classes).toEqual(one.classes);
        expect(one.rows.map((r) => r.code)).toEqual(rows.map((r) => r.code));
      }),
    );
  });

  test('gives equal figures equal ranks and bands', () => {
    fc.assert(
      fc.property(anyRows, anyMode, (rows, mode) => {
        const answer = rank([...rows, ...rows.map((r) => ({ ...r, code: `${r.code}'` }))], mode).rows;
        for (const i of rows.keys()) {
          const [one, two] = [answer[i]!, answer[i + rows.length]!];
          expect({ ...two, code: '' }).toEqual({ ...one, code: '' });
        }
      }),
    );
  });

  test('gives the rank as one more than the number of better rows, down to the ninth digit', () => {
    fc.assert(
      fc.property(anyRows, anyMode, (rows, mode) => {
        const ranked = rank(rows, mode).rows.filter((r) => r.ranked);
        const grain = (r: (typeof ranked)[number]): number => Math.round(r.value! * 1e9);
        for (const one of ranked) {
          const better = ranked.filter((two) => two.peer === one.peer && grain(two) > grain(one));
          expect(one.rank).toBe(better.length + 1);
        }
      }),
    );
  });

  test('never has the front behind the back', () => {
    fc.assert(
      fc.property(anyRows, anyMode, (rows, mode) => {
        const ranked = rank(rows, mode).rows.filter((r) => r.ranked);
        for (const front of ranked.filter((r) => r.band === 'front')) {
          const backs = ranked.filter((r) => r.peer === front.peer && r.band === 'back');
          expect(backs.every((back) => back.rank! > front.rank!)).toBe(true);
        }
      }),
    );
  });

  test('has the first in front and the last at the back when their intervals are apart', () => {
    fc.assert(
      fc.property(anyRows, anyMode, (rows, mode) => {
        const ranked = rank(rows, mode).rows.filter((r) => r.ranked);
        for (const first of ranked.filter((r) => r.rank === 1)) {
          const mates = ranked.filter((r) => r.peer === first.peer);
          const end = Math.max(...mates.map((r) => r.rank!));
          const lasts = mates.filter((r) => r.rank === end);
          if (lasts.some((last) => last.high! >= first.low!)) continue;
          expect(first.band).toBe('front');
          if (mates.filter((r) => r.rank === 1).length === 1)
            expect(lasts.every((last) => last.band === 'back')).toBe(true);
        }
      }),
    );
  });

  test('refuses more done than required', () => {
    const wrong: RankInput = row('a', 31, 30);
    expect(() => rank([wrong], 'pace')).toThrow(RangeError);
    expect(() => rank([{ ...wrong, done: Number.NaN }], 'ratio')).toThrow(RangeError);
  });
});

/** Variance within groups over variance between them by analysis of variance; null where none is between. */
function anovaRatio(groups: number[][]): number | null {
  const mean = (xs: number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
  const all = groups.flat();
  const total = mean(all);
  const squaresWithin = groups.flatMap((g) => g.map((x) => (x - mean(g)) ** 2)).reduce((a, b) => a + b, 0);
  const squaresBetween = groups.map((g) => g.length * (mean(g) - total) ** 2).reduce((a, b) => a + b, 0);
  const msw = squaresWithin / (all.length - groups.length);
  const msb = squaresBetween / (groups.length - 1);
  const n0 = (all.length - groups.reduce((a, g) => a + g.length ** 2, 0) / all.length) / (groups.length - 1);
  return (msb - msw) / n0 <= 1e-9 ? null : msw / ((msb - msw) / n0);
}
