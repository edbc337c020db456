import { useTranslation } from 'react-i18next';
import type { GapItem } from '#api/contract/gaps.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { eventWord } from '../../i18n/duty.ts';
import { formatCount, formatDay } from '../../i18n/format.ts';

/** What started the clock, the last day of it, and how far that day is. */
export function EventCells({
  event,
  type,
  today,
}: {
  event: NonNullable<GapItem['event']>;
  type: GapItem['type'];
  today: string;
}) {
  const { t } = useTranslation();
  const left = (parseDay(event.due) ?? 0) - (parseDay(today) ?? 0);
  const key = left < 0 ? 'over' : left === 0 ? 'today' : 'left';
  return (
    <>
      <td className="gap-table__event">
        {eventWord(event.kind, t)} <small>{formatDay(event.day, today)}</small>
      </td>
      <td className="gap-table__due number" data-over={type === 'overdue'}>
        {formatDay(event.due, today)}{' '}
        <small>{t(`duty.afterEvent.list.${key}`, { n: formatCount(Math.abs(left)) })}</small>
      </td>
    </>
  );
}
