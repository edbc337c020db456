import type { Browser, Page } from 'playwright-core';
import type { Camera } from './camera.ts';
import { type Smoothness, smoothness } from './frames.ts';

export const WINDOW = { width: 1920, height: 1080 };
const PATIENCE_MS = 180_000;
/** Pixels the pointer goes to either side, and up and down. */
const SWAY = { x: 300, y: 160 };
/** Of one turn of the wheel. */
const NOTCH = 60;
/** Inertia and late names are over after this long. */
const REST_MS = 1500;

/** What the pages of the bench offer to be steered by. */
interface Steered {
  look(at: unknown): void;
  camera(): Camera;
  seen: { picture: number; finish(): void };
}

/** How often the wheel is turned each way, and the pointer moved while it drags. */
export interface Gestures {
  turns: number;
  drags: number;
}

/** What one visit of one side told; times in milliseconds. */
export interface Told {
  /** From navigation to the first picture that is whole, drawn to its end by the graphics processor. */
  picture: number;
  scriptKB: number;
  /** All that was transferred by then, without tiles of workers. */
  totalKB: number;
  drag: Smoothness | null;
  wheel: Smoothness;
  /** Degrees that the dragging moved the camera at its farthest; null where it cannot be asked. */
  moved: number | null;
}

/**
 * Opens a page in a browser context of its own, waits for its first picture, drags it and turns the wheel over it.
 *
 * @param near what to bring into sight before dragging; null for a page that cannot be told to: it is not dragged
 */
export async function visit(
  browser: Browser,
  address: string,
  near: unknown | null,
  { turns, drags }: Gestures,
): Promise<Told> {
  const context = await browser.newContext({
    viewport: WINDOW,
    reducedMotion: 'reduce',
    // The product's policy would keep kepler.gl from its WebAssembly.
    bypassCSP: true,
  });
  // No map may be fetched from elsewhere: what is asked for all the same is refused at once.
  const { origin } = new URL(address);
  await context.route(
    (url) => url.origin !== origin && /^https?:$/.test(url.protocol),
    (route) => route.abort(),
  );
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  try {
    await watch(page);
    await page.goto(address);
    await page
      .waitForFunction(() => (globalThis as unknown as Steered).seen.picture > 0, null, {
        timeout: PATIENCE_MS,
      })
      .catch(() => {
        throw new Error(`${address} drew no picture; ${faults.join('; ') || 'it told of no error'}`);
      });
    const first = await page.evaluate(() => {
      const { seen } = globalThis as unknown as Steered;
      const bytes = (of: (name: string) => boolean) =>
        performance
          .getEntriesByType('resource')
          .filter(({ name, startTime }) => startTime < seen.picture && of(new URL(name).pathname))
          .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0) / 1024;
      return {
        picture: seen.picture,
        scriptKB: bytes((name) => /\.m?js$/.test(name)),
        totalKB: bytes(() => true),
      };
    });
    await page.waitForTimeout(REST_MS);
    const wheel = await turn(page, turns);
    await page.waitForTimeout(REST_MS);
    if (near === null) return { ...first, drag: null, wheel, moved: null };
    await page.evaluate((at) => (globalThis as unknown as Steered).look(at), near);
    await page.waitForTimeout(2 * REST_MS);
    const { drag, moved } = await dragAbout(page, drags);
    if (moved === 0) throw new Error(`${address} did not follow the pointer`);
    return { ...first, drag, wheel, moved };
  } finally {
    await context.close();
  }
}

const cameraOf = (page: Page) => page.evaluate(() => (globalThis as unknown as Steered).camera());

/** Writes down in the page when the whole picture was first there. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Steered['seen'] = {
      picture: 0,
      // Reading a pixel back asks for everything before it.
      finish: () => {
        for (const canvas of document.querySelectorAll('canvas')) {
          const gl = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
          gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
        }
      },
    };
    Object.assign(globalThis, { seen });
    const look = (): void => {
      // The map and what deck.gl draws over it have a canvas each; the product may be idle before its points come.
      const whole = document.documentElement?.dataset.mapIdle === 'true';
      if (!whole || document.querySelectorAll('canvas').length < 2) return void requestAnimationFrame(look);
      seen.finish();
      seen.picture = performance.now();
    };
    requestAnimationFrame(look);
  });
}

/** When the picture that answers to what was done last is drawn to its end, by the page's clock. */
const drawn = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    // What was done is drawn in the first frame, or in the second where React draws.
    for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
    (globalThis as unknown as Steered).seen.finish();
    return performance.now();
  });

/** Drags about the middle, each move when the picture of the one before is drawn. */
async function dragAbout(page: Page, drags: number): Promise<{ drag: Smoothness; moved: number }> {
  const [x, y] = [WINDOW.width / 2, WINDOW.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const stamps = [await drawn(page)];
  const from = await cameraOf(page);
  let moved = 0;
  for (let i = 1; i <= drags; i++) {
    const angle = (2 * Math.PI * i) / drags;
    await page.mouse.move(x + SWAY.x * Math.sin(angle), y + SWAY.y * Math.sin(2 * angle));
    stamps.push(await drawn(page));
    // A map may take its first move for a press that trembles.
    const at = await cameraOf(page);
    moved = Math.max(moved, Math.abs(at.center[0] - from.center[0]));
  }
  await page.mouse.up();
  return { drag: smoothness(stamps), moved };
}

/** Turns the wheel towards the map, and back, each notch when the picture of the one before is drawn. */
async function turn(page: Page, turns: number): Promise<Smoothness> {
  await page.mouse.move(WINDOW.width / 2, WINDOW.height / 2);
  const stamps = [await drawn(page)];
  for (let i = 0; i < 2 * turns; i++) {
    await page.mouse.wheel(0, i < turns ? -NOTCH : NOTCH);
    stamps.push(await drawn(page));
  }
  return smoothness(stamps);
}
