import type { Browser } from 'playwright-core';
import type { Budget, Figure } from './figure.ts';
import { drawn, type WallWorld } from './wallWorld.ts';

/** What is noted: tasks of the main thread and what they were spent on, and marks that tell which thread that is. */
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];
const MARK = 'scene-changes';
/** Milliseconds behind the last frame of a scene that still belong to its change. */
const AFTER_MS = 1_500;
/** Milliseconds until everything has been asked for and answered. */
const ALL_KNOWN_MS = 10_000;

/** An event of a trace, as Chromium tells it; `ts`, `dur` and `tdur`, the processor's time, in microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args: { data?: { url?: string } };
}

/** What a task of the main thread cost the processor, seconds. */
interface TaskCost {
  /** The app's own: React, answers taken apart, styles compared, layers made, layout, painting, collecting. */
  own: number;
  /** The map's frames, and handing their picture to the screen. */
  map: number;
}

/**
 * Every scene changing once, by key, at a size: the longest task of the app's own, and of the map's drawing.
 *
 * Told apart by a trace of the browser. The map draws in frames that MapLibre asks for: calls of its file by the
 * timer of frames (`FunctionCall` within `FireAnimationFrame`). With a frame goes the commit that hands the canvas
 * to the screen, which takes as long as the canvas is large, and some three milliseconds where the map drew nothing.
 * Everything else of a task is the app's own, also what it asks of MapLibre outside of a frame: comparing styles,
 * answers of its workers, glyphs. Time is the processor's, so that it says the same on a machine that has other work,
 * and a page that waits for what stands in for a graphics card is not called busy.
 */
export async function turning(
  { browser, url, makeDisplay }: WallWorld,
  size: { width: number; height: number },
  print: (message: string) => void,
  budget?: Budget,
): Promise<Figure[]> {
  const at = `${size.width}x${size.height}`;
  print(`scenes change at ${at}`);
  const page = await browser.newPage({ viewport: size });
  try {
    await page.goto(`${url}/wall#token=${makeDisplay(null)}`);
    await drawn(page);
    // A scene is listed when its data have come.
    await page.waitForTimeout(ALL_KNOWN_MS);
    await page.keyboard.press('Space');
    const scenes = await page.getByTestId('wall-scenes').getByRole('listitem').count();
    const events = await traced(browser, async () => {
      await page.evaluate((mark) => void performance.mark(mark), MARK);
      for (let i = 0; i < scenes; i++) {
        await page.keyboard.press('ArrowRight');
        await drawn(page);
        await page.waitForTimeout(AFTER_MS);
      }
    });
    const costs = taskCosts(events);
    const most = (of: keyof TaskCost) => [Math.max(...costs.map((cost) => cost[of]))];
    const bench = 'wall';
    return [
      {
        ...{
          bench,
          what: `longest task of the app's own, ${scenes} scenes change at ${at}`,
          unit: 's' as const,
        },
        rounds: most('own'),
        ...(budget ? { budget } : {}),
      },
      { bench, what: `the same of the map's own drawing, at ${at}`, unit: 's', rounds: most('map') },
    ];
  } finally {
    await page.close();
  }
}

/** What the browser notes while something is done. */
async function traced(browser: Browser, act: () => Promise<void>): Promise<TraceEvent[]> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as unknown as TraceEvent[]) if (event.ph !== 'M') events.push(event);
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { recordMode: 'recordUntilFull', includedCategories: CATEGORIES },
  });
  await act();
  const whole = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.end');
  await whole;
  await session.detach();
  return events;
}

/**
 * Tasks of the thread that the mark stands on, each with what it cost.
 *
 * @throws when the trace holds no task, or tells no processor's time
 */
export function taskCosts(events: readonly TraceEvent[]): TaskCost[] {
  const mark = events.find(({ name }) => name === MARK);
  if (!mark) throw new Error('the trace has no mark');
  const spans = events
    .filter(({ ph, pid, tid, ts }) => ph === 'X' && pid === mark.pid && tid === mark.tid && ts >= mark.ts)
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const costs: TaskCost[] = [];
  let task: { end: number; whole: number; frames: number; commits: number } | null = null;
  let frameEnds = 0;
  const close = () => {
    if (!task) return;
    const map = task.frames === 0 ? 0 : task.frames + task.commits;
    costs.push({ own: (task.whole - map) / 1e6, map: map / 1e6 });
  };
  for (const { name, ts, dur = 0, tdur, args } of spans) {
    if (name === 'RunTask') {
      // One within another is a part of it.
      if (task && ts < task.end) continue;
      close();
      if (tdur === undefined) throw new Error("the trace does not tell the processor's time");
      task = { end: ts + dur, whole: tdur, frames: 0, commits: 0 };
    } else if (!task || ts >= task.end) continue;
    else if (name === 'FireAnimationFrame') frameEnds = ts + dur;
    else if (name === 'FunctionCall' && ts < frameEnds && /\/maplibre-[^/]*\.js/.test(args.data?.url ?? ''))
      task.frames += tdur ?? 0;
    else if (name === 'Commit') task.commits += tdur ?? 0;
  }
  close();
  if (costs.length === 0) throw new Error('the trace has no task');
  return costs;
}
