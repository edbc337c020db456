import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ImportRowProblem, IssueImportAnswer } from '#api/contract/issueImports.ts';
import { CodedError } from '#api/errors.ts';
import type { IssueEventWrite, IssueWrite } from '#api/store/issueStore.ts';
import type { Scope } from '#api/store/store.ts';
import type { TakenState } from '#geodata/import/issues/mapping.ts';

/** What is kept on disk of an import from its check on. */
export interface IssueDraft {
  answer: IssueImportAnswer;
  /** Id of the account whose import it is. */
  owner: string;
  scope: Scope;
  /** What the file was checked against: version of the tree, and the categories as JSON. */
  against: { tree: number; categories: string };
  /** Rows of the plan that are written. */
  done: number;
  /** What the ledger refused of rows that had passed the checks. */
  late: ImportRowProblem[];
  /** Whether its issues are written under its id, so that it can be taken back; not so of an older version. */
  isMarked?: true;
  /** Of one that is being taken back: in which areas, what it was before, and its issues once that is begun. */
  undo?: { scope: Scope; before: 'applying' | 'applied'; issues: number | null };
}

/** A row that is to be written: the issue, and what happened to it. */
export interface PlannedIssue {
  row: number;
  /** State it is taken over in. */
  state: TakenState;
  issue: IssueWrite;
  events: IssueEventWrite[];
}

/** What people wrote is kept so long beside the ledger, in milliseconds: unconfirmed imports, and values of rows. */
const KEEP_MS = 7 * 86_400_000;
/** What an import of an older version did not tell. */
const SAID_NOTHING = { by: null, checkedAt: null, appliedAt: null, undone: 0 };
/** A folder is named by the id of its import. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Folders of imports of issues, one each. */
export class IssueDrafts {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  file(id: string, name: 'source.csv' | 'staged.ndjson' | 'plan.ndjson' | 'problems.csv'): string {
    return join(this.#folder, id, name);
  }

  async make(id: string): Promise<void> {
    await mkdir(join(this.#folder, id), { recursive: true });
  }

  async remove(id: string): Promise<void> {
    await rm(join(this.#folder, id), { recursive: true, force: true });
  }

  async save(draft: IssueDraft): Promise<void> {
    const path = join(this.#folder, draft.answer.id, 'draft.json');
    await writeFile(`${path}.part`, JSON.stringify(draft));
    await rename(`${path}.part`, path);
  }

  /** Null when there is no import of issues of that id. */
  async find(id: string): Promise<IssueDraft | null> {
    if (!UUID.test(id)) return null;
    try {
      const draft = JSON.parse(await readFile(join(this.#folder, id, 'draft.json'), 'utf8')) as IssueDraft;
      return { ...draft, answer: { ...SAID_NOTHING, ...draft.answer } };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  /** @throws CodedError `notFound` */
  async load(id: string): Promise<IssueDraft> {
    const draft = await this.find(id);
    if (!draft) throw new CodedError('notFound', `There is no import ${id}.`);
    return draft;
  }

  /** Every import there is, in no order. */
  async all(): Promise<IssueDraft[]> {
    const drafts = await Promise.all((await this.#ids()).map((id) => this.find(id)));
    return drafts.filter((draft) => draft !== null);
  }

  /**
   * Imports that were being written or taken back when the server ended. What was never confirmed and is old goes;
   * of what was written and is old the values of its rows go, and that it took place stays.
   */
  async unfinished(now: number): Promise<IssueDraft[]> {
    const found: IssueDraft[] = [];
    for (const id of await this.#ids()) {
      const draft = await this.find(id);
      const status = draft?.answer.status;
      if (status === 'applying' || status === 'undoing') {
        found.push(draft!);
        continue;
      }
      const { mtimeMs } = await stat(join(this.#folder, id));
      if (mtimeMs >= now - KEEP_MS) continue;
      if (!draft || status === 'checked') await this.remove(id);
      else if (draft.answer.problems.length > 0) {
        await rm(this.file(id, 'problems.csv'), { force: true });
        await this.save({ ...draft, late: [], answer: { ...draft.answer, problems: [] } });
      }
    }
    return found;
  }

  async #ids(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.filter((name) => UUID.test(name));
  }
}

/** Lines of a file of JSON lines, in lots. */
export async function* lotsOf<T>(file: string, size: number, from = 0): AsyncGenerator<T[]> {
  let lot: T[] = [];
  let line = 0;
  const input = createReadStream(file);
  try {
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      if (line++ < from) continue;
      lot.push(JSON.parse(text) as T);
      if (lot.length < size) continue;
      yield lot;
      lot = [];
    }
    if (lot.length > 0) yield lot;
  } finally {
    // who leaves off before the end leaves no file open
    input.destroy();
  }
}
