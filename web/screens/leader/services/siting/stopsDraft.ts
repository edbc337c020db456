import type { SitingStopsInput } from '#api/contract/reach.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { weeklyRule } from '../ruleText.ts';

/** When a moving point shall stop at one of the places chosen. */
export interface StopDraft {
  /** Whether it shall stop there at all. */
  on: boolean;
  /** 1 Monday to 7 Sunday. */
  weekdays: readonly number[];
  from: string;
  to: string;
}

export interface StopsDraft {
  point: string | null;
  firstDay: string;
  stops: readonly StopDraft[];
}

export type StopsFault = 'point' | 'none' | 'firstDay' | `stop ${number}`;

/** A place a working day, forenoons first: what a planner would begin with. */
export function firstDraft(places: number, firstDay: string): StopsDraft {
  const halves = [
    ['09:00', '11:30'],
    ['14:00', '16:30'],
  ] as const;
  return {
    ...{ point: null, firstDay },
    stops: Array.from({ length: places }, (_, i) => {
      const [from, to] = halves[Math.floor(i / 5) % 2] ?? halves[0];
      return { on: i < 10, weekdays: [(i % 5) + 1], from, to };
    }),
  };
}

const isRight = ({ weekdays, from, to }: StopDraft): boolean =>
  weekdays.length > 0 && /^\d\d:\d\d$/.test(from) && /^\d\d:\d\d$/.test(to) && from < to;

export function stopsFaults({ point, firstDay, stops }: StopsDraft): StopsFault[] {
  return [
    ...(point === null ? (['point'] as const) : []),
    ...(stops.some(({ on }) => on) ? [] : (['none'] as const)),
    ...(parseDay(firstDay) === null ? (['firstDay'] as const) : []),
    ...stops.flatMap((stop, i): StopsFault[] => (stop.on && !isRight(stop) ? [`stop ${i}`] : [])),
  ];
}

/** The stops in the words of the interface, of a form without faults. */
export const stopsInput = ({ point, firstDay, stops }: StopsDraft): SitingStopsInput => ({
  point: point ?? '',
  stops: stops.flatMap(({ on, weekdays, from, to }, chosen) =>
    on ? [{ chosen, rule: weeklyRule(weekdays), from, to, firstDay }] : [],
  ),
});
