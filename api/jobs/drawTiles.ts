import { writeArchive } from '#api/tiles/archive.ts';
import type { TileArea } from '#geodata/tiles/areas.ts';
import { buildTiles } from '#geodata/tiles/build.ts';

/**
 * Cuts the areas into vector tiles and keeps them as an archive.
 *
 * @returns the version of the tile set: the hash of its content
 */
export function drawTiles(
  input: { dir: string; name: string; areas: readonly TileArea[] },
  report: (share: number, doing: string) => void,
): string {
  const set = buildTiles(input.areas, { onProgress: (share) => report(share, 'cutting tiles') });
  writeArchive(input.dir, set, input.name);
  return set.version;
}
