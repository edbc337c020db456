import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GAP_TYPES } from '#geodata/model.ts';
import { DEFAULTS, formatUrl, LANGS, parseUrl, THEMES, type UrlState } from './url.ts';

const text = fc.string({ minLength: 1, maxLength: 64 }).filter((value) => !/[\uD800-\uDFFF]/.test(value));
const states: fc.Arbitrary<UrlState> = fc.record({
  area: fc.option(text),
  period: fc.option(fc.constantFrom('2026-W47', '2026-11', '2026-Q4', '2026', 'programme')),
  asOf: fc.option(fc.constantFrom('2026-11-12', '2024-02-29')),
  compare: fc.boolean(),
  duty: fc.option(text),
  layer: fc.constant('coverage' as const),
  lang: fc.constantFrom(...LANGS),
  theme: fc.option(fc.constantFrom(...THEMES)),
  list: fc.option(fc.constantFrom('all' as const, ...GAP_TYPES)),
});

describe('the address', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(parseUrl(formatUrl(state))).toEqual(state);
      }),
    );
  });

  it('is empty when all is as usual', () => {
    expect(formatUrl(DEFAULTS)).toBe('');
    expect(parseUrl('')).toEqual(DEFAULTS);
  });

  it('takes what it does not understand as left out', () => {
    expect(
      parseUrl(
        '?period=2026-13-99&lang=fr&theme=pink&layer=ghosts&list=none&asOf=2026-02-30&compare=yes&x=1&area=',
      ),
    ).toEqual(DEFAULTS);
  });
});
