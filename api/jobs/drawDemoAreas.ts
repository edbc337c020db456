import type { Feature } from 'geojson';
import type { JobInput, Progress } from '#api/services/jobs.ts';
import { buildDemoAreas } from '#geodata/presets/demo/areas.ts';

/** A demonstration district's areas as the text of a boundary file. */
export function drawDemoAreas({ plan, seed, towns }: JobInput<'drawDemoAreas'>, report: Progress): string {
  report(0, 'drawing areas');
  const onTown = (i: number): void => report(i / plan.towns.length, 'drawing areas');
  const features = buildDemoAreas(plan, { seed, onTown, ...(towns && { towns }) }).map(
    ({ geometry, index: _index, ...properties }): Feature => ({ type: 'Feature', properties, geometry }),
  );
  return JSON.stringify({ type: 'FeatureCollection', features });
}
