import type { FeatureCollection, MultiPolygon, Point, Polygon } from 'geojson';
import { z } from 'zod';

// What the answers of the first screens are checked by, in a file of its own: with the library that it needs it is a
// quarter of what the first picture would have to wait for.

export { areaDetail, areasAnswer, responsibleAnswer, zonesAnswer } from '#api/contract/areas.ts';
export { problem } from '#api/contract/common.ts';
export {
  coverageAnswer,
  programmesAnswer,
  rankingAnswer,
  seriesAnswer,
  summaryAnswer,
} from '#api/contract/coverage.ts';
export { sessionAnswer } from '#api/contract/session.ts';
export { settingsAnswer } from '#api/contract/settings.ts';
export { areaSketch } from '#api/contract/tiles.ts';

// Compiled validators need eval, which the content security policy refuses.
z.config({ jitless: true });

/** What a TileJSON 3.0 document must tell for the shapes to be drawn. */
export const tileJson = z.object({
  tiles: z.array(z.string()).min(1),
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  minzoom: z.number(),
  maxzoom: z.number(),
});

/** Properties of a feature of the basemap. */
interface BasemapProperties {
  kind: 'land' | 'place';
  name?: string;
  nameEn?: string;
  minZoom?: number;
  class?: 'sea' | 'bay' | 'island' | 'city' | 'district' | 'mountain';
}

export const basemap = z.custom<FeatureCollection<Polygon | MultiPolygon | Point, BasemapProperties>>(
  (value) =>
    z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) }).safeParse(value)
      .success,
);
