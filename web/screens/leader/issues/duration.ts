import type { TFunction } from 'i18next';

const DAY_HOURS = 24;

/** Hours of a clock as text: up to two days in hours, else in days; null is a dash. */
export function durationText(hours: number | null, t: TFunction): string {
  if (hours === null) return '—';
  if (hours < 10) return t('issues.figures.hours', { n: hours.toFixed(1) });
  if (hours < 2 * DAY_HOURS) return t('issues.figures.hours', { n: Math.round(hours) });
  return t('issues.figures.days', { n: (hours / DAY_HOURS).toFixed(1) });
}
