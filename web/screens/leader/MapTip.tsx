import { useTranslation } from 'react-i18next';
import { Delta } from '../../components/Delta.tsx';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { formatMoment, formatPace, formatPlace } from '../../i18n/format.ts';
import type { MapView } from '../../map/view.ts';
import { coverageRows } from '../../queries/rows.ts';
import type { Leader } from './useLeader.ts';

/** Content of the pill on the map: light, name and pace of one area. */
export function MapTip({ leader, area }: { leader: Leader; area: MapView['hovered'] }) {
  const { t } = useTranslation();
  if (!area) return null;
  const answer = leader.coverages.data.find(({ level }) => level === area.level);
  if (!answer) return null;
  const { areas, withheld } = coverageRows(answer);
  if (withheld.includes(area.code)) return t('panel.withheld');
  const row = areas.find(({ code }) => code === area.code);
  if (!row) return null;
  const compared = leader.compare.areas?.get(row.code);
  return (
    <>
      {row.light && <LightGlyph light={row.light} />}
      {formatPlace(row.name)}
      <b>
        {row.light === 'grey' ? t('light.grey') : row.pace === null ? t('legend.none') : formatPace(row.pace)}
      </b>
      {compared && (
        <span title={t('compare.tip')}>
          <Delta value={compared.ratio} word={false} />
        </span>
      )}
      {leader.asOf === null && row.unknown > 0 && (
        <small>
          {t('panel.silentSince', {
            time: row.lastReceivedAt ? formatMoment(row.lastReceivedAt) : t('panel.noData'),
          })}
        </small>
      )}
    </>
  );
}
