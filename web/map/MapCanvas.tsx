import { type RefObject, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { LonLat } from '#geodata/model.ts';
import { forgetMap } from '../state/mapIdle.ts';
import { useUrl } from '../state/useUrl.ts';
import { type Bounds, type CameraAt, type Padding, sightFrom, sightOf } from './camera.ts';
import type { AreaAt } from './controller.ts';
import './MapCanvas.css';
import { TOKEN_PALETTE } from './palette.ts';
import { SketchMap } from './SketchMap.tsx';
import { paletteOf, tellIdle, useController } from './useController.ts';
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

/**
 * A map as a component: mounted once, never again but for a lost graphics context.
 * `data-map-idle` on the document tells when everything asked for is drawn.
 */
export function MapCanvas(props: MapCanvasProps) {
  const container = useRef<HTMLDivElement>(null);
  const [url] = useUrl();
  const { view, theme, camera, animate, ready, pin, tip, handle, label } = props;

  const { controller, latest, idle, self, before, seen, dataThere, ...shown } = useController(
    container,
    props,
  );
  const { standing, failed, stood, point, onTap, onHover, onPlace } = shown;

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
