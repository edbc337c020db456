import { Contrast, LocateFixed, Maximize, Minus, Plus } from 'lucide-react';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MapHandle } from '../../map/MapCanvas.tsx';
import { useHatchRed } from '../../state/useHatchRed.ts';
import type { Leader } from './useLeader.ts';

/** How long the device may look for its position. */
const LOCATE_MS = 10_000;
const NOTICE_MS = 4000;

/**
 * Zoom, fit, locate and the hatch for the colour-blind, at the edge of the map.
 *
 * @param still whether the map cannot be moved
 */
export function MapControls({
  map,
  leader,
  still,
  children,
}: {
  map: RefObject<MapHandle | null>;
  leader: Leader;
  still: boolean;
  /** Further buttons of the layer in view. */
  children?: React.ReactNode;
}) {
  const { t } = useTranslation();
  const { hatchRed, toggle } = useHatchRed();
  const [notice, setNotice] = useState<string | null>(null);
  const say = (text: string) => {
    setNotice(text);
    setTimeout(() => setNotice(null), NOTICE_MS);
  };
  const bounds = leader.tiles.data?.bounds;
  const locate = () => {
    if (!('geolocation' in navigator)) return say(t('map.locateFailed'));
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude: lon, latitude: lat } }) => {
        const [west, south, east, north] = bounds ?? [-180, -90, 180, 90];
        if (lon < west || lon > east || lat < south || lat > north) say(t('map.locateOutside'));
        else map.current?.goTo([lon, lat]);
      },
      () => say(t('map.locateFailed')),
      { timeout: LOCATE_MS, enableHighAccuracy: true },
    );
  };
  return (
    <div className="leader__controls">
      <div className="controls card" role="toolbar" aria-label={t('map.label')} aria-orientation="vertical">
        {!still && (
          <>
            <button
              type="button"
              className="icon-button controls__zoom"
              aria-label={t('map.zoomIn')}
              title={t('map.zoomIn')}
              onClick={() => map.current?.zoomBy(1)}
            >
              <Plus size={19} />
            </button>
            <button
              type="button"
              className="icon-button controls__zoom"
              aria-label={t('map.zoomOut')}
              title={t('map.zoomOut')}
              onClick={() => map.current?.zoomBy(-1)}
            >
              <Minus size={19} />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={t('map.fit')}
              title={t('map.fit')}
              onClick={() => map.current?.refit()}
            >
              <Maximize size={18} />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={t('map.locate')}
              title={t('map.locate')}
              onClick={locate}
            >
              <LocateFixed size={18} />
            </button>
          </>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={t('map.hatchRed')}
          aria-pressed={hatchRed}
          title={t('map.hatchRed')}
          data-testid="hatch-red"
          onClick={toggle}
        >
          <Contrast size={18} />
        </button>
        {children}
      </div>
      {notice && (
        <p className="controls__notice card" role="status">
          {notice}
        </p>
      )}
    </div>
  );
}
