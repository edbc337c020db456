import { useTranslation } from 'react-i18next';
import { LightGlyph } from '../../../components/Glyphs.tsx';
import { formatCount, formatPlace } from '../../../i18n/format.ts';
import type { MapView } from '../../../map/view.ts';
import type { Issues } from './useIssues.ts';

/** Content of the pill on the map: name of an area and how its issues stand. */
export function IssueTip({ issues, area }: { issues: Issues; area: MapView['hovered'] }) {
  const { t } = useTranslation();
  if (!area) return null;
  const row = issues.byArea.flatMap(({ rows }) => rows).find(({ key, own }) => key === area.code && !own);
  if (!row) return null;
  const { open, overdue } = row.measures;
  return (
    <>
      <LightGlyph light={overdue > 0 ? 'red' : 'green'} />
      {formatPlace(row.name)}
      <b>{t('issues.places.counts', { overdue: formatCount(overdue), open: formatCount(open) })}</b>
    </>
  );
}
