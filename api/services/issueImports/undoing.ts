import { rm } from 'node:fs/promises';
import { CodedError } from '#api/errors.ts';
import type { Applying } from '#api/services/issueImports/applying.ts';
import type { IssueDraft } from '#api/services/issueImports/drafts.ts';
import type { Progress } from '#api/services/jobs.ts';
import type { UndoBegun } from '#api/store/issueStore.ts';

/**
 * Takes an import back, transaction by transaction. What was voided before a crash stays voided, and is not asked
 * about again: from its beginning on nothing of the import can be worked on.
 *
 * @throws CodedError `conflict` or `notAllowed` when it may not be taken back: then it is again what it was;
 *   `unavailable` when the server ends first; whatever the store throws. Then it stays `undoing`
 */
export async function undoImport(
  { store, drafts, atOnce, isEnding }: Omit<Applying, 'stamp'>,
  draft: IssueDraft,
  onProgress?: Progress,
): Promise<void> {
  const { answer } = draft;
  const undo = draft.undo!;
  if (undo.issues === null) {
    const begun = await store.issues.beginUndo(undo.scope, answer.id);
    if (begun.status === 'refused') {
      answer.status = undo.before;
      delete draft.undo;
      await drafts.save(draft);
      throw refusalOf(begun);
    }
    // begun before a crash, some of it may be voided already
    undo.issues = begun.issues;
    answer.undone = Math.max(0, answer.written - begun.issues);
    await drafts.save(draft);
  }
  for (let left = undo.issues; left > 0; ) {
    if (isEnding())
      throw new CodedError('unavailable', 'The server ends; the import is taken back after its next start.');
    onProgress?.(1 - left / undo.issues, 'undoing');
    ({ left } = await store.issues.voidBatch(answer.id, atOnce));
    answer.undone = Math.max(0, answer.written - left);
    await drafts.save(draft);
  }
  answer.status = 'undone';
  delete draft.undo;
  await drafts.save(draft);
  // of one that was never written to its end
  await rm(drafts.file(answer.id, 'plan.ndjson'), { force: true });
}

function refusalOf({ reason, count, ids }: Extract<UndoBegun, { status: 'refused' }>): CodedError {
  if (reason === 'outside') {
    const message = `Issues of this import that lie outside your areas: ${count}.`;
    return new CodedError('notAllowed', message, [{ path: 'issues', message, code: 'outside' }]);
  }
  const message = `Issues of this import that were worked on since: ${count}.`;
  return new CodedError('conflict', message, [
    { path: 'issues', message, code: 'workedOn' },
    ...ids.map((id) => ({ path: `issues.${id}`, message: 'was worked on since', code: 'workedOn' })),
  ]);
}

/** Why an import cannot be taken back at all. */
export function refusedUndo(code: string, message: string): CodedError {
  return new CodedError('conflict', message, [{ path: 'id', message, code }]);
}
