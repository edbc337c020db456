import { afterAll, expect, test } from 'vitest';
import { StatisticsThread } from '#api/jobs/statistics/thread.ts';
import { statisticsWork } from '#api/jobs/statistics/work.ts';
import type { DensityInput } from '#api/services/statistics.ts';
import { packAreas } from '#geodata/tiles/pack.ts';
import { syntheticDistrict } from '#geodata/tiles/synthetic.ts';

const thread = new StatisticsThread();
afterAll(() => thread.close());

const district = syntheticDistrict({ side: 8, corner: [120, 36], size: 0.4 });
const grids = () => packAreas(district.filter(({ level }) => level === 'grid'));
const picture = (points: number, bandwidth: number): DensityInput => ({
  positions: Float64Array.from({ length: 2 * points }, (_, i) => (i % 2 === 0 ? 120.2 : 36.2)),
  options: { bounds: [120, 36, 120.4, 36.4], width: 512, height: 512, bandwidth },
});

test('answers are those of the work done here; what is kept comes in shared memory', async () => {
  const cells = await thread.areaCells({ outlines: grids() });
  expect(cells).toEqual(await statisticsWork.areaCells({ outlines: grids() }));
  expect(cells.queen.neighbours.buffer).toBeInstanceOf(SharedArrayBuffer);
  const band = { ...cells, weights: { kind: 'distance', metres: 9000 } } as const;
  expect(await thread.neighbours(band)).toEqual(await statisticsWork.neighbours(band));
  const raster = picture(10, 500);
  expect(await thread.heatRaster(raster)).toEqual(await statisticsWork.heatRaster(raster));
});

test('refusals keep their place', async () => {
  const place = (path: string) => ({ code: 'badRequest', errors: [{ path, code: 'invalid' }] });
  const fine = { areas: packAreas(district), root: district[0]!.code, resolution: 12 };
  await expect(thread.hexagonCells(fine)).rejects.toMatchObject(place('resolution'));
  await expect(thread.heatContours(picture(1, 1e6))).rejects.toMatchObject(place('bandwidth'));
  const many = 6000;
  const points = Float64Array.from({ length: 2 * many }, (_, i) => (i % 2 === 0 ? 120 : 36) + i / 1e6);
  const queen = { offsets: new Uint32Array(many + 1), neighbours: new Uint32Array() };
  const weights = { kind: 'distance', metres: 100_000 } as const;
  await expect(thread.neighbours({ points, queen, weights })).rejects.toMatchObject(place('metres'));
});

test('a fault is told as it is, and the next question is answered', async () => {
  const wrong = { ...picture(1, 500), positions: null as never };
  await expect(thread.heatRaster(wrong)).rejects.toThrow(TypeError.name);
  expect((await thread.heatRaster(picture(1, 500))).located).toBe(1);
});

test('what takes too long is stopped with all that waits; the next question starts anew', async () => {
  const hasty = new StatisticsThread(1);
  const both = await Promise.allSettled([
    hasty.heatRaster(picture(1_000_000, 5000)),
    hasty.heatRaster(picture(1, 500)),
  ]);
  for (const each of both)
    expect(each).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
  await hasty.close();
  const patient = new StatisticsThread();
  const waiting = patient.heatRaster(picture(1, 500));
  const closed = expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
  await patient.close();
  await closed;
  expect((await patient.heatRaster(picture(1, 500))).located).toBe(1);
  await patient.close();
});
