import type { TFunction } from 'i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapItem } from '#api/contract/gaps.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { eventWord, rhythmText } from '../../../i18n/duty.ts';
import { formatCount, formatDay } from '../../../i18n/format.ts';
import { periodLabel } from '../../../i18n/period.ts';

type Why = Pick<GapItem, 'type' | 'done' | 'required' | 'lastVisit' | 'event' | 'days'>;

/** Why a row is a gap, in words: the rule, what is done of it, and what makes it of its type. */
export function whyText(
  item: Why,
  duty: DutyInfo,
  period: string,
  today: string,
  lang: string,
  t: TFunction,
): string {
  const { event, done, required, type, lastVisit } = item;
  const values = {
    duty: duty.name,
    rule: rhythmText(duty, t),
    period: periodLabel(period, t, lang),
    done: formatCount(done),
    required: formatCount(required),
    days: formatCount(item.days),
    last: lastVisit === null ? '' : formatDay(lastVisit, today),
  };
  if (event) {
    const over = (parseDay(today) ?? 0) - (parseDay(event.due) ?? 0);
    const key = over > 0 ? 'eventOver' : 'eventOpen';
    return t(`records.why.${key}`, {
      ...values,
      event: eventWord(event.kind, t),
      day: formatDay(event.day, today),
      due: formatDay(event.due, today),
      days: formatCount(Math.abs(over)),
    });
  }
  const rule = t(duty.kind === 'staffing' ? 'records.why.staffing' : 'records.why.rule', values);
  if (duty.kind === 'staffing') return rule;
  return `${rule}${t(`records.why.${type}`, values)}`;
}
