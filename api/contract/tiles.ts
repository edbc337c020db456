import { z } from 'zod';
import type { Sketch } from '#geodata/tiles/sketch.ts';

const units = z.tuple([z.number().int(), z.number().int()]);

/** The parts of one area as paths of SVG: a first look, and the only one where tiles cannot be drawn. */
export const areaSketch = z.object({
  code: z.string(),
  zoom: z.number().int().min(0).describe('zoom of the tiles whose borders these are'),
  worldUnits: z
    .number()
    .int()
    .positive()
    .describe('units across the world in Web Mercator, whose origin is its north-west corner'),
  origin: units.describe('what all coordinates are counted from, in units from the corner of the world'),
  areas: z.array(
    z.object({
      code: z.string(),
      level: z.enum(['district', 'town', 'community', 'grid']),
      path: z.string().describe('path data of SVG, in whole units; neighbours share every vertex'),
      label: units.nullable().describe('where its name is written'),
    }),
  ),
}) satisfies z.ZodType<Sketch>;
export type AreaSketch = z.infer<typeof areaSketch>;
