import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ServiceStates } from '#api/services/servicePoints/states.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import { clock, day, OFFICE_HOURS, run, servicePoint, timetable } from '#geodata/service/serviceFixture.ts';
import { serviceClock, stateOver } from '#geodata/service/state.ts';
import type { ServicePoint } from '#geodata/service/types.ts';

const CLOCKS = [
  serviceClock('Asia/Shanghai', STATE_COUNCIL_HOLIDAYS),
  serviceClock('Asia/Shanghai', { holidays: ['2026-11-20'], workdays: [] }),
];

const minutes = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 2, maxLength: 2 })
  .map((pair) => pair.toSorted((a, b) => a - b).map((quarter) => quarter * 15) as [number, number]);
const fixed = fc
  .record({ weekday: fc.integer({ min: 1, max: 7 }), at: minutes })
  .map(({ weekday, at: [from, to] }) => ({ ...OFFICE_HOURS, weekly: [{ weekday, from, to }] }))
  .map((hours) => ({ form: 'fixed' as const, position: [120.01, 35.91] as const, hours }));
const moving = fc
  .constantFrom('FREQ=WEEKLY;BYDAY=TU', 'FREQ=MONTHLY;BYMONTHDAY=20', 'FREQ=DAILY;INTERVAL=3')
  .map((rule) => ({
    form: 'moving' as const,
    timetable: timetable({ runs: [run({ rule, from: clock('14:00'), to: clock('16:00') })] }),
  }));
/** A point whose hours change on the twentieth of November. */
const versions = fc
  .tuple(fc.oneof(fixed, moving), fc.oneof(fixed, moving))
  .map(([before, after]) => [
    servicePoint({ whereabouts: before, validTo: day('2026-11-19') }),
    servicePoint({ whereabouts: after, validFrom: day('2026-11-20') }),
  ]);

test('what is kept equals what is worked out, whichever was asked before and however a point has changed', async () => {
  const question = fc.record({
    hours: fc.integer({ min: -6, max: 6 }),
    clock: fc.integer({ min: 0, max: 1 }),
    /** Of each point: its first version or both, and whether it is the one that stands or another in its place. */
    picks: fc.array(fc.record({ whole: fc.boolean(), other: fc.boolean() }), { minLength: 3, maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(versions, versions), { minLength: 3, maxLength: 3 }),
      fc.array(question, { minLength: 1, maxLength: 8 }),
      async (pairs, questions) => {
        const states = new ServiceStates();
        const named = pairs.map((pair, i) =>
          pair.map((list) => list.map((point): ServicePoint => ({ ...point, id: `p-${i}` }))),
        );
        for (const { hours, clock: which, picks } of questions) {
          const moment = Date.parse('2026-11-20T14:30:00+08:00') + hours * 3_600_000;
          const lists = named.map((pair, i) => {
            const list = pair[picks[i]!.other ? 1 : 0]!;
            return picks[i]!.whole ? list : list.slice(1);
          });
          const told = await states.at(lists, moment, CLOCKS[which]!);
          expect(told).toEqual(lists.map((list) => stateOver(list, moment, CLOCKS[which]!)));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('what was worked out once is not worked out again; a change of the holidays forgets it', async () => {
  const states = new ServiceStates();
  const moment = Date.parse('2026-11-20T14:30:00+08:00');
  const lists = [[servicePoint()]];
  const [first] = await states.at(lists, moment, CLOCKS[0]!);
  expect((await states.at([[...lists[0]!]], moment, CLOCKS[0]!))[0]).toBe(first);
  const [holiday] = await states.at(lists, moment, CLOCKS[1]!);
  expect([first!.open, holiday!.open]).toEqual([true, false]);
});
