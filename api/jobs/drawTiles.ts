import type { JobInput, Progress } from '#api/services/jobs.ts';
import { buildTiles, type TileSet } from '#geodata/tiles/build.ts';

/**
 * Cuts the areas into vector tiles and keeps them as an archive.
 *
 * @param keep writes the archive
 * @returns the version of the tile set: the hash of its content
 */
export function drawTiles(
  input: JobInput<'drawTiles'>,
  report: Progress,
  keep: (dir: string, set: TileSet, name: string) => void,
): string {
  const set = buildTiles(input.areas, { onProgress: (share) => report(share, 'cutting tiles') });
  keep(input.dir, set, input.name);
  return set.version;
}
