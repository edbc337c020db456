import { z } from 'zod';
import { areaRef } from '#api/contract/areas.ts';
import {
  areaCode,
  civilDay,
  identifier,
  instant,
  lang,
  lonLat,
  name,
  nextCursor,
  page,
  text,
} from '#api/contract/common.ts';
import { stamp } from '#api/contract/figures.ts';
import { SUBJECT_TYPES } from '#geodata/model.ts';

const count = z.number().int();
const label = text(120).trim().min(1);
const reason = text(200).trim().min(1).nullable().default(null);

/** Time of the day, 00:00 to 24:00. */
export const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'write HH:MM, at most 24:00')
  .describe('HH:MM, 24:00 for the end of the day');

const span = { from: clockTime, to: clockTime };

export const openingHours = z.strictObject({
  weekly: z
    .array(z.strictObject({ weekday: z.number().int().min(1).max(7), ...span }))
    .max(42)
    .describe('1 Monday to 7 Sunday'),
  holidays: z.enum(['shut', 'asUsual']).default('shut').describe('on days off of the holiday table'),
  exceptions: z
    .array(
      z.strictObject({
        from: civilDay,
        to: civilDay,
        spans: z.array(z.strictObject(span)).max(6).describe('none: shut'),
        reason,
      }),
    )
    .max(366)
    .default([]),
});

export const timetable = z.strictObject({
  stops: z
    .array(z.strictObject({ id: identifier, name: label, position: lonLat }))
    .min(1)
    .max(500),
  runs: z
    .array(
      z.strictObject({
        id: identifier,
        stop: identifier,
        rule: text(200)
          .min(1)
          .describe('RRULE of RFC 5545 with FREQ DAILY, WEEKLY or MONTHLY, such as FREQ=WEEKLY;BYDAY=TU'),
        firstDay: civilDay,
        lastDay: civilDay.nullable().default(null),
        ...span,
      }),
    )
    .max(1000),
  exceptions: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('cancelled'), run: identifier, day: civilDay, reason }),
        z.strictObject({
          kind: z.literal('moved'),
          run: identifier,
          day: civilDay,
          stop: identifier,
          ...span,
          reason,
        }),
      ]),
    )
    .max(2000)
    .default([]),
  route: z.array(lonLat).min(2).max(10_000).nullable().default(null),
});

const whereabouts = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('fixed'),
    position: lonLat,
    hours: openingHours.nullable().default(null).describe('null: not known'),
  }),
  z.strictObject({ form: z.literal('moving'), timetable }),
]);

/** A service point as it is sent; sent again with other content it is changed from `validFrom` on. */
export const servicePointInput = z.strictObject({
  id: identifier,
  kind: identifier.describe('of the kinds in the settings'),
  name: label,
  organisation: identifier.nullable().default(null),
  services: z.array(identifier).max(100).default([]),
  capacity: z
    .number()
    .positive()
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe('people it can serve in 40 open hours; null: not known'),
  illustrative: z.boolean().default(false),
  whereabouts,
  validFrom: civilDay.optional().describe('first day; today when left out'),
  validTo: civilDay.nullable().default(null),
});
export type ServicePointInput = z.infer<typeof servicePointInput>;

const serviceName = z.object({ id: z.string(), name: z.string() });

/** One stop of a moving point on one day. */
export const occurrence = z.object({
  run: z.string(),
  stop: z.string(),
  stopName: z.string(),
  position: lonLat,
  /** Chain of the stop is told by its area. */
  area: areaRef.nullable(),
  day: civilDay,
  from: instant,
  to: instant,
  moved: z.boolean(),
  reason: z.string().nullable(),
  /** People served then; null where nobody has told. */
  served: count.nullable(),
});
export type OccurrenceItem = z.infer<typeof occurrence>;

/** What a list and the map tell of a point at the moment `at`. */
export const servicePointItem = z.object({
  id: z.string(),
  kind: z.string(),
  kindName: z.string(),
  form: z.enum(['fixed', 'moving']),
  name: z.string(),
  organisation: z.object({ id: z.string(), name: z.string() }).nullable(),
  services: z.array(serviceName),
  capacity: z.number().nullable(),
  illustrative: z.boolean(),
  /** Where it is at the moment asked for; of a moving one on its way, its last stop; null before the first. */
  position: lonLat.nullable(),
  area: areaRef.nullable(),
  /** Null where hours are not known. */
  open: z.boolean().nullable(),
  /** When what `open` says ends; null where it does not, or is not known. */
  until: instant.nullable(),
  /** Stop it is at now, the last one before, and the next one; of moving ones alone. */
  now: occurrence.nullable(),
  last: occurrence.nullable(),
  next: occurrence.nullable(),
  /** Open hours in the week of the moment asked for; null where they are not known. */
  weeklyHours: z.number().nullable(),
  /** Served in the 30 days up to the moment asked for; null where nobody has told. */
  served: count.nullable(),
});
export type ServicePointItem = z.infer<typeof servicePointItem>;

export const servicePointsQuery = z.strictObject({
  area: areaCode.optional().describe('everything that may be seen when left out; a moving one by any stop'),
  kind: text(500).optional().describe('kinds, comma separated'),
  form: z.enum(['fixed', 'moving']).optional(),
  at: instant.optional().describe('now when left out'),
  open: z.literal('1').optional().describe('only those open then'),
  q: text(100).optional().describe('part of a name or pinyin initials; points are no persons'),
  lang,
  ...page,
});
export type ServicePointsQuery = z.infer<typeof servicePointsQuery>;

export const servicePointsAnswer = z.object({
  ...stamp.shape,
  /** The moment it is told for. */
  at: instant,
  matching: count,
  kinds: z.array(
    z.object({ id: z.string(), name: z.string(), form: z.enum(['fixed', 'moving']), count, open: count }),
  ),
  items: z.array(servicePointItem),
  nextCursor,
});
export type ServicePointsAnswer = z.infer<typeof servicePointsAnswer>;

export const servicePointDetail = servicePointItem.extend({
  whereabouts,
  validFrom: civilDay,
  validTo: civilDay.nullable(),
  chain: z.array(areaRef),
});
export type ServicePointDetail = z.infer<typeof servicePointDetail>;

export const servicePointQuery = z.strictObject({
  at: instant.optional().describe('now when left out'),
  lang,
});

export const stopsQuery = z.strictObject({
  area: areaCode.optional(),
  from: civilDay,
  to: civilDay.describe('at most 92 days after from'),
  point: identifier.optional(),
  lang,
});
export type StopsQuery = z.infer<typeof stopsQuery>;

/** The days' stops of moving points in order of time. */
export const stopsAnswer = z.object({
  ...stamp.shape,
  items: z.array(occurrence.extend({ point: z.string(), pointName: z.string(), kind: z.string() })),
});
export type StopsAnswer = z.infer<typeof stopsAnswer>;

/** How many were served at one opening. Nothing about who. */
export const sessionInput = z.strictObject({
  id: z.uuid().describe('chosen by the sender: sending the same again changes nothing'),
  point: identifier,
  day: civilDay,
  stop: identifier.nullable().default(null).describe('of a moving point'),
  served: z.number().int().min(0).max(100_000),
});
export type SessionInput = z.infer<typeof sessionInput>;

const localisedEntry = z.strictObject({ id: identifier, name });

export const serviceSettings = z.strictObject({
  kinds: z
    .array(localisedEntry.extend({ form: z.enum(['fixed', 'moving']) }))
    .min(1)
    .max(50),
  services: z.array(localisedEntry).max(200),
  demands: z
    .array(localisedEntry.extend({ type: z.enum(SUBJECT_TYPES), tags: z.array(label).max(20) }))
    .min(1)
    .max(20),
  thresholds: z
    .strictObject({
      town: z.number().positive().max(100_000),
      fringe: z.number().positive().max(100_000),
      rural: z.number().positive().max(100_000),
      unknown: z.number().positive().max(100_000),
    })
    .describe('metres of travel within which a service is in reach, by 城乡分类'),
  detour: z.number().min(1).max(5).describe('travel by geodesic distance'),
});
export type ServiceSettingsInput = z.infer<typeof serviceSettings>;
