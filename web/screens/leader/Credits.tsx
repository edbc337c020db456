import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { ScaleBar } from '../../components/ScaleBar.tsx';
import { useMapScale } from '../../state/mapScale.ts';
import type { Leader } from './useLeader.ts';

/** Whether borders are illustrative: all of them, or those of some levels below the area that is open. */
function illustrativeNote(detail: Leader['detail'], t: TFunction): string | null {
  if (!detail) return null;
  if (detail.illustrative) return t('map.illustrative');
  if (detail.illustrativeLevels.length === 0) return null;
  const levels = detail.illustrativeLevels.map((level) => t(`level.${level}`));
  return t('map.illustrativeBelow', { levels: levels.join(t('map.listSeparator')) });
}

/**
 * What must be printed on every map: scale, sources, approval number, and whether borders are real.
 *
 * @param scale factor on the chrome, by which a pixel of it covers more
 */
export function Credits({ leader, scale }: { leader: Leader; scale: number }) {
  const { t } = useTranslation();
  const session = leader.session.data;
  const metresPerPixel = useMapScale() * scale;
  const map = leader.settings.data?.map;
  if (!session) return null;
  const notes = [
    session.demo ? t('map.demo') : null,
    illustrativeNote(leader.detail, t),
    t('map.approval', { value: map?.approvalNumber ?? t('map.approvalUnset') }),
  ].filter((note) => note !== null);
  const sources = [...(map?.baseMap ? [map.baseMap.attribution] : []), ...session.attribution];
  return (
    <div className="credits" data-testid="credits">
      <div className="credits__text">
        {metresPerPixel > 0 && <ScaleBar metresPerPixel={metresPerPixel} />}
        <p>{notes.join(' · ')}</p>
        <p>{sources.join(' · ')}</p>
      </div>
    </div>
  );
}
