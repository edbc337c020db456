import type { CoverageAnswer, DutyInfo } from '#api/contract/coverage.ts';
import type { IssueSummaryAnswer } from '#api/contract/issueQuestions.ts';
import { coverageRows } from '../../queries/rows.ts';

/** Something that changed at a place. */
export interface Happening {
  code: string;
  name: string;
  what:
    | { kind: 'visits'; duty: string; dutyName: string; n: number; inFocus: boolean }
    | { kind: 'reported' | 'settled'; n: number };
}

/** A happening as it is written. */
export interface TickerLine {
  key: string;
  /** Time of day; null for what happened since yesterday ended, nobody knows when. */
  time: string | null;
  place: string;
  what: string;
}

/**
 * What was done between two answers about a duty, place by place, most first. Of another period, or of other
 * shapes, nothing can be told; and what was taken back is no news.
 */
export function visitsBetween(
  before: CoverageAnswer | undefined,
  now: CoverageAnswer | undefined,
  { id, name, inFocus }: Pick<DutyInfo, 'id' | 'name' | 'inFocus'>,
): Happening[] {
  if (!before || !now || before.period.key !== now.period.key) return [];
  const known = new Map(coverageRows(before).areas.map((row) => [row.code, row.done]));
  return coverageRows(now)
    .areas.flatMap((row): Happening[] => {
      const done = known.get(row.code);
      if (done === undefined || row.done <= done) return [];
      const what = { kind: 'visits', duty: id, dutyName: name, n: row.done - done, inFocus } as const;
      return [{ code: row.code, name: row.name, what }];
    })
    .toSorted((a, b) => b.what.n - a.what.n);
}

/** Issues reported and settled between two answers by area, place by place. */
export function issuesBetween(
  before: IssueSummaryAnswer | undefined,
  now: IssueSummaryAnswer | undefined,
): Happening[] {
  if (!before || !now || before.period.key !== now.period.key) return [];
  const known = new Map(before.rows.map((row) => [row.key, row.measures]));
  return now.rows
    .filter(({ own }) => !own)
    .flatMap(({ key, name, measures }) => {
      const was = known.get(key);
      if (!was) return [];
      return (['settled', 'reported'] as const).flatMap((kind): Happening[] =>
        measures[kind] > was[kind]
          ? [{ code: key, name, what: { kind, n: measures[kind] - was[kind] } }]
          : [],
      );
    })
    .toSorted((a, b) => b.what.n - a.what.n);
}

/** One of each list in turn: no kind of news pushes the others out. */
export function inTurn<T>(lists: readonly (readonly T[])[], most: number): T[] {
  const mixed: T[] = [];
  for (let i = 0; mixed.length < most && lists.some((list) => i < list.length); i++)
    for (const list of lists) {
      const item = list[i];
      if (item !== undefined && mixed.length < most) mixed.push(item);
    }
  return mixed;
}
