import { useTranslation } from 'react-i18next';
import type { VisitInput } from '#api/contract/records.ts';
import type { LonLat } from '#geodata/model.ts';
import { Skeleton } from '../../components/States.tsx';
import { formatClock } from '../../i18n/format.ts';
import { type MySubject, metresTo } from './myList.ts';
import { VisitRow } from './VisitRow.tsx';

/** The rows to be worked off. */
export function VisitList({
  rows,
  pending,
  failed,
  today,
  from,
  tried,
  leaving,
  selected,
  onPick,
}: {
  rows: readonly MySubject[];
  pending: boolean;
  /** Number of duties whose list did not come. */
  failed: number;
  today: string;
  from: LonLat | null;
  tried: ReadonlyMap<string, VisitInput>;
  leaving: ReadonlySet<string>;
  selected: string | null;
  onPick: (row: MySubject) => void;
}) {
  const { t } = useTranslation();
  if (pending && rows.length === 0) return <Skeleton lines={9} />;
  return (
    <>
      {failed > 0 && <p className="visit__notice">{t('visit.list.partly', { n: failed })}</p>}
      <ul className="visit-list" aria-label={t('visit.list.label')} data-testid="my-list">
        {rows.map((row) => {
          const call = tried.get(row.subject);
          return (
            <VisitRow
              key={row.subject}
              row={row}
              today={today}
              metres={from && metresTo(from, row)}
              tried={
                call
                  ? t('visit.list.tried', {
                      time: formatClock(call.at),
                      outcome: t(`visit.outcome.${call.outcome}`),
                    })
                  : null
              }
              leaving={leaving.has(row.subject)}
              selected={selected === row.subject}
              onPick={() => onPick(row)}
            />
          );
        })}
      </ul>
    </>
  );
}
