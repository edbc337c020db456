import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { VisitRecord } from '#api/contract/records.ts';
import { formatClock, formatDay } from '../../../i18n/format.ts';
import { officerQuery } from '../../../queries/registers.ts';

/** Masked names of officers by id, as far as they have come. */
export function useOfficerNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const wanted = [...new Set(ids)];
  const found = useQueries({ queries: wanted.map((id) => officerQuery(id)) });
  return new Map(
    wanted.flatMap((id, i) => {
      const detail = found[i]?.data;
      const entry = detail?.entries.at(-1) ?? detail?.history[0];
      return entry ? [[id, entry.name] as const] : [];
    }),
  );
}

interface Row {
  visit: VisitRecord;
  /** Whom it was paid to, where that is not known from the place. */
  who?: React.ReactNode;
}

/** Visits: when, by whom, how, and what came of it. */
export function VisitRows({ rows, today }: { rows: readonly Row[]; today: string }) {
  const { t } = useTranslation();
  const names = useOfficerNames(rows.flatMap(({ visit }) => visit.officers));
  return (
    <ol className="records-list">
      {rows.map(({ visit, who }) => (
        <li key={visit.id} data-void={visit.voided !== null} data-testid="visit-row">
          <span>
            {formatDay(visit.day, today)} <small>{formatClock(visit.at)}</small>
          </span>
          <span>
            {who && <>{who} </>}
            <small>
              {[
                t(`records.mode.${visit.mode}`),
                visit.officers.map((id) => names.get(id) ?? '…').join('、'),
                visit.backfilled ? t('records.backfilled') : '',
                visit.voided ? t('records.voided', { reason: visit.voided.reason }) : '',
              ]
                .filter((text) => text !== '')
                .join(' · ')}
            </small>
          </span>
          <span className="records-list__mark" data-met={visit.outcome === 'met' && visit.voided === null}>
            {t(`records.outcome.${visit.outcome}`)}
          </span>
        </li>
      ))}
    </ol>
  );
}
