import type { Map as MapLibreMap, PointLike } from 'maplibre-gl';
import type { LonLat } from '#geodata/model.ts';
import { type Bounds, type CameraAt, CLOSEST_FIT, metresAcross, type Padding } from './camera.ts';
import type { MapView } from './view.ts';
import { landBounds } from './window.ts';

/** Zoom before it is known how large the whole is. */
export const SMALLEST_ZOOM = 5;
/** How long a flight takes where nothing else is said, milliseconds. */
const FLIGHT_MS = 700;
/** What comes nearer when the camera leans is wider by this share of the map on either side. */
const NEARER = 0.05;

/** South-western and north-eastern corner of what was fitted. */
type Corners = [[west: number, south: number], [east: number, north: number]];

/** Where the map looks from: what it was asked to show, where it may go, and whether it moved by itself. */
export class MapCamera {
  readonly #map: MapLibreMap;
  /** What was last looked at: the land that there is, and the bounds of the whole. */
  #ground: Pick<MapView, 'basemap' | 'raster'> | null = null;
  #whole: Bounds | null = null;
  /** The window of the basemap, and what the camera was last asked to show. */
  #fence: Bounds | null = null;
  #fitted: [to: Corners, padding: Padding] | null = null;
  #pitch = 0;
  /** Where the camera last came to rest, and whether the rest to come is nobody's news. */
  #rested = '';
  #quietly = false;
  /** Whether the camera is on its way by `fit`, and where that brought it last. */
  #fitting = false;
  #fitStand = '';

  constructor(map: MapLibreMap) {
    this.#map = map;
  }

  /** Where it stands now is where it began. */
  begin(): void {
    this.#rested = this.#stand();
    this.#fitStand = this.#rested;
    this.#fitting = false;
  }

  /** A move has ended. @returns whether that is news: it came to rest somewhere else, and not in silence */
  rest(): boolean {
    const quietly = this.#quietly;
    this.#quietly = false;
    if (this.#fitting) this.#fitStand = this.#stand();
    this.#fitting = false;
    // A change of the window's size ends a move too.
    if (this.#stand() === this.#rested) return false;
    this.#rested = this.#stand();
    return !quietly;
  }

  /** Where the camera stands now. */
  get at(): CameraAt {
    const { lng, lat } = this.#map.getCenter();
    return { center: [lng, lat], zoom: this.#map.getZoom() };
  }

  /** Metres that one pixel covers in the middle of the map. */
  get metresPerPixel(): number {
    return metresAcross(this.#map.getCenter().lat, this.#map.getZoom());
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

  /** Leans the camera, which is upright but for columns; whoever wants no motion sees it leant at once. */
  lean(pitch: number): void {
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
    this.#map.easeTo({ pitch, duration: still ? 0 : FLIGHT_MS });
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

  goTo(at: LonLat, animate: boolean): void {
    this.#map.easeTo({
      center: [at[0], at[1]],
      zoom: Math.max(this.#map.getZoom(), 13),
      duration: animate ? FLIGHT_MS : 0,
    });
  }

  /** Keeps the camera where there is something to see: the built-in basemap ends at its window. */
  keepInside({ basemap, raster, tiles }: MapView): void {
    this.#whole = tiles?.bounds ?? null;
    if (basemap === this.#ground?.basemap && raster === this.#ground?.raster) return;
    this.#ground = { basemap, raster };
    this.#fence = raster ? null : landBounds(basemap);
    if (this.#fence && this.#fitted) this.#widenFence(...this.#fitted);
    else this.#map.setMaxBounds(this.#fence ? [...this.#fence] : null);
  }

  /** Half the size at which the whole fits is as small as it gets: farther off there is nothing to read. */
  #limitZoom(padding: Padding): void {
    if (!this.#whole) return;
    const [west, south, east, north] = this.#whole;
    const fitting = this.#map.cameraForBounds([west, south, east, north], { padding })?.zoom;
    if (fitting !== undefined) this.#map.setMinZoom(Math.max(SMALLEST_ZOOM, fitting - 1));
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

  /** Where the camera stands, as text to be compared. */
  #stand(): string {
    const { lng, lat } = this.#map.getCenter();
    return [lng.toFixed(6), lat.toFixed(6), this.#map.getZoom().toFixed(4)].join();
  }
}
