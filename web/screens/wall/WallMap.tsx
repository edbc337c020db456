import { memo, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { MapCanvas, type MapHandle } from '../../map/MapCanvas.tsx';
import type { AreaFigures, Known } from '../../state/known.ts';
import type { Theme } from '../../state/url.ts';
import { LastPicture, useLastPicture } from './LastPicture.tsx';
import type { Scene } from './scenes.ts';
import type { Tour } from './useTour.ts';
import { groundOf, sceneOf } from './view.ts';
import { reloadSafely } from './watchdog.ts';

/** Milliseconds of a flight between two places. */
const FLIGHT_MS = 2600;

/** Milliseconds without a graphics context before a display asks for another: nobody is there to be disturbed. */
const PATIENCE_MS = 1_000;

const nothing = () => {};
const onGone = () => void reloadSafely();

interface WallMapProps {
  scene: Scene;
  known: Known;
  figures: AreaFigures;
  theme: Theme;
  scale: number;
  still: boolean;
  /** Size of the map in CSS pixels: the camera is set anew when it changes. */
  size: string;
  /** Part of the map's height that headline, legend and edges leave free, in pixels. */
  padding: { top: number; right: number; bottom: number; left: number };
  /** Number of the week in view of a scene that plays. */
  step: number | null;
  lang: string;
  tour: Tour;
}

/** One map of a display: over the last picture of it, so that a lost context leaves no hole. */
export const WallMap = memo(function WallMap(props: WallMapProps) {
  const { scene, known, figures, theme, scale, still, size, padding, step, lang, tour } = props;
  const { t } = useTranslation();
  const handle = useRef<MapHandle>(null);
  const picture = useLastPicture();
  const ground = useMemo(
    () => groundOf(known, figures, { theme, scale, english: lang === 'en' }),
    [known, figures, theme, scale, lang],
  );
  const shown = useMemo(() => sceneOf(scene, known, figures, step, t), [scene, known, figures, step, t]);
  const view = useMemo(() => ({ ...ground, ...shown }), [ground, shown]);
  const stop = tour.bounds ?? figures.detail?.bounds ?? null;
  return (
    <div className="wall-map">
      <LastPicture picture={picture} />
      <MapCanvas
        handle={handle}
        view={view}
        theme={theme}
        label={t('map.label')}
        camera={stop ? { key: `${stop.join()} ${size}`, bounds: stop, padding } : null}
        animate={!still}
        flight={FLIGHT_MS}
        ready={known.tiles !== undefined && known.basemap !== undefined && shown.strata.length > 0}
        pin={null}
        tip={null}
        onTap={nothing}
        onHover={nothing}
        onFailed={nothing}
        patience={PATIENCE_MS}
        onGone={onGone}
        onDrawn={picture.take}
      />
    </div>
  );
});
