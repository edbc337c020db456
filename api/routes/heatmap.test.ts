import { cellArea, latLngToCell } from 'h3-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BOARD, EAST_TOWN, GRIDS, issueMaker, openBoard, plant, WEST_TOWN } from '#api/boardFixture.ts';
import type { Problem } from '#api/contract/common.ts';
import type { HeatCells, HeatContours, HeatRaster } from '#api/contract/hotspots.ts';
import type { Principal } from '#api/services/access/principal.ts';
import type { TestInterface } from '#api/squaresFixture.ts';
import { ANYBODY } from '#api/testing.ts';
import { hexagonOutline } from '#geodata/place/hexagon.ts';

let asker: Principal = ANYBODY;
let api: TestInterface;
const issue = issueMaker();

beforeAll(async () => {
  api = await openBoard('2026-11-20T14:32:00+08:00', { identify: () => asker });
  await plant(api, [
    ...GRIDS.map((grid) => issue(grid, '2026-11-02')),
    ...Array.from({ length: 40 }, () => issue(GRIDS[0]!, '2026-10-05')),
    issue(GRIDS[0]!, '2026-11-02', { position: null }),
    issue(GRIDS[7]!, '2026-11-02', { position: null }),
  ]);
});
afterAll(async () => {
  await api.services.statistics.close();
  await api.ledger.close();
});

const heat = <T>(query: string) => api.read<T>(`/api/issues/heatmap?${query}`);

describe('H3 cells', () => {
  test('counts of located issues by cell, and the others in one number', async () => {
    const answer = await heat<HeatCells>(`area=${BOARD}`);
    expect(answer).toMatchObject({ located: 104, unlocated: 2 });
    const { cell, count, perSquareKilometre } = answer.columns;
    expect([cell.length, count.length, perSquareKilometre.length]).toEqual(new Array(3).fill(answer.count));
    const known = new Map<string, number>();
    for (const [i, { middle }] of GRIDS.entries()) {
      const at = latLngToCell(middle[1], middle[0], 8);
      known.set(at, (known.get(at) ?? 0) + (i === 0 ? 41 : 1));
    }
    expect(cell).toEqual([...known.keys()].sort());
    expect(count).toEqual(cell.map((code) => known.get(code)));
    cell.forEach((code, i) => {
      expect(perSquareKilometre[i]).toBeCloseTo(count[i]! / cellArea(code, 'km2'), 9);
    });
  });

  test('of an area, of days, of a box', async () => {
    expect(await heat<HeatCells>(`area=${EAST_TOWN}`)).toMatchObject({ located: 32, unlocated: 1 });
    expect(await heat<HeatCells>(`area=${BOARD}&to=2026-10-31`)).toMatchObject({ located: 40, unlocated: 0 });
    expect(await heat<HeatCells>('bbox=120,35.9,120.02,35.92')).toMatchObject({ located: 44, unlocated: 2 });
    expect(await heat<HeatCells>(`bbox=0,0,1,1&area=${BOARD}`)).toMatchObject({ located: 0, count: 0 });
  });

  test('a box counts what is told to lie in it, and draws what lies around', async () => {
    // the middle of the first grid is 120.005, 35.905
    const [lon, lat] = GRIDS[0]!.middle;
    const around = [lon - 0.0004, lat - 0.0004, lon + 0.0014, lat + 0.0014].join();
    expect((await heat<HeatCells>(`area=${BOARD}&bbox=${around}`)).located).toBe(41);
    const beside = `${lon + 0.002},${lat - 0.01},${lon + 0.005},${lat + 0.01}`;
    const picture = await heat<HeatRaster>(`area=${BOARD}&bbox=${beside}&format=raster&width=64&height=64`);
    expect(picture.located).toBe(0);
    expect(picture.max).toBeGreaterThan(0);
  });

  test('their corners, when they are asked for', async () => {
    const { columns } = await heat<HeatCells>(`area=${BOARD}&outlines=1`);
    expect(columns.outline).toEqual(columns.cell.map(hexagonOutline));
    expect((await heat<HeatCells>(`area=${BOARD}`)).columns.outline).toBeUndefined();
  });

  test('whoever may see one town is told of its issues alone', async () => {
    const whole = await heat<HeatCells>(`area=${EAST_TOWN}`);
    asker = { ...ANYBODY, areas: [EAST_TOWN] };
    try {
      expect(await heat<HeatCells>(`area=${EAST_TOWN}`)).toEqual(whole);
      expect(await heat<HeatCells>('bbox=119,35,121,37')).toMatchObject({ located: 32, unlocated: 1 });
      expect((await api.get(`/api/issues/heatmap?area=${WEST_TOWN}`)).status).toBe(404);
      asker = { ...ANYBODY, areas: [] };
      expect(await heat<HeatCells>('bbox=119,35,121,37')).toMatchObject({ located: 0, unlocated: 0 });
    } finally {
      asker = ANYBODY;
    }
  });
});

describe('density', () => {
  test('a picture whose volume is the number of issues', async () => {
    const answer = await heat<HeatRaster>('bbox=119.9,35.8,120.2,36.1&format=raster&width=300&height=320');
    expect(answer).toMatchObject({
      bounds: [119.9, 35.8, 120.2, 36.1],
      width: 300,
      height: 320,
      located: 104,
      unlocated: 2,
    });
    const bytes = Buffer.from(answer.data, 'base64');
    expect(bytes).toHaveLength(2 * 300 * 320);
    const cells = new Uint16Array(bytes.buffer, bytes.byteOffset, 300 * 320);
    expect(Math.max(...cells) * answer.scale).toBeCloseTo(answer.max, 9);
    const mercator = (latitude: number) => Math.asinh(Math.tan((latitude * Math.PI) / 180));
    const ground = 6378.137 * Math.cos((35.95 * Math.PI) / 180);
    const pixel = ((((0.3 * Math.PI) / 180) * (mercator(36.1) - mercator(35.8))) / (300 * 320)) * ground ** 2;
    expect(cells.reduce((sum, cell) => sum + cell, 0) * answer.scale * pixel).toBeCloseTo(104, 0);
    // the heap lies in the south-west
    const peak = cells.indexOf(Math.max(...cells));
    expect([Math.floor(peak / 300), peak % 300].map((at) => at / 320)).toEqual([
      expect.closeTo(0.65, 1),
      expect.closeTo(0.33, 1),
    ]);
  });

  test('of an area within its own bounds', async () => {
    const answer = await heat<HeatRaster>(`area=${WEST_TOWN}&format=raster&width=64&height=64`);
    expect(answer.bounds).toEqual([120, 35.9, 120.04, 35.98]);
    expect([answer.width, answer.height, answer.located]).toEqual([64, 64, 72]);
  });

  test('contours around the heap', async () => {
    const answer = await heat<HeatContours>(
      `area=${BOARD}&format=contours&width=128&height=128&bandwidth=500`,
    );
    expect(answer.type).toBe('FeatureCollection');
    expect(answer.features.map(({ properties }) => properties.step)).toEqual([1, 2, 3, 4, 5, 6]);
    const [outer] = answer.features[5]!.geometry.coordinates[0] as [number, number][][];
    for (const [lon, lat] of outer!) {
      expect(Math.abs(lon - GRIDS[0]!.middle[0])).toBeLessThan(0.01);
      expect(Math.abs(lat - GRIDS[0]!.middle[1])).toBeLessThan(0.01);
    }
  });

  test('nothing there', async () => {
    const none = await heat<HeatRaster>(`area=${BOARD}&to=2020-01-01&format=raster&width=16&height=16`);
    expect(none).toMatchObject({ scale: 0, max: 0, located: 0, unlocated: 0 });
    expect((await heat<HeatContours>(`area=${BOARD}&to=2020-01-01&format=contours`)).features).toEqual([]);
    expect((await heat<HeatCells>(`area=${BOARD}&to=2020-01-01`)).columns.cell).toEqual([]);
  });
});

test('a tag that holds until something is recorded', async () => {
  const path = `/api/issues/heatmap?area=${BOARD}`;
  const tag = (await api.get(path)).headers.get('ETag')!;
  expect((await api.get(path, { 'If-None-Match': tag })).status).toBe(304);
});

test.each([
  ['area', ''],
  ['bbox', 'bbox=1,2,3'],
  ['bbox', 'bbox=120,36,119,37'],
  ['bbox', 'bbox=120,36,121,89'],
  ['bbox', 'bbox=a,b,c,d'],
  ['resolution', `area=${BOARD}&resolution=12`],
  ['width', `area=${BOARD}&format=raster&width=4096`],
  ['bandwidth', `area=${BOARD}&format=raster&bandwidth=50000&width=2048&height=2048`],
  ['bandwidth', `area=${BOARD}&format=contours&bandwidth=50000&width=2048&height=2048`],
  ['format', `area=${BOARD}&format=png`],
  ['to', `area=${BOARD}&from=2026-11-02&to=2026-11-01`],
  ['state', `area=${BOARD}&state=open`],
])('refused at %s: %s', async (path, query) => {
  const response = await api.get(`/api/issues/heatmap?${query}`);
  const problem = (await response.json()) as Problem;
  expect(response.status).toBe(400);
  expect(problem.errors.map((error) => error.path.split('.')[0])).toContain(path);
});
