import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePeriod, periodOf } from '#geodata/duty/period.ts';
import { dutyIn, dutyOn, touchesProgramme } from '#geodata/duty/rule.ts';
import { PERIOD_KINDS } from '#geodata/model.ts';
import { anyDay, COVER, day, periodsOf, ruleOf, YEAR } from '#geodata/testing/duty.ts';

const three = { ...COVER, n: 3 };
const changed = ruleOf(COVER, [
  ['2026-06-01', three],
  ['2026-10-01', null],
]);
const nIn = (key: string) => dutyIn(changed, parsePeriod(key)!)?.n ?? null;
const nOn = (text: string) => dutyOn(changed, day(text))?.n ?? null;

describe('the versions of a duty', () => {
  test('a change holds from its period on, and an end leaves nothing', () => {
    expect(['2026-05', '2026-06', '2026-09', '2026-10', '2027-01'].map(nIn)).toEqual([2, 3, 3, null, null]);
  });

  test('the first also holds for all periods before it', () => {
    expect(nIn('2019-01')).toBe(2);
  });

  test('on a day is that of the period that holds it', () => {
    expect(['2026-05-31', '2026-06-01', '2026-09-30', '2026-10-01'].map(nOn)).toEqual([2, 3, 3, null]);
  });

  test('a change within a period takes effect with the next one only', () => {
    const late = ruleOf(COVER, [['2026-06-02', three]]);
    expect(['2026-05', '2026-06', '2026-07'].map((key) => dutyIn(late, parsePeriod(key)!)?.n)).toEqual([
      2, 2, 3,
    ]);
    expect(dutyOn(late, day('2026-06-30'))?.n).toBe(2);
  });

  test('a duty that begins again after its end has the newest rule', () => {
    const again = ruleOf(COVER, [
      ['2026-03-01', null],
      ['2026-05-01', three],
    ]);
    expect(again.duty).toBe(three);
    expect(['2026-02', '2026-04', '2026-05'].map((key) => dutyIn(again, parsePeriod(key)!))).toEqual([
      COVER,
      null,
      three,
    ]);
  });

  test('a duty over the whole programme has one rule', () => {
    const whole = { ...COVER, period: 'programme' as const };
    const rule = ruleOf(whole, [['2026-06-01', { ...three, period: 'programme' as const }]]);
    expect(dutyIn(rule, periodOf('programme', 0, YEAR))).toBe(whole);
    expect(dutyOn(rule, day('2026-12-31'))).toBe(whole);
  });

  test('every day of a period has the rule of the period', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PERIOD_KINDS), anyDay, anyDay, (period, change, on) => {
        const first = { ...COVER, period };
        const rule = ruleOf(first, []);
        const two = {
          ...rule,
          versions: [...rule.versions, { version: 2, fromPeriod: change, duty: { ...first, n: 9 } }],
        };
        const holding = periodOf(period, on, YEAR);
        expect(dutyOn(two, on)).toBe(dutyIn(two, holding));
        expect(dutyIn(two, holding)!.n).toBe(change <= holding.start ? 9 : 2);
      }),
    );
  });
});

describe('the periods of a programme', () => {
  test('are those that have a day in common with it', () => {
    const short = ruleOf(COVER, [], { id: 'p', firstDay: day('2026-03-31'), lastDay: day('2026-05-01') });
    const touching = periodsOf(short).filter((period) => touchesProgramme(short, period));
    expect(touching.map(({ key }) => key)).toEqual(['2026-03', '2026-04', '2026-05']);
  });
});
