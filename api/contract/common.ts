import { z } from 'zod';
import { parseDay } from '#geodata/duty/calendar.ts';
import { periodKindOf } from '#geodata/duty/period.ts';
import { LEVELS } from '#geodata/model.ts';

/** An RFC 9457 problem document. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string(), code: z.string() })),
  requestId: z.string(),
});
export type Problem = z.infer<typeof problem>;

/** Code of an area: text of any form, bounded in length, without control characters. */
export const areaCode = z
  .string()
  .min(1)
  .max(64)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  .regex(/^[^\u0000-\u001f\u007f]+$/, 'control characters are not allowed')
  .describe('code of an area, such as 370211001');

/** An identifier chosen by whoever sends the record. */
export const identifier = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._:-]+$/, 'letters, digits and . _ : - only');

export const level = z.enum(LEVELS);

export const civilDay = z
  .string()
  .refine((text) => parseDay(text) !== null, 'not a day of the calendar, write YYYY-MM-DD')
  .describe('civil day, YYYY-MM-DD');

export const periodKey = z
  .string()
  .refine((text) => periodKindOf(text) !== null, 'write 2026-W47, 2026-11, 2026-Q4, 2026 or programme')
  .describe('2026-W47, 2026-11, 2026-Q4, 2026 or programme');

export const instant = z.iso.datetime({ offset: true }).describe('RFC 3339 with offset');

export const lang = z.enum(['zh-CN', 'en']).optional().describe('language of names and messages');

/** Free text. Half of a surrogate pair is refused: no database gives it back as it was. */
export const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => value.isWellFormed(), 'has half of a surrogate pair');

export const name = z.object({ zh: text(200).min(1), en: text(200).min(1) });

/** Latitudes that Web Mercator draws. */
const MAX_LATITUDE = 85;

/** A box in degrees, as text: west,south,east,north. */
export const bbox = z
  .string()
  .max(200)
  .transform((joined) => joined.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))))
  .refine((sides) => {
    const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = sides;
    return (
      sides.length === 4 &&
      west < east &&
      south < north &&
      Math.max(-west, east) <= 180 &&
      Math.max(-south, north) <= MAX_LATITUDE
    );
  }, `write west,south,east,north in degrees, latitudes up to ${MAX_LATITUDE}`)
  .transform((sides) => sides as [west: number, south: number, east: number, north: number])
  .describe('west,south,east,north in degrees');

export const lonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

/** Query fields of every list: page size and the place to go on from. */
export const page = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(500).optional(),
};

/** The query of a route that takes none: whatever is named is refused. */
export const noQuery = z.strictObject({});

export const nextCursor = z.string().nullable();
