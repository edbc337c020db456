import { z } from 'zod';
import {
  areaCode,
  civilDay,
  identifier,
  instant,
  lang,
  level,
  lonLat,
  name,
  nextCursor,
  page,
  text,
} from '#api/contract/common.ts';
import { DEFAULT_THRESHOLDS, DUTY_CALENDARS, FIELD_TYPES, LIGHT_PRESETS } from '#geodata/duty/types.ts';
import { PERIOD_KINDS, SUBJECT_TYPES, VISIT_MODES, VISIT_OUTCOMES } from '#geodata/model.ts';

/** One visit as it is sent. Sending the same again changes nothing. */
export const visitInput = z.strictObject({
  id: z.uuid().describe('chosen by the sender'),
  subject: identifier,
  officers: z.array(identifier).min(1).max(20),
  at: instant,
  mode: z.enum(VISIT_MODES),
  outcome: z.enum(VISIT_OUTCOMES),
  programme: identifier.nullable().default(null),
  position: lonLat.nullable().default(null).describe('where the visitor stood, WGS 84'),
  note: text(2000).nullable().default(null),
  area: areaCode
    .optional()
    .describe('of a household that no register lists: where it is; only then may the subject be unknown'),
  fields: z
    .record(identifier, z.union([text(2000), z.number(), z.boolean(), z.array(identifier).max(100)]))
    .default({})
    .describe("answers to the programme's form, by field"),
  feed: identifier.nullable().default(null).describe('the source that delivered it'),
});
export type VisitInput = z.infer<typeof visitInput>;

const fieldError = z.object({ path: z.string(), message: z.string(), code: z.string() });

/** The last day an entry holds; an event is withdrawn whole, whatever the day. */
export const endInput = z.strictObject({ on: civilDay });

/** A delivery of a source, be it empty. */
export const deliveryInput = z.strictObject({ at: instant });

const day = civilDay;
/** Days off and make-up working days 调休, such as the State Council's notice has them. */
export const holidaysInput = z.strictObject({
  holidays: z.array(day).max(4000),
  workdays: z.array(day).max(4000),
});

/** What became of one record that was sent. */
export const recordOutcome = z.object({
  /** 1-based line of a batch; 1 for a single record. */
  line: z.number().int(),
  id: z.string().nullable(),
  status: z.enum(['created', 'duplicate', 'refused']),
  commit: z.number().int().nullable(),
  errors: z.array(fieldError),
});
export type RecordOutcome = z.infer<typeof recordOutcome>;

const visitRecord = z.object({
  id: z.string(),
  subject: z.string(),
  area: z.string(),
  officers: z.array(z.string()),
  at: instant,
  day: civilDay,
  receivedAt: instant,
  mode: z.enum(VISIT_MODES),
  outcome: z.enum(VISIT_OUTCOMES),
  programme: z.string().nullable(),
  fields: z.record(z.string(), z.unknown()),
  feed: z.string().nullable(),
  backfilled: z.boolean(),
  voided: z.object({ reason: z.string(), at: instant }).nullable(),
});
export type VisitRecord = z.infer<typeof visitRecord>;

export const visitsQuery = z.strictObject({
  area: areaCode.optional(),
  from: civilDay.optional(),
  to: civilDay.optional(),
  officer: identifier.optional(),
  subject: identifier.optional(),
  lang,
  ...page,
});
export const visitsAnswer = z.object({ items: z.array(visitRecord), nextCursor });

export const voidInput = z.strictObject({ reason: text(500).trim().min(1) });

/** One subject as it is sent: its register from `validFrom` on; an earlier entry is ended the day before. */
export const subjectInput = z.strictObject({
  id: identifier,
  type: z.enum(SUBJECT_TYPES),
  name: text(200).min(1),
  tags: z.array(text(40).min(1)).max(20).default([]),
  area: areaCode.optional().describe('where it is at home; found from the position when left out'),
  zones: z.record(text(64).min(1), areaCode).default({}).describe('the zone it lies in, by tree of zones'),
  position: lonLat.nullable().default(null),
  validFrom: civilDay,
  validTo: civilDay.nullable().default(null),
});
export type SubjectInput = z.infer<typeof subjectInput>;

const validity = { validFrom: civilDay, validTo: civilDay.nullable().default(null) };

export const organisationInput = z.strictObject({
  id: identifier,
  type: text(40).min(1).describe('department, townOffice, taskForce, residentUnit or a word of your own'),
  name: text(200).min(1),
  area: areaCode,
  ...validity,
});
export type OrganisationInput = z.infer<typeof organisationInput>;

/** An officer is a post: successors take it over with everything assigned to it. */
export const officerInput = z.strictObject({
  id: identifier,
  role: text(40).min(1),
  name: text(200).min(1),
  phone: text(40).min(1).nullable().default(null),
  organisation: identifier,
  ...validity,
});
export type OfficerInput = z.infer<typeof officerInput>;

/** An assignment 包联 of an officer to an area or to a subject. */
export const assignmentInput = z
  .strictObject({
    id: identifier,
    officer: identifier,
    area: areaCode.nullable().default(null),
    subject: identifier.nullable().default(null),
    role: text(40).min(1),
    ...validity,
  })
  .refine((assignment) => (assignment.area === null) !== (assignment.subject === null), {
    path: ['area'],
    message: 'name an area or a subject, one of the two',
  });
export type AssignmentInput = z.infer<typeof assignmentInput>;

/** Something that starts a clock for a subject: a birthday, an illness, an issue settled. */
export const eventInput = z.strictObject({
  id: identifier,
  kind: text(40)
    .min(1)
    .refine((kind) => kind !== 'assignment', 'assignments start their clocks themselves'),
  subject: identifier,
  day: civilDay,
  officer: identifier.nullable().default(null).describe('who is to call; whoever answers when left out'),
});
export type EventInput = z.infer<typeof eventInput>;

/** A source of records: what it serves and how often it should deliver. */
export const feedInput = z.strictObject({
  id: identifier,
  name: text(200).min(1),
  areas: z.array(areaCode).min(1).max(1000).describe('the subtrees it serves'),
  duties: z.array(identifier).max(100).default([]).describe('empty for every duty'),
  intervalDays: z.number().int().min(1).max(366),
  ...validity,
});
export type FeedInput = z.infer<typeof feedInput>;

const thresholds = z.strictObject({
  preset: z.enum(LIGHT_PRESETS).default(DEFAULT_THRESHOLDS.preset),
  greenPace: z.number().min(-1).max(0).default(DEFAULT_THRESHOLDS.greenPace),
  redPace: z.number().min(-1).max(0).default(DEFAULT_THRESHOLDS.redPace),
  target: z.number().min(0).max(1).default(DEFAULT_THRESHOLDS.target),
  amberRatio: z.number().min(0).max(1).default(DEFAULT_THRESHOLDS.amberRatio),
  nearDays: z.number().int().min(0).max(366).default(DEFAULT_THRESHOLDS.nearDays),
});
const tag = text(40).min(1);
const dutyBase = {
  id: identifier,
  name,
  period: z.enum(PERIOD_KINDS),
  calendar: z.enum(DUTY_CALENDARS).optional().describe('days that windows and deadlines count'),
  tree: text(64).min(1).optional().describe('administrative, or the name of a tree of zones'),
  inFocus: z.boolean().optional().describe('about people in focus: small cells are withheld'),
  thresholds: thresholds.optional(),
};
const visitRule = {
  modes: z.array(z.enum(VISIT_MODES)).optional().describe('empty for every mode'),
  ownProgrammeOnly: z.boolean().optional(),
};
const ofTags = { tags: z.array(tag).max(20).optional() };
const role = text(40).min(1);
const responsibleUpTo = level.optional().describe('highest level whose assignments answer for a subject');

/** Every subject of a type gets at least `n` qualifying visits in each period. */
const coverSubjectsInput = z.strictObject({
  kind: z.literal('coverSubjects'),
  ...dutyBase,
  ...visitRule,
  ...ofTags,
  subjectType: z.enum(SUBJECT_TYPES),
  n: z.number().int().min(1).max(366),
  officerRole: role.nullable().optional(),
  responsibleUpTo,
  denominator: z.enum(['register', 'households']).optional(),
});

/** Every post in a role calls on at least `n` different subjects of its own areas in each period. */
const officerQuotaInput = z.strictObject({
  kind: z.literal('officerQuota'),
  ...dutyBase,
  ...visitRule,
  ...ofTags,
  role,
  n: z.number().int().min(1).max(10_000),
  subjectType: z.enum(SUBJECT_TYPES).nullable().optional(),
});

/** Every event of a kind is followed by a qualifying visit within so many days. */
const afterEventInput = z.strictObject({
  kind: z.literal('afterEvent'),
  ...dutyBase,
  ...visitRule,
  ...ofTags,
  event: text(40).min(1).describe('kind of the event; `assignment`: the assignment to a subject itself'),
  days: z.number().int().min(0).max(3660),
  subjectType: z.enum(SUBJECT_TYPES).nullable().optional(),
  byAssigned: z.boolean().optional().describe('only visits of whoever answers for the subject qualify'),
  officerRole: role.nullable().optional(),
  responsibleUpTo,
});

/** Every area of a level has `min` to `max` officers assigned. */
const staffingInput = z
  .strictObject({
    kind: z.literal('staffing'),
    ...dutyBase,
    level,
    min: z.number().int().min(1).max(10_000),
    max: z.number().int().min(1).max(10_000),
    role: role.nullable().optional(),
  })
  .refine((duty) => duty.max >= duty.min, { path: ['max'], message: 'is below min' });

const dutyInput = z.discriminatedUnion('kind', [
  coverSubjectsInput,
  officerQuotaInput,
  afterEventInput,
  staffingInput,
]);
export type DutyInput = z.infer<typeof dutyInput>;

/** One field of the form that visits of a programme carry. */
export const formField = z
  .strictObject({
    id: identifier,
    name,
    type: z.enum(FIELD_TYPES),
    required: z.boolean().default(false),
    options: z
      .array(z.strictObject({ id: identifier, name }))
      .max(100)
      .default([]),
  })
  .refine((field) => (field.type === 'choice' || field.type === 'choices') === field.options.length > 0, {
    path: ['options'],
    message: 'a choice has options, other fields have none',
  });

export const programmeInput = z.strictObject({
  name,
  firstDay: civilDay,
  lastDay: civilDay,
  fields: z.array(formField).max(50).default([]),
  duties: z.array(dutyInput).min(1).max(50),
});
export type ProgrammeInput = z.infer<typeof programmeInput>;
