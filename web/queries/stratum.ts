import type { CoverageAnswer, DutyInfo } from '#api/contract/coverage.ts';
import { isStaffing } from '../i18n/duty.ts';
import { formatPlace, shortPlaces } from '../i18n/format.ts';
import { classOf, paceClasses } from '../map/classes.ts';
import type { Stratum } from '../map/view.ts';
import { type AreaRow, coverageRows } from './rows.ts';

/** Whether an answer is judged by its ratio: its period is over, or it counts officers, due at all times. */
export const isSettled = (
  answer: Pick<CoverageAnswer, 'asOf' | 'period'>,
  duty: Pick<DutyInfo, 'kind'>,
): boolean => isStaffing(duty) || answer.asOf > answer.period.end;

/**
 * The areas of an answer as the map draws them, those withheld among them without a name: the answer does not
 * even name them.
 *
 * @param note what is written under the name of an area
 */
export function stratumOf(
  answer: CoverageAnswer,
  duty: Pick<DutyInfo, 'kind' | 'thresholds'>,
  note: (row: AreaRow) => string,
): Stratum {
  const closed = isSettled(answer, duty);
  const classes = paceClasses(duty.thresholds, closed);
  const { areas, withheld } = coverageRows(answer);
  const names = areas.map(({ name }) => formatPlace(name));
  const shorts = shortPlaces(names);
  return {
    level: answer.level,
    areas: [
      ...areas.map((row, i) => ({
        code: row.code,
        name: names[i] ?? '',
        short: shorts[i] ?? '',
        note: note(row),
        light: row.light,
        index: classOf(row, classes, closed),
        rank: row.pace ?? 10,
      })),
      ...withheld.map((code) => ({
        ...{ code, name: '', short: '', note: '' },
        ...{ light: null, index: 0, rank: 10 },
      })),
    ],
  };
}
