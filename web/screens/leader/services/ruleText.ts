import type { TFunction } from 'i18next';
import { weekdayKey } from './moment.ts';

const DAYS: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** Parts of an RRULE that are read out; any other has it shown as it is written. */
const KNOWN = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'WKST']);

/** How a recurrence rule (RFC 5545) is read out: `每周二、四`, `every 2nd Tuesday of the month`. */
export function ruleText(rule: string, t: TFunction): string {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  if ([...parts.keys()].some((key) => !KNOWN.has(key))) return rule;
  const n = Number(parts.get('INTERVAL') ?? 1);
  const separator = t('services.rule.and');
  const days = (parts.get('BYDAY') ?? '').split(',').filter(Boolean).map(dayOf);
  if (days.includes(null)) return rule;
  const dayWords = days
    .map((day) => {
      const word = t(`services.weekday.${weekdayKey(day?.weekday ?? 1)}`);
      if (!day?.nth) return word;
      return day.nth === -1
        ? t('services.rule.last', { day: word })
        : t('services.rule.nth', { n: day.nth, day: word });
    })
    .join(separator);
  switch (parts.get('FREQ')) {
    case 'DAILY':
      if (days.length > 0) return t('services.rule.weekly', { days: dayWords });
      return n === 1 ? t('services.rule.daily') : t('services.rule.everyDays', { n });
    case 'WEEKLY':
      return n === 1
        ? t('services.rule.weekly', { days: dayWords })
        : t('services.rule.everyWeeks', { n, days: dayWords });
    case 'MONTHLY': {
      const dates = (parts.get('BYMONTHDAY') ?? '').split(',').filter(Boolean);
      const when = dates.length > 0 ? t('services.rule.dates', { dates: dates.join(separator) }) : dayWords;
      return n === 1 ? t('services.rule.monthly', { when }) : t('services.rule.everyMonths', { n, when });
    }
    default:
      return rule;
  }
}

function dayOf(text: string): { weekday: number; nth: number | null } | null {
  const [, nth, code] = /^(-?\d)?([A-Z]{2})$/.exec(text) ?? [];
  const at = code === undefined ? -1 : DAYS.indexOf(code);
  return at < 0 ? null : { weekday: at + 1, nth: nth === undefined ? null : Number(nth) };
}

/** Weekdays that can be chosen, and the rule that they make. */
export const weeklyRule = (weekdays: readonly number[]): string =>
  `FREQ=WEEKLY;BYDAY=${weekdays
    .toSorted((a, b) => a - b)
    .map((day) => DAYS[day - 1])
    .join(',')}`;
