import { describe, expect, test } from 'vitest';
import type { FormField } from '#geodata/duty/types.ts';
import { checkAnswers, TEXT_LENGTH } from '#geodata/form.ts';

const OPTIONS = ['land', 'labour', 'funds'].map((id) => ({ id, name: { zh: id, en: id } }));
function fieldOf(id: string, type: FormField['type'], required = false): FormField {
  const options = type === 'choice' || type === 'choices' ? OPTIONS : [];
  return { id, name: { zh: id, en: id }, type, required, options };
}
const TYPES = ['text', 'number', 'choice', 'choices', 'yesNo', 'day'] as const;
const FORM = TYPES.map((type) => fieldOf(type, type));

/** Path and code of each fault; every one says something. */
function faultsOf(fields: readonly FormField[], answers: Record<string, unknown>) {
  const faults = checkAnswers(fields, answers);
  for (const { message } of faults) expect(message).toMatch(/^\S.*\S$/);
  return faults.map(({ path, code }) => [path, code]);
}

describe('a form', () => {
  test('filled in, or left empty where nothing is required, has no fault', () => {
    const answers = {
      text: '缺工 20 人',
      number: 20.5,
      choice: 'land',
      choices: ['labour', 'land'],
      yesNo: false,
      day: '2024-02-29',
    };
    expect(checkAnswers(FORM, answers)).toEqual([]);
    expect(checkAnswers(FORM, {})).toEqual([]);
    expect(checkAnswers([], {})).toEqual([]);
  });

  test('names every fault in the order of its fields, and last what it does not have', () => {
    const answers = { colour: 'red', day: '2026-02-30', number: '5', choices: ['land', 'sea'] };
    expect(faultsOf([...FORM, fieldOf('more', 'yesNo', true)], answers)).toEqual([
      ['number', 'wrongType'],
      ['choices.1', 'notAnOption'],
      ['day', 'notADay'],
      ['more', 'required'],
      ['colour', 'unknownField'],
    ]);
  });

  test('does not take what every object has for a field or an answer', () => {
    expect(faultsOf([fieldOf('constructor', 'text', true)], {})).toEqual([['constructor', 'required']]);
    expect(faultsOf(FORM, { toString: 'x', ...JSON.parse('{"__proto__": 1}') })).toEqual([
      ['toString', 'unknownField'],
      ['__proto__', 'unknownField'],
    ]);
  });
});

describe.each(TYPES)('a required field of type %s', (type) => {
  test.each([
    [{}],
    [{ [type]: undefined }],
    [{ [type]: null }],
    [{ [type]: '' }],
    [{ [type]: ' \n　' }],
    [{ [type]: [] }],
  ])('is missing in %j', (answers) => {
    expect(faultsOf([fieldOf(type, type, true)], answers)).toEqual([[type, 'required']]);
    expect(faultsOf([fieldOf(type, type)], answers)).toEqual([]);
  });
});

test('zero and no are answers', () => {
  expect(
    checkAnswers([fieldOf('n', 'number', true), fieldOf('b', 'yesNo', true)], { n: 0, b: false }),
  ).toEqual([]);
});

describe('one answer', () => {
  test.each<[FormField['type'], unknown, string, string]>([
    ['text', 5, 'text', 'wrongType'],
    ['text', ['a'], 'text', 'wrongType'],
    ['text', 'x'.repeat(TEXT_LENGTH + 1), 'text', 'tooLong'],
    ['number', '5', 'number', 'wrongType'],
    ['number', Number.NaN, 'number', 'wrongType'],
    ['number', Number.POSITIVE_INFINITY, 'number', 'wrongType'],
    ['number', true, 'number', 'wrongType'],
    ['yesNo', 'yes', 'yesNo', 'wrongType'],
    ['yesNo', 1, 'yesNo', 'wrongType'],
    ['day', '2026-02-29', 'day', 'notADay'],
    ['day', '2026-2-1', 'day', 'notADay'],
    ['day', '2026-11-20T00:00:00Z', 'day', 'notADay'],
    ['day', 20412, 'day', 'wrongType'],
    ['choice', 'sea', 'choice', 'notAnOption'],
    ['choice', 'Land', 'choice', 'notAnOption'],
    ['choice', ['land'], 'choice', 'wrongType'],
    ['choices', 'land', 'choices', 'wrongType'],
    ['choices', ['land', null], 'choices.1', 'notAnOption'],
    ['choices', ['land', 'funds', 'land'], 'choices.2', 'twice'],
    ['choices', { 0: 'land' }, 'choices', 'wrongType'],
  ])('%s %j', (type, answer, path, code) => {
    expect(faultsOf(FORM, { [type]: answer })).toEqual([[path, code]]);
  });

  test('may be as long as a text can be', () => {
    expect(checkAnswers(FORM, { text: 'x'.repeat(TEXT_LENGTH) })).toEqual([]);
  });
});
