import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clock, day, run, timetable } from '#geodata/service/serviceFixture.ts';
import { occurrencesBetween, timetableFaults } from '#geodata/service/timetable.ts';
import type { Timetable } from '#geodata/service/types.ts';

const CHECK = {
  from: day('2026-01-01'),
  to: day('2026-12-31'),
  isInside: ([lon]: readonly [number, number]) => lon < 121,
};
const faults = (fields: Partial<Timetable>) => timetableFaults(timetable(fields), CHECK);
const paths = (fields: Partial<Timetable>) => faults(fields).map(({ path, code }) => `${path} ${code}`);
const TUESDAY = day('2026-01-13');

describe('occurrences', () => {
  test('come in order of time, between the first and the last day of their run', () => {
    const runs = [
      run({ id: 'late', from: clock('14:00'), to: clock('16:00') }),
      run({ id: 'early', stop: 'b', lastDay: TUESDAY }),
    ];
    expect(
      occurrencesBetween(timetable({ runs }), day('2025-12-01'), TUESDAY + 7).map(
        ({ run: id, day: at }) => `${id} ${at - TUESDAY}`,
      ),
    ).toEqual(['early -7', 'late -7', 'early 0', 'late 0', 'late 7']);
  });

  test('are left out where they are cancelled, and elsewhere where they are moved', () => {
    const exceptions: Timetable['exceptions'] = [
      { run: 'r-1', day: TUESDAY, kind: 'cancelled', reason: '大雪' },
      { run: 'r-1', day: TUESDAY + 7, kind: 'moved', stop: 'b', from: 600, to: 660, reason: null },
    ];
    const found = occurrencesBetween(timetable({ exceptions }), TUESDAY, TUESDAY + 14);
    expect(found).toEqual([
      { run: 'r-1', stop: 'b', day: TUESDAY + 7, from: 600, to: 660, moved: true, reason: null },
      { run: 'r-1', stop: 'a', day: TUESDAY + 14, from: 540, to: 660, moved: false, reason: null },
    ]);
  });
});

describe('faults', () => {
  test('there are none in a good timetable', () => {
    expect(faults({})).toEqual([]);
  });

  test('are told with their place', () => {
    const stops = timetable().stops;
    expect(paths({ stops: [...stops, { ...stops[0]!, position: [35.9, 120] }] })).toEqual([
      'stops.2.id invalid',
    ]);
    expect(paths({ stops: [stops[0]!, { ...stops[1]!, position: [121.5, 35.9] }] })).toEqual([
      'stops.1.position outside',
    ]);
    expect(paths({ runs: [run(), run()] })).toEqual(['runs.1.id invalid']);
    expect(paths({ runs: [run({ stop: 'c' })] })).toEqual(['runs.0.stop notFound']);
    expect(paths({ runs: [run({ to: 540 })] })).toEqual(['runs.0.to invalid']);
    expect(paths({ runs: [run({ lastDay: day('2026-01-05') })] })).toEqual(['runs.0.lastDay invalid']);
    expect(paths({ runs: [run({ rule: 'FREQ=YEARLY' })] })).toEqual(['runs.0.rule invalid']);
    // the thirtieth of February, and a week that ends before its Tuesday
    for (const never of [
      { rule: 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30' },
      { rule: 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30' },
      { firstDay: day('2026-01-07'), lastDay: day('2026-01-12') },
    ])
      expect(paths({ runs: [run(never)] })).toEqual(['runs.0.rule invalid']);
  });

  test('of exceptions', () => {
    const cancelled = { run: 'r-1', day: TUESDAY, kind: 'cancelled', reason: null } as const;
    const moved = {
      run: 'r-1',
      day: TUESDAY,
      kind: 'moved',
      stop: 'b',
      from: 0,
      to: 60,
      reason: null,
    } as const;
    expect(paths({ exceptions: [{ ...cancelled, run: 'r-2' }] })).toEqual(['exceptions.0.run notFound']);
    expect(paths({ exceptions: [{ ...cancelled, day: TUESDAY + 1 }] })).toEqual(['exceptions.0.day invalid']);
    expect(paths({ exceptions: [cancelled, moved] })).toEqual(['exceptions.1.day invalid']);
    expect(paths({ exceptions: [{ ...moved, stop: 'c' }] })).toEqual(['exceptions.0.stop notFound']);
    expect(paths({ exceptions: [{ ...moved, from: 60 }] })).toEqual(['exceptions.0.to invalid']);
  });

  test('of overlaps name both, once', () => {
    const runs = [run(), run({ id: 'r-2', stop: 'b', from: 650, to: 700 })];
    expect(faults({ runs })).toEqual([
      { path: 'runs.1', message: 'overlaps runs.0 on 2026-01-06', code: 'overlap' },
    ]);
    const apart = [run(), run({ id: 'r-2', stop: 'b', from: 660, to: 700 })];
    expect(faults({ runs: apart })).toEqual([]);
    const exceptions: Timetable['exceptions'] = [
      { run: 'r-1', day: TUESDAY, kind: 'moved', stop: 'a', from: 670, to: 720, reason: null },
    ];
    expect(faults({ runs: apart, exceptions })).toEqual([
      { path: 'exceptions.0', message: 'overlaps runs.1 on 2026-01-13', code: 'overlap' },
    ]);
  });

  test('of more stops than can be looked at', () => {
    const runs = Array.from({ length: 60 }, (_, i) =>
      run({ id: `r-${i}`, rule: 'FREQ=DAILY', from: i * 20, to: i * 20 + 20 }),
    );
    expect(paths({ runs })).toEqual(['runs.55 tooMany']);
  });

  test('of overlaps are those that a look at all pairs finds', () => {
    const drawn = fc.array(
      fc.record({
        rule: fc.constantFrom(
          'FREQ=WEEKLY;BYDAY=TU',
          'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR',
          'FREQ=MONTHLY;BYMONTHDAY=13',
          'FREQ=DAILY;INTERVAL=5',
        ),
        first: fc.integer({ min: 0, max: 60 }),
        from: fc.integer({ min: 0, max: 20 }),
        length: fc.integer({ min: 1, max: 6 }),
        moved: fc.option(fc.integer({ min: 0, max: 20 })),
      }),
      { minLength: 1, maxLength: 7 },
    );
    fc.assert(
      fc.property(drawn, (each) => {
        const runs = each.map(({ rule, first, from, length }, i) =>
          run({
            id: `r-${i}`,
            rule,
            firstDay: CHECK.from + first,
            from: from * 60,
            to: Math.min((from + length) * 60, 1440),
          }),
        );
        const exceptions = each.flatMap(({ moved }, i) => {
          const [at] = occurrencesBetween(timetable({ runs: [runs[i]!] }), CHECK.from, CHECK.to);
          if (moved === null || !at) return [];
          const to = moved * 60 + 90;
          return [
            {
              run: `r-${i}`,
              day: at.day,
              kind: 'moved',
              stop: 'b',
              from: moved * 60,
              to,
              reason: null,
            } as const,
          ];
        });
        const table = timetable({ runs, exceptions });
        const all = occurrencesBetween(table, CHECK.from, CHECK.to);
        const clash = all.some((a, i) =>
          all.some((b, k) => k < i && a.day === b.day && a.from < b.to && b.from < a.to),
        );
        const found = timetableFaults(table, CHECK);
        expect(found.length > 0).toBe(clash);
        expect(new Set(found.map(({ code }) => code)).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 150 },
    );
  });
});
