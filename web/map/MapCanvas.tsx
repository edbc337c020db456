import {
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
import type { LonLat } from '#geodata/model.ts';
import { firstPaint } from '../state/afterPaint.ts';
import { pictureDrawn } from '../state/firstPicture.ts';
import { forgetMap, markIdle } from '../state/mapIdle.ts';
import { tellScale } from '../state/mapScale.ts';
import { useUrl } from '../state/useUrl.ts';
import { type Bounds, type CameraAt, type Padding, sightFrom, sightOf } from './camera.ts';
import type { AreaAt, MapController } from './controller.ts';
import './MapCanvas.css';
import { readPalette, TOKEN_PALETTE } from './palette.ts';
import { mayRebuild, reloadOnce } from './recovery.ts';
import { SketchMap } from './SketchMap.tsx';
import type { MapView } from './view.ts';

/** What buttons may ask of the map. */
export interface MapHandle {
  zoomBy(steps: number): void;
  refit(): void;
  goTo(at: LonLat): void;
  /** The stretch of land in what this padding leaves free; null until there is a map. */
  extent(covered: Padding): Bounds | null;
}

interface Size {
  width: number;
  height: number;
}

export interface MapCanvasProps {
  handle: RefObject<MapHandle | null>;
  view: MapView;
  /** Addresses of the sketches that stand in for the map until it stands, or where it cannot. */
  sketches?: readonly string[];
  theme: string;
  label: string;
  /** What to bring into sight; a change of the key flies there. */
  camera: {
    key: string;
    bounds: Bounds;
    padding: Padding;
    /** Of the map, in pixels; without it there is no sketch before the library's picture. */
    size?: Size;
    /** What `refit` goes back to, where it is something else: then nobody is told when the camera got here. */
    home?: { bounds: Bounds; padding: Padding };
  } | null;
  animate: boolean;
  /** Milliseconds of a flight; the map's own when left out. */
  flight?: number;
  /** Whether all data of the view is there: only then is the map called idle. */
  ready: boolean;
  pin: { at: LonLat; content: React.ReactNode } | null;
  /** Content of the pill at the pointer. */
  tip: React.ReactNode | null;
  /** While it is there a tap chooses a place, and nothing else. */
  onPlace?: ((at: LonLat) => void) | null;
  onTap: (area: AreaAt) => void;
  onHover: (area: AreaAt | null) => void;
  onPoint?: (key: string) => void;
  onPointHover?: (key: string | null) => void;
  onCell?: (code: string) => void;
  onCellHover?: (code: string | null) => void;
  /** The map came to rest somewhere else. */
  onRest?: () => void;
  onFailed: () => void;
  /** Milliseconds that a device which took the graphics context away is left alone; the map's own when left out. */
  patience?: number;
  /** Has the page opened anew where contexts are lost again and again; the map's own way when left out. */
  onGone?: () => void;
  /** All is drawn and nothing moves: the moment to take a picture. */
  onDrawn?: (canvas: HTMLCanvasElement) => void;
}

const paletteOf = ({ theme, view }: Pick<MapCanvasProps, 'theme' | 'view'>) => readPalette(theme, view.scale);

function tellIdle(idle: boolean, map: object): void {
  markIdle(idle, map);
  if (idle) pictureDrawn.reached();
}

/** Milliseconds before a device that gave no graphics context is asked again. */
const AGAIN_MS = 15_000;
/** Losses that are remembered: a display loses many in a year. */
const MOST_LOSSES_KNOWN = 20;

/** How long the map waits for its data before it begins with what there is. */
const WAIT_MS = 1000;

/**
 * The map's program, which is large: run behind the first picture of everything else, and begun with the data,
 * since each frame costs more than most of the app does.
 */
async function loadController(ready: Promise<void>) {
  await firstPaint;
  const controller = await import('./controller.ts');
  await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, WAIT_MS))]);
  return controller;
}

/**
 * A map as a component: mounted once, never again but for a lost graphics context.
 * `data-map-idle` on the document tells when everything asked for is drawn.
 */
export function MapCanvas(props: MapCanvasProps) {
  const container = useRef<HTMLDivElement>(null);
  const [controller, setController] = useState<MapController | null>(null);
  const [generation, setGeneration] = useState(0);
  /** Whether the library's own picture is on the screen, and whether there never will be one. */
  const [standing, setStanding] = useState(false);
  const [failed, setFailed] = useState(false);
  /** Where the camera stood when the library's picture was lost, and for which sight. */
  const [stood, setStood] = useState<{ key: string; at: CameraAt } | null>(null);
  const [point, setPoint] = useState<{ x: number; y: number } | null>(null);
  // Told outside of rendering: a state would lag behind the view it speaks of.
  const idle = useRef(false);
  /** Stands for this map where several tell whether they are idle. */
  const [self] = useState(() => ({}));
  /** Where the camera stood when the context was lost, and when each loss was. */
  const before = useRef<CameraAt | null>(null);
  const losses = useRef<number[]>([]);
  /** Key of the camera that the map was last brought to. */
  const seen = useRef<string | null>(null);
  const [dataThere] = useState(() => Promise.withResolvers<void>());
  const latest = useRef(props);
  latest.current = props;
  const [url] = useUrl();
  const { view, theme, camera, animate, ready, pin, tip, handle, label } = props;

  const onTap = useCallback((area: AreaAt) => latest.current.onTap(area), []);
  const onHover = useCallback((area: AreaAt | null, at: { x: number; y: number } | null) => {
    setPoint(at);
    latest.current.onHover(area);
  }, []);
  const onPlace = useCallback((at: LonLat) => {
    const { onPlace } = latest.current;
    onPlace?.(at);
    return Boolean(onPlace);
  }, []);

  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let alive = true;
    let again: ReturnType<typeof setTimeout> | undefined;
    let made: MapController | null = null;
    const onLost = () => {
      if (!alive) return;
      losses.current.push(Date.now());
      losses.current = losses.current.slice(-MOST_LOSSES_KNOWN);
      before.current = made?.camera.at ?? null;
      const { onGone } = latest.current;
      const rebuild = () => setGeneration((n) => n + 1);
      if (onGone) {
        if (!mayRebuild(losses.current)) onGone();
        rebuild();
      } else if (mayRebuild(losses.current) || !reloadOnce()) rebuild();
    };
    loadController(dataThere.promise)
      .then(({ MapController }) => {
        if (!alive) return;
        const now = latest.current;
        const { camera } = now;
        const at = before.current ?? camera;
        seen.current = camera?.key ?? null;
        made = new MapController(
          element,
          now.view,
          paletteOf(now),
          now.label,
          at,
          {
            onPlace,
            onTap,
            onPoint: (key) => latest.current.onPoint?.(key),
            onPointHover: (key) => latest.current.onPointHover?.(key),
            onCell: (code) => latest.current.onCell?.(code),
            onCellHover: (code) => latest.current.onCellHover?.(code),
            onRest: () => latest.current.onRest?.(),
            onHover,
            onStanding: (now) => {
              const { key } = latest.current.camera ?? {};
              if (!now && made && key) setStood({ key, at: made.camera.at });
              setStanding(now);
            },
            onScale: tellScale,
            onIdle: (now) => {
              idle.current = now;
              tellIdle(now && latest.current.ready, self);
              if (now && made && latest.current.ready) latest.current.onDrawn?.(made.canvas);
            },
            onLost,
          },
          now.patience,
        );
        setController(made);
      })
      .catch((error: unknown) => {
        console.warn('the map cannot be drawn', error);
        // A device that had a context and gives no other one may after a reload.
        if (!alive) return;
        const { onGone, onFailed } = latest.current;
        if (onGone) {
          onGone();
          again = setTimeout(() => setGeneration((n) => n + 1), AGAIN_MS);
          return;
        }
        if (generation > 0 && reloadOnce()) return;
        idle.current = true;
        setFailed(true);
        onFailed();
      });
    return () => {
      alive = false;
      clearTimeout(again);
      made?.destroy();
      setController(null);
      setStanding(false);
    };
  }, [generation, dataThere, self, onTap, onHover, onPlace]);
  useEffect(() => () => forgetMap(self), [self]);

  useEffect(() => {
    controller?.show(view, paletteOf({ theme, view })).catch((error: unknown) => console.error(error));
  }, [controller, view, theme]);

  const bringIntoSight = (moving: boolean) => {
    const { camera: to } = latest.current;
    if (!to) return;
    const { flight } = latest.current;
    controller?.camera.fit(to.bounds, to.padding, { moving, quietly: to.home !== undefined, flight });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for bounds and padding
  useEffect(() => {
    if (!controller || !camera) return;
    before.current = null;
    // The map began with it, or stands where it stood before a rebuild.
    if (seen.current === camera.key) return;
    // The first look is a cut, later ones are flights.
    bringIntoSight(animate && seen.current !== null);
    seen.current = camera.key;
  }, [controller, camera?.key]);

  useEffect(() => {
    controller?.pin(pin?.at ?? null);
  }, [controller, pin?.at]);

  // At every turn of the address too: it called the map busy, and may have changed nothing of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is not read
  useEffect(() => {
    if (ready) dataThere.resolve();
    tellIdle(idle.current && ready, self);
  }, [ready, failed, dataThere, url, self]);

  useImperativeHandle(handle, () => ({
    zoomBy: (steps) =>
      controller?.camera.zoomBy(steps, camera?.padding ?? { top: 0, right: 0, bottom: 0, left: 0 }, animate),
    refit: () => {
      const to = camera?.home ?? camera;
      if (to) controller?.camera.fit(to.bounds, to.padding, { moving: animate });
    },
    goTo: (at) => controller?.camera.goTo(at, animate),
    extent: (covered) => controller?.camera.extent(covered) ?? null,
  }));

  const sight = useSight(camera, stood);

  return (
    <div className="map-canvas" data-placing={Boolean(props.onPlace)}>
      <section ref={container} className="map-canvas__map" aria-label={label} data-testid="map" />
      {!standing && sight && props.sketches && (
        <SketchMap
          paths={props.sketches}
          view={view}
          palette={TOKEN_PALETTE}
          {...sight}
          label={failed ? label : null}
          onTap={onTap}
          onHover={onHover}
          onPlace={onPlace}
        />
      )}
      {controller &&
        pin &&
        createPortal(<div className="map-pill">{pin.content}</div>, controller.pinElement)}
      {tip && point && (
        <div className="map-pill map-pill--tip" style={{ left: point.x, top: point.y }}>
          {tip}
        </div>
      )}
    </div>
  );
}

/** What a sketch has to show: what the map last showed, or what it will. The last one while the next is not known. */
function useSight(camera: MapCanvasProps['camera'], stood: { key: string; at: CameraAt } | null) {
  const [kept, setKept] = useState<MapCanvasProps['camera']>(camera);
  if (camera && camera.key !== kept?.key) setKept(camera);
  return useMemo(() => {
    if (!kept?.size) return null;
    const { key, bounds, padding, size } = kept;
    return { size, sight: stood?.key === key ? sightFrom(stood.at, size) : sightOf(bounds, padding, size) };
  }, [kept, stood]);
}
