import { useCallback, useEffect, useLayoutEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useReducedMotion } from '../../state/useMedia.ts';
import { useUrl } from '../../state/useUrl.ts';
import '../../i18n/issues.ts';
import '../../i18n/wall.ts';
import './WallScreen.css';
import './WallColumns.css';
import './WallMap.css';
import { AreaFeed, GroundFeed } from './Feed.tsx';
import { IssueColumn } from './IssueColumn.tsx';
import { useKnown } from './known.ts';
import { MapPanel } from './MapPanel.tsx';
import { PaceColumn } from './PaceColumn.tsx';
import { SceneBar } from './SceneBar.tsx';
import { pagesOf, playable, secondsOf, usualScenes } from './scenes.ts';
import { Ticker } from './Ticker.tsx';
import { useConnection } from './useConnection.ts';
import { usePlayback } from './usePlayback.ts';
import { useRotation } from './useRotation.ts';
import { useStage } from './useStage.ts';
import { useTicker } from './useTicker.ts';
import { WallHead } from './WallHead.tsx';

const nothing = () => {};

/** The wall 大屏: one map a scene in the middle, pace at the left, issues at the right, what happens at the foot. */
export function WallScreen() {
  const { t } = useTranslation();
  const [{ lang, theme: asked }] = useUrl();
  const known = useKnown();
  const stage = useStage();
  const still = useReducedMotion();
  const theme = asked ?? 'dark';
  useWallDress(theme);
  const top = known.session?.scope[0]?.code ?? null;
  const settings = useMemo(() => usualScenes(known), [known]);
  const areas = useMemo(
    () => [...new Set(settings.flatMap(({ area }) => area ?? top ?? []))],
    [settings, top],
  );
  const pages = useMemo(
    () => (top === null ? [] : pagesOf(playable(settings, known, top), stage.maps)),
    [settings, known, top, stage.maps],
  );
  const turn = useRotation(
    useMemo(() => pages.map(secondsOf), [pages]),
    nothing,
  );
  const page = pages[turn.at] ?? [];
  const figures = known.areas[page[0]?.area ?? top ?? ''];
  const step = usePlayback(page, figures, turn.since, still);
  const connection = useConnection(known.session?.timezone ?? 'Asia/Shanghai', false);
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
      <WallHead known={known} figures={known.areas[top ?? '']} title={null} connection={connection} />
      {figures && (
        <PaceColumn
          known={known}
          figures={figures}
          focus={focus}
          large={stage.wide ? Number.POSITIVE_INFINITY : focus.length > 0 ? 1 : 3}
        />
      )}
      <div className="wall-maps">
        {Array.from({ length: stage.maps }, (_, i) => {
          const scene = page[i];
          const own = scene && known.areas[scene.area];
          return (
            <MapPanel
              // biome-ignore lint/suspicious/noArrayIndexKey: a map stays where it is while scenes pass through it
              key={i}
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
          );
        })}
        {pages.length === 0 && <p className="wall-opening">{t('wall.opening')}</p>}
      </div>
      {figures && <IssueColumn figures={figures} rows={rows} />}
      <footer className="wall-foot">
        <Ticker lines={lines} most={stage.wide ? 8 : 4} />
        {pages.length > 0 && <SceneBar pages={pages} turn={turn} known={known} />}
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
