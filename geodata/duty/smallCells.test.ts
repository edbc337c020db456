import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withheldAlone, withheldRows } from '#geodata/duty/smallCells.ts';

const cell = (required: number, parts: Record<string, number> = {}) => ({ required, parts });
const cells = (...required: number[]) => required.map((n) => cell(n));
const withheld = (...required: number[]) => [...withheldRows(cells(...required))].sort((a, b) => a - b);

const anyCell = fc.record({
  required: fc.oneof(fc.nat(6), fc.nat(60)),
  parts: fc.dictionary(fc.constantFrom('done', 'never', 'stale'), fc.oneof(fc.constant(0), fc.nat(30))),
});
const anyRows = fc.array(anyCell, { maxLength: 12 });

describe('an area by itself', () => {
  test.each([
    [cell(0), false],
    [cell(1), true],
    [cell(4), true],
    [cell(5), false],
    [cell(100, { done: 95, never: 5, stale: 0 }), false],
    [cell(100, { done: 96, never: 4 }), true],
    [cell(100, { done: 1, never: 99 }), true],
  ])('%j: %s', (figures, expected) => {
    expect(withheldAlone(figures)).toBe(expected);
  });
});

describe('a list by child', () => {
  test('shows all where no count is small', () => {
    expect(withheld(5, 0, 30)).toEqual([]);
    expect(withheld()).toEqual([]);
  });

  test('takes the next smallest with the only small one', () => {
    expect(withheld(30, 3, 8, 12)).toEqual([1, 2]);
  });

  test('the first of equals', () => {
    expect(withheld(9, 3, 8, 8)).toEqual([1, 2]);
  });

  test('withholds just the small ones where they are two', () => {
    expect(withheld(30, 3, 8, 1)).toEqual([1, 3]);
  });

  test('an empty row hides nothing, and is taken only when there is no other', () => {
    expect(withheld(3, 0, 50, 0)).toEqual([0, 2]);
    expect(withheld(0, 3, 0)).toEqual([0, 1]);
  });

  test('an only child stands for its parent', () => {
    expect(withheld(3)).toEqual([0]);
  });

  test('a small part withholds like a small whole', () => {
    const rows = [cell(40, { done: 38, never: 2 }), cell(50, { done: 50, never: 0 }), cell(20, { done: 20 })];
    expect([...withheldRows(rows)]).toEqual([0, 2]);
  });
});

describe('every list', () => {
  test('withholds each small row, and never one alone where there are two', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const hidden = withheldRows(rows);
        for (const [i, row] of rows.entries()) if (withheldAlone(row)) expect(hidden.has(i)).toBe(true);
        if (rows.length > 1) expect(hidden.size).not.toBe(1);
      }),
    );
  });

  test('withholds no more than the small rows and one more, the smallest of the others', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const hidden = withheldRows(rows);
        const small = rows.filter(withheldAlone).length;
        const more = [...hidden].filter((i) => !withheldAlone(rows[i]!));
        expect(more.length).toBe(small === 1 && rows.length > 1 ? 1 : 0);
        for (const i of more) {
          const shown = rows.filter((row, j) => !hidden.has(j) && row.required > 0);
          expect(shown.every((row) => rows[i]!.required > 0 && row.required >= rows[i]!.required)).toBe(true);
        }
      }),
    );
  });

  test('does not depend on the order of rows that differ', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 1, max: 80 }), { maxLength: 12 });
    fc.assert(
      fc.property(distinct, (required) => {
        const hidden = (list: number[]) =>
          [...withheldRows(cells(...list))].map((i) => list[i]!).sort((a, b) => a - b);
        expect(hidden([...required].reverse())).toEqual(hidden(required));
      }),
    );
  });
});
