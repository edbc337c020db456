import { parseDay } from '#geodata/duty/calendar.ts';
import type { FormField } from '#geodata/duty/types.ts';

/** Most characters of a text answer. */
export const TEXT_LENGTH = 2000;

export type AnswerFaultCode =
  | 'unknownField'
  | 'required'
  | 'wrongType'
  | 'notAnOption'
  | 'twice'
  | 'notADay'
  | 'tooLong';

/** One thing wrong with the answers to a form. */
export interface AnswerFault {
  /** The field's id; in a list of choices with the place, such as `needs.2`. */
  path: string;
  message: string;
  code: AnswerFaultCode;
}

/**
 * What is wrong with the answers to a programme's form: the fields in their order, then what the form does not
 * have. Nothing, null, blank text and an empty list are no answer, which only a required field minds.
 */
export function checkAnswers(
  fields: readonly FormField[],
  answers: Readonly<Record<string, unknown>>,
): AnswerFault[] {
  const faults = fields.flatMap((field) => checkAnswer(field, answerTo(field, answers)));
  const known = new Set(fields.map((field) => field.id));
  for (const path of Object.keys(answers))
    if (!known.has(path)) faults.push({ path, message: 'is not on the form', code: 'unknownField' });
  return faults;
}

/** The answer to a field, null where there is none; what an object has by birth is no answer. */
function answerTo({ id }: FormField, answers: Readonly<Record<string, unknown>>): unknown {
  return Object.hasOwn(answers, id) ? (answers[id] ?? null) : null;
}

function checkAnswer(field: FormField, answer: unknown): AnswerFault[] {
  const fault = (code: AnswerFaultCode, message: string, path = field.id): AnswerFault[] => [
    { path, message, code },
  ];
  if (isBlank(answer)) return field.required ? fault('required', 'has to be answered') : [];
  switch (field.type) {
    case 'text':
      if (typeof answer !== 'string') return fault('wrongType', 'has to be text');
      return answer.length > TEXT_LENGTH ? fault('tooLong', `has more than ${TEXT_LENGTH} characters`) : [];
    case 'number':
      return Number.isFinite(answer) ? [] : fault('wrongType', 'has to be a number');
    case 'yesNo':
      return typeof answer === 'boolean' ? [] : fault('wrongType', 'has to be true or false');
    case 'day':
      if (typeof answer !== 'string') return fault('wrongType', 'has to be a day, YYYY-MM-DD');
      return parseDay(answer) === null
        ? fault('notADay', 'is not a day of the calendar, write YYYY-MM-DD')
        : [];
    case 'choice':
      if (typeof answer !== 'string') return fault('wrongType', 'has to be one of the options');
      return isOption(field, answer) ? [] : fault('notAnOption', 'is not one of the options');
    case 'choices':
      if (!Array.isArray(answer)) return fault('wrongType', 'has to be a list of options');
      return answer.flatMap((one: unknown, i) => {
        const path = `${field.id}.${i}`;
        if (!isOption(field, one)) return fault('notAnOption', 'is not one of the options', path);
        return answer.indexOf(one) < i ? fault('twice', 'is there already', path) : [];
      });
  }
}

function isBlank(answer: unknown): boolean {
  if (typeof answer === 'string') return answer.trim() === '';
  return answer === null || (Array.isArray(answer) && answer.length === 0);
}

function isOption(field: FormField, answer: unknown): boolean {
  return field.options.some((option) => option.id === answer);
}
