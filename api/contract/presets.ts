import { z } from 'zod';
import { identifier, name } from '#api/contract/common.ts';
import { programmeInput } from '#api/contract/records.ts';

export const presetItem = z.object({
  /** What to put it under: `/api/programmes/{id}`. */
  id: identifier,
  /** Rows of the table of systems that it stands for. */
  rows: z.array(z.number().int()),
  about: name,
  /** Ready to be put once `firstDay` and `lastDay` are added. */
  programme: programmeInput.omit({ firstDay: true, lastDay: true }),
});

export const presetsAnswer = z.object({ items: z.array(presetItem), nextCursor: z.null() });
export type PresetsAnswer = z.infer<typeof presetsAnswer>;
