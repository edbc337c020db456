import { z } from 'zod';
import type { IssueImportsAnswer } from '#api/contract/issueImports.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import type { IssueDraft } from '#api/services/issueImports/drafts.ts';

/** When it was checked, and its id. */
type Key = readonly [checkedAt: string, id: string];

/**
 * A page of imports, newest first.
 *
 * @param owner those of this account alone; everybody's when null
 */
export function pageOf(
  all: readonly IssueDraft[],
  owner: string | null,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): IssueImportsAnswer {
  const after = cursor === undefined ? null : decodeCursor(cursor, z.tuple([z.string(), z.string()]));
  const drafts = all
    .filter((draft) => owner === null || draft.owner === owner)
    .sort((a, b) => compare(keyOf(b), keyOf(a)))
    .filter((draft) => after === null || compare(keyOf(draft), after) < 0);
  const page = drafts.slice(0, limit);
  return {
    items: page.map(({ answer: { problems: _problems, codes: _codes, states: _states, ...item } }) => item),
    nextCursor: drafts.length > limit ? encodeCursor(keyOf(page.at(-1)!)) : null,
  };
}

function keyOf({ answer }: IssueDraft): Key {
  return [answer.checkedAt ?? '', answer.id];
}

function compare(a: Key, b: Key): number {
  const i = a[0] === b[0] ? 1 : 0;
  return a[i] < b[i] ? -1 : a[i] > b[i] ? 1 : 0;
}
