import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxValues, IN_BOX } from '#api/store/sqlite/issue/box.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { isToldWithin } from '#geodata/place/coarse.ts';

/** Degrees of any fineness; ties between two places that are told, and sides of boxes that touch them, are common. */
const degrees = (most: number) =>
  fc.oneof(
    fc.double({ min: -most, max: most, noNaN: true }),
    fc.integer({ min: -most * 2000, max: most * 2000 }).map((n) => n / 2000),
  );

test('the database puts the same places into a box as the program', () => {
  const db = new Database(':memory:');
  const asked = db.prepare(`SELECT ${IN_BOX} AS yes FROM (SELECT @lon AS lon, @lat AS lat) AS i`);
  let inside = 0;
  fc.assert(
    fc.property(
      ...[degrees(180), degrees(85), degrees(180), degrees(85), degrees(1), degrees(1)],
      (lon, lat, west, south, width, height) => {
        // every second box lies about the place
        const [w, s] = width > 0 ? [lon - Math.abs(width), lat - Math.abs(height)] : [west, south];
        const box: BBox2 = [w, s, w + 1, s + 1];
        const { yes } = asked.get({ lon, lat, ...boxValues(box) }) as { yes: number };
        expect(yes === 1).toBe(isToldWithin(lon, lat, box));
        inside += yes;
      },
    ),
    { numRuns: 5000 },
  );
  expect(inside).toBeGreaterThan(500);
  const nowhere = asked.get({ lon: null, lat: null, ...boxValues([-180, -85, 180, 85]) }) as { yes: unknown };
  expect(nowhere.yes).toBeNull();
  db.close();
});
