import { describe, expect, test } from 'vitest';
import { DUTY_DEFAULTS, defineDuty } from '#geodata/duty/define.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';
import { PROGRAMME_PRESETS } from './index.ts';

const duties = PROGRAMME_PRESETS.flatMap((preset) => preset.duties);
const twice = (values: readonly string[]) => values.filter((value, i) => values.indexOf(value) !== i);

test('every row of the table that is configuration alone has its campaign', () => {
  expect(PROGRAMME_PRESETS.flatMap((preset) => preset.rows)).toEqual([1, 2, 3, 10, 11, 14, 16, 18]);
});

test('ids are there once: of programmes, of duties over all of them, of fields and options in a form', () => {
  expect(twice(PROGRAMME_PRESETS.map((preset) => preset.id))).toEqual([]);
  expect(twice(duties.map((duty) => duty.id))).toEqual([]);
  for (const { fields } of PROGRAMME_PRESETS) {
    expect(twice(fields.map((field) => field.id))).toEqual([]);
    for (const { options } of fields) expect(twice(options.map((option) => option.id))).toEqual([]);
  }
});

test('all kinds of duty, of rhythm and of field are used', () => {
  expect(new Set(duties.map((duty) => duty.kind))).toEqual(new Set(Object.keys(DUTY_DEFAULTS)));
  expect(new Set(duties.map((duty) => duty.period))).toEqual(
    new Set(['week', 'month', 'quarter', 'year', 'programme']),
  );
  expect(new Set(PROGRAMME_PRESETS.flatMap(({ fields }) => fields.map((field) => field.type)))).toEqual(
    new Set(['text', 'number', 'choice', 'choices', 'yesNo', 'day']),
  );
  expect(duties.filter((duty) => (duty.tree ?? ADMINISTRATIVE) !== ADMINISTRATIVE)).toHaveLength(2);
});

describe.each(duties.map((duty) => [duty.id, duty] as const))('duty %s', (_, short) => {
  test('is whole once defined, keeps what was said, and comes back from storage as it was', () => {
    const duty = defineDuty(short);
    expect(duty).toMatchObject(short);
    expect(Object.keys(duty)).toEqual(expect.arrayContaining(Object.keys(DUTY_DEFAULTS[short.kind])));
    expect(Object.values(duty)).not.toContain(undefined);
    expect(defineDuty(duty)).toEqual(duty);
    expect(defineDuty(JSON.parse(JSON.stringify(duty)))).toEqual(duty);
  });
});
