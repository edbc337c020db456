import {
  type SetStateAction,
  startTransition,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPart, MissingPart } from '../../components/lazyPart.tsx';
import { EmptyState, ErrorState } from '../../components/States.tsx';
import { MapCanvas, type MapHandle } from '../../map/MapCanvas.tsx';
import type { MapView } from '../../map/view.ts';
import { type Box, writeBox } from '../../state/box.ts';
import { useHatchRed } from '../../state/useHatchRed.ts';
import { useReducedMotion } from '../../state/useMedia.ts';
import { useTheme } from '../../state/useTheme.ts';
import './LeaderScreen.css';
import type { LayerMap } from './layerMap.ts';
import { useGapList } from './list/useGapList.ts';
import { MapTip } from './MapTip.tsx';
import { Panel } from './Panel.tsx';
import { TopBar } from './TopBar.tsx';
import { useFurniture } from './useFurniture.ts';
import { useLayout, WORKSPACE } from './useLayout.ts';
import { useLeader } from './useLeader.ts';
import { useMapView } from './useMapView.ts';

// Only for those who look at issues, or at services.
const inTheWay = {
  missing: (_: object, again: () => void) => (
    <div className="leader__blocked">
      <MissingPart again={again} />
    </div>
  ),
};
const IssueLayer = lazyPart(
  () => import('./issues/IssueLayer.tsx').then((module) => module.IssueLayer),
  inTheWay,
);
const ServiceLayer = lazyPart(
  () => import('./services/ServiceLayer.tsx').then((module) => module.ServiceLayer),
  inTheWay,
);

/** What Escape shuts on each layer, what lies on top first. */
const OPEN = {
  coverage: ['list'],
  issues: ['issue', 'ledger'],
  services: ['point', 'table', 'siting'],
} as const;

/** The leader's screen: the map under floating controls, one panel of figures. */
export function LeaderScreen() {
  const { t } = useTranslation();
  const leader = useLeader();
  const { url, navigate, detail, chain, code } = leader;
  const { theme } = useTheme();
  const still = useReducedMotion();
  const around = useFurniture();
  const { hatchRed } = useHatchRed();
  const map = useRef<MapHandle>(null);
  const [hovered, setHoveredNow] = useState<MapView['hovered']>(null);
  // What is pointed at is never in the way of what is tapped.
  const setHovered = useCallback(
    (next: SetStateAction<MapView['hovered']>) => startTransition(() => setHoveredNow(next)),
    [],
  );
  const [cell, setCellNow] = useState<string | null>(null);
  const setCell = useCallback((next: string | null) => startTransition(() => setCellNow(next)), []);
  const [mapFailed, setMapFailed] = useState(false);
  const list = useGapList(leader);
  const { covering } = leader;
  const listOpen = {
    coverage: url.list !== null,
    issues: url.ledger !== null && url.issue === null,
    services: (url.table !== null || url.siting !== null) && url.point === null,
  }[url.layer];
  const workspace = url.layer === 'services' && url.siting !== null;
  const layout = useLayout(listOpen, detail !== null && chain.length > 0, workspace ? WORKSPACE : undefined);
  const [layer, setLayer] = useState<LayerMap | null>(null);
  const {
    view: areas,
    ready: areasReady,
    sketches,
    bounds: zonesBounds,
  } = useMapView(leader, {
    hovered,
    scale: layout.scale,
    theme,
    hatchRed,
  });
  // While the list is open its points are on the map, over plain areas.
  const view = useMemo(
    (): MapView =>
      covering
        ? list.points
          ? { ...areas, points: list.points }
          : areas
        : {
            ...areas,
            strata: layer?.strata ?? [],
            ...{
              issues: layer?.issues ?? null,
              plain: layer?.plain ?? false,
              overlay: layer?.overlay ?? null,
            },
          },
    [covering, areas, list.points, layer],
  );
  const ready = areasReady && (covering ? list.ready : (layer?.ready ?? false));

  useEffect(() => {
    document.title = detail ? t('app.title', { area: detail.name }) : t('app.name');
  }, [detail, t]);

  const parent = chain.at(-1)?.code ?? null;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (event.target instanceof HTMLInputElement) return;
      const open = OPEN[url.layer].find((key) => url[key] !== null);
      if (open) navigate({ [open]: null, ...(open === 'ledger' ? { cell: null } : {}) });
      else if (parent !== null) navigate({ area: parent }, 'push');
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [parent, url, navigate]);

  const bounds = leader.area.isPlaceholderData ? null : (zonesBounds ?? detail?.bounds ?? null);
  const selected = view.selected !== null && bounds !== null && detail;
  const blocked = useBlocked(leader);
  const camera =
    bounds && code
      ? {
          key: `${code} ${zonesBounds ? `${leader.tree} ` : ''}${layout.key}`,
          bounds,
          padding: layout.padding,
          size: layout.size,
        }
      : null;
  const boxed = useBoxed(url.bbox, code);
  const tipOf = (area: MapView['hovered']) =>
    covering ? <MapTip leader={leader} area={area} /> : (layer?.tip(area) ?? null);

  return (
    <div
      className={`leader leader--${layout.mode}`}
      data-list={listOpen}
      data-workspace={workspace}
      style={{ '--clear': `${layout.clear}px` }}
    >
      <div className="leader__map">
        <MapCanvas
          handle={map}
          view={view}
          sketches={sketches}
          theme={theme}
          label={t('map.label')}
          camera={
            camera && boxed ? { ...camera, bounds: boxed, padding: layout.covered, home: camera } : camera
          }
          animate={!still}
          ready={ready}
          pin={
            layer?.pin ??
            (selected && !listOpen
              ? {
                  at: pinAt(selected.bounds ?? [0, 0, 0, 0]),
                  content: tipOf(view.selected),
                }
              : null)
          }
          onPlace={layer?.onPlace ?? null}
          tip={
            cell !== null && !covering && !layer?.onPlace
              ? (layer?.cellTip?.(cell) ?? null)
              : hovered && !list.open && !layer?.onPlace && hovered.code !== view.selected?.code
                ? tipOf(hovered)
                : null
          }
          onTap={(area) => navigate({ area: area.code }, 'push')}
          onHover={(area) =>
            !list.open &&
            setHovered((before) =>
              before?.code === area?.code && before?.level === area?.level ? before : area,
            )
          }
          onPoint={(key) => (covering ? list.mark(key) : layer?.onPoint(key))}
          onPointHover={(key) => list.open && list.point(key)}
          onCell={(code) => navigate({ cell: code, ledger: 'all', issue: null }, 'push')}
          onCellHover={setCell}
          {...(layer?.onRest && { onRest: layer.onRest })}
          onFailed={() => setMapFailed(true)}
        />
        {mapFailed && (
          <div className="leader__notice card">
            <EmptyState title={t('map.failed')} hint={t('map.failedHint')} />
          </div>
        )}
      </div>
      <TopBar leader={leader} />
      {blocked ?? (
        <>
          {around && (
            <around.MapControls map={map} leader={leader} still={mapFailed}>
              {covering ? null : layer?.control}
            </around.MapControls>
          )}
          {covering ? (
            <>
              {around && <around.CoverageControls leader={leader} list={list} layout={layout} />}
              <Panel leader={leader} list={list} layout={layout} onHover={setHovered} />
            </>
          ) : url.layer === 'issues' ? (
            <IssueLayer
              leader={leader}
              layout={layout}
              theme={theme}
              map={map}
              onHover={setHovered}
              onMap={setLayer}
            />
          ) : (
            <ServiceLayer leader={leader} layout={layout} onHover={setHovered} onMap={setLayer} />
          )}
        </>
      )}
    </div>
  );
}

/** The stretch of the map in the address as long as it is of the area in view: another area is flown to. */
function useBoxed(bbox: Box | null, code: string | null): Box | null {
  const text = bbox && writeBox(bbox);
  const known = useRef({ text, code });
  if (known.current.code === null || known.current.text !== text) known.current = { text, code };
  return known.current.code === code ? bbox : null;
}

/** The middle of an area's southern edge. */
function pinAt([west, south, east]: readonly [number, number, number, number]): readonly [number, number] {
  return [(west + east) / 2, south];
}

/** What stands in the way of the whole screen, or null. */
function useBlocked(leader: ReturnType<typeof useLeader>) {
  const { t } = useTranslation();
  const { session, programmes, scope, area, navigate } = leader;
  const box = (content: React.ReactNode) => <div className="leader__blocked">{content}</div>;
  const failed = [session, programmes].find(({ isError, data }) => isError && !data);
  if (failed) return box(<ErrorState error={failed.error} onRetry={() => void failed.refetch()} />);
  if (session.data && scope.length === 0)
    return box(<EmptyState title={t('state.noScope')} hint={t('state.noScopeHint')} />);
  if (programmes.data && leader.duties.length === 0)
    return box(<EmptyState title={t('state.noDuty')} hint={t('state.noDutyHint')} />);
  if (area.isError && (area.error as { status?: number }).status === 404)
    return box(
      <EmptyState title={t('state.noArea')} hint={t('state.noAreaHint')}>
        <button type="button" className="button" onClick={() => navigate({ area: null }, 'push')}>
          {t('state.toTop', { area: scope[0]?.name ?? '' })}
        </button>
      </EmptyState>,
    );
  return null;
}
