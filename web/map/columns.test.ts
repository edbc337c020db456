import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnClasses } from './columns.ts';

test('every column is of one class, and the classes go without a gap from one to the most', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 }), (counts) => {
      const classes = columnClasses(counts);
      expect(classes.reduce((sum, { columns }) => sum + columns, 0)).toBe(counts.length);
      expect(classes[0]!.from).toBe(1);
      expect(classes.at(-1)).toMatchObject({ to: Math.max(...counts), color: 'heat-4' });
      for (const [i, each] of classes.entries()) {
        expect(each.to).toBeGreaterThanOrEqual(each.from);
        if (i > 0) expect(each.from).toBe(classes[i - 1]!.to + 1);
      }
    }),
  );
});

test('small counts have fewer classes, none has none', () => {
  expect(columnClasses([1, 1, 2]).map(({ from, to, columns }) => [from, to, columns])).toEqual([
    [1, 1, 2],
    [2, 2, 1],
  ]);
  expect(columnClasses([])).toEqual([]);
});
