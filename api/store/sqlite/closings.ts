import type { ClosingWrite } from '#api/store/dutyStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import type { WriteResult } from '#api/store/store.ts';

/**
 * Keeps the figures of a period as a named person signed them 封账.
 *
 * @returns refused (`conflict`) when the ledger has moved on since the figures were read, so that what is signed
 *   is what stands
 */
export function closePeriod(context: WriteContext, write: ClosingWrite): WriteResult {
  const { db } = context;
  return context.transaction((): WriteResult => {
    const last = db.prepare('SELECT max(seq) AS seq FROM "commit"').get() as { seq: number | null };
    if ((last.seq ?? 0) !== write.readAt)
      return {
        status: 'refused',
        id: write.area,
        code: 'conflict',
        fault: {
          path: 'commit',
          message: 'the ledger has moved on since the figures were read',
          code: 'moved',
        },
      };
    const commit = context.takeCommit();
    const insert = db.prepare(
      `INSERT INTO closing (area, duty, period, seq, at, recDay, by, note, figures)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const { area, duty, period, figures } of write.rows)
      insert.run(
        area,
        duty,
        period,
        commit.seq,
        commit.at,
        commit.day,
        write.by,
        write.note,
        JSON.stringify(figures),
      );
    context.record(
      commit,
      new Deltas(),
      [write.area],
      write.rows.map(({ duty }) => duty),
    );
    return { status: 'created', id: write.area, seq: commit.seq };
  });
}
