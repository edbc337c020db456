import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ISSUE_SOURCES } from '#geodata/issue/events.ts';
import { GAP_TYPES } from '#geodata/model.ts';
import { type Box, roundBox, writeBox } from './box.ts';
import { SPOT_ALPHAS, SPOT_BOUNDS, SPOT_CELLS, SPOT_PEERS, SPOT_VALUES, SPOT_WEIGHTS } from './spots.ts';
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

const whole = ([min, max]: readonly [number, number]) => fc.integer({ min, max });
const spots = fc.record({
  value: fc.constantFrom(...SPOT_VALUES),
  cells: fc.option(fc.constantFrom(...SPOT_CELLS)),
  resolution: whole(SPOT_BOUNDS.resolution),
  weights: fc.constantFrom(...SPOT_WEIGHTS),
  k: whole(SPOT_BOUNDS.k),
  metres: whole(SPOT_BOUNDS.metres),
  peer: fc.constantFrom(...SPOT_PEERS),
  alpha: fc.constantFrom(...SPOT_ALPHAS),
});
const tenThousandths = (min: number, max: number) => fc.integer({ min: min * 1e4, max: max * 1e4 });
const box = fc
  .tuple(tenThousandths(-180, 179), tenThousandths(-85, 84), tenThousandths(0, 1), tenThousandths(0, 1))
  .map(([w, s, width, height]): Box => [w / 1e4, s / 1e4, (w + 1 + width) / 1e4, (s + 1 + height) / 1e4])
  .filter(([, , east, north]) => east <= 180 && north <= 85);
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
  cell: fc.option(text),
  bbox: fc.option(box),
  spots,
  issue: fc.option(text),
  supervise: fc.boolean(),
  reach: fc.constantFrom(...REACH_SHOWS),
  kinds: fc.option(fc.constantFrom('station', 'platform,station', 'a.b:c-d_e')),
  demand: fc.option(text),
  within: fc.option(fc.integer({ min: 50, max: 100_000 })),
  at: fc.option(fc.constantFrom('2026-11-20T14:30', '2024-02-29T00:00', '2026-10-01T23:59')),
  point: fc.option(text),
  table: fc.option(fc.constantFrom(...SERVICE_TABLES)),
  ranks: fc.option(fc.constantFrom('0,0,10', '5,5,1')),
  siting: fc.option(text),
});
const states: fc.Arbitrary<UrlState> = fc.tuple(others, fc.oneof(shut, open)).map(([other, list]) => ({
  ...{ ...other, ...list },
  // Hexagons are of the ledger, boxes of the layer of issues.
  cell: other.ledger === null ? null : other.cell,
  bbox: other.layer === 'issues' ? other.bbox : null,
}));

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

  it.each([
    '',
    '1,2,3',
    '1,2,3,4,5',
    '2,0,1,1',
    '1,1,2,1',
    '-181,0,1,1',
    '0,0,1,86',
    'a,0,1,1',
    '0,0,1e1,1',
    '0,,1,1',
  ])('takes %j for no box', (bbox) => {
    expect(parseUrl(`?layer=issues&bbox=${bbox}`).bbox).toBeNull();
  });

  it('keeps a box to a ten-thousandth of a degree, cut at the edge of the world', () => {
    const kept = roundBox([119.123_44, 35.000_06, 120.999_96, 36]);
    expect(kept).toEqual([119.1234, 35.0001, 121, 36]);
    expect(writeBox(kept!)).toBe('119.1234,35.0001,121,36');
    expect(roundBox([-200, -90, 200, 90])).toEqual([-180, -85, 180, 85]);
    expect(roundBox([1, 1, 1.000_01, 2])).toBeNull();
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
        '?reach=far&kinds=a,,b&within=49&at=2026-02-30T10:00&table=x&ranks=1,2,11&show=all&source=me&ledger=x&period=2026-13-99&lang=fr&theme=pink&layer=ghosts&list=none&asOf=2026-02-30&compare=yes&x=1&area=&cells=x&k=0&metres=-1&alpha=0.2&value=all&resolution=1.5&weights=&peer=me&cell=8',
      ),
    ).toEqual(DEFAULTS);
  });
});
