import { useCallback, useRef } from 'react';
import { snapshotOf } from './snapshot.ts';

/** Milliseconds between two pictures of a map: taking one costs the graphics card a copy. */
const EVERY_MS = 5_000;

/** Keeps the last picture of a map. */
export function useLastPicture() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const taken = useRef(Number.NEGATIVE_INFINITY);
  const take = useCallback((map: HTMLCanvasElement) => {
    if (performance.now() - taken.current < EVERY_MS) return;
    taken.current = performance.now();
    void snapshotOf(map).then((picture) => {
      const to = canvas.current;
      if (!to || !picture) return;
      to.width = picture.width;
      to.height = picture.height;
      to.getContext('2d')?.putImageData(picture, 0, 0);
      to.dataset.taken = 'true';
    });
  }, []);
  return { canvas, take };
}

/** The last picture of a map, beneath it. */
export function LastPicture({ picture }: { picture: ReturnType<typeof useLastPicture> }) {
  return <canvas ref={picture.canvas} className="wall-map__last" data-testid="last-picture" />;
}
