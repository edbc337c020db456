import { useCallback, useEffect, useLayoutEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useShut } from '../../state/gate.ts';
import { useReducedMotion } from '../../state/useMedia.ts';
import { useUrl } from '../../state/useUrl.ts';
import '../../i18n/issues.ts';
import '../../i18n/wall.ts';
import './WallScreen.css';
import './PaceColumn.css';
import './IssueColumn.css';
import './WallMap.css';
import { useKnown } from '../../state/known.ts';
import { usualScenes } from '../../state/usualScenes.ts';
import { AreaFeed, GroundFeed } from './Feed.tsx';
import { IssueColumn } from './IssueColumn.tsx';
import { LastGoodView } from './LastGoodView.tsx';
import { MapPanel } from './MapPanel.tsx';
import { PaceColumn } from './PaceColumn.tsx';
import { SceneBar } from './SceneBar.tsx';
import { pagesOf, playable, secondsOf } from './scenes.ts';
import { Ticker } from './Ticker.tsx';
import { useConnection } from './useConnection.ts';
import { usePlayback } from './usePlayback.ts';
import { useRotation } from './useRotation.ts';
import { useStage } from './useStage.ts';
import { useTicker } from './useTicker.ts';
import { useWallConfig } from './useWallConfig.ts';
import { WallHead } from './WallHead.tsx';
import { noteScene } from './watchdog.ts';

/** The wall 大屏: one map a scene in the middle, pace at the left, issues at the right, what happens at the foot. */
export function WallScreen() {
  const { t } = useTranslation();
  const [{ lang, theme: asked }] = useUrl();
  const known = useKnown();
  const stage = useStage();
  const still = useReducedMotion();
  const { config, top } = useWallConfig();
  const theme = asked ?? config?.theme ?? 'dark';
  useWallDress(theme);
  const settings = useMemo(() => config?.scenes ?? usualScenes(known), [config, known]);
  const areas = useMemo(
    () => [...new Set([...(top === null ? [] : [top]), ...settings.flatMap(({ area }) => area ?? [])])],
    [settings, top],
  );
  const pages = useMemo(
    () => (top === null ? [] : pagesOf(playable(settings, known, top), stage.maps)),
    [settings, known, top, stage.maps],
  );
  const seconds = useMemo(() => pages.map(secondsOf), [pages]);
  const turn = useRotation(seconds);
  useEffect(() => {
    const moves = turn.pausedAt === null && seconds.length > 1;
    noteScene(turn.since, moves ? (seconds[turn.at] ?? null) : null);
  }, [turn, seconds]);
  const page = pages[turn.at] ?? [];
  const figures = known.areas[page[0]?.area ?? top ?? ''];
  const step = usePlayback(page, figures, turn.since, still);
  const connection = useConnection(known.session?.timezone ?? 'Asia/Shanghai', useShut());
  const lines = useTicker(known, known.areas[top ?? '']);
  const focusKey = page.flatMap(({ duty }) => duty ?? []).join(' ');
  const focus = useMemo(() => (focusKey === '' ? [] : focusKey.split(' ')), [focusKey]);
  const rows = useMemo(
    () => (stage.wide ? { categories: 8, hotspots: 8 } : { categories: 5, hotspots: 4 }),
    [stage.wide],
  );
  const name = known.areas[top ?? '']?.detail?.name;
  const titled = useCallback(() => {
    document.title = name ? t('app.title', { area: name }) : t('app.name');
  }, [name, t]);
  useEffect(titled, [titled]);

  return (
    <main className="wall" data-wide={stage.wide} data-testid="wall" style={{ '--maps': stage.maps }}>
      <GroundFeed lang={lang} />
      {areas.map((area) => (
        <AreaFeed key={area} area={area} lang={lang} />
      ))}
      <LastGoodView>
        {' '}
        <WallHead
          known={known}
          figures={known.areas[top ?? '']}
          title={config?.title ?? null}
          connection={connection}
        />
      </LastGoodView>
      {figures && (
        <LastGoodView>
          <PaceColumn
            known={known}
            figures={figures}
            focus={focus}
            large={stage.wide ? Number.POSITIVE_INFINITY : focus.length > 0 ? 1 : 3}
          />
        </LastGoodView>
      )}
      <div className="wall-maps">
        {Array.from({ length: stage.maps }, (_, i) => {
          const scene = page[i];
          const own = scene && known.areas[scene.area];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a map stays where it is while scenes pass through it
            <LastGoodView key={i}>
              <MapPanel
                scene={scene ?? null}
                known={known}
                figures={own ?? null}
                theme={theme}
                stage={stage}
                still={still}
                step={step}
                lang={lang}
                since={turn.since}
              />
            </LastGoodView>
          );
        })}
        {pages.length === 0 && <p className="wall-opening">{t('wall.opening')}</p>}
      </div>
      {figures && (
        <LastGoodView>
          <IssueColumn figures={figures} rows={rows} />
        </LastGoodView>
      )}
      <footer className="wall-foot">
        <LastGoodView>
          <Ticker lines={lines} most={stage.wide ? 8 : 4} />
        </LastGoodView>
        {pages.length > 0 && (
          <LastGoodView>
            <SceneBar pages={pages} turn={turn} known={known} />
          </LastGoodView>
        )}
      </footer>
    </main>
  );
}

/** Has the document wear the wall's scale and colours, for as long as it is shown. */
function useWallDress(theme: string): void {
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    const before = dataset.theme;
    dataset.screen = 'wall';
    dataset.theme = theme;
    return () => {
      delete dataset.screen;
      if (before === undefined) delete dataset.theme;
      else dataset.theme = before;
    };
  }, [theme]);
}
