import { z } from 'zod';
import { areaRef } from '#api/contract/areas.ts';
import {
  areaCode,
  civilDay,
  identifier,
  instant,
  lang,
  nextCursor,
  page,
  periodKey,
  text,
} from '#api/contract/common.ts';
import { stamp } from '#api/contract/figures.ts';
import {
  SUPERVISION_EVENTS,
  SUPERVISION_STATES,
  type SupervisionEventType,
} from '#geodata/supervision/states.ts';

const count = z.number().int();
const note = text(2000).trim();

const object = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('issue'), issue: z.uuid() }),
  z.strictObject({
    kind: z.literal('gap'),
    duty: identifier,
    period: periodKey,
    subject: areaCode.describe(
      'id of the subject or the post, or code of the area, as the list of gaps has it',
    ),
    event: identifier.nullable().default(null).describe('the event whose clock has run out'),
  }),
  z.strictObject({ kind: z.literal('organisation'), organisation: identifier }),
]);

/** One supervised item 督办 as it is sent. Sending the same again changes nothing. */
export const supervisionInput = z.strictObject({
  id: z.uuid().describe('chosen by the sender'),
  object: object.describe('what is supervised'),
  to: z
    .strictObject({ kind: z.enum(['organisation', 'officer']), id: identifier })
    .describe('who has to answer'),
  due: civilDay.describe('last day in time; today or later'),
  text: note.nullable().default(null).describe('what is asked for; personal data'),
});
export type SupervisionInput = z.infer<typeof supervisionInput>;

const eventBase = { id: z.uuid().describe('chosen by the sender: sending the same again changes nothing') };
const optional = note.nullable().default(null);

/** What may happen to a supervised item; which of them now, `allowed` of the item tells. */
export const supervisionEventInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('read'), ...eventBase }),
  z.strictObject({ type: z.literal('answered'), ...eventBase, note: note.min(1).describe('the answer') }),
  z.strictObject({ type: z.literal('accepted'), ...eventBase, note: optional }),
  z.strictObject({
    type: z.literal('sentBack'),
    ...eventBase,
    note: note.min(1).describe('what is missing'),
  }),
  z.strictObject({ type: z.literal('withdrawn'), ...eventBase, note: optional }),
]);
export type SupervisionEventInput = z.infer<typeof supervisionEventInput>;

/** What the receiving system says of an item, signed over the whole body. */
export const supervisionCallback = z.strictObject({
  id: z.uuid().describe('chosen by the sender; each is taken once'),
  supervision: z
    .uuid()
    .describe('the item, as in the address: what is signed for one is refused for another'),
  type: z.enum(['read', 'answered']),
  at: instant.describe('when it is sent: at most five minutes from now'),
  note: note.nullable().default(null).describe('the answer'),
});
export type SupervisionCallback = z.infer<typeof supervisionCallback>;

/** One state of those that are asked for, comma separated. */
const states = z
  .string()
  .max(200)
  .transform((joined) => [...new Set(joined.split(','))])
  .pipe(z.array(z.enum(SUPERVISION_STATES)).min(1));

export const supervisionsQuery = z.strictObject({
  area: areaCode.optional().describe('everything that may be seen when left out'),
  state: states.optional().describe('any of these, comma separated'),
  open: z.literal('1').optional().describe('only those whose answer is not accepted yet'),
  overdue: z.literal('1').optional().describe('only those past due and still open'),
  issue: z.uuid().optional().describe('only those of this issue'),
  lang,
  ...page,
});
export type SupervisionsQuery = z.infer<typeof supervisionsQuery>;

/** One line of the timeline. Notes are free text: they come with `unmask`. */
const logEntry = z.object({
  n: count,
  type: z.enum(SUPERVISION_EVENTS),
  at: instant,
  /** Who, name masked; null for the server and the receiving system. */
  by: z.string().nullable(),
  /** Why a message did not arrive. */
  failure: z.string().nullable(),
  hasNote: z.boolean(),
});

const namedRef = z.object({ id: z.string(), name: z.string() });

/** A supervised item. What people wrote is not in it, and names of persons are masked. */
export const supervisionItem = z.object({
  id: z.string(),
  object: z.object({
    kind: z.enum(['issue', 'gap', 'organisation']),
    /** Id of what is supervised: the issue, who has not been reached, or the organisation. */
    id: z.string(),
    /** Name masked; null where there is none to tell. */
    name: z.string().nullable(),
    /** Of a gap alone. */
    duty: namedRef.nullable(),
    period: z.string().nullable(),
    event: z.string().nullable(),
  }),
  area: areaRef,
  chain: z.array(areaRef),
  to: namedRef.extend({ kind: z.enum(['organisation', 'officer']) }),
  due: civilDay,
  state: z.enum(SUPERVISION_STATES),
  overdue: z.boolean(),
  issuedAt: instant,
  /** Name masked. */
  by: z.string(),
  hasText: z.boolean(),
  /** Whether its message has arrived; never where none was to be sent. */
  delivered: z.boolean(),
  /** When its message is sent next; null when none waits. */
  nextAttemptAt: instant.nullable(),
  log: z.array(logEntry),
  /** What the state allows now and the server does not do by itself. */
  allowed: z.array(z.string() as z.ZodType<SupervisionEventType>),
  /** Whether who asks has answered it, and so may not accept. */
  answeredByMe: z.boolean(),
  /** Whether it is addressed to who asks: to their post, or to an organisation they are bound to. */
  addressedToMe: z.boolean(),
});
export type SupervisionItem = z.infer<typeof supervisionItem>;

export const supervisionsAnswer = z.object({
  ...stamp.shape,
  matching: count,
  /** Items of the area (and the issue) that are open, and those of them past due, whatever else is asked for. */
  open: count,
  overdue: count,
  items: z.array(supervisionItem),
  nextCursor,
});
export type SupervisionsAnswer = z.infer<typeof supervisionsAnswer>;

/** What stands in free text: given one by one, with an audit record. */
export const unmaskedSupervision = z.object({
  id: z.string(),
  text: z.string().nullable(),
  notes: z.array(z.object({ n: count, by: z.string().nullable(), note: z.string().nullable() })),
});
export type UnmaskedSupervision = z.infer<typeof unmaskedSupervision>;

const url = text(2000).min(1);
const LATER_EVENTS = ['accepted', 'sentBack', 'overdue'] as const;

/** Where supervised items are delivered to. */
export const supervisionSettingsInput = z.strictObject({
  on: z.boolean(),
  url: url.nullable().describe('http(s) address without credentials that messages are posted to'),
  secret: text(200)
    .min(16)
    .optional()
    .describe('what messages and callbacks are signed with; never given back; left out it stays as it is'),
  withText: z
    .boolean()
    .default(false)
    .describe('whether what is asked for is sent along: free text, personal data'),
  link: url.nullable().default(null).describe('address under which those who are told open Guatu'),
  also: z
    .array(z.enum(LATER_EVENTS))
    .max(LATER_EVENTS.length)
    .default([])
    .transform((events) => LATER_EVENTS.filter((event) => events.includes(event)))
    .describe('what is told beside the issue: acceptance, sending back, falling overdue'),
});
export type SupervisionSettingsInput = z.infer<typeof supervisionSettingsInput>;

export const supervisionSettings = z.object({
  on: z.boolean(),
  url: z.string().nullable(),
  hasSecret: z.boolean(),
  withText: z.boolean(),
  link: z.string().nullable(),
  also: z.array(z.enum(LATER_EVENTS)),
});
export type SupervisionSettings = z.infer<typeof supervisionSettings>;

/** What became of a message that tries the settings. */
export const supervisionTest = z.object({
  delivered: z.boolean(),
  /** Why not: a status, or what kept the connection from being made. */
  failure: z.string().nullable(),
});

/** The last messages, newest first. */
export const supervisionDeliveries = z.object({
  items: z.array(
    z.object({
      message: z.string(),
      supervision: z.string(),
      event: z.enum(['issued', ...LATER_EVENTS]),
      at: instant,
      to: namedRef.extend({ kind: z.enum(['organisation', 'officer']) }),
      area: areaRef,
      attempts: count,
      deliveredAt: instant.nullable(),
      /** When it is sent next; null when it has arrived, or was given up. */
      nextAttemptAt: instant.nullable(),
      /** Why the last attempt failed. */
      failure: z.string().nullable(),
      /** State of the item, and when it was first read and last answered. */
      state: z.enum(SUPERVISION_STATES),
      readAt: instant.nullable(),
      answeredAt: instant.nullable(),
    }),
  ),
});
export type SupervisionDeliveriesAnswer = z.infer<typeof supervisionDeliveries>;
