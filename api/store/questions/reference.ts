import type { TreeState } from '#api/store/areaStore.ts';
import type { Db } from '#api/store/schema.ts';
import type { Level } from '#geodata/model.ts';
import { Tree } from '#geodata/tree.ts';

/** A version of the tree with the bounds of its areas; version 0, before the first, is empty. */
export async function treeState(db: Db, version: number): Promise<TreeState> {
  const found = await db
    .selectFrom('tree_version')
    .select(['validFrom', 'tiles'])
    .where('version', '=', version)
    .executeTakeFirst();
  const rows = await db
    .selectFrom('area')
    .leftJoin('shape', 'shape.hash', 'area.shape')
    .select([
      'area.code',
      'area.name',
      'area.level',
      'area.parent',
      'area.tree',
      'area.town',
      'area.lft',
      'area.rgt',
      'area.urbanRural',
      'area.households',
      'area.illustrative',
      'shape.west',
      'shape.south',
      'shape.east',
      'shape.north',
    ])
    .where('version', '=', version)
    .execute();
  const bounds = new Map<string, readonly [number, number, number, number]>();
  for (const row of rows)
    if (row.west !== null) bounds.set(row.code, [row.west, row.south!, row.east!, row.north!]);
  return {
    version,
    validFrom: found?.validFrom ?? null,
    tiles: found?.tiles ?? null,
    bounds,
    illustrative: new Set(rows.filter((row) => row.illustrative).map((row) => row.code)),
    tree: new Tree(
      rows.map((row) => ({
        code: row.code,
        name: row.name,
        level: row.level as Level,
        parentCode: row.parent,
        tree: row.tree,
        townCode: row.town,
        lft: row.lft,
        rgt: row.rgt,
        urbanRural: row.urbanRural,
        households: row.households,
      })),
    ),
  };
}

/** GeoJSON texts of the newest shapes, by code. */
export async function shapeTexts(
  db: Db,
  version: number,
  codes: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const CHUNK = 10_000;
  for (let i = 0; i < codes.length; i += CHUNK) {
    const rows = await db
      .selectFrom('area')
      .innerJoin('shape', 'shape.hash', 'area.shape')
      .select(['area.code', 'shape.geometry'])
      .where('version', '=', version)
      .where('code', 'in', codes.slice(i, i + CHUNK))
      .execute();
    for (const row of rows) found.set(row.code, row.geometry);
  }
  return found;
}
