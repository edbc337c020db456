import { type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { LonLat } from '#geodata/model.ts';
import { afterPaint } from '../state/afterPaint.ts';
import { pictureDrawn } from '../state/firstPicture.ts';
import { markIdle } from '../state/mapIdle.ts';
import { tellScale } from '../state/mapScale.ts';
import { useUrl } from '../state/useUrl.ts';
import type { AreaAt, Bounds, CameraAt, MapController, Padding } from './controller.ts';
import './MapCanvas.css';
import { readPalette } from './palette.ts';
import { mayRebuild, reloadOnce } from './recovery.ts';
import type { MapView } from './view.ts';

/** What buttons may ask of the map. */
export interface MapHandle {
  zoomBy(steps: number): void;
  refit(): void;
  goTo(at: LonLat): void;
  /** The stretch of land in what this padding leaves free; null until there is a map. */
  extent(covered: Padding): Bounds | null;
}

export interface MapCanvasProps {
  handle: RefObject<MapHandle | null>;
  view: MapView;
  theme: string;
  label: string;
  /** What to bring into sight; a change of the key flies there. */
  camera: {
    key: string;
    bounds: Bounds;
    padding: Padding;
    /** What `refit` goes back to, where it is something else: then nobody is told when the camera got here. */
    home?: { bounds: Bounds; padding: Padding };
  } | null;
  animate: boolean;
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
}

const paletteOf = ({ theme, view }: Pick<MapCanvasProps, 'theme' | 'view'>) => readPalette(theme, view.scale);

function tellIdle(idle: boolean): void {
  markIdle(idle);
  if (idle) pictureDrawn.reached();
}

/** How long the map waits for its data before it begins with what there is. */
const WAIT_MS = 1000;

/**
 * The map's program, which is large: run behind the first picture of everything else, and begun with the data,
 * since each frame costs more than most of the app does.
 */
async function loadController(ready: Promise<void>) {
  await new Promise<void>((resolve) => afterPaint(resolve));
  const controller = await import('./controller.ts');
  await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, WAIT_MS))]);
  return controller;
}

/**
 * The one map of the app as a component: mounted once, never again but for a lost graphics context.
 * `data-map-idle` on the document tells when everything asked for is drawn.
 */
export function MapCanvas(props: MapCanvasProps) {
  const container = useRef<HTMLDivElement>(null);
  const [controller, setController] = useState<MapController | null>(null);
  const [generation, setGeneration] = useState(0);
  const [point, setPoint] = useState<{ x: number; y: number } | null>(null);
  // Told outside of rendering: a state would lag behind the view it speaks of.
  const idle = useRef(false);
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

  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let alive = true;
    let made: MapController | null = null;
    const onLost = () => {
      if (!alive) return;
      losses.current.push(Date.now());
      before.current = made?.camera ?? null;
      if (mayRebuild(losses.current) || !reloadOnce()) setGeneration((n) => n + 1);
    };
    loadController(dataThere.promise)
      .then(({ MapController }) => {
        if (!alive) return;
        const now = latest.current;
        const { camera } = now;
        const at = before.current ?? camera;
        seen.current = camera?.key ?? null;
        made = new MapController(element, now.view, paletteOf(now), now.label, at, {
          onPlace: (at) => {
            const { onPlace } = latest.current;
            onPlace?.(at);
            return Boolean(onPlace);
          },
          onTap: (area) => latest.current.onTap(area),
          onPoint: (key) => latest.current.onPoint?.(key),
          onPointHover: (key) => latest.current.onPointHover?.(key),
          onCell: (code) => latest.current.onCell?.(code),
          onCellHover: (code) => latest.current.onCellHover?.(code),
          onRest: () => latest.current.onRest?.(),
          onHover: (area, at) => {
            setPoint(at);
            latest.current.onHover(area);
          },
          onScale: tellScale,
          onIdle: (now) => {
            idle.current = now;
            tellIdle(now && latest.current.ready);
          },
          onLost,
        });
        setController(made);
      })
      .catch((error: unknown) => {
        console.warn('the map cannot be drawn', error);
        // A device that had a context and gives no other one may after a reload.
        if (alive && !(generation > 0 && reloadOnce())) latest.current.onFailed();
      });
    return () => {
      alive = false;
      made?.destroy();
      setController(null);
    };
  }, [generation, dataThere]);

  useEffect(() => {
    controller?.show(view, paletteOf({ theme, view })).catch((error: unknown) => console.error(error));
  }, [controller, view, theme]);

  const bringIntoSight = (moving: boolean) => {
    const { camera: to } = latest.current;
    if (to) controller?.fit(to.bounds, to.padding, moving, to.home !== undefined);
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
    tellIdle(idle.current && ready);
  }, [ready, dataThere, url]);

  useImperativeHandle(handle, () => ({
    zoomBy: (steps) =>
      controller?.zoomBy(steps, camera?.padding ?? { top: 0, right: 0, bottom: 0, left: 0 }, animate),
    refit: () => {
      const to = camera?.home ?? camera;
      if (to) controller?.fit(to.bounds, to.padding, animate);
    },
    goTo: (at) => controller?.goTo(at, animate),
    extent: (covered) => controller?.extent(covered) ?? null,
  }));

  return (
    <div className="map-canvas" data-placing={Boolean(props.onPlace)}>
      <section ref={container} className="map-canvas__map" aria-label={label} data-testid="map" />
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
