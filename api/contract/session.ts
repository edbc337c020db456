import { z } from 'zod';
import { areaRef } from '#api/contract/areas.ts';
import { civilDay, instant } from '#api/contract/common.ts';
import { wallConfig } from '#api/contract/wall.ts';
import { who } from '#api/contract/who.ts';

/** What the web needs to begin: who asks, what they may see, which day it is, what must be printed. */
export const sessionAnswer = z.object({
  user: who,
  /** The areas whose subtrees may be seen. */
  scope: z.array(areaRef),
  now: instant,
  today: civilDay,
  timezone: z.string(),
  /** Whether the store was filled with the demonstration district. */
  demo: z.boolean(),
  /** The import that is being written or taken back now, of the own areas: figures move meanwhile. */
  importing: z
    .object({
      kind: z.enum(['issues']),
      doing: z.enum(['writing', 'undoing']),
      /** Share done, 0 to 1. */
      progress: z.number().min(0).max(1),
    })
    .nullable(),
  /** What a display is set to show; null for the usual scenes, and for persons. */
  wall: wallConfig.nullable().default(null),
  /** Source lines to print on every map. */
  attribution: z.array(z.string()),
});
export type SessionAnswer = z.infer<typeof sessionAnswer>;
