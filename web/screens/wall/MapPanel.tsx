import { memo, useMemo } from 'react';
import type { AreaFigures, Known } from '../../state/known.ts';
import type { Theme } from '../../state/url.ts';
import { Desks } from './Desks.tsx';
import { LastGoodView } from './LastGoodView.tsx';
import { News } from './News.tsx';
import type { Scene } from './scenes.ts';
import { useHeld } from './useHeld.ts';
import type { Stage } from './useStage.ts';
import { useTour } from './useTour.ts';
import { scaleOf } from './view.ts';
import { WallLegend } from './WallLegend.tsx';
import { WallMap } from './WallMap.tsx';

interface MapPanelProps {
  /** Null before anything is known. */
  scene: Scene | null;
  known: Known;
  figures: AreaFigures | null;
  theme: Theme;
  stage: Stage;
  still: boolean;
  step: number | null;
  lang: string;
  since: number;
}

/** Space that headline, legend and edges want around the district, shares of the height. */
const SPACE = { top: 0.022, right: 0.022, bottom: 0.022, left: 0.022 };

/** One map with what it says and what its fills mean; where nothing is told it stays as it was. */
export const MapPanel = memo(function MapPanel(props: MapPanelProps) {
  const held = useHeld(props.scene && props.figures ? { scene: props.scene, figures: props.figures } : null);
  return held && <Filled {...props} {...held} />;
});

function Filled({ scene, figures, ...props }: MapPanelProps & { scene: Scene; figures: AreaFigures }) {
  const { known, theme, stage, still, lang, since } = props;
  const step = scene.kind === 'hotspots' ? props.step : null;
  const tour = useTour(scene, known, figures, since, still);
  const { height, width, maps } = stage;
  const padding = useMemo(
    () =>
      Object.fromEntries(Object.entries(SPACE).map(([side, share]) => [side, share * height])) as Record<
        keyof typeof SPACE,
        number
      >,
    [height],
  );
  return (
    <section className="wall-panel" data-scene={scene.kind} data-duty={scene.duty} data-testid="wall-panel">
      <WallMap
        scene={scene}
        known={known}
        figures={figures}
        theme={theme}
        scale={scaleOf(height)}
        still={still}
        size={`${width}x${height}/${maps}`}
        padding={padding}
        step={step}
        lang={lang}
        tour={tour}
      />
      <LastGoodView>
        <News scene={scene} known={known} figures={figures} step={step} at={tour.code} />
        {scene.kind === 'services' && <Desks services={figures.services} />}
      </LastGoodView>
      <LastGoodView>
        <WallLegend scene={scene} known={known} figures={figures} step={step} />
      </LastGoodView>
    </section>
  );
}
