import { useTranslation } from 'react-i18next';
import { ScaleBar } from '../../components/ScaleBar.tsx';
import type { Leader } from './useLeader.ts';

/** What must be printed on every map: scale, sources, approval number, and whether borders are real. */
export function Credits({ leader, metresPerPixel }: { leader: Leader; metresPerPixel: number }) {
  const { t } = useTranslation();
  const session = leader.session.data;
  if (!session) return null;
  const notes = [
    session.demo ? t('map.demo') : null,
    leader.detail?.illustrative ? t('map.illustrative') : null,
    t('map.approval', { value: session.mapApproval ?? t('map.approvalUnset') }),
  ].filter((note) => note !== null);
  return (
    <div className="credits" data-testid="credits">
      <div className="credits__text">
        {metresPerPixel > 0 && <ScaleBar metresPerPixel={metresPerPixel} />}
        <p>{notes.join(' · ')}</p>
        <p>{session.attribution.join(' · ')}</p>
      </div>
    </div>
  );
}
