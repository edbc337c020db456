import type { TFunction } from 'i18next';
import type { IssueItem } from '#api/contract/issues.ts';
import { formatDay } from '../../../i18n/format.ts';
import { durationText } from './duration.ts';

const HOUR_MS = 3_600_000;

/** How an issue stands with its clock: so much left, so much over, stopped, or settled on a day. */
export function dueText(
  item: Pick<IssueItem, 'dueAt' | 'overdue' | 'settledAt' | 'state'>,
  now: string,
  today: string,
  t: TFunction,
): string {
  if (item.dueAt !== null) {
    const hours = Math.abs(Date.parse(item.dueAt) - Date.parse(now)) / HOUR_MS;
    const value = durationText(hours, t);
    return t(item.overdue ? 'issues.ledger.over' : 'issues.ledger.left', { value });
  }
  if (item.state === 'suspended') return t('issues.ledger.stopped');
  if (item.settledAt !== null)
    return t('issues.ledger.settledAt', { day: formatDay(item.settledAt.slice(0, 10), today) });
  return t(`issues.state.${item.state}`);
}
