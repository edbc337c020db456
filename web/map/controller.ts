import {
  addProtocol,
  type ErrorEvent,
  Map as MapLibreMap,
  Marker,
  type PointLike,
  prewarm,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Level, LonLat } from '#geodata/model.ts';
import { afterPaint } from '../state/afterPaint.ts';
import { areasDrawn } from '../state/firstPicture.ts';
import { CLOSEST_FIT } from './camera.ts';
import type { DeckIssues } from './deckIssues.ts';
import { loadGlyphs } from './fonts.ts';
import { drawGapImage, gapImageNames } from './gapImages.ts';
import { MADE_HERE, pictureAt } from './heatPicture.ts';
import { drawImage, IMAGE_RATIO, imageNames, ratioOf } from './images.ts';
import { buildStyle, labelText, tapLayers, wordless } from './layers/index.ts';
import { HEXAGONS } from './layers/issues.ts';
import { POINT_LAYERS } from './layers/points.ts';
import { RASTER } from './layers/raster.ts';
import type { Palette } from './palette.ts';
import type { MapView } from './view.ts';
import { landBounds } from './window.ts';

setWorkerUrl(workerUrl);
// Its worker reads a program of its own: it begins while the map is still being set up.
prewarm();
// The policy of the page lets nothing be fetched from a data URL.
addProtocol(MADE_HERE, async ({ url }) => ({ data: pictureAt(url) }));

export interface AreaAt {
  code: string;
  level: Level;
}
export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}
export type Bounds = readonly [west: number, south: number, east: number, north: number];

/** South-western and north-eastern corner of what was fitted. */
type Corners = [[west: number, south: number], [east: number, north: number]];

/** Where the camera stands, to be put back after a rebuild. */
export interface CameraAt {
  center: LonLat;
  zoom: number;
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

/** How far from a point, in pixels, a tap still means it. */
const POINT_REACH = 12;
/** How often it is looked whether all pictures have come or failed. */
const WATCH_MS = 400;
/** Zoom before it is known how large the whole is. */
const SMALLEST_ZOOM = 5;
/** Degrees the camera leans at while there are columns: enough to see how high they are. */
const LEAN = 45;
/** How long a flight takes where nothing else is said, milliseconds. */
const FLIGHT_MS = 700;
/** What comes nearer when the camera leans is wider by this share of the map on either side. */
const NEARER = 0.05;
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
  /** When the areas are drawn for the first time: names wait for it, and for their fonts. */
  readonly #filled: Promise<void>;
  #view: MapView;
  /** The window of the basemap, and what the camera was last asked to show. */
  #fence: Bounds | null = null;
  #fitted: [to: Corners, padding: Padding] | null = null;
  #pitch = 0;
  /** Number of the newest view asked for, and of the one drawn. */
  #asked = 0;
  #drawn = 0;
  /** Made when there are issues to be drawn one by one. */
  #deck: DeckIssues | null = null;
  /** Where the camera last came to rest, and whether the rest to come is nobody's news. */
  #rested = '';
  #quietly = false;
  /** Whether the camera is on its way by `fit`, and where that brought it last. */
  #fitting = false;
  #fitStand = '';
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
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.once('style.load', () => this.#addImages(palette, view));
    this.#filled = this.#firstFill();
    this.#keepInside(view);
    if (at && 'bounds' in at) this.fit(at.bounds, at.padding, { moving: false });
    this.#rested = this.#stand();
    this.#fitStand = this.#rested;
    this.#fitting = false;
    this.#pin = new Marker({ element: document.createElement('div'), anchor: 'top' });
    map.on('click', ({ point, lngLat }) => {
      if (events.onPlace([lngLat.lng, lngLat.lat])) return;
      const key = this.#deck?.at(point.x, point.y) ?? this.#pointAt(point.x, point.y);
      if (key !== null) return events.onPoint(key);
      const cell = this.#cellAt(point.x, point.y);
      if (cell !== null) return events.onCell(cell);
      const area = this.#areaAt(point.x, point.y);
      if (area) events.onTap(area);
    });
    map.on('mousemove', ({ point }) => {
      events.onPointHover(this.#pointAt(point.x, point.y));
      const cell = this.#cellAt(point.x, point.y);
      events.onCellHover(cell);
      const area = this.#areaAt(point.x, point.y);
      map.getCanvas().style.cursor = area ? 'pointer' : '';
      events.onHover(area, { x: point.x, y: point.y });
    });
    map.on('mouseout', () => {
      events.onHover(null, null);
      events.onPointHover(null);
      events.onCellHover(null);
    });
    map.on('move', () => this.#tellScale());
    map.on('moveend', () => {
      const quietly = this.#quietly;
      this.#quietly = false;
      if (this.#fitting) this.#fitStand = this.#stand();
      this.#fitting = false;
      // A change of the window's size ends a move too.
      if (this.#stand() === this.#rested) return;
      this.#rested = this.#stand();
      if (!quietly) events.onRest();
    });
    map.on('movestart', () => {
      events.onIdle(false);
      this.#watchPictures();
    });
    map.on('idle', () => {
      clearInterval(this.#watch);
      if (this.#drawn !== this.#asked || !this.#complete()) return;
      container.dataset.points = String(this.#pointsInSight());
      events.onIdle(true);
    });
    map.on('error', (event) => this.#tell(event));
    // Also when the context comes back by itself: what was on the card is gone, textures and atlas alike.
    map.on('webglcontextlost', () => {
      events.onIdle(false);
      events.onStanding(false);
      this.#lost ??= setTimeout(events.onLost, patience);
    });
    this.#tellScale();
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
    this.#keepInside(view);
    this.#view = view;
    this.#addImages(palette, view);
    this.#map.setStyle(buildStyle(view, palette), { diff: true, validate: import.meta.env.DEV });
    this.#lean(view.issues?.kind === 'columns' ? LEAN : 0);
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

  /** Leans the camera, which is upright but for columns; whoever wants no motion sees it leant at once. */
  #lean(pitch: number): void {
    if (this.#pitch === pitch) return;
    this.#pitch = pitch;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    // Where nobody moved it the whole stays in sight, also of what comes nearer.
    if (this.#fitted && this.#stand() === this.#fitStand) {
      const [[west, south], [east, north]] = this.#fitted[0];
      this.fit([west, south, east, north], this.#fitted[1], { moving: !still, quietly: true });
      return;
    }
    this.#quietly = true;
    this.#map.easeTo({ pitch, duration: still ? 0 : 700 });
  }

  /**
   * The stretch of land that the padding leaves in sight; leant, it holds all that is seen of the land.
   *
   * @returns west, south, east, north in degrees
   */
  extent({ top, right, bottom, left }: Padding): Bounds {
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer();
    const corners = [
      [left, top],
      [width - right, top],
      [left, height - bottom],
      [width - right, height - bottom],
    ].map((corner) => this.#map.unproject(corner as PointLike));
    const lons = corners.map(({ lng }) => lng);
    const lats = corners.map(({ lat }) => lat);
    return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  }

  /** Where the camera stands, as text to be compared. */
  #stand(): string {
    const { lng, lat } = this.#map.getCenter();
    return [lng.toFixed(6), lat.toFixed(6), this.#map.getZoom().toFixed(4)].join();
  }

  /**
   * Moves the camera so that the bounds lie in what the padding leaves free.
   *
   * @param options.quietly nobody is told when it comes to rest
   * @param options.flight milliseconds
   */
  fit(
    bounds: Bounds,
    padding: Padding,
    {
      moving,
      quietly = false,
      flight = FLIGHT_MS,
    }: { moving: boolean; quietly?: boolean; flight?: number | undefined },
  ): void {
    this.#quietly = quietly;
    this.#fitting = true;
    const [west, south, east, north] = bounds;
    const to: Corners = [
      [west, south],
      [east, north],
    ];
    this.#limitZoom(padding);
    this.#widenFence(to, padding);
    const more = this.#pitch > 0 ? NEARER * this.#map.getContainer().clientWidth : 0;
    this.#map.fitBounds(to, {
      padding: { ...padding, left: padding.left + more, right: padding.right + more },
      pitch: this.#pitch,
      maxZoom: CLOSEST_FIT,
      duration: moving ? flight : 0,
      linear: false,
    });
  }

  /** Moves the pill, or takes it away. */
  pin(at: LonLat | null): void {
    if (at === null) this.#pin.remove();
    else this.#pin.setLngLat([at[0], at[1]]).addTo(this.#map);
  }

  /** Zooms about the middle of what the padding leaves free: what is looked at stays in sight. */
  zoomBy(steps: number, padding: Padding, animate: boolean): void {
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer();
    const middle: PointLike = [
      (padding.left + width - padding.right) / 2,
      (padding.top + height - padding.bottom) / 2,
    ];
    this.#map.zoomTo(this.#map.getZoom() + steps, {
      around: this.#map.unproject(middle),
      duration: animate ? 250 : 0,
    });
  }

  /** What the map is drawn on. Its picture can be taken while the map tells that it is idle, and not later. */
  get canvas(): HTMLCanvasElement {
    return this.#map.getCanvas();
  }

  /** Where the camera stands now. */
  get camera(): CameraAt {
    const { lng, lat } = this.#map.getCenter();
    return { center: [lng, lat], zoom: this.#map.getZoom() };
  }

  goTo(at: LonLat, animate: boolean): void {
    this.#map.easeTo({
      center: [at[0], at[1]],
      zoom: Math.max(this.#map.getZoom(), 13),
      duration: animate ? FLIGHT_MS : 0,
    });
  }

  resize(): void {
    this.#map.resize();
  }

  destroy(): void {
    // Whatever is still on its way finds no map.
    this.#asked++;
    clearInterval(this.#watch);
    clearTimeout(this.#lost);
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
          performance.mark(FILLED);
          areasDrawn.reached();
          // A context may be lost before its first picture is seen.
          if (this.#lost === undefined) this.#events.onStanding(true);
        });
      };
      map.on('render', look);
    });
  }

  /** Half the size at which the whole fits is as small as it gets: farther off there is nothing to read. */
  #limitZoom(padding: Padding): void {
    const whole = this.#view.tiles?.bounds;
    if (!whole) return;
    const fitting = this.#map.cameraForBounds(whole, { padding })?.zoom;
    if (fitting !== undefined) this.#map.setMinZoom(Math.max(SMALLEST_ZOOM, fitting - 1));
  }

  /** Keeps the camera where there is something to see: the built-in basemap ends at its window. */
  #keepInside(view: MapView): void {
    if (view.basemap === this.#view.basemap && view.raster === this.#view.raster && this.#drawn > 0) return;
    this.#fence = view.raster ? null : landBounds(view.basemap);
    if (this.#fence && this.#fitted) this.#widenFence(...this.#fitted);
    else this.#map.setMaxBounds(this.#fence ? [...this.#fence] : null);
  }

  /** What lies under the chrome is seen by nobody: it may be beyond the basemap's window. */
  #widenFence(to: Corners, padding: Padding): void {
    this.#fitted = [to, padding];
    if (!this.#fence) return;
    const zoom =
      this.#map.cameraForBounds(to, { padding, maxZoom: CLOSEST_FIT })?.zoom ?? this.#map.getZoom();
    const [west, south, east, north] = this.#fence;
    const across = 360 / (512 * 2 ** zoom);
    const up = across * Math.cos((((south + north) / 2) * Math.PI) / 180);
    const { top, right, bottom, left } = padding;
    this.#map.setMaxBounds([
      west - left * across,
      south - bottom * up,
      east + right * across,
      north + top * up,
    ]);
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

  /** The key of the point nearest to a pixel, within reach of a finger's tip. */
  #pointAt(x: number, y: number): string | null {
    const ids = POINT_LAYERS.filter((id) => this.#map.getLayer(id));
    if (ids.length === 0) return null;
    const found = this.#map.queryRenderedFeatures(
      [
        [x - POINT_REACH, y - POINT_REACH],
        [x + POINT_REACH, y + POINT_REACH],
      ],
      { layers: ids },
    );
    const near = found.flatMap(({ geometry, properties }) => {
      if (geometry.type !== 'Point') return [];
      const [lon = 0, lat = 0] = geometry.coordinates;
      const at = this.#map.project([lon, lat]);
      return [{ key: String(properties.key), far: Math.hypot(at.x - x, at.y - y) }];
    });
    return near.toSorted((a, b) => a.far - b.far)[0]?.key ?? null;
  }

  /** The hexagon at a pixel, by its column or by its fill. */
  #cellAt(x: number, y: number): string | null {
    const { issues } = this.#view;
    if (issues?.kind === 'columns') return this.#deck?.columnAt(x, y) ?? null;
    if (issues?.kind !== 'hexagons' || !this.#map.getLayer(HEXAGONS)) return null;
    const [found] = this.#map.queryRenderedFeatures([x, y], { layers: [HEXAGONS] });
    const code: unknown = found?.properties.code;
    return code === undefined ? null : String(code);
  }

  /** How many points are drawn in sight. */
  #pointsInSight(): number {
    const ids = POINT_LAYERS.filter((id) => this.#map.getLayer(id));
    if (ids.length === 0) return 0;
    const found = this.#map.queryRenderedFeatures({ layers: ids });
    return new Set(found.map(({ properties }) => properties.key)).size;
  }

  #areaAt(x: number, y: number): AreaAt | null {
    const ids = tapLayers(this.#view).filter((id) => this.#map.getLayer(id));
    if (ids.length === 0) return null;
    const found = this.#map.queryRenderedFeatures([x, y], { layers: ids });
    for (const id of ids) {
      const feature = found.find(({ layer }) => layer.id === id);
      const code: unknown = feature?.properties?.code;
      if (code !== undefined) return { code: String(code), level: id.slice('fill-'.length) as Level };
    }
    return null;
  }

  /** Whether every tile in sight has come: the style may be idle before its sources begin to load. */
  #complete(): boolean {
    for (const source of ['points', 'zones', ...Object.keys(this.#view.overlay?.sources ?? {})])
      if (this.#map.getSource(source) && !this.#map.isSourceLoaded(source)) return false;
    if (this.#view.tiles === null) return true;
    return this.#map.getSource('areas') !== undefined && this.#map.isSourceLoaded('areas');
  }

  #tellScale(): void {
    const latitude = (this.#map.getCenter().lat * Math.PI) / 180;
    this.#events.onScale((40_075_016.686 * Math.cos(latitude)) / (512 * 2 ** this.#map.getZoom()));
  }
}
