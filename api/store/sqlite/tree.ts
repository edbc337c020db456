import { createHash } from 'node:crypto';
import { CodedError } from '#api/errors.ts';
import type { TreeWrite } from '#api/store/areaStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import type { IssueWriter } from '#api/store/sqlite/issue/writer.ts';
import { recountAll } from '#api/store/sqlite/recount.ts';
import { moveHomes } from '#api/store/sqlite/rehome.ts';
import type { ServicePointWriter } from '#api/store/sqlite/service/writer.ts';
import type { Commit } from '#api/store/store.ts';
import { formatDay } from '#geodata/duty/calendar.ts';
import type { Day } from '#geodata/model.ts';

/**
 * Writes a dated version of the tree of areas with its shapes; shapes are kept once by their content. Subjects whose
 * area is no more from that day on, or lies in another town, get their home in the new version: where their position
 * lies, or else in the successor that is named.
 *
 * @throws CodedError `conflict` when a version of a later day stands already, or subjects would be left without
 *   a home
 */
export function putTree(
  context: WriteContext,
  { issues, services }: { issues: IssueWriter; services: ServicePointWriter },
  write: TreeWrite,
): Commit {
  const { db } = context;
  const before = context.reference;
  return context.transaction((): Commit => {
    const last = db
      .prepare('SELECT version, validFrom FROM tree_version ORDER BY version DESC LIMIT 1')
      .get() as { version: number; validFrom: Day } | undefined;
    if (last && last.validFrom > write.validFrom) {
      const message = `borders that hold from ${formatDay(last.validFrom)} on stand already`;
      throw new CodedError('conflict', `These cannot come before them: ${message}.`, [
        { path: 'validFrom', message, code: 'conflict' },
      ]);
    }
    const commit = context.takeCommit();
    const version = (last?.version ?? 0) + 1;
    insertVersion(context, write, version, commit);
    const reference = context.reload();
    const registersBefore = moveHomes(context, write, commit);
    if (reference.duties.length > 0) recountAll(context, commit, before, undefined, registersBefore);
    issues.settleHomes(commit);
    services.settleHomes(version, write);
    context.record(
      commit,
      new Deltas(),
      write.areas.filter(({ parentCode }) => parentCode === null).map(({ code }) => code),
      reference.duties.map(({ duty }) => duty.id),
      { issues: true, services: true },
    );
    return commit;
  });
}

function insertVersion(context: WriteContext, write: TreeWrite, version: number, commit: Commit): void {
  const { db } = context;
  db.prepare(
    'INSERT INTO tree_version (version, validFrom, seq, tiles, successors) VALUES (?, ?, ?, ?, ?)',
  ).run(
    version,
    write.validFrom,
    commit.seq,
    write.tiles,
    JSON.stringify(Object.fromEntries(write.successors ?? [])),
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
}
