import type { IssuePhoto } from '#api/store/issueStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import { IssueHeads } from '#api/store/sqlite/issue/head.ts';
import { leaving } from '#api/store/sqlite/issue/refusals.ts';
import { refused } from '#api/store/sqlite/refusals.ts';
import type { WriteResult } from '#api/store/store.ts';

/** Most photos an issue may have. */
const MOST = 9;

/**
 * Adds photos to an issue, all or none. Photos that are there already with the same content are a duplicate.
 *
 * @returns refused when there would be more than 9, or one of the ids has another picture
 */
export function putPhotos(
  context: WriteContext,
  issue: string,
  photos: readonly IssuePhoto[],
  allowed: (area: string) => boolean,
): WriteResult {
  const { db } = context;
  return context.transaction((): WriteResult => {
    const kept = new IssueHeads(db).find(issue);
    if (!kept || !allowed(kept.area)) return refused(issue, 'notFound', 'id', `there is no issue ${issue}`);
    if (kept.isLeaving) return leaving(issue);
    const { town, area } = kept;
    const known = new Map(
      (
        db
          .prepare('SELECT id, image, seq FROM issue_photo WHERE town = ? AND issue = ?')
          .all(town, issue) as { id: string; image: Buffer; seq: number }[]
      ).map((row) => [row.id, row]),
    );
    const fresh = new Map<string, IssuePhoto>();
    for (const [i, photo] of photos.entries()) {
      const there = known.get(photo.id)?.image ?? fresh.get(photo.id)?.image;
      if (there === undefined) fresh.set(photo.id, photo);
      else if (Buffer.compare(there, photo.image) !== 0)
        return refused(issue, 'conflict', `photos.${i}.id`, 'this id was sent before with another picture');
    }
    if (known.size + fresh.size > MOST)
      return refused(
        issue,
        'conflict',
        'photos',
        `an issue has at most ${MOST} photos, this one has ${known.size}`,
      );
    if (fresh.size === 0)
      return {
        status: 'duplicate',
        id: issue,
        seq: Math.max(0, ...[...known.values()].map(({ seq }) => seq)),
      };
    const commit = context.takeCommit();
    const insert = db.prepare(
      `INSERT INTO issue_photo (town, issue, id, n, width, height, image, thumbnail, seq)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    let n = known.size;
    for (const { id, width, height, image, thumbnail } of fresh.values())
      insert.run(town, issue, id, n++, width, height, image, thumbnail, commit.seq);
    db.prepare('UPDATE issue SET photos = ? WHERE town = ? AND id = ?').run(n, town, issue);
    context.record(commit, new Deltas(), [area], [], { issues: true });
    return { status: 'created', id: issue, seq: commit.seq };
  });
}
