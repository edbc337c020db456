import type { MultiPolygon, Polygon } from 'geojson';
import type { Level } from '#geodata/model.ts';

/** Levels that are drawn, from the top down. Areas of any other level are left out of the tiles. */
export const TILE_LEVELS = ['district', 'town', 'community', 'grid'] as const satisfies readonly Level[];
export type TileLevel = (typeof TILE_LEVELS)[number];

/** What the tiles need to know of an area; a `Boundary` is one. */
export interface TileArea {
  code: string;
  name: string;
  level: Level;
  parentCode: string | null;
  /** WGS 84. `null`: no outline is known, it is dissolved from its children. */
  geometry: Polygon | MultiPolygon | null;
}

/** An area that is drawn, with the number by which a tile knows it. */
export interface DrawnArea extends TileArea {
  level: TileLevel;
  /** Position of `code` among the ordered codes of its level: the feature id of shape and label. */
  id: number;
}

/** Order of codes: by UTF-16 code unit, the same on every machine and in every language. */
export function compareCodes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Whether areas of this level are drawn. */
function isTileLevel(level: Level): level is TileLevel {
  return (TILE_LEVELS as readonly Level[]).includes(level);
}

/**
 * Areas of the drawn levels, ordered by level and code and numbered within their level, so that neither
 * the tiles nor their version depend on the order of a file.
 *
 * @throws Error when a code occurs twice within a level
 */
export function numberAreas(areas: Iterable<TileArea>): DrawnArea[] {
  const byLevel = new Map<TileLevel, TileArea[]>(TILE_LEVELS.map((level) => [level, []]));
  for (const area of areas) {
    if (isTileLevel(area.level)) byLevel.get(area.level)?.push(area);
  }
  return [...byLevel].flatMap(([level, members]) => {
    members.sort((a, b) => compareCodes(a.code, b.code));
    return members.map(({ code, name, parentCode, geometry }, id) => {
      if (id > 0 && members[id - 1]?.code === code) {
        throw new Error(`two areas of level '${level}' have the code '${code}'`);
      }
      return { code, name, level, parentCode, geometry, id };
    });
  });
}
