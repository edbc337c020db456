import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { LonLat } from '#geodata/model.ts';
import { firstPaint } from '../state/afterPaint.ts';
import { pictureDrawn } from '../state/firstPicture.ts';
import { markIdle } from '../state/mapIdle.ts';
import { tellScale } from '../state/mapScale.ts';
import type { CameraAt } from './camera.ts';
import type { AreaAt, MapController } from './controller.ts';
import type { MapCanvasProps } from './MapCanvas.tsx';
import { readPalette } from './palette.ts';
import { mayRebuild, reloadOnce } from './recovery.ts';

export const paletteOf = ({ theme, view }: Pick<MapCanvasProps, 'theme' | 'view'>) =>
  readPalette(theme, view.scale);

export function tellIdle(idle: boolean, map: object): void {
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
 * The map in an element, made anew when its graphics context is lost.
 *
 * A hook of its own, in which no closure may name `controller`: what is told to a map holds all that the closures
 * made around it name. In the component that would be the map before it, which holds the one before that, and of
 * all that were ever lost none would go.
 */
export function useController(container: RefObject<HTMLElement | null>, props: MapCanvasProps) {
  const latest = useRef(props);
  latest.current = props;
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
  }, [generation, container, dataThere, self, onTap, onHover, onPlace]);
  return {
    controller,
    ...{ latest, standing, failed, stood, point, idle, self, before, seen, dataThere },
    ...{ onTap, onHover, onPlace },
  };
}
