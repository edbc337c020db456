import { createHash } from 'node:crypto';
import { CodedError } from '#api/errors.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { recount } from '#api/store/sqlite/rebuild.ts';
import type { Commit, TreeWrite } from '#api/store/store.ts';

/**
 * Writes a new version of the tree of areas with its shapes; shapes are kept once by their content.
 *
 * @throws CodedError `conflict` when an area that subjects are at home in would vanish or change its town
 */
export function putTree(context: WriteContext, write: TreeWrite): Commit {
  const { db } = context;
  const run = db.transaction((): Commit => {
    refuseLostHomes(context, write);
    // Who answers for a subject, and which areas are to be staffed, hang on the tree.
    const before = context.duties.length > 0 ? recount(context) : null;
    const commit = context.takeCommit();
    const last = db.prepare('SELECT max(version) AS version FROM tree_version').get() as {
      version: number | null;
    };
    const version = (last.version ?? 0) + 1;
    db.prepare('INSERT INTO tree_version (version, validFrom, seq, day, tiles) VALUES (?, ?, ?, ?, ?)').run(
      version,
      write.validFrom,
      commit.seq,
      commit.day,
      write.tiles,
    );
    const shape = db.prepare(
      'INSERT OR IGNORE INTO shape (hash, west, south, east, north, geometry) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const area = db.prepare(
      `INSERT INTO area (version, code, name, level, parent, tree, town, lft, rgt, urbanRural, households, illustrative, shape)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const row of write.areas) {
      const drawn = write.shapes.get(row.code);
      let hash: string | null = null;
      if (drawn) {
        const text = JSON.stringify(drawn.geometry);
        hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
        shape.run(hash, ...drawn.bbox, text);
      }
      area.run(
        version,
        row.code,
        row.name,
        row.level,
        row.parentCode,
        row.tree,
        row.townCode,
        row.lft,
        row.rgt,
        row.urbanRural,
        row.households,
        row.illustrative ? 1 : 0,
        hash,
      );
    }
    if (before) {
      context.reload();
      context.deltas.write(recount(context).beyond(before), commit.day);
    }
    return commit;
  });
  try {
    return run.immediate();
  } finally {
    context.reload();
  }
}

function refuseLostHomes(context: WriteContext, write: TreeWrite): void {
  const towns = new Map(write.areas.map((area) => [area.code, area.townCode]));
  const homes = context.db
    .prepare(
      `SELECT home, town, count(DISTINCT x) AS subjects FROM register_version
       WHERE kind = 'subject' AND endSeq IS NULL GROUP BY home, town`,
    )
    .all() as { home: string; town: string; subjects: number }[];
  const lost = homes.filter(({ home, town }) => towns.get(home) !== town);
  if (lost.length === 0) return;
  throw new CodedError(
    'conflict',
    `${lost.length} areas that subjects are at home in would vanish or change their town.`,
    lost.slice(0, 20).map(({ home, subjects }) => ({
      path: `areas.${home}`,
      message: `${subjects} subjects are at home in ${home}`,
      code: 'homesLost',
    })),
  );
}
