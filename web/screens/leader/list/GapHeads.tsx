import { useTranslation } from 'react-i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapSort } from '../../../state/url.ts';
import type { GapColumns } from '../GapTable.tsx';
import { rowKey } from './rowKey.ts';
import { SortHead } from './SortHead.tsx';
import type { GapListState } from './useGapList.ts';
import '../../../components/Check.css';

interface GapHeadsProps {
  duty: DutyInfo;
  list: GapListState;
  columns: GapColumns;
  sort: GapSort;
  onSort: (sort: GapSort) => void;
}

/** The heads of the list's columns: those it can be ordered by are buttons. */
export function GapHeads({ duty: { kind }, list, columns, sort, onSort }: GapHeadsProps) {
  const { t } = useTranslation();
  const { items, keys, choose } = list;
  const all = items.length > 0 && items.every((item) => keys.has(rowKey(item)));
  const order = { sort, onSort };
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.select && (
          <th scope="col" className="gap-table__check">
            <label>
              <span className="visually-hidden">{t('list.selectAll')}</span>
              <input
                type="checkbox"
                className="check"
                checked={all}
                data-testid="select-all"
                ref={(box) => {
                  if (box) box.indeterminate = !all && keys.size > 0;
                }}
                onChange={() => choose(items.map(rowKey), !all)}
              />
            </label>
          </th>
        )}
        <SortHead by="worst" {...order} hint={t(`duty.${kind}.list.worst`)}>
          {t('list.type')}
        </SortHead>
        <th scope="col" className="gap-table__who">
          {t(`duty.${kind}.list.who`)}
        </th>
        {columns.officer === 'column' && (
          <SortHead by="officer" {...order} hint={t('list.byOfficer')}>
            {t('list.officer')}
          </SortHead>
        )}
        <SortHead by="area" {...order} hint={t('list.area')}>
          {t('list.place')}
        </SortHead>
        {columns.last && (
          <th scope="col" className="gap-table__last">
            {t('list.last')}
          </th>
        )}
        {kind === 'afterEvent' ? (
          <>
            <SortHead by="days" {...order} hint={t('list.byDays')}>
              {t('duty.afterEvent.list.event')}
            </SortHead>
            <th scope="col" className="number gap-table__due">
              {t('duty.afterEvent.list.due')}
            </th>
          </>
        ) : (
          <SortHead by="days" {...order} hint={t('list.byDays')} number>
            {t(`duty.${kind}.list.days`)}
          </SortHead>
        )}
        {kind !== 'afterEvent' && columns.progress && (
          <th scope="col" className="number gap-table__progress">
            {t(`duty.${kind}.list.progress`)}
          </th>
        )}
      </tr>
    </thead>
  );
}
