import { SolidPolygonLayer } from '@deck.gl/layers';
import type { MapboxOverlay } from '@deck.gl/mapbox';
import { columnClasses } from './columns.ts';
import { rgba } from './deckIssues.ts';
import type { Palette } from './palette.ts';
import type { IssuesView } from './view.ts';

type Columns = Extract<IssuesView, { kind: 'columns' }>;
type Column = Columns['columns'][number];

/** The highest column as a share of the width of what is asked about. */
const HIGHEST = 0.14;
/** Each keeps so much of its hexagon, that neighbours can be told apart. */
const KEPT = 0.88;
/** How the sides are shaded, that a column is seen as one; no shine. */
const MATERIAL = {
  ambient: 0.62,
  diffuse: 0.5,
  shininess: 1,
  specularColor: [0, 0, 0] as [number, number, number],
};
export const COLUMNS = 'columns';

/** Columns over hexagons, as high as their counts are in proportion. */
export function columnLayers({ columns, width }: Columns, { color }: Palette): SolidPolygonLayer<Column>[] {
  const classes = columnClasses(columns.map(({ count }) => count));
  const most = classes.at(-1)?.to ?? 1;
  const paints = classes.map((each) => ({ to: each.to, paint: rgba(color[each.color], 235) }));
  return [
    new SolidPolygonLayer<Column>({
      id: COLUMNS,
      data: columns as Column[],
      extruded: true,
      pickable: true,
      material: MATERIAL,
      getPolygon: ({ hexagon }) => shrunk(hexagon.outline),
      getElevation: ({ count }) => (HIGHEST * width * count) / most,
      getFillColor: ({ count }) => paints.find(({ to }) => count <= to)?.paint ?? [0, 0, 0, 0],
    }),
  ];
}

/** The column at a pixel, by the index of its hexagon. */
export function columnAt(overlay: MapboxOverlay, x: number, y: number): string | null {
  const found = overlay.pickObject({ x, y, radius: 2, layerIds: [COLUMNS] });
  return (found?.object as Column | undefined)?.hexagon.code ?? null;
}

function shrunk(outline: Column['hexagon']['outline']): [number, number][] {
  const middle = [0, 1].map((axis) => outline.reduce((sum, corner) => sum + corner[axis as 0 | 1], 0));
  const [lon, lat] = middle.map((sum) => sum / outline.length) as [number, number];
  return outline.map(([x, y]) => [lon + KEPT * (x - lon), lat + KEPT * (y - lat)]);
}
