import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { openingHours } from '#api/contract/servicePoints.ts';
import { formatDay } from '../../../i18n/format.ts';
import { WEEKDAYS, weekdayOf } from './moment.ts';

type Hours = z.infer<typeof openingHours>;

/** Exceptions that are still to come, or run. */
const MOST_EXCEPTIONS = 6;

/** Opening hours of a week, the day of the clock among them marked; then days that differ. */
export function HoursTable({ hours, day }: { hours: Hours | null; day: string }) {
  const { t } = useTranslation();
  if (hours === null)
    return (
      <section className="section">
        <div className="section-head">
          <h2>{t('services.hours.title')}</h2>
        </div>
        <p className="section__text">{t('services.hours.unknown')}</p>
      </section>
    );
  const spansOf = (spans: readonly { from: string; to: string }[]) =>
    spans.length === 0 ? t('services.hours.shut') : spans.map(({ from, to }) => `${from}–${to}`).join('  ');
  const ahead = hours.exceptions.filter(({ to }) => to >= day).slice(0, MOST_EXCEPTIONS);
  return (
    <section className="section" data-testid="hours">
      <div className="section-head">
        <h2>{t('services.hours.title')}</h2>
        <span className="section-head__note">{t(`services.hours.holidays.${hours.holidays}`)}</span>
      </div>
      <table className="hours">
        <tbody>
          {WEEKDAYS.map((key, i) => {
            const weekday = i + 1;
            return (
              <tr key={key} aria-current={weekday === weekdayOf(day) ? 'date' : undefined}>
                <th scope="row">{t(`services.weekday.${key}`)}</th>
                <td>
                  {spansOf(
                    hours.weekly
                      .filter((span) => span.weekday === weekday)
                      .toSorted((a, b) => a.from.localeCompare(b.from)),
                  )}
                </td>
              </tr>
            );
          })}
          {ahead.map(({ from, to, spans, reason }) => (
            <tr key={`${from} ${to}`} className="hours__exception">
              <th scope="row">
                {formatDay(from, day)}
                {to !== from && ` – ${formatDay(to, day)}`}
              </th>
              <td>
                {spansOf(spans)} {reason && <small>{reason}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
