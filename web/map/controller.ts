import { addProtocol, type ErrorEvent, Map as MapLibreMap, Marker, prewarm, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Level, LonLat } from '#geodata/model.ts';
import { afterPaint } from '../state/afterPaint.ts';
import { areasDrawn } from '../state/firstPicture.ts';
import type { Bounds, CameraAt, Padding } from './camera.ts';
import type { DeckIssues } from './deckIssues.ts';
import { loadGlyphs } from './fonts.ts';
import { drawGapImage, gapImageNames } from './gapImages.ts';
import { MADE_HERE, pictureAt } from './heatPicture.ts';
import { drawImage, IMAGE_RATIO, imageNames, ratioOf } from './images.ts';
import { buildStyle, labelText, wordless } from './layers/index.ts';
import { RASTER } from './layers/raster.ts';
import { MapCamera, SMALLEST_ZOOM } from './mapCamera.ts';
import type { Palette } from './palette.ts';
import { areaAt, cellAt, pointAt, pointsInSight } from './picking.ts';
import { takeOffStyle } from './takeOff.ts';
import type { MapView } from './view.ts';

setWorkerUrl(workerUrl);
// Its worker reads a program of its own: it begins while the map is still being set up.
prewarm();
// The policy of the page lets nothing be fetched from a data URL.
addProtocol(MADE_HERE, async ({ url }) => ({ data: pictureAt(url) }));

export interface AreaAt {
  code: string;
  level: Level;
}
export interface MapEvents {
  /** A place was tapped. @returns whether that was what was waited for: then nothing else is meant by it */
  onPlace: (at: LonLat) => boolean;
  onTap: (area: AreaAt) => void;
  /** A point was tapped; its key. */
  onPoint: (key: string) => void;
  /** The key of the point under the pointer, or null. */
  onPointHover: (key: string | null) => void;
  /** A hexagon was tapped; its index. */
  onCell: (code: string) => void;
  /** The index of the hexagon under the pointer, or null. */
  onCellHover: (code: string | null) => void;
  /** The camera came to rest somewhere else, not by `fit` in silence. */
  onRest: () => void;
  /** The area under the pointer and where the pointer is, or null. */
  onHover: (area: AreaAt | null, point: { x: number; y: number } | null) => void;
  /** Metres that one pixel covers in the middle of the map. */
  onScale: (metresPerPixel: number) => void;
  /** Whether what was asked for is drawn and nothing moves. */
  onIdle: (idle: boolean) => void;
  /** Whether its areas are on the screen. */
  onStanding: (standing: boolean) => void;
  /** The graphics context is gone; the map needs to be made anew. */
  onLost: () => void;
}

/** How often it is looked whether all pictures have come or failed. */
const WATCH_MS = 400;
/** Degrees the camera leans at while there are columns: enough to see how high they are. */
const LEAN = 45;
/** How long a device that took the graphics context away is left alone before it is asked for another. */
const LOST_MS = 3000;

/** What to bring into sight, in what the padding leaves free. */
export interface Sight {
  bounds: Bounds;
  padding: Padding;
}

/** Name of the mark, among the page's measures, of when the first areas are on the screen. */
const FILLED = 'areas-drawn';

/** A picture is shown when it is whole, or when it has not become so for this long: each half of one costs a frame. */
const HALF_MS = 2500;
/** Names do not wait longer than this for areas that do not come; before, they would only hold them up. */
const NAMES_MS = 6000;

/** Owner of the one MapLibre map of the app. */
export class MapController {
  readonly #map: MapLibreMap;
  readonly #pin: Marker;
  readonly #events: MapEvents;
  /** Where it looks from. */
  readonly camera: MapCamera;
  /** When the areas are drawn for the first time: names wait for it, and for their fonts. */
  readonly #filled: Promise<void>;
  #view: MapView;
  /** Number of the newest view asked for, and of the one drawn. */
  #asked = 0;
  #drawn = 0;
  /** Made when there are issues to be drawn one by one. */
  #deck: DeckIssues | null = null;
  #lost: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;

  /**
   * @param at where to begin: a place to be put back to, or what to bring into sight; null is the whole of what
   *   the tiles hold
   * @param patience milliseconds before the loss of a context is told
   * @throws Error when the device has no WebGL 2
   */
  constructor(
    container: HTMLElement,
    view: MapView,
    palette: Palette,
    label: string,
    at: CameraAt | Sight | null,
    events: MapEvents,
    patience = LOST_MS,
  ) {
    this.#view = view;
    this.#events = events;
    const map = new MapLibreMap({
      container,
      // Names come behind the areas, when their fonts are there.
      style: wordless(buildStyle(view, palette)),
      validateStyle: import.meta.env.DEV,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      rollEnabled: false,
      renderWorldCopies: false,
      minZoom: SMALLEST_ZOOM,
      maxZoom: 17,
      ...(at && 'zoom' in at
        ? { center: [at.center[0], at.center[1]], zoom: at.zoom }
        : view.tiles?.bounds
          ? { bounds: view.tiles.bounds }
          : {}),
      fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
      locale: { 'Map.Title': label },
    });
    this.#map = map;
    this.camera = new MapCamera(map);
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.once('style.load', () => this.#addImages(palette, view));
    this.#filled = this.#firstFill();
    this.camera.keepInside(view);
    if (at && 'bounds' in at) this.camera.fit(at.bounds, at.padding, { moving: false });
    this.camera.begin();
    this.#pin = new Marker({ element: document.createElement('div'), anchor: 'top' });
    map.on('click', ({ point, lngLat }) => {
      if (events.onPlace([lngLat.lng, lngLat.lat])) return;
      const key = this.#deck?.at(point.x, point.y) ?? pointAt(map, point.x, point.y);
      if (key !== null) return events.onPoint(key);
      const cell = cellAt(map, this.#view, this.#deck, point.x, point.y);
      if (cell !== null) return events.onCell(cell);
      const area = areaAt(map, this.#view, point.x, point.y);
      if (area) events.onTap(area);
    });
    map.on('mousemove', ({ point }) => {
      events.onPointHover(pointAt(map, point.x, point.y));
      const cell = cellAt(map, this.#view, this.#deck, point.x, point.y);
      events.onCellHover(cell);
      const area = areaAt(map, this.#view, point.x, point.y);
      map.getCanvas().style.cursor = area ? 'pointer' : '';
      events.onHover(area, { x: point.x, y: point.y });
    });
    map.on('mouseout', () => {
      events.onHover(null, null);
      events.onPointHover(null);
      events.onCellHover(null);
    });
    const tellScale = () => events.onScale(this.camera.metresPerPixel);
    map.on('move', tellScale);
    map.on('moveend', () => {
      if (this.camera.rest()) events.onRest();
    });
    map.on('movestart', () => {
      events.onIdle(false);
      this.#watchPictures();
    });
    map.on('idle', () => {
      clearInterval(this.#watch);
      if (this.#drawn !== this.#asked || !this.#complete()) return;
      container.dataset.points = String(pointsInSight(map));
      events.onIdle(true);
    });
    map.on('error', (event) => this.#tell(event));
    // Caught on its way down: before MapLibre's own listener, which leaves something behind.
    map.getCanvas().addEventListener('webglcontextlost', () => takeOffStyle(map), { capture: true });
    // Also when the context comes back by itself: what was on the card is gone, textures and atlas alike.
    map.on('webglcontextlost', () => {
      events.onIdle(false);
      events.onStanding(false);
      this.#lost ??= setTimeout(events.onLost, patience);
    });
    tellScale();
  }

  /** Element of the pill under the area in view; its content is the caller's. */
  get pinElement(): HTMLElement {
    return this.#pin.getElement();
  }

  /** Shows another view; when views follow faster than they can be drawn, the newest wins. */
  async show(view: MapView, palette: Palette): Promise<void> {
    const number = ++this.#asked;
    this.#events.onIdle(false);
    await Promise.all([
      this.#filled,
      loadGlyphs(labelText(view)).catch(() => undefined),
      // What changes besides the map is seen before it: the map takes longer.
      new Promise<void>((resolve) => afterPaint(resolve)),
    ]);
    if (number !== this.#asked) return;
    this.camera.keepInside(view);
    this.#view = view;
    this.#addImages(palette, view);
    this.#map.setStyle(buildStyle(view, palette), { diff: true, validate: import.meta.env.DEV });
    this.camera.lean(view.issues?.kind === 'columns' ? LEAN : 0);
    await this.#showIssues(view, palette);
    if (number !== this.#asked) return;
    this.#drawn = number;
    this.#map.triggerRepaint();
    this.#watchPictures();
  }

  /** Issues one by one, or as columns; what draws them is loaded when the first are. */
  async #showIssues({ issues, scale }: MapView, palette: Palette): Promise<void> {
    if (issues?.kind !== 'points' && issues?.kind !== 'columns') return this.#deck?.hide();
    const { DeckIssues } = await import('./deckIssues.ts');
    this.#deck ??= new DeckIssues(this.#map);
    await this.#deck.show(issues, palette, scale);
  }

  /** Moves the pill, or takes it away. */
  pin(at: LonLat | null): void {
    if (at === null) this.#pin.remove();
    else this.#pin.setLngLat([at[0], at[1]]).addTo(this.#map);
  }

  /** What the map is drawn on. Its picture can be taken while the map tells that it is idle, and not later. */
  get canvas(): HTMLCanvasElement {
    return this.#map.getCanvas();
  }

  resize(): void {
    this.#map.resize();
  }

  destroy(): void {
    // Whatever is still on its way finds no map.
    this.#asked++;
    clearInterval(this.#watch);
    clearTimeout(this.#lost);
    takeOffStyle(this.#map);
    this.#map.remove();
  }

  /** Shows the first frame with every area in sight, or after a while what there is; marks the first with areas. */
  #firstFill(): Promise<void> {
    const map = this.#map;
    const { style } = map.getCanvas();
    style.visibility = 'hidden';
    const styled = new Promise((resolve) => map.once('style.load', resolve));
    return new Promise((resolve) => {
      const show = () => {
        style.visibility = '';
      };
      setTimeout(show, HALF_MS);
      setTimeout(() => void styled.then(() => resolve()), NAMES_MS);
      const look = () => {
        if (!map.getSource('basemap') || !this.#complete()) return;
        show();
        afterPaint(resolve);
        if (!this.#view.tiles || this.#view.strata.length === 0) return;
        map.off('render', look);
        afterPaint(() => {
          // Once: a display's page keeps every mark for as long as it lives.
          if (performance.getEntriesByName(FILLED).length === 0) performance.mark(FILLED);
          areasDrawn.reached();
          // A context may be lost before its first picture is seen.
          if (this.#lost === undefined) this.#events.onStanding(true);
        });
      };
      map.on('render', look);
    });
  }

  /**
   * MapLibre draws no frame after a picture that was answered with 404, and calls itself idle only after a frame:
   * it is asked for one as soon as nothing is awaited.
   */
  #watchPictures(): void {
    clearInterval(this.#watch);
    if (this.#view.raster === null) return;
    this.#watch = setInterval(() => {
      if (this.#map.loaded()) this.#map.triggerRepaint();
    }, WATCH_MS);
  }

  /**
   * A picture or shape that did not come is no fault of the program: what lies beneath stays to be seen, and it
   * is asked for again with the next move.
   */
  #tell(event: ErrorEvent & { sourceId?: string; tile?: unknown }): void {
    if (event.sourceId === RASTER) return;
    if (event.tile === undefined) console.error(event.error);
    else console.warn('a tile of the map did not come', event.error.message);
  }

  #addImages(palette: Palette, { scale, overlay }: MapView): void {
    for (const [name, image] of overlay?.images(palette) ?? [])
      if (!this.#map.hasImage(name)) this.#map.addImage(name, image, { pixelRatio: IMAGE_RATIO / scale });
    for (const name of [...imageNames(palette), ...gapImageNames(palette)]) {
      if (this.#map.hasImage(name)) continue;
      const image = drawImage(name, palette) ?? drawGapImage(name, palette);
      if (image) this.#map.addImage(name, image, { pixelRatio: ratioOf(name, scale) });
    }
  }

  /** Whether every tile in sight has come: the style may be idle before its sources begin to load. */
  #complete(): boolean {
    for (const source of ['points', 'zones', ...Object.keys(this.#view.overlay?.sources ?? {})])
      if (this.#map.getSource(source) && !this.#map.isSourceLoaded(source)) return false;
    if (this.#view.tiles === null) return true;
    return this.#map.getSource('areas') !== undefined && this.#map.isSourceLoaded('areas');
  }
}
