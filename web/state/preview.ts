import { z } from 'zod';
import { wallConfig } from '#api/contract/wall.ts';

/** What the preview of a display tells the screen that sets it up. */
export const PREVIEW_READY = 'guatu wall is ready';

/** What that screen tells the preview. */
export const previewMessage = z.object({
  guatuWall: wallConfig.nullable(),
  /** The area that stands for the whole. */
  top: z.string().nullable(),
});
export type PreviewMessage = z.infer<typeof previewMessage>;
