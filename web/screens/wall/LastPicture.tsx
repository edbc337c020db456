import { useCallback, useRef } from 'react';

/** Milliseconds between two pictures of a map: taking one costs a frame. */
const EVERY_MS = 5_000;

/** Keeps the last picture of a map. */
export function useLastPicture() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const taken = useRef(Number.NEGATIVE_INFINITY);
  const take = useCallback((map: HTMLCanvasElement) => {
    const to = canvas.current;
    if (!to || map.width === 0 || performance.now() - taken.current < EVERY_MS) return;
    taken.current = performance.now();
    // Half the size is enough for the seconds that it stands in.
    to.width = map.width / 2;
    to.height = map.height / 2;
    to.getContext('2d')?.drawImage(map, 0, 0, to.width, to.height);
    to.dataset.taken = 'true';
  }, []);
  return { canvas, take };
}

/** The last picture of a map, beneath it. */
export function LastPicture({ picture }: { picture: ReturnType<typeof useLastPicture> }) {
  return <canvas ref={picture.canvas} className="wall-map__last" data-testid="last-picture" />;
}
