import { z } from 'zod';
import { text } from '#api/contract/common.ts';
import { TRAVEL_MODES } from '#geodata/import/network/way.ts';

const count = z.number().int();

/** How a travel network is to be read; the file itself is the body: GeoJSON lines, or an extract in PBF. */
export const networkImportQuery = z.strictObject({
  kind: z.literal('network'),
  name: text(120).trim().min(1).describe('what the network is called, such as where it comes from'),
  crs: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('of GeoJSON; what the file declares, else EPSG:4326, when left out'),
  mode: z.enum(TRAVEL_MODES).default('any').describe('who travels'),
});
export type NetworkImportQuery = z.infer<typeof networkImportQuery>;

/** What a checked network is made of. Nothing is in force until it is confirmed. */
export const networkImportAnswer = z.object({
  id: z.uuid(),
  kind: z.literal('network'),
  status: z.enum(['checked', 'applied']),
  name: z.string(),
  source: z.enum(['geojson', 'osmPbf']),
  edges: count,
  kilometres: z.number(),
  oneWay: count,
  ferries: count,
  /** Parts that are not connected with each other. */
  parts: count,
  /** What was left out: features that are no way, and positions of ways outside the district. */
  dropped: z.object({ skipped: count, outside: count }),
});
export type NetworkImportAnswer = z.infer<typeof networkImportAnswer>;
