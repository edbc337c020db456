import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ISSUE_SOURCES } from '#geodata/issue/events.ts';
import { GAP_TYPES } from '#geodata/model.ts';
import {
  DEFAULTS,
  formatUrl,
  GAP_SORTS,
  ISSUE_SHOWS,
  LANGS,
  LAYERS,
  LEDGERS,
  parseUrl,
  REACH_SHOWS,
  SERVICE_TABLES,
  THEMES,
  type UrlState,
} from './url.ts';

const text = fc.string({ minLength: 1, maxLength: 64 }).filter((value) => !/[\uD800-\uDFFF]/.test(value));
const shut = fc.record({
  list: fc.constant(null),
  tags: fc.constant([]),
  officer: fc.constant(null),
  caller: fc.option(text),
  sort: fc.constant('worst' as const),
});
const open = fc.record({
  list: fc.oneof(
    fc.constant('all' as const),
    fc
      .subarray([...GAP_TYPES], { minLength: 1 })
      .map((types) => GAP_TYPES.filter((type) => types.includes(type))),
  ),
  tags: fc.uniqueArray(text, { maxLength: 4 }),
  officer: fc.option(text),
  caller: fc.constant(null),
  sort: fc.constantFrom(...GAP_SORTS),
});
const others = fc.record({
  area: fc.option(text),
  period: fc.option(fc.constantFrom('2026-W47', '2026-11', '2026-Q4', '2026', 'programme')),
  asOf: fc.option(fc.constantFrom('2026-11-12', '2024-02-29')),
  compare: fc.boolean(),
  duty: fc.option(text),
  layer: fc.constantFrom(...LAYERS),
  lang: fc.constantFrom(...LANGS),
  theme: fc.option(fc.constantFrom(...THEMES)),
  order: fc.option(fc.constant('near' as const)),
  show: fc.constantFrom(...ISSUE_SHOWS),
  category: fc.option(text),
  source: fc.option(fc.constantFrom(...ISSUE_SOURCES)),
  ledger: fc.option(fc.constantFrom(...LEDGERS)),
  issue: fc.option(text),
  supervise: fc.boolean(),
  reach: fc.constantFrom(...REACH_SHOWS),
  kinds: fc.option(fc.constantFrom('station', 'platform,station', 'a.b:c-d_e')),
  demand: fc.option(text),
  metres: fc.option(fc.integer({ min: 50, max: 100_000 })),
  at: fc.option(fc.constantFrom('2026-11-20T14:30', '2024-02-29T00:00', '2026-10-01T23:59')),
  point: fc.option(text),
  table: fc.option(fc.constantFrom(...SERVICE_TABLES)),
  weights: fc.option(fc.constantFrom('0,0,10', '5,5,1')),
  siting: fc.option(text),
});
const states: fc.Arbitrary<UrlState> = fc
  .tuple(others, fc.oneof(shut, open))
  .map(([other, list]) => ({ ...other, ...list }));

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

  it('forgets the filters of a list that is shut', () => {
    expect(formatUrl({ ...DEFAULTS, tags: ['低保'], officer: 'W-1', sort: 'days' })).toBe('');
    expect(parseUrl('?tag=a&officer=W-1&sort=days')).toEqual({ ...DEFAULTS, caller: 'W-1' });
  });

  it('takes several types and tags, in any order and more than once', () => {
    expect(parseUrl('?list=stale,never,stale,x&tag=b&tag=a&tag=b')).toMatchObject({
      list: GAP_TYPES.filter((type) => type === 'never' || type === 'stale'),
      tags: ['b', 'a'],
    });
  });

  it('takes what it does not understand as left out', () => {
    expect(
      parseUrl(
        '?reach=far&kinds=a,,b&metres=49&at=2026-02-30T10:00&table=x&weights=1,2,11&show=all&source=me&ledger=x&period=2026-13-99&lang=fr&theme=pink&layer=ghosts&list=none&asOf=2026-02-30&compare=yes&x=1&area=',
      ),
    ).toEqual(DEFAULTS);
  });
});
