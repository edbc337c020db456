import type { SitingResult, SitingStopsInput } from '#api/contract/reach.ts';
import type { ServicePointDetail } from '#api/contract/servicePoints.ts';
import { CodedError, type Fault } from '#api/errors.ts';

type Chosen = NonNullable<SitingResult['result']>['chosen'];
/** A timetable as it is sent. */
export type WrittenTimetable = Extract<ServicePointDetail['whereabouts'], { form: 'moving' }>['timetable'];

/** A timetable with more stops, and which of those asked for each new run stands for. */
export interface Extended {
  timetable: WrittenTimetable;
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
  timetable: WrittenTimetable,
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
  const stops = [...timetable.stops];
  const runs = [...timetable.runs];
  const added = new Map<string, number>();
  for (const [i, { chosen: index, ...times }] of asked.entries()) {
    const { name, position } = chosen[index]!;
    const stop = `${siting.slice(0, 8)}-${index}`;
    if (!stops.some(({ id }) => id === stop)) stops.push({ id: stop, name, position });
    const run = { stop, ...times, lastDay: null };
    const isSame = (each: WrittenTimetable['runs'][number]): boolean =>
      (Object.keys(run) as (keyof typeof run)[]).every((field) => each[field] === run[field]);
    if (runs.some(isSame)) continue;
    const taken = new Set(runs.map(({ id }) => id));
    let number = 1;
    while (taken.has(`${stop}-${number}`)) number++;
    added.set(`${stop}-${number}`, i);
    runs.push({ id: `${stop}-${number}`, ...run });
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
