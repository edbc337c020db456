import type { TFunction } from 'i18next';
import type { SummaryRow } from '#api/contract/coverage.ts';
import { formatPercent } from '../i18n/format.ts';
import type { PaceBarValues } from './PaceBar.tsx';

/** Whether the row's period is over on the day that stands for now. */
export const rowClosed = (row: Pick<SummaryRow, 'period'>, asOf: string): boolean => asOf > row.period.end;

type Shares = Pick<
  SummaryRow,
  'required' | 'done' | 'unknown' | 'expected' | 'ratio' | 'ratioHigh' | 'projected'
>;

/** Whether a late source leaves the ratio open by more than its last digit. */
export const isRange = ({ ratio, ratioHigh }: Pick<SummaryRow, 'ratio' | 'ratioHigh'>): boolean =>
  formatPercent(ratio) !== formatPercent(ratioHigh);

/** The ratio, or its range while a source is late. */
export function ratioText(row: Pick<SummaryRow, 'ratio' | 'ratioHigh'>): string {
  const low = formatPercent(row.ratio);
  return isRange(row) ? `${low}–${formatPercent(row.ratioHigh)}` : low;
}

/**
 * The bar's values of a duty.
 *
 * @param settled whether it has neither a tick nor a projection: a closed period, or officers
 */
export function barValues(row: Shares, settled: boolean): PaceBarValues {
  const share = (part: number) => (row.required === 0 ? 0 : part / row.required);
  return {
    done: share(row.done),
    known: share(row.done + row.unknown),
    projected: settled ? null : row.projected,
    due: settled || row.required === 0 ? null : share(row.expected),
  };
}

/** The bar in words, for those who do not see it. */
export function barLabel(row: Shares, settled: boolean, staffing: boolean, t: TFunction): string {
  const done = `${ratioText(row)} %`;
  if (staffing) return t('duty.staffing.bar', { done });
  const { due } = barValues(row, settled);
  return t('figure.bar', { done, due: due === null ? '—' : `${formatPercent(due)} %` });
}
