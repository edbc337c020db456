import { useCallback, useState } from 'react';
import type { LonLat } from '#geodata/model.ts';

const PATIENCE_MS = 8_000;
/** A fix as old as this still says where one stands. */
const FRESH_MS = 60_000;

export type Fix =
  | { state: 'none' | 'asking' | 'denied' | 'failed'; at: null }
  | { state: 'found'; at: LonLat };

function ask(): Promise<Fix> {
  if (!('geolocation' in navigator)) return Promise.resolve({ state: 'failed', at: null });
  return new Promise((resolve) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude } }) =>
        // a metre's worth of digits: more would be made up
        resolve({ state: 'found', at: [round(longitude), round(latitude)] }),
      ({ code, PERMISSION_DENIED }) =>
        resolve({ state: code === PERMISSION_DENIED ? 'denied' : 'failed', at: null }),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: FRESH_MS },
    ),
  );
}

const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5;

/** Whether the browser would tell the place without asking first. */
async function allowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted';
  } catch {
    return false;
  }
}

/**
 * Where the device is. `locate` may make the browser ask for permission, so it follows a tap; `refresh` only
 * looks when that was given before.
 */
export function usePlace() {
  const [fix, setFix] = useState<Fix>({ state: 'none', at: null });
  const locate = useCallback(async () => {
    setFix({ state: 'asking', at: null });
    setFix(await ask());
  }, []);
  const refresh = useCallback(async () => {
    if (!(await allowed())) return;
    const next = await ask();
    // An older fix is better than none.
    setFix((before) => (next.state === 'found' || before.state !== 'found' ? next : before));
  }, []);
  return { fix, locate, refresh };
}
export type Place = ReturnType<typeof usePlace>;
