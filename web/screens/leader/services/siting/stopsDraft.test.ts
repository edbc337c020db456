import { describe, expect, it } from 'vitest';
import { sitingStopsInput } from '#api/contract/reach.ts';
import { firstDraft, stopsFaults, stopsInput } from './stopsDraft.ts';

const draft = { ...firstDraft(3, '2026-11-23'), point: 'desk-1' };

describe('chosen places as stops', () => {
  it('begins with a place a day, forenoon before afternoon', () => {
    const { stops } = firstDraft(12, '2026-11-23');
    expect(stops.map(({ weekdays }) => weekdays[0])).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2]);
    expect(stops[4]?.from).toBe('09:00');
    expect(stops[5]?.from).toBe('14:00');
    expect(stops.filter(({ on }) => on)).toHaveLength(10);
  });

  it('is what the interface takes', () => {
    expect(stopsFaults(draft)).toEqual([]);
    const input = stopsInput({
      ...draft,
      stops: draft.stops.map((stop, i) => ({ ...stop, on: i !== 1, weekdays: [4, 2] })),
    });
    expect(sitingStopsInput.parse(input)).toEqual(input);
    expect(input.stops).toEqual([
      { chosen: 0, rule: 'FREQ=WEEKLY;BYDAY=TU,TH', from: '09:00', to: '11:30', firstDay: '2026-11-23' },
      { chosen: 2, rule: 'FREQ=WEEKLY;BYDAY=TU,TH', from: '09:00', to: '11:30', firstDay: '2026-11-23' },
    ]);
  });

  it('tells what is wrong where', () => {
    expect(stopsFaults(firstDraft(1, ''))).toEqual(['point', 'firstDay']);
    const [first, second, third] = draft.stops;
    const wrong = [
      { ...first!, to: first!.from },
      { ...second!, weekdays: [] },
      { ...third!, on: false, weekdays: [] },
    ];
    expect(stopsFaults({ ...draft, stops: wrong })).toEqual(['stop 0', 'stop 1']);
    expect(stopsFaults({ ...draft, stops: [{ ...first!, on: false }] })).toEqual(['none']);
  });
});
