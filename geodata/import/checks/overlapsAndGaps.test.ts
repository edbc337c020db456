import fc from 'fast-check';
import type { Polygon } from 'geojson';
import { describe, expect, test } from 'vitest';
import { insideParent } from './insideParent.ts';
import { noGaps } from './noGaps.ts';
import { noOverlaps } from './noOverlaps.ts';
import { boundary, box, polygon, TOWN, tiling } from './tilingFixture.ts';

const stored = [TOWN];
const cell = (code: string, west: number, south: number, east: number, north: number) =>
  boundary(code, polygon(box(west, south, east, north)), { index: Number.parseInt(code, 36) });

describe('noOverlaps', () => {
  test.each([
    ['side by side', cell('1', 120, 36, 120.5, 37), cell('2', 120.5, 36, 121, 37)],
    ['a long side against two short ones', cell('1', 120, 36, 120.5, 37), cell('2', 120.5, 36, 121, 36.3)],
    ['corner to corner', cell('1', 120, 36, 120.5, 36.5), cell('2', 120.5, 36.5, 121, 37)],
    [
      'an enclave',
      boundary('1', polygon(box(120, 36, 121, 37), box(120.4, 36.4, 120.6, 36.6).reverse())),
      cell('2', 120.4, 36.4, 120.6, 36.6),
    ],
    ['another parent', cell('1', 120, 36, 121, 37), { ...cell('2', 120, 36, 121, 37), parentCode: 'U' }],
  ])('%s is no overlap', (_, a, b) => {
    expect(noOverlaps({ boundaries: [a, b], stored })).toMatchObject({ ok: true, findings: [] });
  });

  test.each([
    ['crossing borders', cell('1', 120, 36, 120.6, 37), cell('2', 120.5, 36.2, 121, 36.4), 0.2],
    ['one within the other', cell('1', 120, 36, 121, 37), cell('2', 120.4, 36.4, 120.6, 36.6), 1],
    ['one within the other, along its border', cell('1', 120, 36, 121, 37), cell('2', 120, 36, 120.5, 37), 1],
    ['the same area twice', cell('1', 120, 36, 121, 37), cell('2', 120, 36, 121, 37), 1],
    [
      'a lens between common vertices',
      boundary(
        '1',
        polygon([
          [120, 36],
          [120.5, 36],
          [120.6, 36.5],
          [120.5, 37],
          [120, 37],
          [120, 36],
        ]),
      ),
      boundary(
        '2',
        polygon([
          [120.5, 36],
          [121, 36],
          [121, 37],
          [120.5, 37],
          [120.4, 36.5],
          [120.5, 36],
        ]),
      ),
      0.18,
    ],
  ])('%s is an overlap', (_, a, b, share) => {
    const { ok, findings } = noOverlaps({ boundaries: [a, b], stored });
    expect(ok).toBe(false);
    expect(findings[0]?.codes).toEqual(['1', '2']);
    expect(findings[0]?.share).toBeCloseTo(share, 1);
    expect(findings[0]?.areaM2).toBeGreaterThan(1e6);
    expect(findings[0]?.at).toHaveLength(2);
  });

  test('a sliver is reported and tolerated', () => {
    const a = cell('1', 120, 36, 120.5 + 1e-8, 36.001);
    const { ok, findings } = noOverlaps({ boundaries: [a, cell('2', 120.5, 36, 121, 37)], stored });
    expect(ok).toBe(true);
    expect(findings).toMatchObject([{ tolerated: true }]);
  });
});

describe('areas that stay beside those of the file', () => {
  const change = {
    drop: [] as string[],
    replace: false,
    successors: [],
    validFrom: 0,
    newestFrom: null,
    elsewhere: new Map<string, string>(),
  };
  const left = cell('1', 120, 36, 120.5, 37);
  const right = cell('2', 120.5, 36, 121, 37);
  const [north, south] = [cell('3', 120.5, 36.5, 121, 37), cell('4', 120.5, 36, 121, 36.5)];

  test('are measured too, until they cease', () => {
    const input = { boundaries: [north, south], stored: [TOWN, left, right], change };
    const { ok, findings } = noOverlaps(input);
    expect(ok).toBe(false);
    expect(new Map(findings.map(({ codes, indices }) => [codes.join(), indices]))).toEqual(
      new Map([
        ['3,2', [3]],
        ['4,2', [4]],
      ]),
    );
    for (const ending of [{ drop: ['2'] }, { drop: ['1', '2'] }, { replace: true }])
      expect(noOverlaps({ ...input, change: { ...change, ...ending } })).toMatchObject({ findings: [] });
  });

  test('fill what the file leaves out, until they cease', () => {
    const input = { boundaries: [right], stored: [TOWN, left, right], change };
    expect(noGaps(input)).toMatchObject({ ok: true, findings: [] });
    expect(noGaps({ ...input, change: { ...change, drop: ['1'] } }).findings[0]?.share).toBeCloseTo(0.5, 6);
  });
});

describe('noGaps', () => {
  test('is not asked of zones', () => {
    const zone = cell('1', 120, 36, 120.25, 37);
    const input = {
      boundaries: [{ ...zone, level: 'zone' as const }],
      stored: [{ ...TOWN, level: 'zone' as const }],
    };
    expect(noGaps(input)).toMatchObject({ ok: true, findings: [] });
  });

  test('what the children leave out is measured against the outline', () => {
    const half = noGaps({
      boundaries: [cell('1', 120, 36, 120.25, 37), cell('2', 120.75, 36, 121, 37)],
      stored,
    });
    expect(half).toMatchObject({ ok: false, mustHold: false });
    expect(half.findings[0]?.share).toBeCloseTo(0.5, 6);
    expect(half.findings[0]?.at?.[0]).toBeGreaterThan(120.25);
    expect(half.summary).toContain('50.0 %');
  });

  test('without an outline a hole between children is found, an enclave of one child is not', () => {
    const around = [
      cell('1', 120, 36, 120.4, 37),
      cell('2', 120.6, 36, 121, 37),
      cell('3', 120.4, 36, 120.6, 36.4),
      cell('4', 120.4, 36.6, 120.6, 37),
    ];
    const { findings } = noGaps({ boundaries: around, stored: [] });
    expect(findings[1]?.at?.[0]).toBeCloseTo(120.5, 1);
    const enclave = boundary('5', polygon(box(121, 36, 122, 37), box(121.4, 36.4, 121.6, 36.6).reverse()));
    expect(noGaps({ boundaries: [cell('2', 120.6, 36, 121, 37), enclave], stored: [] }).ok).toBe(true);
  });
});

describe('insideParent', () => {
  test('what reaches out is measured as a share of the child', () => {
    const { ok, mustHold, findings } = insideParent({
      boundaries: [cell('1', 120.5, 36, 121.5, 36.5)],
      stored,
    });
    expect([ok, mustHold]).toEqual([false, false]);
    expect(findings[0]?.share).toBeCloseTo(0.5, 6);
  });

  test('a child over a hole of its parent lies partly outside', () => {
    const holed = {
      ...TOWN,
      geometry: polygon(box(120, 36, 121, 37), box(120.4, 36.4, 120.6, 36.6).reverse()),
    };
    const over = insideParent({ boundaries: [cell('1', 120.3, 36.3, 120.7, 36.7)], stored: [holed] });
    expect(over.findings[0]?.share).toBeCloseTo(0.25, 2);
  });
});

test('a tiling has neither, and has both once one cell is moved over its neighbours', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 1, max: 1e4 }), (n, seed) => {
      const cells = tiling(n, seed);
      const input = { boundaries: cells, stored };
      if (!noOverlaps(input).ok || !noGaps(input).ok || !insideParent(input).ok) return false;
      const [first, ...rest] = cells;
      const ring = (first!.geometry as Polygon).coordinates[0]!;
      const moved = { ...first!, geometry: polygon(ring.map(([x, y]) => [x! + 0.003, y! + 0.002])) };
      const worse = { boundaries: [moved, ...rest], stored };
      return (!noOverlaps(worse).ok || !insideParent(worse).ok) && !noGaps(worse).ok;
    }),
    { numRuns: 25 },
  );
});
