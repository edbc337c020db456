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
});
export type VisitInput = z.infer<typeof visitInput>;

const fieldError = z.object({ path: z.string(), message: z.string(), code: z.string() });

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

export const visitRecord = z.object({
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

const thresholds = z.strictObject({
  greenPace: z.number().min(-1).max(0),
  redPace: z.number().min(-1).max(0),
  target: z.number().min(0).max(1),
  amberRatio: z.number().min(0).max(1),
});
const dutyBase = {
  id: identifier,
  name,
  period: z.enum(PERIOD_KINDS),
  thresholds: thresholds.optional(),
};

/** Every subject of a type gets at least `n` qualifying visits in each period. */
const coverSubjectsInput = z.strictObject({
  kind: z.literal('coverSubjects'),
  ...dutyBase,
  subjectType: z.enum(SUBJECT_TYPES),
  tags: z.array(text(40).min(1)).max(20).default([]),
  n: z.number().int().min(1).max(366),
  modes: z.array(z.enum(VISIT_MODES)).default([]),
  ownProgrammeOnly: z.boolean().default(false),
  responsibleUpTo: level.default('grid').describe('highest level whose assignments answer for a subject'),
});

/** Every area of a level has `min` to `max` officers assigned. */
const staffingInput = z
  .strictObject({
    kind: z.literal('staffing'),
    ...dutyBase,
    level,
    min: z.number().int().min(1).max(10_000),
    max: z.number().int().min(1).max(10_000),
    role: text(40).min(1).nullable().default(null),
  })
  .refine((duty) => duty.max >= duty.min, { path: ['max'], message: 'is below min' });

export const dutyInput = z.discriminatedUnion('kind', [coverSubjectsInput, staffingInput]);
export const programmeInput = z.strictObject({
  name,
  firstDay: civilDay,
  lastDay: civilDay,
  duties: z.array(dutyInput).min(1).max(50),
});
export type ProgrammeInput = z.infer<typeof programmeInput>;
