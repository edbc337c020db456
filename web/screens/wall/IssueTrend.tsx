import { useTranslation } from 'react-i18next';
import type { IssueSeriesAnswer } from '#api/contract/issueQuestions.ts';
import { formatCount, formatDay } from '../../i18n/format.ts';

/** Size of the drawing, in units of which it is as high as its box. */
const WIDTH = 300;
const HEIGHT = 100;

const line = (values: readonly number[], most: number): string =>
  values
    .map((n, i) => `${(WIDTH * i) / Math.max(1, values.length - 1)},${HEIGHT - (HEIGHT * n) / most}`)
    .join(' ');

/** Reported and settled in each complete week, from zero; the running week is no point of a line. */
export function IssueTrend({ series }: { series: IssueSeriesAnswer }) {
  const { t } = useTranslation();
  const { from, reported, resolved } = series.columns;
  const whole = from.length - 1;
  if (whole < 2) return null;
  const rows = { reported: reported.slice(0, whole), resolved: resolved.slice(0, whole) };
  const most = Math.max(1, ...rows.reported, ...rows.resolved);
  return (
    <figure className="wall-trend" data-testid="wall-trend">
      <ul aria-hidden="true">
        <li className="wall-trend__reported">
          {t('wall.issues.reported')} <b>{formatCount(rows.reported.at(-1) ?? 0)}</b>
        </li>
        <li className="wall-trend__resolved">
          {t('wall.issues.settled')} <b>{formatCount(rows.resolved.at(-1) ?? 0)}</b>
        </li>
      </ul>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <polyline className="wall-trend__line--reported" points={line(rows.reported, most)} />
        <polyline className="wall-trend__line--resolved" points={line(rows.resolved, most)} />
      </svg>
      <figcaption>
        <span>{formatDay(from[0] ?? '', series.asOf)}</span>
        <span>{formatDay(from[whole - 1] ?? '', series.asOf)}</span>
      </figcaption>
    </figure>
  );
}
