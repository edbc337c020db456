import type { SitingResult, SitingStopsInput } from '#api/contract/reach.ts';
import { CodedError, type Fault } from '#api/errors.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import type { Minute, Run, Stop, Timetable } from '#geodata/service/types.ts';

type Chosen = NonNullable<SitingResult['result']>['chosen'];

/** A timetable with more stops, and which of those asked for each new run stands for. */
export interface Extended {
  timetable: Timetable;
  /** Place in the question, by id of the run. */
  asked: ReadonlyMap<string, number>;
}

/**
 * Adds places that a siting chose to a timetable, each once, with a run for every time asked for. What is there already,
 * from being asked the same before, is not added again.
 *
 * @throws CodedError `badInput` naming what was not chosen
 */
export function withChosenStops(
  timetable: Timetable,
  siting: string,
  chosen: Chosen,
  { stops: asked }: SitingStopsInput,
): Extended {
  const faults: Fault[] = asked.flatMap(({ chosen: index }, i) =>
    index < chosen.length
      ? []
      : [
          {
            path: `stops.${i}.chosen`,
            message: `only ${chosen.length} places were chosen`,
            code: 'notFound',
          },
        ],
  );
  if (faults.length > 0) throw new CodedError('badInput', 'The stops are refused.', faults);
  const stops: Stop[] = [...timetable.stops];
  const runs: Run[] = [...timetable.runs];
  const added = new Map<string, number>();
  for (const [i, { chosen: index, rule, from, to, firstDay }] of asked.entries()) {
    const { name, position } = chosen[index]!;
    const id = `${siting.slice(0, 8)}-${index}`;
    if (!stops.some((stop) => stop.id === id)) stops.push({ id, name, position });
    const run = {
      ...{ stop: id, rule, firstDay: parseDay(firstDay)!, lastDay: null },
      ...{ from: minuteOf(from), to: minuteOf(to) },
    };
    const isThere = runs.some(
      (each) =>
        each.stop === run.stop &&
        each.rule === run.rule &&
        each.firstDay === run.firstDay &&
        each.from === run.from &&
        each.to === run.to,
    );
    if (isThere) continue;
    const before = new Set(runs.map((each) => each.id));
    let number = 1;
    while (before.has(`${id}-${number}`)) number++;
    added.set(`${id}-${number}`, i);
    runs.push({ id: `${id}-${number}`, ...run });
  }
  return { timetable: { ...timetable, stops, runs }, asked: added };
}

/** Faults of a timetable told at the stop that was asked for, where they are its own. */
export function faultsAsAsked(faults: readonly Fault[], { timetable, asked }: Extended): Fault[] {
  return faults.map((fault) => {
    const [, run, field = ''] = /(?:^|\.)runs\.(\d+)((?:\.\w+)?)$/.exec(fault.path) ?? [];
    const place = run === undefined ? undefined : asked.get(timetable.runs[Number(run)]?.id ?? '');
    return place === undefined ? fault : { ...fault, path: `stops.${place}${field}` };
  });
}

function minuteOf(time: string): Minute {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return 60 * hours + minutes;
}
