import type { MultiPolygon, Polygon } from 'geojson';
import { ADMINISTRATIVE, type Area, type Level } from '#geodata/model.ts';
import { createChainResolver } from './chain.ts';

type Zone = Pick<Area, 'code' | 'level' | 'parentCode' | 'tree'>;

/** Finds the lowest zone of one tree that holds a position (degrees, WGS 84); null where none does. */
export type FindZone = (lon: number, lat: number) => { code: string; level: Level } | null;

/**
 * What finds zones by position, by the name of their tree. Zones lie in zones, so their depth in the tree stands for
 * the level.
 *
 * @param areas of one version of the tree, all of them; administrative areas are passed over
 * @param shapeOf outline of a zone; a zone without one is in no place
 */
export function createZoneResolvers(
  areas: readonly Zone[],
  shapeOf: (code: string) => Polygon | MultiPolygon | undefined,
): Map<string, FindZone> {
  const zones = areas.filter(({ tree }) => tree !== ADMINISTRATIVE);
  const parents = new Map(zones.map(({ code, parentCode }) => [code, parentCode]));
  const depthOf = (code: string): number => {
    const parent = parents.get(code) ?? null;
    return parent === null ? 0 : 1 + depthOf(parent);
  };
  return new Map(
    [...Map.groupBy(zones, ({ tree }) => tree)].map(([tree, own]) => {
      const byDepth = Map.groupBy(own, ({ code }) => depthOf(code));
      const deepestFirst = [...byDepth].sort(([a], [b]) => b - a);
      return [
        tree,
        createChainResolver(
          deepestFirst.flatMap(([, atDepth]) => {
            const drawn = atDepth.flatMap(({ code }) => {
              const geometry = shapeOf(code);
              return geometry ? [{ code, geometry }] : [];
            });
            return drawn.length === 0 ? [] : [{ level: atDepth[0]!.level, areas: drawn }];
          }),
        ),
      ];
    }),
  );
}
