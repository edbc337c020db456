import { districtNow } from '../../state/clock.ts';
import { whatIsKnown } from '../../state/known.ts';
import { hourIn, isDue, type Signs } from './reloading.ts';

const LOOK_MS = 5_000;
const RELOADED_AT = 'guatu.wallReloadedAt';

/** When the scene in view began, by the clock that only goes forward, and how long it may stand; null: for ever. */
let scene: { since: number; seconds: number | null } = { since: 0, seconds: null };

/** Told by the rotation whenever a page comes into view, or is held. */
export function noteScene(since: number, seconds: number | null): void {
  scene = { since, seconds };
}

/** Bytes in use and at most, where the browser tells. */
function memory(): { used: number; most: number } | null {
  const told = (performance as { memory?: { usedJSHeapSize: number; jsHeapSizeLimit: number } }).memory;
  return told ? { used: told.usedJSHeapSize, most: told.jsHeapSizeLimit } : null;
}

/**
 * Looks every few seconds whether the page still moves, and opens it anew where it does not, where memory runs out,
 * and once a night. A main thread that stands still for good can only be helped from outside.
 *
 * @returns what ends it
 */
export function startWatchdog(): () => void {
  let frame = performance.now();
  let look = performance.now();
  let stalls: number[] = [];
  let ended = false;
  const onFrame = (): void => {
    frame = performance.now();
  };
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - look > 6 * LOOK_MS) stalls.push(now);
    stalls = stalls.filter((at) => now - at < 600_000);
    look = now;
    requestAnimationFrame(onFrame);
    const zone = whatIsKnown().session?.timezone ?? 'Asia/Shanghai';
    const signs: Signs = {
      uptime: now,
      sinceFrame: document.hidden ? 0 : now - frame,
      stalls: stalls.length,
      sceneStood: now - scene.since,
      sceneSeconds: scene.seconds,
      memory: memory(),
      hour: hourIn(districtNow(), zone),
    };
    if (isDue(signs) && !ended) void reloadSafely();
  }, LOOK_MS);
  return () => {
    ended = true;
    clearInterval(timer);
  };
}

let asking = false;

/** Opens the page anew once it is sure that it can be had, and not again for a while. */
export async function reloadSafely(reload: () => void = () => location.reload()): Promise<boolean> {
  if (asking) return false;
  asking = true;
  try {
    const before = Number(localStorage.getItem(RELOADED_AT) ?? 0);
    // A clock that was set back must not keep it from helping itself.
    const ago = Date.now() - before;
    if (ago >= 0 && ago < 600_000) return false;
    const response = await fetch(location.pathname, {
      cache: 'no-store',
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok || !(await response.text()).includes('id="root"')) return false;
    localStorage.setItem(RELOADED_AT, String(Date.now()));
    reload();
    return true;
  } catch {
    return false;
  } finally {
    asking = false;
  }
}
