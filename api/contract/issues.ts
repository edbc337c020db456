import { z } from 'zod';
import { areaRef } from '#api/contract/areas.ts';
import { areaCode, identifier, instant, lonLat, name, text } from '#api/contract/common.ts';
import {
  ISSUE_LEVELS,
  ISSUE_SOURCES,
  type IssueEventType,
  RATINGS,
  REOPENERS,
  RESOLUTION_KINDS,
} from '#geodata/issue/events.ts';
import { ISSUE_STATES } from '#geodata/issue/states.ts';

const count = z.number().int();

/** One issue as it is sent; its first event is `reported`. Sending the same again changes nothing. */
export const issueInput = z.strictObject({
  id: z.uuid().describe('chosen by the sender'),
  category: identifier.describe('a category of either level that is not retired'),
  source: z.enum(ISSUE_SOURCES),
  at: instant.describe('when it was found or asked for'),
  area: areaCode.optional().describe('where it is; found from the position when left out'),
  position: lonLat.nullable().default(null).describe('WGS 84; without one the issue counts as unlocated'),
  level: z
    .enum(ISSUE_LEVELS)
    .optional()
    .describe('who has to deal with it first; that of the area when left out'),
  title: text(200).trim().min(1),
  text: text(4000).nullable().default(null),
  reporter: z
    .strictObject({ name: text(100).nullable().default(null), phone: text(40).nullable().default(null) })
    .nullable()
    .default(null)
    .describe('who asked; personal data'),
  subject: identifier.nullable().default(null).describe('the household, firm or person it is about'),
  visit: z.uuid().nullable().default(null).describe('the visit it was found on'),
  programme: identifier.nullable().default(null),
  officer: identifier.nullable().default(null).describe('who found it or took it in'),
  reference: text(100).nullable().default(null).describe('its number in the system it came from'),
});
export type IssueInput = z.infer<typeof issueInput>;

const eventBase = {
  id: z.uuid().describe('chosen by the sender: sending the same again changes nothing'),
  at: instant.optional().describe('when it happened; now when left out'),
  note: text(2000).nullable().default(null),
};
const reason = text(500).trim().min(1);
const organisation = identifier.optional().describe('whose part it is, where organisations have it');

/** What may happen to an issue after its report; which of them now, `allowed` of the issue tells. */
export const issueEventInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('accepted'), ...eventBase, category: identifier.optional() }),
  z.strictObject({ type: z.literal('refused'), ...eventBase, reason }),
  z.strictObject({
    type: z.literal('dispatched'),
    ...eventBase,
    organisations: z.array(identifier).min(1).max(20),
  }),
  z.strictObject({ type: z.literal('handling'), ...eventBase, organisation }),
  z.strictObject({ type: z.literal('resolved'), ...eventBase, kind: z.enum(RESOLUTION_KINDS), organisation }),
  z.strictObject({ type: z.literal('verified'), ...eventBase }),
  z.strictObject({
    type: z.literal('rated'),
    ...eventBase,
    rater: identifier
      .optional()
      .describe(
        'key of the person who rates, never a name: the last rating of each counts; left out, nobody knows who it is, and the rating counts as that of one more person',
      ),
    rating: z.enum(RATINGS),
    settled: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('closed'), ...eventBase }),
  z.strictObject({ type: z.literal('returned'), ...eventBase, organisation, reason }),
  z.strictObject({ type: z.literal('escalated'), ...eventBase }),
  z.strictObject({
    type: z.literal('extended'),
    ...eventBase,
    amount: count.min(1).max(1000),
    unit: z.enum(['day', 'hour']),
    reason,
  }),
  z.strictObject({ type: z.literal('suspended'), ...eventBase, reason }),
  z.strictObject({ type: z.literal('resumed'), ...eventBase }),
  z.strictObject({ type: z.literal('reopened'), ...eventBase, cause: z.enum(REOPENERS) }),
  z.strictObject({ type: z.literal('merged'), ...eventBase, into: z.uuid() }),
]);
export type IssueEventInput = z.infer<typeof issueEventInput>;

const categoryRef = z.object({ id: z.string(), name: z.string() });
const organisationRef = z.object({ id: z.string(), name: z.string() });

/** An issue as a row of the ledger. What people wrote, their names and their photos are not in it. */
export const issueItem = z.object({
  id: z.string(),
  category: categoryRef.extend({ parent: categoryRef.nullable() }),
  source: z.enum(ISSUE_SOURCES),
  state: z.enum(ISSUE_STATES),
  level: z.enum(ISSUE_LEVELS),
  /** Where it is at home, and the chain above it from the town down. */
  area: areaRef,
  chain: z.array(areaRef),
  /** Null for one that is not located; as long as the text is masked to about a hundred metres. */
  position: lonLat.nullable(),
  reportedAt: instant,
  /** Last moment that is in time; null when it is not open or its clock is stopped. */
  dueAt: instant.nullable(),
  overdue: z.boolean(),
  /** Last resolution; null while open. */
  settledAt: instant.nullable(),
  /** How the last resolution was; null before one. */
  resolution: z.enum(RESOLUTION_KINDS).nullable(),
  organisations: z.array(organisationRef.extend({ state: z.enum(['open', 'handling', 'done', 'returned']) })),
  /** Last rating; null before one. */
  rating: z.enum(RATINGS).nullable(),
  raters: count,
  photos: count,
  programme: z.string().nullable(),
  subject: z.string().nullable(),
  /** The issue it goes on in, when it was merged. */
  mergedInto: z.string().nullable(),
});
export type IssueItem = z.infer<typeof issueItem>;

/** One line of the timeline. Notes and reasons are free text: they come with `unmask`. */
const issueLogEntry = z.object({
  /** Place in the log from 0. */
  n: count,
  type: z.string() as z.ZodType<IssueEventType>,
  at: instant,
  receivedAt: instant,
  /** Who, name masked; null where nobody is known. */
  by: z.string().nullable(),
  organisation: organisationRef.nullable(),
  organisations: z.array(organisationRef),
  kind: z.enum(RESOLUTION_KINDS).nullable(),
  rating: z.enum(RATINGS).nullable(),
  settled: z.boolean().nullable(),
  category: categoryRef.nullable(),
  level: z.enum(ISSUE_LEVELS).nullable(),
  extension: z.object({ amount: count, unit: z.enum(['day', 'hour']) }).nullable(),
  into: z.string().nullable(),
  /** Whether there is a note or a reason to be unmasked. */
  hasNote: z.boolean(),
});
export type IssueLogEntry = z.infer<typeof issueLogEntry>;

export const issueDetail = issueItem.extend({
  log: z.array(issueLogEntry),
  /** Events that are allowed now. */
  allowed: z.array(z.string() as z.ZodType<IssueEventType>),
  /** The first promise, which extensions do not move; null while it is stopped. */
  promisedAt: instant.nullable(),
  /** Last moment for the level that is called to answer; null when no call waits. */
  escalationDueAt: instant.nullable(),
  /** Last moments by which bad ratings have to be made good. */
  rectificationDueAt: z.array(instant),
  /** Issues merged into it. */
  children: z.array(z.string()),
  pictures: z.array(z.object({ id: z.string(), width: count, height: count })),
  commit: count,
  treeVersion: count,
});
export type IssueDetail = z.infer<typeof issueDetail>;

/** What stands in free text, and who asked: given one by one, with an audit record. */
export const unmaskedIssue = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string().nullable(),
  reporter: z.object({ name: z.string().nullable(), phone: z.string().nullable() }).nullable(),
  position: lonLat.nullable(),
  /** Notes and reasons by place in the log. */
  notes: z.array(
    z.object({
      n: count,
      by: z.string().nullable(),
      note: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
});
export type UnmaskedIssue = z.infer<typeof unmaskedIssue>;

const term = z.object({
  amount: count,
  unit: z.enum(['day', 'hour']),
  calendar: z.enum(['civil', 'working']),
});
const levelClocks = z.object({ handling: term, escalation: term, rectification: term });
const ownClocks = z.partialRecord(z.enum(ISSUE_LEVELS), levelClocks.partial());
const category = z.strictObject({
  id: identifier,
  name,
  clocks: ownClocks.optional(),
  retired: z.boolean().optional(),
});

/** The two-level categories of a district with their clocks, whole. */
export const issueCategories = z.strictObject({
  defaults: z.record(z.enum(ISSUE_LEVELS), levelClocks),
  categories: z
    .array(category.extend({ children: z.array(category).max(200) }))
    .min(1)
    .max(100),
});
