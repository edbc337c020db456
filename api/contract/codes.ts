import { z } from 'zod';

/** An ordered list of codes, as columns without codes refer to it; the own row 本级 is the last. */
export const codesAnswer = z.object({ count: z.number().int(), codes: z.array(z.string()) });
export type CodesAnswer = z.infer<typeof codesAnswer>;

export const codesParam = z.object({
  hash: z.string().min(1).max(64).describe('hash of the codes, from an answer in columns'),
});
