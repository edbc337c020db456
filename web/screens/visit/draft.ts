import type { VisitInput } from '#api/contract/records.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';
import type { FormField } from '#geodata/duty/types.ts';
import { checkAnswers } from '#geodata/form.ts';
import type { LonLat, VisitMode, VisitOutcome } from '#geodata/model.ts';
import { instantOf } from '../../state/clock.ts';

export type Answer = string | number | boolean | string[];
export type Answers = Record<string, Answer>;

/** A visit while it is being written down. */
export interface Draft {
  outcome: VisitOutcome | null;
  mode: VisitMode;
  programme: string | null;
  answers: Answers;
  note: string;
  /** Wall clock in the district's zone, `2026-11-20T14:32`; null means now. */
  at: string | null;
  /** Whether to say where the visitor stands. */
  withPlace: boolean;
}

/** What keeps a draft from being saved, by field: `outcome`, `at`, or `fields.` and the id of a form's field. */
export type DraftFaults = Partial<Record<string, 'missing' | 'wrong'>>;

/** Visits are received up to three days after they were made without being called backfilled. */
const BACKFILL_MS = 3 * 86_400_000;

export const emptyDraft = (programme: string | null): Draft => ({
  outcome: null,
  mode: 'onSite',
  programme,
  answers: {},
  note: '',
  at: null,
  withPlace: true,
});

/** A refused record, to be mended. */
export const draftOf = (visit: VisitInput, zone: string): Draft => ({
  outcome: visit.outcome,
  mode: visit.mode,
  programme: visit.programme,
  answers: { ...visit.fields },
  note: visit.note ?? '',
  at: formatInstant(Date.parse(visit.at), zone).slice(0, 16),
  withPlace: visit.position !== null,
});

/** Answers that say something: blank texts and empty lists are none. */
function givenAnswers(answers: Answers, fields: readonly FormField[]): Answers {
  const known = new Set(fields.map(({ id }) => id));
  return Object.fromEntries(
    Object.entries(answers).filter(
      ([id, answer]) =>
        known.has(id) && (typeof answer === 'string' || Array.isArray(answer) ? answer.length > 0 : true),
    ),
  );
}

/**
 * What is missing or wrong, by the rules the interface checks with. Who was not met need not have answers.
 *
 * @param now milliseconds by the district's clock
 */
export function faultsOf(
  draft: Draft,
  fields: readonly FormField[],
  { now, zone }: { now: number; zone: string },
): DraftFaults {
  const faults: DraftFaults = {};
  if (draft.outcome === null) faults.outcome = 'missing';
  if (draft.at !== null) {
    const at = instantOf(draft.at, zone);
    if (at === null || at > now) faults.at = 'wrong';
  }
  if (draft.outcome === 'met')
    for (const { path, code } of checkAnswers(fields, givenAnswers(draft.answers, fields))) {
      // the path of a choice among several ends with its place
      const id = fields.find((field) => field.id === path)?.id ?? path.replace(/\.\d+$/, '');
      faults[`fields.${id}`] = code === 'required' ? 'missing' : 'wrong';
    }
  return faults;
}

/** Whether the time chosen lies so far back that the visit counts as backfilled 补录. */
export function isBackfilled(draft: Draft, { now, zone }: { now: number; zone: string }): boolean {
  const at = draft.at === null ? null : instantOf(draft.at, zone);
  return at !== null && now - at > BACKFILL_MS;
}

/** The record of a draft that has no faults. */
export function visitOf(
  draft: Draft,
  who: { id: string; subject: string; officer: string },
  fields: readonly FormField[],
  { now, zone, position }: { now: number; zone: string; position: LonLat | null },
): VisitInput {
  const { outcome, mode, programme, note } = draft;
  if (outcome === null) throw new TypeError('a draft without an outcome is no visit');
  const at = (draft.at === null ? null : instantOf(draft.at, zone)) ?? now;
  return {
    id: who.id,
    subject: who.subject,
    officers: [who.officer],
    at: formatInstant(at, zone),
    mode,
    outcome,
    programme,
    position: draft.withPlace && mode === 'onSite' && position ? [...position] : null,
    note: note.trim() === '' ? null : note.trim(),
    fields: outcome === 'met' ? givenAnswers(draft.answers, fields) : {},
    feed: null,
  };
}
