import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { type Bench, type Figure, ratios } from './figure.ts';
import { fitting, middleOf } from './kepler/camera.ts';
import { DAYS, DISTRICT, type Drawn, DUTY, type Ground, openGround, POINTS } from './kepler/ground.ts';
import { guatuPage, keplerPage } from './kepler/pages.ts';
import { type Told, visit, WINDOW } from './kepler/visit.ts';

/**
 * Rounds that count, of those before them, that warm up, and pictures drawn by a gesture: without a GPU one of them may
 * take kepler.gl half a minute.
 */
const SHORT = { rounds: 2, warmUp: 0, turns: 1, drags: 4 };
const LARGE = { rounds: 5, warmUp: 1, turns: 6, drags: 12 };
/** Share of the district's width that is in sight while it is dragged. */
const NEAR = 0.5;
const SIDES = ['guatu', 'kepler', 'screen'] as const;
type Side = (typeof SIDES)[number];

/**
 * Guatu beside kepler.gl in one run: the grids of the demonstration district as a choropleth and 100 000 points on
 * it, in the same window of the same browser from the same server, everything compressed by it alike, each round in
 * a browser context of its own and in turn. Ratios are kepler.gl / Guatu: above 1 Guatu is the faster.
 *
 * What is compared is made fair, or unfair to Guatu:
 * - No screen of Guatu's colours all grids under its points. Its side is a page of the product's own map, layers,
 *   deck.gl points and interface, with land, sea and plain ground beneath, that kepler.gl does not draw. The
 *   leader's screen with the same points over plain towns, and with all that stands around the map, is told beside it.
 * - kepler.gl has no base map, no side panel, and its data as files laid down compressed, with the types of their
 *   columns told: nothing has to be asked of a database or guessed. Its borders are the full ones, Guatu's tiles are
 *   cut for each zoom; that is how either comes by its speed.
 * - The first picture of kepler.gl is the first frame with both layers whole; Guatu's is the map at rest, every tile
 *   and name drawn. Either is waited for until the graphics processor is through with it, by reading a pixel back.
 * - A frame is timed from the move of the pointer or notch of the wheel to the picture drawn to its end, the next one
 *   following upon it: while the wheel turns in and out over the whole district, and while half of its width is
 *   dragged about. Without a GPU a frame takes so long that a gesture by the clock would show but a handful of them.
 */
export const kepler: Bench = async ({ large }, print) => {
  if (!existsSync(join(import.meta.dirname, '../../web/dist/index.html')))
    throw new Error('the product is not built: run `npx vite build` first');
  const built = await keplerPage(print);
  if ('missing' in built) {
    print(`nothing is compared: ${built.missing}`);
    return [];
  }
  const mapDir = mkdtempSync(join(tmpdir(), 'guatu-bench-'));
  await guatuPage(mapDir);
  print(`filling the demonstration district with ${POINTS} points`);
  const ground = await openGround({ map: mapDir, kepler: built.folder }, WINDOW);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--enable-unsafe-swiftshader',
    ],
  });
  try {
    const addresses = addressesOf(ground);
    ground.layDown(await drawnBy(browser, addresses.guatu));
    const told: Record<Side, Told[]> = { guatu: [], kepler: [], screen: [] };
    const { rounds, warmUp, ...gestures } = large ? LARGE : SHORT;
    for (let round = 1 - warmUp; round <= rounds; round++) {
      for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
        const near = middleOf(ground.bounds, NEAR);
        const at = { bounds: near, ...fitting(near, WINDOW) };
        const one = await visit(browser, addresses[side], side === 'screen' ? null : at, gestures);
        print(`round ${round} of ${rounds}: ${NAMES[side]}: ${inWords(one)}`);
        if (round > 0) told[side].push(one);
      }
    }
    return figuresOf(told, ground.areas);
  } finally {
    await browser.close();
    await ground.close();
    rmSync(mapDir, { recursive: true, force: true });
  }
};

function addressesOf({ url, camera }: Ground): Record<Side, string> {
  const { center, zoom } = camera;
  const query = new URLSearchParams({
    ...{ area: DISTRICT, duty: DUTY, ...DAYS },
    ...{ center: center.join(), zoom: String(zoom) },
  });
  return {
    guatu: `${url}/map/index.html?${query}`,
    kepler: `${url}/kepler/index.html`,
    screen: `${url}/?layer=issues&show=points&period=${DAYS.from.slice(0, 7)}`,
  };
}

/** What Guatu's page draws with, to be drawn by the other. */
async function drawnBy(browser: Browser, address: string): Promise<Drawn> {
  const page = await browser.newPage({ viewport: WINDOW });
  try {
    await page.goto(address);
    await page.waitForFunction(() => 'drawn' in globalThis, null, { timeout: 120_000 });
    return await page.evaluate(() => (globalThis as unknown as { drawn: Drawn }).drawn);
  } finally {
    await page.close();
  }
}

const NAMES: Record<Side, string> = {
  guatu: "Guatu's map",
  kepler: 'kepler.gl',
  screen: "Guatu's leader's screen",
};

/** What one visit told, for whoever waits: a visit takes minutes without a GPU. */
function inWords({ picture, wheel, drag }: Told): string {
  const frames = [wheel, drag].map((each) => (each ? `${Math.round(each.median)} ms` : '-'));
  return `first picture ${(picture / 1000).toFixed(1)} s, a frame ${frames.join(' and ')}`;
}

function figuresOf(told: Readonly<Record<Side, readonly Told[]>>, areas: number): Figure[] {
  const bench = 'kepler';
  const what = (name: string): string => `${name} (${areas} areas, ${POINTS} points)`;
  /** One value a side, and how many times as much kepler.gl takes. */
  const compared = (name: string, unit: Figure['unit'], of: (told: Told) => number | null): Figure[] => {
    const values = (side: Side) => told[side].flatMap((each) => of(each) ?? []);
    const sides = SIDES.filter((side) => values(side).length > 0);
    return [
      ...sides.map(
        (side): Figure => ({
          ...{ bench, unit },
          what: what(`${name}: ${NAMES[side]}`),
          rounds: values(side),
        }),
      ),
      ...sides
        .filter((side) => side !== 'kepler')
        .map(
          (side): Figure => ({
            ...{ bench, unit: 'x' },
            what: `${name}: kepler.gl / ${NAMES[side]}`,
            rounds: ratios(values('kepler'), values(side)),
          }),
        ),
    ];
  };
  return [
    ...compared('first whole picture', 's', ({ picture }) => picture / 1000),
    ...compared('frame while the wheel turns', 'ms', ({ wheel }) => wheel.median),
    ...compared('the same, 95th percentile', 'ms', ({ wheel }) => wheel.p95),
    ...compared('frame while dragged', 'ms', ({ drag }) => drag?.median ?? null),
    ...compared('the same, 95th percentile', 'ms', ({ drag }) => drag?.p95 ?? null),
    ...compared('JavaScript transferred', 'KB', ({ scriptKB }) => scriptKB),
    ...compared('transferred until the picture, data too', 'KB', ({ totalKB }) => totalKB),
  ];
}
