import { z } from 'zod';
import { areaRef } from '#api/contract/areas.ts';
import { areaCode, civilDay, identifier, instant, lang, periodKey, text } from '#api/contract/common.ts';
import { dutyFigures, periodInfo, signature } from '#api/contract/figures.ts';

const count = z.number().int();

export const closeInput = z.strictObject({
  area: areaCode,
  duties: z.array(identifier).min(1).max(100).optional().describe('every duty of the rhythm when left out'),
  note: text(500).trim().min(1).nullable().default(null),
});
export type CloseInput = z.infer<typeof closeInput>;
export const closeAnswer = z.object({
  period: periodKey,
  area: areaRef,
  commit: count,
  signed: z.array(signature.extend({ duty: identifier })),
});
export type CloseAnswer = z.infer<typeof closeAnswer>;

export const changesQuery = z.strictObject({
  duty: identifier,
  area: areaCode,
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  lang,
});
/** What lies between signed figures and those of now. */
export const changesAnswer = z.object({
  duty: identifier,
  area: areaRef,
  period: periodInfo,
  signed: signature,
  now: dutyFigures,
  /** Records that came or went since and bear on the period, newest first. */
  items: z.array(
    z.object({
      kind: z.enum(['visit', 'subject', 'officer', 'organisation', 'assignment', 'event', 'feed']),
      id: z.string(),
      subject: z.string().nullable(),
      area: z.string(),
      day: civilDay,
      change: z.enum(['recorded', 'voided', 'replaced']),
      commit: count,
      at: instant,
    }),
  ),
});
export type ChangesAnswer = z.infer<typeof changesAnswer>;
