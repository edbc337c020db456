/**
 * Page of the bench that sets Guatu beside kepler.gl; no part of the product. No screen shows all grids coloured
 * and all issues as points at once, so that this one puts them together of the product's own pieces: the map's
 * controller with its tiles, fills and borders, deck's points, the interface's answers.
 */
import './page.css';
import '../tokens.css';
import type { CoverageAnswer, ProgrammesAnswer } from '#api/contract/coverage.ts';
import type { IssuePointsAnswer } from '#api/contract/issueQuestions.ts';
import type { CameraAt } from '../map/camera.ts';
import type { MapEvents } from '../map/controller.ts';
import { borders, fills } from '../map/layers/choropleth.ts';
import { classColors, readPalette } from '../map/palette.ts';
import type { MapView, Overlay, Stratum, TileSource } from '../map/view.ts';
import { stratumOf } from '../queries/stratum.ts';

/** What the bench tells the page in its address. */
const { area, duty, from, to, center, zoom } = Object.fromEntries(
  new URLSearchParams(location.search),
) as Record<'area' | 'duty' | 'from' | 'to' | 'center' | 'zoom', string>;

const ask = async <T>(path: string): Promise<T> => {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
};

// Asked for beside the map's program, as the product does.
const asked = Promise.all([
  ask<TileSource>('/tiles/tiles.json'),
  ask<NonNullable<MapView['basemap']>>('/api/basemap.json'),
  ask<CoverageAnswer>(`/api/coverage?duty=${duty}&area=${area}&level=grid`),
  ask<IssuePointsAnswer>(`/api/issues/points?area=${area}&from=${from}&to=${to}`),
  ask<ProgrammesAnswer>('/api/programmes'),
]);
const { MapController } = await import('../map/controller.ts');
const [tiles, basemap, coverage, { columns }, programmes] = await asked;

const rule = programmes.items.flatMap(({ duties }) => duties).find(({ id }) => id === duty);
if (!rule) throw new Error(`there is no duty ${duty}`);
const named = stratumOf(coverage, rule, () => '');
const stratum: Stratum = { ...named, areas: named.areas.map((each) => ({ ...each, name: '', short: '' })) };

/** The choropleth, which the product leaves out under points. */
const choropleth: Overlay = {
  sources: {},
  below: (palette, scale) =>
    [
      ...fills(stratum, palette, { opacity: 1, hatchRed: false, without: [] }),
      ...borders(stratum, palette, scale),
    ].map((layer) => ({ ...layer, id: `value-${layer.id}` })),
  above: () => [],
  images: () => new Map(),
  text: '',
};

const positions = new Float64Array(2 * columns.id.length);
for (let i = 0; i < columns.id.length; i++) {
  positions[2 * i] = columns.lon[i] as number;
  positions[2 * i + 1] = columns.lat[i] as number;
}
const view: MapView = {
  tiles: {
    ...tiles,
    tiles: tiles.tiles.map((address) =>
      new URL(address, location.origin).href.replace(/%7B/gi, '{').replace(/%7D/gi, '}'),
    ),
  },
  ...{ basemap, raster: null, strata: [stratum], top: null, selected: null, inside: [], hovered: null },
  issues: {
    kind: 'points',
    ids: columns.id,
    positions,
    open: Uint8Array.from(columns.open, Number),
    selected: null,
  },
  ...{ overlay: choropleth, english: false, hatchRed: false, scale: 1 },
};

const nothing = () => undefined;
const [lon = 0, lat = 0] = (center ?? '').split(',').map(Number);
const at: CameraAt = { center: [lon, lat], zoom: Number(zoom) };
const events: MapEvents = {
  onPlace: () => false,
  ...{ onTap: nothing, onPoint: nothing, onPointHover: nothing, onCell: nothing, onCellHover: nothing },
  ...{ onRest: nothing, onHover: nothing, onScale: nothing, onStanding: nothing, onLost: nothing },
  onIdle: (idle) => {
    document.documentElement.dataset.mapIdle = String(idle);
  },
};
const container = document.getElementById('map');
if (!container) throw new Error('the page has no place for the map');
const palette = readPalette('light', 1);
const map = new MapController(container, view, palette, '', at, events);
Object.assign(globalThis, {
  /** Brings a stretch of land into sight at once. */
  look: ({ bounds }: { bounds: [number, number, number, number] }) =>
    map.camera.fit(bounds, { top: 0, right: 0, bottom: 0, left: 0 }, { moving: false }),
  camera: () => map.camera.at,
  drawn: {
    classes: Object.fromEntries(stratum.areas.map(({ code, index }) => [code, index])),
    colors: [0, 1, 2, 3, 4, 5].map((index) => classColors(palette, index).fill),
    pointColor: palette.color.accent,
  },
});
await map.show(view, palette);
