import type { Feature } from 'geojson';
import type { JobInput, Progress } from '#api/services/jobs.ts';
import { buildDemoAreas } from '#geodata/presets/west-coast/areas.ts';

/** The demonstration district's areas as the text of a boundary file. */
export function drawDemoAreas(input: JobInput<'drawDemoAreas'>, report: Progress): string {
  report(0, 'drawing areas');
  const features = buildDemoAreas({ seed: input.seed }).map(
    ({ geometry, index: _index, ...properties }): Feature => ({ type: 'Feature', properties, geometry }),
  );
  return JSON.stringify({ type: 'FeatureCollection', features });
}
