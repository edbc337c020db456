import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsOfHomes, countByCell, countByStep } from './counting.ts';

const CELLS = 5;
const anyEvents = fc.array(
  fc.record({
    home: fc.nat(6),
    day: fc.integer({ min: 90, max: 140 }),
    cell: fc.integer({ min: -1, max: 4 }),
  }),
);

test('every event is counted in the cell of its home, or in none', () => {
  const cellOfHome = Int32Array.of(0, 1, -1, 1, 4, -1);
  const homes = Uint32Array.of(0, 1, 3, 3, 2, 4, 5, 6);
  const cellOf = cellsOfHomes(homes, cellOfHome);
  expect([...cellOf]).toEqual([0, 1, 1, 1, -1, 4, -1, -1]);
  expect([...countByCell(cellOf, CELLS)]).toEqual([1, 3, 0, 0, 1]);
});

test('by step: as counted one by one; the steps together are the cells', () => {
  const starts = [100, 107, 114, 130];
  fc.assert(
    fc.property(anyEvents, (events) => {
      const cellOf = Int32Array.from(events, ({ cell }) => cell);
      const days = Int32Array.from(events, ({ day }) => day);
      const found = countByStep(cellOf, CELLS, days, starts);
      const known = starts.slice(1).flatMap((end, t) =>
        Array.from({ length: CELLS }, (_, i) => {
          return events.filter(({ cell, day }) => cell === i && day >= starts[t]! && day < end).length;
        }),
      );
      expect([...found]).toEqual(known);
      const inside = cellOf.filter((_, i) => days[i]! >= 100 && days[i]! < 130);
      const sums = Array.from(
        { length: CELLS },
        (_, i) => found[i]! + found[CELLS + i]! + found[2 * CELLS + i]!,
      );
      expect(sums).toEqual([...countByCell(inside, CELLS)]);
    }),
  );
  expect([...countByStep(new Int32Array(), CELLS, new Int32Array(), [])]).toEqual([]);
});
