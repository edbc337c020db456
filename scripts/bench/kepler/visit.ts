import type { Browser, Page } from 'playwright-core';
import { type Smoothness, smoothness } from './frames.ts';

export const WINDOW = { width: 1920, height: 1080 };
const PATIENCE_MS = 180_000;
/** How long the pointer drags, and how long the wheel turns each way. */
const DRAG_MS = 3000;
const WHEEL_MS = 1500;
/** Pixels the pointer goes to either side and up and down, and milliseconds there and back. */
const SWAY = { x: 300, y: 160, every: 1500 };
/** Inertia and late names are over after this long. */
const REST_MS = 1500;

/** What the pages of the bench offer to be steered by. */
interface Steered {
  look(at: unknown): void;
  camera(): { center: [number, number]; zoom: number };
  seen: { picture: number; frames: number[] | null };
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
export async function visit(browser: Browser, address: string, near: unknown | null): Promise<Told> {
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
    const wheel = await recorded(page, () => turn(page));
    await page.waitForTimeout(REST_MS);
    if (near === null) return { ...first, drag: null, wheel, moved: null };
    await page.evaluate((at) => (globalThis as unknown as Steered).look(at), near);
    await page.waitForTimeout(2 * REST_MS);
    const before = await cameraOf(page);
    let moved = 0;
    const drag = await recorded(page, () =>
      dragAbout(page, async () => {
        moved = Math.max(moved, Math.abs((await cameraOf(page)).center[0] - before.center[0]));
      }),
    );
    return { ...first, drag, wheel, moved };
  } finally {
    await context.close();
  }
}

const cameraOf = (page: Page) => page.evaluate(() => (globalThis as unknown as Steered).camera());

/** Writes down in the page when the whole picture was first there, and the frames when asked to. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Steered['seen'] = { picture: 0, frames: null };
    Object.assign(globalThis, { seen });
    /** Waits until the graphics processor is through: reading a pixel back asks for everything before it. */
    const finish = (): void => {
      for (const canvas of document.querySelectorAll('canvas')) {
        const gl = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
        gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
      }
    };
    const look = (stamp: number): void => {
      seen.frames?.push(stamp);
      // The map and what deck.gl draws over it have a canvas each; the product calls itself idle before points come.
      const whole = document.documentElement?.dataset.mapIdle === 'true';
      if (seen.picture === 0 && whole && document.querySelectorAll('canvas').length > 1) {
        finish();
        seen.picture = performance.now();
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

async function recorded(page: Page, gesture: () => Promise<void>): Promise<Smoothness> {
  await page.evaluate(() => {
    (globalThis as unknown as Steered).seen.frames = [];
  });
  await gesture();
  const stamps = await page.evaluate(() => {
    const { seen } = globalThis as unknown as Steered;
    const { frames } = seen;
    seen.frames = null;
    return frames ?? [];
  });
  return smoothness(stamps);
}

/** Drags about the middle, to and fro: where the pointer is depends on the time alone, however slow the page is. */
async function dragAbout(page: Page, halfWay: () => Promise<void>): Promise<void> {
  const [x, y] = [WINDOW.width / 2, WINDOW.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const begun = performance.now();
  let asked = false;
  for (let past = 0; past < DRAG_MS; past = performance.now() - begun) {
    const turnOf = (2 * Math.PI * past) / SWAY.every;
    await page.mouse.move(x + SWAY.x * Math.sin(turnOf), y + SWAY.y * Math.sin(2 * turnOf));
    if (!asked && past > SWAY.every / 4) {
      asked = true;
      await halfWay();
    }
  }
  await page.mouse.up();
}

/** Turns the wheel towards the map, and back. */
async function turn(page: Page): Promise<void> {
  await page.mouse.move(WINDOW.width / 2, WINDOW.height / 2);
  for (const way of [-1, 1]) {
    const begun = performance.now();
    while (performance.now() - begun < WHEEL_MS) {
      await page.mouse.wheel(0, way * 60);
      await page.waitForTimeout(40);
    }
  }
}
