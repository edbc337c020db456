import type { TFunction } from 'i18next';
import { parseDay } from '#geodata/duty/calendar.ts';
import { parsePeriod, periodKindOf, periodOf, previousPeriod } from '#geodata/duty/period.ts';
import type { PeriodKind } from '#geodata/model.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** How a period is read out: `2026年11月`, `Nov 2026`, `2026年第47周`. */
export function periodLabel(key: string, t: TFunction, lang: string): string {
  const kind = periodKindOf(key);
  const year = key.slice(0, 4);
  if (kind === 'programme') return t('period.programme');
  if (kind === 'week') return t('period.week', { year, part: String(Number(key.slice(6))) });
  if (kind === 'quarter') return t('period.quarter', { year, part: key.slice(6) });
  if (kind === 'month') {
    const month = Number(key.slice(5));
    return lang === 'en' ? `${MONTHS[month - 1] ?? ''} ${year}` : `${year}年${month}月`;
  }
  return t('period.year', { year });
}

/** A month of the year under an axis: `11月`, `Nov`. */
export function monthTick(month: number, t: TFunction, lang: string): string {
  return lang === 'en' ? (MONTHS[month - 1] ?? '') : t('period.shortMonth', { part: String(month) });
}

/** The shortest writing under an axis: `11月`, `Nov`, `47周`. */
export function periodTick(key: string, t: TFunction, lang: string): string {
  const kind = periodKindOf(key);
  if (kind === 'week') return t('period.shortWeek', { part: String(Number(key.slice(6))) });
  if (kind === 'quarter') return t('period.shortQuarter', { part: key.slice(6) });
  if (kind === 'month') {
    const month = Number(key.slice(5));
    return lang === 'en' ? (MONTHS[month - 1] ?? '') : `${month}月`;
  }
  return periodLabel(key, t, lang);
}

/**
 * The last periods of a rhythm up to the one that holds `today`, oldest first; those that ended
 * before the programme began are left out. A programme has one.
 */
export function lastPeriods(
  kind: PeriodKind,
  today: string,
  programme: { firstDay: string; lastDay: string },
  count = 12,
): string[] {
  if (kind === 'programme') return ['programme'];
  const first = parseDay(programme.firstDay);
  const last = parseDay(programme.lastDay);
  const now = parseDay(today);
  if (first === null || last === null || now === null) return [];
  const keys: string[] = [];
  // A programme that is over shows its own last periods, not empty ones since.
  let period = parsePeriod(periodOf(kind, Math.max(first, Math.min(now, last))).key);
  while (period !== null && keys.length < count && period.end >= first) {
    keys.unshift(period.key);
    period = previousPeriod(period);
  }
  return keys;
}
