import type { FeatureCollection, MultiPolygon } from 'geojson';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { toBoundaries } from '../boundaries.ts';
import { mapPositions } from '../crs.ts';
import { shift } from '../gcj02.ts';
import { parseGeoJson } from '../geojson.ts';
import { CHECK_NAMES, type CheckName } from './check.ts';
import { CHECKS, type CheckReport, checkBoundaries } from './index.ts';
import { boundary, box, polygon, TOWN, tiling } from './tilingFixture.ts';

const named = (report: CheckReport, name: CheckName) => report.checks.find(({ check }) => check === name)!;

describe('checkBoundaries', () => {
  test('runs every named check, in order', () => {
    expect(Object.keys(CHECKS)).toEqual([...CHECK_NAMES]);
    const report = checkBoundaries(tiling(30), { parents: [TOWN] });
    expect(report.checks.map(({ check, ok }) => [check, ok])).toEqual(
      CHECK_NAMES.map((name) => [name, true]),
    );
    expect(report.ok).toBe(true);
    expect(checkBoundaries([]).ok).toBe(true);
  });

  test('two areas of one code and a parent nobody knows are refused', () => {
    const [a, b] = tiling(2);
    const twice = checkBoundaries([a!, { ...b!, code: a!.code }], { parents: [TOWN] });
    expect([twice.ok, named(twice, 'uniqueCodes').findings[0]?.indices]).toEqual([false, [0, 1]]);
    const orphan = checkBoundaries([{ ...a!, parentCode: 'nobody' }]);
    expect([orphan.ok, named(orphan, 'parentExists').findings[0]?.codes]).toEqual([false, ['0', 'nobody']]);
    const upsideDown = checkBoundaries([boundary('p', TOWN.geometry, { level: 'province' })], {
      parents: [TOWN],
    });
    expect(named(upsideDown, 'parentExists').ok).toBe(false);
  });

  test('what is not a polygon is refused by name and hides nothing else', () => {
    const line = { type: 'LineString', coordinates: [[120, 36]] } as unknown as MultiPolygon;
    const overlapping = [0, 1].map((i) => boundary(`${i}`, polygon(box(120, 36, 121, 37)), { index: i }));
    const report = checkBoundaries([...overlapping, boundary('l', line, { index: 2 })], { parents: [TOWN] });
    expect(named(report, 'polygonsOnly').findings).toMatchObject([
      { indices: [2], path: 'features[2].geometry' },
    ]);
    expect(named(report, 'noOverlaps').findings).toHaveLength(1);
  });

  test('areas without a parent are measured against the district, gaps do not refuse', () => {
    const towns = [boundary('a', polygon(box(120, 36, 120.9, 37)), { level: 'town', parentCode: null })];
    const report = checkBoundaries(towns, { district: { ...TOWN, level: 'district' } });
    expect(named(report, 'noGaps').findings[0]?.share).toBeCloseTo(0.1, 6);
    expect(report.ok).toBe(true);
  });

  test.each(['GCJ-02', 'BD-09'] as const)('a file in %s taken as WGS 84 is noticed', (system) => {
    const shifted = tiling(30).map((cell) => ({
      ...cell,
      geometry: mapPositions(cell.geometry, ([lon, lat]) => shift([lon!, lat!], system)),
    }));
    const against = { stored: [TOWN, ...tiling(30)] };
    const { ok, findings } = named(checkBoundaries(shifted, against), 'shiftedCoordinateSystem');
    expect(ok).toBe(false);
    expect(findings.every((finding) => finding.system === system && finding.side === 'file')).toBe(true);
    expect(findings[0]?.metres).toBeGreaterThan(system === 'GCJ-02' ? 200 : 600);
    expect(named(checkBoundaries(tiling(30), against), 'shiftedCoordinateSystem').ok).toBe(true);
  });
});

describeWithReference('boundaries-qingdao', ({ path, text }) => {
  const streets = path('../divisions-qingdao/streets.csv');

  test('23 towns of Huangdao: no overlap, 4.4 % of the district outline left out', async () => {
    const { readFileSync } = await import('node:fs');
    const rows = readFileSync(streets, 'utf8').trim().split('\n').slice(1);
    const codesByName = rows.flatMap((row) => {
      const [code, name, district] = row.split(',');
      return district === '370211' ? [{ code: code!, name: name! }] : [];
    });
    const parsed = parseGeoJson(text('osm_huangdao_towns.geojson'));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const towns = toBoundaries(parsed.collection, {
      crs: 'EPSG:4326',
      level: 'town',
      parentCode: '370211',
      codesByName,
      featureLines: parsed.featureLines,
    });
    if (!towns.ok) throw new Error(JSON.stringify(towns.problems));
    expect(new Set(towns.boundaries.map(({ code }) => code)).size).toBe(23);
    const districts = JSON.parse(
      text('osm_qingdao_city_and_districts.geojson'),
    ) as FeatureCollection<MultiPolygon>;
    const outline = districts.features.find(
      ({ properties }) => properties?.name === '青岛西海岸新区（黄岛区）',
    )!;
    const district = boundary('370211', outline.geometry, { level: 'district', parentCode: null });
    const report = checkBoundaries(towns.boundaries, { district });
    expect(report.ok).toBe(true);
    expect(named(report, 'noOverlaps').findings).toEqual([]);
    expect((100 * named(report, 'noGaps').findings[0]!.share!).toFixed(1)).toBe('4.4');
    expect(named(report, 'noGaps').summary).toContain('4.4 %');
  });
});
