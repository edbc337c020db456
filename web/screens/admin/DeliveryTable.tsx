import { useTranslation } from 'react-i18next';
import type { SupervisionDeliveriesAnswer } from '#api/contract/supervision.ts';
import { EmptyState } from '../../components/States.tsx';
import { formatMoment, formatPlace } from '../../i18n/format.ts';
import { whyNot } from './deliveryWords.ts';

type Row = SupervisionDeliveriesAnswer['items'][number];

/** The last messages: when each arrived, or why not yet; and when its item was read and answered. */
export function DeliveryTable({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  if (rows.length === 0)
    return (
      <EmptyState
        title={t('administration.supervision.none')}
        hint={t('administration.supervision.noneHint')}
      />
    );
  return (
    <table className="admin-table" data-testid="delivery-table">
      <thead>
        <tr>
          {(['message', 'to', 'arrived', 'read', 'answered'] as const).map((head) => (
            <th key={head}>{t(`administration.supervision.${head}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.message} data-testid="delivery-row" data-event={row.event}>
            <td>
              <b>{t(`administration.supervision.event.${row.event}`)}</b>{' '}
              <small>{formatMoment(row.at)}</small>
            </td>
            <td data-head={t('administration.supervision.to')}>
              {row.to.name} <small>{formatPlace(row.area.name)}</small>
            </td>
            <td data-head={t('administration.supervision.arrived')}>
              <Arrival row={row} />
            </td>
            <td className="admin-table__time" data-head={t('administration.supervision.read')}>
              <Moment at={row.readAt} />
            </td>
            <td className="admin-table__time" data-head={t('administration.supervision.answered')}>
              <Moment at={row.answeredAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Moment({ at }: { at: string | null }) {
  const { t } = useTranslation();
  return at === null ? <small>{t('administration.supervision.notYet')}</small> : formatMoment(at);
}

function Arrival({ row: { deliveredAt, failure, nextAttemptAt, attempts } }: { row: Row }) {
  const { t } = useTranslation();
  if (deliveredAt !== null)
    return (
      <>
        {formatMoment(deliveredAt)}
        {attempts > 1 && <small>{t('administration.supervision.attempts', { count: attempts })}</small>}
      </>
    );
  return (
    <>
      <span className="tag" data-tone={nextAttemptAt === null ? 'off' : 'warn'}>
        {nextAttemptAt === null
          ? t('administration.supervision.givenUp')
          : t('administration.supervision.waits', { time: formatMoment(nextAttemptAt) })}
      </span>
      {failure !== null && <small>{whyNot(failure, t)}</small>}
    </>
  );
}
