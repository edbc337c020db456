import { ScanEye, X } from 'lucide-react';
import { type RefObject, useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Padding } from '../../../map/camera.ts';
import type { MapHandle } from '../../../map/MapCanvas.tsx';
import { roundBox } from '../../../state/box.ts';
import type { Leader } from '../useLeader.ts';
import './Extent.css';

/** Narrows everything to what of the map is in sight; while that is on it follows the map. */
export function useExtent({ navigate, url }: Leader, map: RefObject<MapHandle | null>, covered: Padding) {
  const isOn = url.bbox !== null;
  const now = useRef(covered);
  now.current = covered;
  const take = useCallback(() => {
    const seen = map.current?.extent(now.current);
    const bbox = seen && roundBox(seen);
    if (bbox) navigate({ bbox });
  }, [map, navigate]);
  const leave = useCallback(() => navigate({ bbox: null }), [navigate]);
  return { isOn, take, leave };
}
type Extent = ReturnType<typeof useExtent>;

/** The switch among the buttons at the edge of the map. */
export function ExtentSwitch({ isOn, take, leave }: Extent) {
  const { t } = useTranslation();
  const word = t('issues.extent.only');
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={word}
      aria-pressed={isOn}
      title={word}
      data-testid="extent"
      onClick={isOn ? leave : take}
    >
      <ScanEye size={18} />
    </button>
  );
}

/** Says that only what is in sight is counted, and leads back to all. */
export function ExtentPill({ isOn, leave }: Extent) {
  const { t } = useTranslation();
  if (!isOn) return null;
  return (
    <div className="extent-pill card" data-testid="extent-pill">
      <ScanEye size={17} aria-hidden="true" />
      <span role="status">{t('issues.extent.only')}</span>
      <button
        type="button"
        className="icon-button"
        aria-label={t('issues.extent.leave')}
        title={t('issues.extent.leave')}
        data-testid="extent-leave"
        onClick={leave}
      >
        <X size={18} />
      </button>
    </div>
  );
}
