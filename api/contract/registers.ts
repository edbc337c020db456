import { z } from 'zod';
import {
  areaCode,
  civilDay,
  identifier,
  instant,
  lang,
  nextCursor,
  page,
  text,
} from '#api/contract/common.ts';
import { SUBJECT_TYPES } from '#geodata/model.ts';

/** Days an entry holds for; an open end is null. */
const validity = { validFrom: civilDay, validTo: civilDay.nullable() };
const home = z.string().describe('code of the area it is at home in');
const maskedName = z.string().describe('masked: the first character and stars');

const subjectFields = {
  type: z.enum(SUBJECT_TYPES),
  name: maskedName,
  tags: z.array(z.string()),
  area: home,
  zones: z.record(z.string(), z.string()).describe('the zone it lies in, by tree of zones'),
  ...validity,
};
const officerFields = {
  role: z.string(),
  name: maskedName,
  phone: z.string().nullable().describe('masked: 138****5678'),
  organisation: z.string(),
  area: home,
  ...validity,
};
const organisationFields = { type: z.string(), name: z.string(), area: home, ...validity };
const assignmentFields = {
  officer: z.string(),
  role: z.string(),
  area: z.string().nullable().describe('area that is answered for; null when it is a subject'),
  subject: z.string().nullable().describe('subject that is answered for; null when it is an area'),
  home,
  ...validity,
};
const eventFields = {
  kind: z.string(),
  subject: z.string(),
  day: civilDay,
  officer: z.string().nullable().describe('who is to call; whoever answers when null'),
  area: home,
};
const feedFields = {
  name: z.string(),
  areas: z.array(z.string()).describe('the subtrees it serves'),
  duties: z.array(z.string()).describe('empty for every duty'),
  intervalDays: z.number().int(),
  area: z.string().describe('the lowest area that holds all it serves'),
  ...validity,
};
/** The day of a feed's last delivery, an empty one included; null before the first. */
const lastDelivery = civilDay.nullable();

/** What a register says of one id: now, and in every row that was ever on record. */
function detailOf<F extends z.ZodRawShape>(fields: F) {
  return z.object({
    id: z.string(),
    entries: z.array(z.object(fields)).describe('on record now, ascending by their days'),
    history: z
      .array(
        z.object({
          ...fields,
          recordedAt: instant,
          replacedAt: instant.nullable().describe('null while it is on record'),
        }),
      )
      .describe('every row ever on record, newest first'),
  });
}

function answerOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor });
}

const id = { id: z.string() };
const subjectItem = z.object({ ...id, ...subjectFields });
const officerItem = z.object({ ...id, ...officerFields });
const organisationItem = z.object({ ...id, ...organisationFields });
const assignmentItem = z.object({ ...id, ...assignmentFields });
const eventItem = z.object({ ...id, ...eventFields });
const feedItem = z.object({ ...id, ...feedFields, lastDelivery });
export type SubjectItem = z.infer<typeof subjectItem>;
export type OfficerItem = z.infer<typeof officerItem>;
export type OrganisationItem = z.infer<typeof organisationItem>;
export type AssignmentItem = z.infer<typeof assignmentItem>;
export type EventItem = z.infer<typeof eventItem>;
export type FeedItem = z.infer<typeof feedItem>;

export const subjectsAnswer = answerOf(subjectItem);
export const officersAnswer = answerOf(officerItem);
export const organisationsAnswer = answerOf(organisationItem);
export const assignmentsAnswer = answerOf(assignmentItem);
export const eventsAnswer = answerOf(eventItem);
export const feedsAnswer = answerOf(feedItem);

const assignments = z.array(assignmentItem).describe('in force today');
export const subjectDetail = detailOf(subjectFields).extend({ assignments });
export const officerDetail = detailOf(officerFields).extend({ assignments });
export const organisationDetail = detailOf(organisationFields);
export const assignmentDetail = detailOf(assignmentFields);
export const eventDetail = detailOf(eventFields);
export const feedDetail = detailOf(feedFields).extend({ lastDelivery });
export type SubjectDetail = z.infer<typeof subjectDetail>;
export type OfficerDetail = z.infer<typeof officerDetail>;
export type OrganisationDetail = z.infer<typeof organisationDetail>;
export type AssignmentDetail = z.infer<typeof assignmentDetail>;
export type EventDetail = z.infer<typeof eventDetail>;
export type FeedDetail = z.infer<typeof feedDetail>;

const inArea = { area: areaCode.optional().describe('only what is at home in this area or below') };
const on = civilDay.optional().describe('the day whose entries are asked for, today when left out');
const word = text(40).min(1).optional();
const q = text(100).trim().min(1).optional().describe('part of the name or of the id');

const subjectsAsked = { ...inArea, type: z.enum(SUBJECT_TYPES).optional(), tag: word, on };
const officersAsked = { ...inArea, role: word, organisation: identifier.optional(), on };
/** What is searched for is in the body: an address with somebody's name in it would stand in logs. */
const searched = { q: text(100).trim().min(1).describe('part of the name or of the id'), lang, ...page };
export const subjectsQuery = z.strictObject({ ...subjectsAsked, lang, ...page });
export const subjectsSearch = z.strictObject({ ...subjectsAsked, ...searched });
export const officersQuery = z.strictObject({ ...officersAsked, lang, ...page });
export const officersSearch = z.strictObject({ ...officersAsked, ...searched });
export const organisationsQuery = z.strictObject({ ...inArea, type: word, on, q, lang, ...page });
export const assignmentsQuery = z.strictObject({
  ...inArea,
  officer: identifier.optional(),
  subject: identifier.optional(),
  role: word,
  on,
  lang,
  ...page,
});
export const eventsQuery = z.strictObject({
  ...inArea,
  kind: word,
  subject: identifier.optional(),
  from: civilDay.optional(),
  to: civilDay.optional(),
  lang,
  ...page,
});
export const feedsQuery = z.strictObject({ ...inArea, lang, ...page });
export type SubjectsQuery = z.infer<typeof subjectsQuery> & { q?: string };
export type OfficersQuery = z.infer<typeof officersQuery> & { q?: string };
export type OrganisationsQuery = z.infer<typeof organisationsQuery>;
export type AssignmentsQuery = z.infer<typeof assignmentsQuery>;
export type EventsQuery = z.infer<typeof eventsQuery>;
export type FeedsQuery = z.infer<typeof feedsQuery>;
