import type { Layer } from '@deck.gl/core';
import { ScatterplotLayer } from '@deck.gl/layers';
import { MapboxOverlay } from '@deck.gl/mapbox';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Palette } from './palette.ts';
import type { IssuesView } from './view.ts';

type Points = Extract<IssuesView, { kind: 'points' }>;
type Columns = Extract<IssuesView, { kind: 'columns' }>;
type Rgba = [number, number, number, number];

/** Pixels of a point, and how far from it a tap still means it. */
const RADIUS = 4.5;
const REACH = 12;

/**
 * Many points, or columns, over the map, drawn by deck.gl. Above all labels: it has a canvas of its own.
 */
export class DeckIssues {
  readonly #overlay: MapboxOverlay;
  #ids: readonly string[] = [];
  #columns: typeof import('./deckColumns.ts') | null = null;

  constructor(map: MapLibreMap) {
    this.#overlay = new MapboxOverlay({ interleaved: false, layers: [] });
    map.addControl(this.#overlay);
  }

  /** Shows points or columns; resolves when they are drawn. */
  async show(issues: Points | Columns, palette: Palette, scale: number): Promise<void> {
    if (issues.kind === 'points') {
      this.#columns = null;
      return this.#draw(this.#pointLayers(issues, palette, scale));
    }
    this.#ids = [];
    this.#columns = await import('./deckColumns.ts');
    return this.#draw(this.#columns.columnLayers(issues, palette));
  }

  /** Resolves with the first picture of the layers. */
  #draw(layers: Layer[]): Promise<void> {
    return new Promise((resolve) => {
      this.#overlay.setProps({ layers, onAfterRender: () => resolve() });
    });
  }

  #pointLayers(points: Points, palette: Palette, scale: number): Layer[] {
    this.#ids = points.ids;
    const { ids, positions, open, selected } = points;
    const [fresh, done, ring] = [
      rgba(palette.color.accent, 210),
      rgba(palette.color.grey, 140),
      rgba(palette.color.select, 255),
    ];
    const colors = new Uint8Array(4 * ids.length);
    for (let i = 0; i < ids.length; i++) colors.set(open[i] ? fresh : done, 4 * i);
    const chosen = selected === null ? -1 : ids.indexOf(selected);
    return [
      new ScatterplotLayer({
        id: 'issues',
        data: {
          length: ids.length,
          attributes: {
            getPosition: { value: positions, size: 2 },
            getFillColor: { value: colors, size: 4, normalized: true },
          },
        },
        radiusUnits: 'pixels',
        getRadius: RADIUS * scale,
        pickable: true,
      }),
      new ScatterplotLayer({
        id: 'chosen',
        data: chosen < 0 ? [] : [[positions[2 * chosen], positions[2 * chosen + 1]]],
        getPosition: (at: [number, number]) => at,
        radiusUnits: 'pixels',
        getRadius: 9 * scale,
        filled: false,
        stroked: true,
        getLineColor: ring,
        lineWidthUnits: 'pixels',
        getLineWidth: 2.5,
      }),
    ];
  }

  hide(): void {
    this.#ids = [];
    this.#columns = null;
    this.#overlay.setProps({ layers: [] });
  }

  /** The id of the point at a pixel, or null. */
  at(x: number, y: number): string | null {
    if (this.#ids.length === 0) return null;
    const found = this.#overlay.pickObject({ x, y, radius: REACH, layerIds: ['issues'] });
    return found && found.index >= 0 ? (this.#ids[found.index] ?? null) : null;
  }

  /** The index of the hexagon whose column is at a pixel, or null. */
  columnAt(x: number, y: number): string | null {
    return this.#columns?.columnAt(this.#overlay, x, y) ?? null;
  }
}

/** A colour of the tokens: `#rrggbb`, which the build may have shortened to `#rgb`. */
export function rgba(hex: string, cover: number): Rgba {
  const long = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex;
  const value = Number.parseInt(long.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255, cover];
}
