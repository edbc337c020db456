import { expect, test } from 'vitest';
import { faultsAsAsked, type WrittenTimetable, withChosenStops } from '#api/services/siting/timetable.ts';

const SITING = '8b0c6c1e-0000-4000-8000-000000000000';
const CHOSEN = [
  { name: '前湾', position: [120.01, 35.91] as [number, number], area: null, gained: 30 },
  { name: '江山', position: [120.03, 35.93] as [number, number], area: null, gained: 10 },
];
const BEFORE: WrittenTimetable = {
  stops: [{ id: 's', name: '站', position: [120, 36] }],
  runs: [
    {
      id: 'r',
      stop: 's',
      rule: 'FREQ=WEEKLY;BYDAY=MO',
      firstDay: '2026-01-05',
      lastDay: null,
      from: '09:00',
      to: '10:00',
    },
  ],
  exceptions: [],
  route: null,
};
const asked = (chosen: number, rule: string, from = '09:30') => ({
  ...{ chosen, rule, from, to: '24:00', firstDay: '2026-12-01' },
});
const input = (...stops: ReturnType<typeof asked>[]) => ({ point: 'bus', stops });

test('each place becomes one stop and each time a run, and the same again adds nothing', () => {
  const question = input(
    asked(1, 'FREQ=WEEKLY;BYDAY=TU'),
    asked(1, 'FREQ=WEEKLY;BYDAY=FR', '10:00'),
    asked(0, 'FREQ=MONTHLY;BYMONTHDAY=5'),
  );
  const { timetable, asked: places } = withChosenStops(BEFORE, SITING, CHOSEN, question);
  expect(timetable.stops).toEqual([
    ...BEFORE.stops,
    { id: '8b0c6c1e-1', name: '江山', position: [120.03, 35.93] },
    { id: '8b0c6c1e-0', name: '前湾', position: [120.01, 35.91] },
  ]);
  expect(timetable.runs.slice(1)).toEqual([
    {
      ...{ id: '8b0c6c1e-1-1', stop: '8b0c6c1e-1', rule: 'FREQ=WEEKLY;BYDAY=TU', lastDay: null },
      ...{ firstDay: '2026-12-01', from: '09:30', to: '24:00' },
    },
    expect.objectContaining({ id: '8b0c6c1e-1-2', rule: 'FREQ=WEEKLY;BYDAY=FR', from: '10:00' }),
    expect.objectContaining({ id: '8b0c6c1e-0-1', stop: '8b0c6c1e-0' }),
  ]);
  expect([...places]).toEqual([
    ['8b0c6c1e-1-1', 0],
    ['8b0c6c1e-1-2', 1],
    ['8b0c6c1e-0-1', 2],
  ]);
  expect(withChosenStops(timetable, SITING, CHOSEN, question).timetable).toEqual(timetable);
});

test('faults of its own runs are told at what was asked, all others where they are', () => {
  const extended = withChosenStops(BEFORE, SITING, CHOSEN, input(asked(0, 'x'), asked(1, 'y')));
  const fault = (path: string) => ({ path, message: '', code: 'invalid' });
  const faults = ['whereabouts.timetable.runs.2.rule', 'runs.1', 'runs.0.rule', 'name'].map(fault);
  expect(faultsAsAsked(faults, extended).map(({ path }) => path)).toEqual([
    'stops.1.rule',
    'stops.0',
    'runs.0.rule',
    'name',
  ]);
});

test('a place that was not chosen is refused', () => {
  expect(() => withChosenStops(BEFORE, SITING, CHOSEN, input(asked(0, 'x'), asked(2, 'x')))).toThrow(
    expect.objectContaining({
      code: 'badInput',
      errors: [expect.objectContaining({ path: 'stops.1.chosen' })],
    }),
  );
});
