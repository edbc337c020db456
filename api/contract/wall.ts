import { z } from 'zod';
import { areaCode, identifier, text } from '#api/contract/common.ts';

/** What a scene of a display is about. `services` is left out until there are figures of service points. */
export const WALL_SCENES = ['overview', 'duty', 'issues', 'hotspots', 'services'] as const;

/** Seconds that a scene may stand: long enough to be read, short enough to be one of several. */
export const SCENE_SECONDS = { min: 5, max: 600 } as const;
const MOST_SCENES = 40;

const wallScene = z
  .strictObject({
    kind: z.enum(WALL_SCENES),
    duty: identifier.optional().describe('of a scene about a duty'),
    area: areaCode.optional().describe('the whole of what the display sees when left out'),
    seconds: z.number().int().min(SCENE_SECONDS.min).max(SCENE_SECONDS.max),
  })
  .refine(({ kind, duty }) => (kind === 'duty') === (duty !== undefined), {
    path: ['duty'],
    message: 'a scene about a duty names it, and no other does',
  });
export type WallScene = z.infer<typeof wallScene>;

/** What a display shows, in this order, round and round. */
export const wallConfig = z.strictObject({
  scenes: z.array(wallScene).min(1).max(MOST_SCENES),
  theme: z.enum(['dark', 'light']).default('dark'),
  title: text(40)
    .trim()
    .min(1)
    .nullable()
    .default(null)
    .describe('in the head, instead of the name of the place'),
});
export type WallConfig = z.infer<typeof wallConfig>;
