import { useTranslation } from 'react-i18next';
import { formatCount, formatPlace, formatRate } from '../../../i18n/format.ts';
import type { IssuesView } from '../../../map/view.ts';
import type { Issues } from './useIssues.ts';

/** Content of the pill on the map over a hexagon: how many issues, or what is found of it. */
export function CellTip({ issues, view, code }: { issues: Issues; view: IssuesView | null; code: string }) {
  const { t } = useTranslation();
  if (view?.kind === 'columns') {
    const columns = issues.columns.data?.columns;
    const i = columns?.cell.indexOf(code) ?? -1;
    if (!columns || i < 0) return null;
    return (
      <>
        {t('issues.columns.count', { n: formatCount(columns.count[i] ?? 0) })}
        <b>{t('issues.columns.density', { value: formatRate(columns.perSquareKilometre[i] ?? 0) })}</b>
      </>
    );
  }
  if (view?.kind !== 'hexagons') return null;
  const cell = view.cells.find(({ hexagon }) => hexagon.code === code);
  const found = issues.found?.hexagons?.find((each) => each.code === code);
  if (!cell || !found) return null;
  return (
    <>
      <i className={`cell-swatch cell-swatch--${cell.found}`} aria-hidden="true" />
      {t(`issues.cell.${cell.found}`)}
      <b>{formatPlace(found.area.name)}</b>
    </>
  );
}
