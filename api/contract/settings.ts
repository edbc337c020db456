import { z } from 'zod';
import { text } from '#api/contract/common.ts';
import { faultOfTemplate, TILE_SOURCE_KINDS } from '#geodata/basemap/tileTemplate.ts';

/** Deepest zoom a server of map pictures may claim. */
const DEEPEST = 22;
const ADDRESS_LENGTH = 2000;

/** Text that is printed in one line: not empty, without control characters. */
const line = (most: number) =>
  text(most)
    .trim()
    .min(1)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, 'control characters are not allowed');

/** A base map of pictures on the district's own network. */
const baseMap = z
  .strictObject({
    kind: z.enum(TILE_SOURCE_KINDS),
    url: text(ADDRESS_LENGTH)
      .min(1)
      .describe(
        'http(s) address, or path on this server, with {z} {x} {y} (xyz) or {TileMatrix} {TileRow} {TileCol} (wmts, path or key-value pairs)',
      ),
    dark: text(ADDRESS_LENGTH).min(1).nullable().default(null).describe('the same for the dark theme'),
    tileSize: z.union([z.literal(256), z.literal(512)], 'write 256 or 512').describe('pixels of a picture'),
    minZoom: z.number().int().min(0).max(DEEPEST),
    maxZoom: z.number().int().min(0).max(DEEPEST),
    attribution: line(200).describe('source, printed on the map'),
    coordinateSystem: z
      .literal(
        'EPSG:3857',
        'only EPSG:3857 (web mercator) can be drawn; pictures in degrees (EPSG:4326, EPSG:4490) or in GCJ-02 do not fit this map',
      )
      .describe('web mercator; other grids are refused'),
  })
  .superRefine(({ kind, url, dark, minZoom, maxZoom }, context) => {
    for (const [path, template] of Object.entries({ url, dark })) {
      const fault = template === null ? null : faultOfTemplate(kind, template);
      if (fault) context.addIssue({ code: 'custom', path: [path], message: fault });
    }
    if (minZoom > maxZoom)
      context.addIssue({ code: 'custom', path: ['minZoom'], message: 'is deeper than maxZoom' });
  });
export type BaseMap = z.infer<typeof baseMap>;

/** What the map is drawn on and what must be printed on it. */
export const mapSettings = z.strictObject({
  /** Null for the built-in basemap. */
  baseMap: baseMap.nullable(),
  /** 审图号, null until it is set. */
  approvalNumber: line(64).nullable().describe('审图号, printed on every map'),
});
export type MapSettings = z.infer<typeof mapSettings>;

/** What everyone who may look at the map is told of the settings. */
export const settingsAnswer = z.object({ map: mapSettings });
export type SettingsAnswer = z.infer<typeof settingsAnswer>;
