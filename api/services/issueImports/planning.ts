import { createHash } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { ImportRowProblem, IssueImportAnswer } from '#api/contract/issueImports.ts';
import type { Watched } from '#api/services/boundaries.ts';
import type { ServiceContext } from '#api/services/context.ts';
import { lotsOf, type PlannedIssue } from '#api/services/issueImports/drafts.ts';
import type { Homeless, ImportedHome, ImportedHomes } from '#api/services/issueImports/homes.ts';
import { addProblems, problemsCsv } from '#api/services/issueImports/problems.ts';
import { levelOf } from '#api/services/issues/intake.ts';
import { derivedId } from '#geodata/import/issues/ids.ts';
import { logOf } from '#geodata/import/issues/log.ts';
import type { IssueMapping } from '#geodata/import/issues/mapping.ts';
import type { ReadRow } from '#geodata/import/issues/read.ts';
import { type ReadIssue, shortened } from '#geodata/import/issues/row.ts';

/** Rows that are looked at before others get their turn. */
const LOT = 500;

const REASONS: Readonly<Record<Homeless, string>> = {
  outside: 'lies in no area here',
  unknownArea: 'is no area here',
  noArea: 'is not located, and no one area stands for such issues',
};

export interface Planning {
  context: ServiceContext;
  mapping: IssueMapping;
  homes: ImportedHomes;
  /** Name of the account that hands them in. */
  by: string;
  files: { staged: string; plan: string; problems: string };
}

/**
 * Finds out of every row what would become of it, and writes down what is to be written and what is to be told.
 *
 * @param answer counts and problems are added to it; every row is counted once as created, duplicate or refused
 */
export async function planIssues(
  planning: Planning,
  answer: IssueImportAnswer,
  rows: number,
  { onProgress, signal }: Watched,
): Promise<void> {
  const { files } = planning;
  await writeFile(files.plan, '');
  await writeFile(files.problems, problemsCsv([], true));
  for await (const lot of lotsOf<ReadRow>(files.staged, LOT)) {
    signal?.throwIfAborted();
    const { planned, problems } = await planLot(planning, answer, lot);
    addProblems(answer, problems);
    await appendFile(files.plan, planned.map((each) => `${JSON.stringify(each)}\n`).join(''));
    if (problems.length > 0) await appendFile(files.problems, problemsCsv(problems, false));
    onProgress?.(answer.rows / rows, 'checking');
    await setImmediate();
  }
}

async function planLot(
  { context, mapping, homes, by }: Planning,
  answer: IssueImportAnswer,
  lot: readonly ReadRow[],
): Promise<{ planned: PlannedIssue[]; problems: ImportRowProblem[] }> {
  const { system } = mapping;
  const idOf = ({ reference }: ReadIssue) => derivedId(system, reference);
  const ids = lot.flatMap(({ issue }) => (issue ? [idOf(issue)] : []));
  const taken = await context.store.issues.takenIds(ids);
  const planned: PlannedIssue[] = [];
  const problems: ImportRowProblem[] = [];
  for (const { row, issue, problems: told } of lot) {
    answer.rows++;
    const tell = (
      outcome: ImportRowProblem['outcome'],
      column: string,
      value: string,
      code: string,
      reason: string,
    ) => problems.push({ row, column, value: shortened(value), code, reason, outcome });
    if (!issue) {
      problems.push(...told.map((problem) => ({ row, ...problem })));
      if (told.some(({ outcome }) => outcome === 'duplicate')) answer.duplicate++;
      else answer.refused++;
      continue;
    }
    if (taken.has(idOf(issue))) {
      answer.duplicate++;
      tell('duplicate', mapping.reference, issue.reference, 'duplicateInLedger', 'is in the ledger already');
      continue;
    }
    problems.push(...told.map((problem) => ({ row, ...problem })));
    const home = await homes.of(issue);
    const [column, value] =
      home === 'unknownArea' ? [mapping.area ?? '', issue.area ?? ''] : positionOf(mapping, issue);
    if (typeof home === 'string') {
      answer.refused++;
      tell('refused', column, value, home, REASONS[home]);
      continue;
    }
    if (home.isOutside) tell('kept', column, value, 'outside', `${REASONS.outside}: kept as not located`);
    planned.push({
      row,
      ...writesOf(issue, home, { batch: answer.id, system, by, day: context.dayOf(issue.createdAt) }),
    });
    answer.create++;
    if (home.position === null) answer.unlocated++;
    answer.states[issue.state] = (answer.states[issue.state] ?? 0) + 1;
  }
  return { planned, problems };
}

function positionOf({ position, reference }: IssueMapping, issue: ReadIssue): [string, string] {
  if (position === null || issue.position === null) return [position?.x ?? reference, ''];
  return [position.x, issue.position.join(', ')];
}

function writesOf(
  issue: ReadIssue,
  home: ImportedHome,
  { batch, system, by, day }: { batch: string; system: string; by: string; day: number },
): Omit<PlannedIssue, 'row'> {
  const id = derivedId(system, issue.reference);
  const { category, source, createdAt, title, text, reference } = issue;
  return {
    state: issue.state,
    issue: {
      ...{ id, category, source, title, text, reference, by, day, batch },
      at: createdAt,
      home: home.code,
      level: levelOf(home.level),
      position: home.position,
      reporterName: null,
      reporterPhone: null,
      subject: null,
      visit: null,
      programme: null,
      officer: null,
    },
    events: logOf(issue, by).map((event) => ({
      id: derivedId(system, issue.reference, event.type),
      issue: id,
      event,
      batch,
    })),
  };
}

/** Stands for a set of categories: another one has another. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
