import type { TFunction } from 'i18next';
import type { ServicePointItem } from '#api/contract/servicePoints.ts';
import { formatClock, formatCount, formatDay, formatRate } from '../../../i18n/format.ts';
import { weekdayKey, weekdayOf } from './moment.ts';

/** A way on the ground, as exactly as it is known: 624 is `620 m`, 1250 `1.3 km`; null is a dash. */
export function metresText(metres: number | null, t: TFunction): string {
  if (metres === null) return '—';
  return metres < 995
    ? t('services.metres', { n: formatCount(Math.round(metres / 10) * 10) })
    : t('services.kilometres', { n: formatRate(metres / 1000) });
}

/** A threshold as it is set, every metre of it. */
export const thresholdText = (metres: number, t: TFunction): string =>
  t('services.metres', { n: formatCount(metres) });

/** `周五` of a civil day. */
export const weekdayText = (day: string, t: TFunction): string =>
  t(`services.weekday.${weekdayKey(weekdayOf(day))}`);

/** When something is, seen from a day: `14:30` of the same, `周六 11-21 09:00` of another. */
export function whenText(instant: string, day: string, t: TFunction): string {
  const on = instant.slice(0, 10);
  if (on === day) return formatClock(instant);
  return `${weekdayText(on, t)} ${formatDay(on, day)} ${formatClock(instant)}`;
}

/** How a point stands at a moment, in words. */
export function stateText(
  item: Pick<ServicePointItem, 'open' | 'until' | 'form'>,
  day: string,
  t: TFunction,
) {
  const until = item.until && whenText(item.until, day, t);
  if (item.open === null) return t('services.state.unknown');
  if (item.open) return until ? t('services.state.openUntil', { until }) : t('services.state.open');
  if (!until) return t('services.state.closed');
  return t(item.form === 'moving' ? 'services.state.outAt' : 'services.state.opensAt', { until });
}
