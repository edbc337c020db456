import { type LngLatBoundsLike, Map as MapLibreMap, Marker, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Level, LonLat } from '#geodata/model.ts';
import { loadGlyphs } from './fonts.ts';
import { drawGapImage, gapImageNames } from './gapImages.ts';
import { drawImage, IMAGE_RATIO, imageNames } from './images.ts';
import { buildStyle, labelText, tapLayers } from './layers/index.ts';
import { POINT_LAYERS } from './layers/points.ts';
import type { Palette } from './palette.ts';
import type { MapView } from './view.ts';

setWorkerUrl(workerUrl);

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

export interface MapEvents {
  onTap: (area: AreaAt) => void;
  /** A point was tapped; its key. */
  onPoint: (key: string) => void;
  /** The key of the point under the pointer, or null. */
  onPointHover: (key: string | null) => void;
  /** The area under the pointer and where the pointer is, or null. */
  onHover: (area: AreaAt | null, point: { x: number; y: number } | null) => void;
  /** Metres that one pixel covers in the middle of the map. */
  onScale: (metresPerPixel: number) => void;
  /** Whether what was asked for is drawn and nothing moves. */
  onIdle: (idle: boolean) => void;
  /** The graphics context is gone and did not come back. */
  onLost: () => void;
}

/** How far from a point, in pixels, a tap still means it. */
const POINT_REACH = 12;
/** How long a lost context may take to come back by itself. */
const LOST_MS = 3000;

/** Owner of the one MapLibre map of the app. */
export class MapController {
  readonly #map: MapLibreMap;
  readonly #pin: Marker;
  readonly #events: MapEvents;
  readonly #styled: Promise<unknown>;
  #view: MapView;
  /** Number of the newest view asked for, and of the one drawn. */
  #asked = 0;
  #drawn = 0;
  #lost: ReturnType<typeof setTimeout> | undefined;

  /** @throws Error when the device has no WebGL 2 */
  constructor(container: HTMLElement, view: MapView, palette: Palette, label: string, events: MapEvents) {
    this.#view = view;
    this.#events = events;
    const map = new MapLibreMap({
      container,
      // Areas come with the first view, when their images and fonts are there.
      style: buildStyle({ ...view, basemap: null, strata: [], tiles: null }, palette),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      rollEnabled: false,
      renderWorldCopies: false,
      minZoom: 5,
      maxZoom: 17,
      bounds: [119.4, 35.5, 120.5, 36.2],
      fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
      locale: { 'Map.Title': label },
    });
    this.#map = map;
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    this.#styled = new Promise((resolve) => map.once('style.load', resolve));
    this.#pin = new Marker({ element: document.createElement('div'), anchor: 'top' });
    map.on('click', ({ point }) => {
      const key = this.#pointAt(point.x, point.y);
      if (key !== null) return events.onPoint(key);
      const area = this.#areaAt(point.x, point.y);
      if (area) events.onTap(area);
    });
    map.on('mousemove', ({ point }) => {
      events.onPointHover(this.#pointAt(point.x, point.y));
      const area = this.#areaAt(point.x, point.y);
      map.getCanvas().style.cursor = area ? 'pointer' : '';
      events.onHover(area, { x: point.x, y: point.y });
    });
    map.on('mouseout', () => {
      events.onHover(null, null);
      events.onPointHover(null);
    });
    map.on('move', () => this.#tellScale());
    map.on('movestart', () => events.onIdle(false));
    map.on('idle', () => {
      if (this.#drawn !== this.#asked || !this.#complete()) return;
      container.dataset.points = String(this.#pointsInSight());
      events.onIdle(true);
    });
    map.on('webglcontextlost', () => {
      this.#lost = setTimeout(events.onLost, LOST_MS);
    });
    map.on('webglcontextrestored', () => clearTimeout(this.#lost));
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
    await Promise.all([this.#styled, loadGlyphs(labelText(view)).catch(() => undefined)]);
    if (number !== this.#asked) return;
    this.#view = view;
    this.#addImages(palette, view.scale);
    this.#map.setStyle(buildStyle(view, palette), { diff: true, validate: import.meta.env.DEV });
    this.#drawn = number;
    this.#map.triggerRepaint();
  }

  /** Moves the camera so that the bounds lie in what the padding leaves free. */
  fit(bounds: Bounds, padding: Padding, animate: boolean): void {
    const [west, south, east, north] = bounds;
    const to: LngLatBoundsLike = [
      [west, south],
      [east, north],
    ];
    this.#map.fitBounds(to, { padding, maxZoom: 15, duration: animate ? 700 : 0, linear: false });
  }

  /** Moves the pill, or takes it away. */
  pin(at: LonLat | null): void {
    if (at === null) this.#pin.remove();
    else this.#pin.setLngLat([at[0], at[1]]).addTo(this.#map);
  }

  zoomBy(steps: number, animate: boolean): void {
    this.#map.zoomTo(this.#map.getZoom() + steps, { duration: animate ? 250 : 0 });
  }

  goTo(at: LonLat, animate: boolean): void {
    this.#map.easeTo({
      center: [at[0], at[1]],
      zoom: Math.max(this.#map.getZoom(), 13),
      duration: animate ? 700 : 0,
    });
  }

  resize(): void {
    this.#map.resize();
  }

  destroy(): void {
    clearTimeout(this.#lost);
    this.#map.remove();
  }

  #addImages(palette: Palette, scale: number): void {
    for (const name of [...imageNames(palette), ...gapImageNames(palette)]) {
      if (this.#map.hasImage(name)) continue;
      const image = drawImage(name, palette) ?? drawGapImage(name, palette);
      if (image) this.#map.addImage(name, image, { pixelRatio: IMAGE_RATIO / scale });
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
    if (this.#map.getSource('points') && !this.#map.isSourceLoaded('points')) return false;
    if (this.#view.tiles === null) return true;
    return this.#map.getSource('areas') !== undefined && this.#map.isSourceLoaded('areas');
  }

  #tellScale(): void {
    const latitude = (this.#map.getCenter().lat * Math.PI) / 180;
    this.#events.onScale((40_075_016.686 * Math.cos(latitude)) / (512 * 2 ** this.#map.getZoom()));
  }
}
