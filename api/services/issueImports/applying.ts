import { appendFile, rm } from 'node:fs/promises';
import type { ImportRowProblem } from '#api/contract/issueImports.ts';
import { CodedError } from '#api/errors.ts';
import {
  type IssueDraft,
  type IssueDrafts,
  lotsOf,
  type PlannedIssue,
} from '#api/services/issueImports/drafts.ts';
import { addProblems, problemsCsv } from '#api/services/issueImports/problems.ts';
import type { Progress } from '#api/services/jobs.ts';
import type { IssueEventWrite } from '#api/store/issueStore.ts';
import type { Store } from '#api/store/store.ts';

export interface Applying {
  store: Store;
  drafts: IssueDrafts;
  /** Issues of one transaction, and events of one; the store takes at most 5000. */
  atOnce: number;
  /** Whether the server is about to end: the rest is then written after its next start. */
  isEnding: () => boolean;
  /** Now, as answers write it. */
  stamp: () => string;
}

/**
 * Writes what is left of a plan, transaction by transaction. Ids are derived, so that what was written before a crash
 * and is not noted as done is a duplicate and changes nothing.
 *
 * @throws CodedError `unavailable` when the server ends first; whatever the store throws. The import stays `applying`
 */
export async function applyPlan(
  { store, drafts, atOnce, isEnding, stamp }: Applying,
  draft: IssueDraft,
  onProgress?: Progress,
): Promise<void> {
  const { answer, scope } = draft;
  const all = draft.done + (answer.create - answer.written);
  const plan = drafts.file(answer.id, 'plan.ndjson');
  for await (const lot of lotsOf<PlannedIssue>(plan, atOnce, draft.done)) {
    if (isEnding())
      throw new CodedError('unavailable', 'The server ends; the import goes on after its next start.');
    onProgress?.(draft.done / all, 'writing');
    const { late, refused } = await writeLot(store, scope, lot, atOnce);
    const lost = refused.length;
    for (const { state, issue } of refused) {
      answer.states[state]! -= 1;
      if (issue.position === null) answer.unlocated--;
    }
    draft.late.push(...late);
    addProblems(answer, late);
    answer.create -= lost;
    answer.refused += lost;
    answer.written += lot.length - lost;
    draft.done += lot.length;
    await drafts.save(draft);
  }
  if (draft.late.length > 0)
    await appendFile(drafts.file(answer.id, 'problems.csv'), problemsCsv(draft.late, false));
  answer.status = 'applied';
  answer.appliedAt = stamp();
  await drafts.save(draft);
  // What people wrote stays in the ledger only.
  await rm(plan, { force: true });
}

/** @returns what the ledger refused: something was changed since the rows were checked */
async function writeLot(
  store: Store,
  scope: IssueDraft['scope'],
  lot: readonly PlannedIssue[],
  atOnce: number,
): Promise<{ late: ImportRowProblem[]; refused: PlannedIssue[] }> {
  const late: ImportRowProblem[] = [];
  const refused: PlannedIssue[] = [];
  const taken = await store.issues.putIssues(
    scope,
    lot.map(({ issue }) => issue),
  );
  const events: { row: number; event: IssueEventWrite }[] = [];
  for (const [i, planned] of lot.entries()) {
    const { row, events: log } = planned;
    const result = taken[i]!;
    if (result.status !== 'refused') events.push(...log.map((event) => ({ row, event })));
    else {
      refused.push(planned);
      late.push(lateProblem(row, 'refused', 'refusedByLedger', result.fault.message));
    }
  }
  for (let from = 0; from < events.length; from += atOnce) {
    const part = events.slice(from, from + atOnce);
    const results = await store.issues.putIssueEvents(
      scope,
      part.map(({ event }) => event),
    );
    for (const [i, result] of results.entries())
      if (result.status === 'refused')
        late.push(lateProblem(part[i]!.row, 'kept', 'eventRefusedByLedger', result.fault.message));
  }
  return { late, refused };
}

function lateProblem(
  row: number,
  outcome: ImportRowProblem['outcome'],
  code: string,
  reason: string,
): ImportRowProblem {
  return { row, column: '', value: '', code, reason, outcome };
}
