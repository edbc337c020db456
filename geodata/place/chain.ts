import type { Level } from '#geodata/model.ts';
import { createResolver, type PlaceArea } from './resolver.ts';

/** The finest area found for a place. */
export interface PlaceFound {
  level: Level;
  code: string;
}

/**
 * Resolver over several levels: the finest level that has an area at the place answers. A place in no
 * grid may still lie in a community or a town; its ancestors follow from the tree by `parentCode`.
 * @param levels from the finest up, each with its areas
 */
export function createChainResolver(
  levels: readonly { level: Level; areas: readonly PlaceArea[] }[],
): (lon: number, lat: number) => PlaceFound | null {
  const resolvers = levels.map(({ level, areas }) => ({ level, resolver: createResolver(areas) }));
  return (lon, lat) => {
    for (const { level, resolver } of resolvers) {
      const code = resolver.at(lon, lat);
      if (code !== null) return { level, code };
    }
    return null;
  };
}
