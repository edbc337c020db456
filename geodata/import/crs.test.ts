import fc from 'fast-check';
import type { Polygon } from 'geojson';
import { describe, expect, test } from 'vitest';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';
import type { Axes } from './axes.ts';
import { fromWgs84, positionsToWgs84, toWgs84 } from './crs.ts';
import { CRS_LIST, findCrs } from './crsList.ts';
import { shift, unshift } from './gcj02.ts';

const huangdao: BBox2 = [119.5, 35.55, 120.35, 36.15];
const square: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [119.9, 35.8],
      [120.1, 35.8],
      [120.1, 36],
      [119.9, 35.8],
    ],
  ],
};

function problemOf(result: { ok: boolean; problems?: { code: string; message: string }[] }) {
  expect(result.ok).toBe(false);
  return result.problems?.[0];
}

function outward(declared: string, axes?: Partial<Axes>): Polygon {
  const out = fromWgs84(square, declared, axes);
  if (!out.ok) throw new Error(out.problems[0]?.message);
  return out.geometry;
}

function expectSquare(geometry: Polygon | undefined, tolerance = 1e-5) {
  const got = geometry?.coordinates[0]?.flat() ?? [];
  expect(got).toHaveLength(8);
  for (const [i, value] of square.coordinates[0]!.flat().entries()) {
    expect(Math.abs(value - got[i]!)).toBeLessThan(tolerance);
  }
}

describe('findCrs', () => {
  test('has the four geographic systems and both rows of 3-degree zones', () => {
    expect(CRS_LIST).toHaveLength(46);
    const byId = (id: string) => CRS_LIST.find((crs) => crs.id === id);
    expect(byId('EPSG:4513')).toMatchObject({ centralMeridian: 75, zonePrefix: true });
    expect(byId('EPSG:4528')).toMatchObject({ centralMeridian: 120, zonePrefix: true });
    expect(byId('EPSG:4533')).toMatchObject({ centralMeridian: 135, zonePrefix: true });
    expect(byId('EPSG:4549')).toMatchObject({ centralMeridian: 120, zonePrefix: false });
    expect(byId('EPSG:4554')).toMatchObject({ centralMeridian: 135, zonePrefix: false });
  });

  test.each([
    ['urn:ogc:def:crs:EPSG::4490', 'EPSG:4490'],
    ['urn:ogc:def:crs:EPSG:9.8.1:4549', 'EPSG:4549'],
    ['http://www.opengis.net/def/crs/EPSG/0/4490', 'EPSG:4490'],
    ['urn:ogc:def:crs:OGC:1.3:CRS84', 'EPSG:4326'],
    ['epsg:4326', 'EPSG:4326'],
    ['gcj02', 'GCJ-02'],
    ['BD-09', 'BD-09'],
    ['CGCS2000', 'EPSG:4490'],
  ])('%s is %s', (name, id) => {
    expect(findCrs(name)).toMatchObject({ ok: true, crs: { id } });
  });

  test.each([
    ['EPSG:4491', 'sixDegreeZone'],
    ['EPSG:4512', 'sixDegreeZone'],
    ['EPSG:4610', 'xian80'],
    ['EPSG:2327', 'xian80'],
    ['EPSG:2390', 'xian80'],
    ['EPSG:4214', 'beijing54'],
    ['EPSG:2401', 'beijing54'],
    ['EPSG:2442', 'beijing54'],
    ['EPSG:21413', 'beijing54'],
    ['EPSG:21463', 'beijing54'],
  ])('%s is refused as %s with advice', (name, code) => {
    const problem = problemOf(findCrs(name));
    expect(problem?.code).toBe(code);
    expect(problem?.message).toMatch(/EPSG:4490/);
  });

  test.each(['EPSG:2326', 'EPSG:2391', 'EPSG:4512.5', 'EPSG:99999', '', '__proto__', 'x'.repeat(1e5)])(
    'an unknown name is refused',
    (name) => {
      expect(problemOf(findCrs(name))?.code).toBe('unknownCrs');
    },
  );
});

describe('Gauss-Krüger', () => {
  test('on the central meridian the northing is the meridian arc of GRS 80 (4 984 944.378 m at 45 N)', () => {
    const out = fromWgs84({ type: 'Point', coordinates: [120, 45] }, 'EPSG:4549');
    const [east, north] = out.ok ? out.geometry.coordinates : [];
    expect(east).toBeCloseTo(500_000, 3);
    expect(north).toBeCloseTo(4_984_944.378, 2);
  });

  test.each([
    ['EPSG:4528', { order: 'eastFirst', prefix: 40 }],
    ['EPSG:4528', { order: 'northFirst', prefix: 40 }],
    ['EPSG:4528', { order: 'eastFirst', prefix: null }],
    ['EPSG:4549', { order: 'northFirst', prefix: null }],
    ['EPSG:4549', { order: 'eastFirst', prefix: 40 }],
  ] as const)('%s with %o is detected against the district and from China alone', (id, axes) => {
    const file = outward(id, axes);
    const near = toWgs84([file], id, { districtBbox: huangdao });
    expect(near).toMatchObject({ ok: true, detected: { ...axes, decidedBy: 'district' } });
    if (near.ok) expectSquare(near.geometries[0], 1e-8);
    expect(toWgs84([file], id)).toMatchObject({ ok: true, detected: { ...axes, decidedBy: 'extent' } });
  });

  test('a zone that is not the declared one is refused', () => {
    const file = outward('EPSG:4528');
    expect(problemOf(toWgs84([file], 'EPSG:4527', { districtBbox: huangdao }))?.code).toBe('outsideDistrict');
    expect(problemOf(toWgs84([file], 'EPSG:4527'))?.code).toBe('outOfRange');
  });

  test('easting and northing alike: refused without a district, decided with one', () => {
    // South China Sea: 5.4 N is 600 km north of the equator, 0.9 degrees off the meridian is 600 km east.
    const file = [[600_000, 600_100]];
    const problem = problemOf(positionsToWgs84(file, 'EPSG:4547'));
    expect(problem).toMatchObject({ code: 'ambiguousAxes' });
    expect(problem?.message).toContain('district');
    const given = positionsToWgs84(file, 'EPSG:4547', { axes: { order: 'northFirst', prefix: null } });
    expect(given).toMatchObject({ ok: true, detected: { order: 'northFirst', decidedBy: 'given' } });
  });
});

describe('degrees', () => {
  test('latitude first is detected against the district, and in China by extent', () => {
    for (const id of ['EPSG:4326', 'EPSG:4490', 'GCJ-02', 'BD-09']) {
      const file = outward(id, { order: 'northFirst' });
      const near = toWgs84([file], id, { districtBbox: huangdao });
      expect(near).toMatchObject({ ok: true, detected: { order: 'northFirst', decidedBy: 'district' } });
      if (near.ok) expectSquare(near.geometries[0]);
      expect(toWgs84([file], id)).toMatchObject({
        ok: true,
        detected: { order: 'northFirst', decidedBy: 'extent' },
      });
    }
  });

  test('WGS 84 without a district is longitude first by definition where both orders are possible', () => {
    const nepal = positionsToWgs84([[83.9, 28]], 'EPSG:4326');
    expect(nepal).toMatchObject({ ok: true, positions: [[83.9, 28]], detected: { decidedBy: 'definition' } });
  });

  test('metres declared as degrees, and another country, are refused', () => {
    expect(problemOf(positionsToWgs84([[1275275, 2828783]], 'EPSG:4326'))?.code).toBe('outOfRange');
    const la = positionsToWgs84([[-118.2, 34]], 'EPSG:4326', { districtBbox: huangdao });
    expect(problemOf(la)?.code).toBe('outsideDistrict');
    expect(problemOf(positionsToWgs84([], 'EPSG:4326'))?.code).toBe('noPositions');
  });

  test('one stray position nowhere on Earth is named', () => {
    const many = Array.from({ length: 50 }, () => [120, 36]);
    const result = positionsToWgs84([...many, [5e6, 4e6]], 'EPSG:4326', { districtBbox: huangdao });
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'outOfRange', path: '[50]' }] });
  });

  test('heights are dropped and a stale box with them', () => {
    const point = { type: 'Point' as const, coordinates: [120, 36, 12], bbox: [1, 2, 3, 4] as BBox2 };
    const result = toWgs84([point], 'EPSG:4490', { districtBbox: huangdao });
    expect(result.ok && result.geometries[0]).toEqual({ type: 'Point', coordinates: [120, 36] });
  });
});

describe('shifted systems', () => {
  test('published pairs of gcoord (china-cities fixture, first row)', () => {
    const [lon, lat] = shift([114.0164322, 33.0133556], 'GCJ-02');
    expect(lon).toBeCloseTo(114.022306, 4);
    expect(lat).toBeCloseTo(33.0115324, 4);
    expect(unshift([183, 45], 'GCJ-02')).toEqual([183, 45]);
    expect(shift([123, 45], 'GCJ-02')[0]).toBeCloseTo(123.00607541, 4);
    expect(shift([123, 45], 'GCJ-02')[1]).toBeCloseTo(45.00197815, 4);
  });

  test('back and forth returns within 2 m, in every system and wherever in China', () => {
    const place = fc.tuple(
      fc.double({ min: 73, max: 135, noNaN: true }),
      fc.double({ min: 3, max: 54, noNaN: true }),
    );
    fc.assert(
      fc.property(place, fc.constantFrom('GCJ-02' as const, 'BD-09' as const), ([lon, lat], system) => {
        const [backLon, backLat] = unshift(shift([lon, lat], system), system);
        return Math.abs(backLon - lon) < 2e-5 && Math.abs(backLat - lat) < 2e-5;
      }),
    );
    fc.assert(
      fc.property(place, fc.constantFrom(...CRS_LIST), ([lon, lat], crs) => {
        // A zone is asked only for what lies in it.
        const near = crs.centralMeridian === null ? lon : crs.centralMeridian + (lon - 104) / 20;
        const out = fromWgs84({ type: 'Point', coordinates: [near, lat] }, crs.id);
        if (!out.ok) return false;
        const back = toWgs84([out.geometry], crs.id, { axes: out.axes });
        const [x, y] = back.ok ? back.geometries[0]!.coordinates : [];
        const tolerance = crs.kind === 'shifted' ? 2e-5 : 1e-9;
        return Math.abs(x! - near) < tolerance && Math.abs(y! - lat) < tolerance;
      }),
    );
  });

  test('the inverse ends everywhere, also on the edge where the shift begins', () => {
    const onEdge = fc.constantFrom(72.004, 137.8347, 0.8293, 55.8271);
    const off = fc.double({ min: -0.03, max: 0.03, noNaN: true });
    fc.assert(
      fc.property(onEdge, off, fc.double({ min: 0, max: 140, noNaN: true }), (edge, by, other) => {
        const place: [number, number] = edge > 60 ? [edge + by, other] : [other, edge + by];
        return (
          unshift(place, 'GCJ-02').every(Number.isFinite) && unshift(place, 'BD-09').every(Number.isFinite)
        );
      }),
    );
  });
});

describeWithReference('coordinates', ({ text }) => {
  const rows = text('gcoord_city_pairs.csv').trim().split('\n').slice(1);
  // The decimals of gcoord_edge_cases.json, as the fixture's own tests read them: half a unit.
  const decimals = JSON.parse(text('gcoord_edge_cases.json')).tolerances_decimals as Record<string, number>;
  const tolerance = (pair: string) => 0.5 * 10 ** -decimals[pair]!;

  test('all 514 cities, both ways, within the published tolerance', () => {
    expect(rows).toHaveLength(514);
    for (const row of rows) {
      const [wgsLon, wgsLat, gcjLon, gcjLat, bdLon, bdLat] = row.split(',').slice(3, 9).map(Number);
      const near = (got: number[], lon: number, lat: number, within: number) => {
        expect(Math.abs(got[0]! - lon), row).toBeLessThan(within);
        expect(Math.abs(got[1]! - lat), row).toBeLessThan(within);
      };
      near(shift([wgsLon!, wgsLat!], 'GCJ-02'), gcjLon!, gcjLat!, tolerance('WGS84->GCJ02'));
      near(unshift([gcjLon!, gcjLat!], 'GCJ-02'), wgsLon!, wgsLat!, tolerance('GCJ02->WGS84'));
      near(unshift([bdLon!, bdLat!], 'BD-09'), wgsLon!, wgsLat!, tolerance('GCJ02->WGS84'));
      near(shift([wgsLon!, wgsLat!], 'BD-09'), bdLon!, bdLat!, tolerance('WGS84->GCJ02'));
    }
  });
});
