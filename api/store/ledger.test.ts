import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operation } from '#api/store/testing/operations.ts';
import { World } from '#api/store/testing/world.ts';

// After any sequence of operations: what is kept is what a rebuild counts; as of a day is read what was shown at its
// end; the lists agree with the sums, and the towns with what is at home in them.
test('incremental equals rebuild, and as-of what was shown, over everything a ledger can be told', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { minLength: 10, maxLength: 45, size: 'max' }),
      async (operations) => {
        const world = new World();
        try {
          for (const op of operations) await world.do(op);
          expect(await world.faults()).toEqual([]);
        } finally {
          world.close();
        }
      },
    ),
    // A run is too long for shrinking to come to an end; the counterexample is printed as it is.
    { numRuns: 6, endOnFailure: true },
  );
}, 300_000);
