import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IssueImportAnswer, IssueImportsAnswer } from '#api/contract/issueImports.ts';
import type { SessionAnswer } from '#api/contract/session.ts';
import { CodedError } from '#api/errors.ts';
import type { Watched } from '#api/services/boundaries.ts';
import type { ServiceContext } from '#api/services/context.ts';
import { applyPlan } from '#api/services/issueImports/applying.ts';
import { type IssueDraft, IssueDrafts } from '#api/services/issueImports/drafts.ts';
import { ImportedHomes, unlocatedHome } from '#api/services/issueImports/homes.ts';
import { pageOf } from '#api/services/issueImports/listing.ts';
import { fingerprint, planIssues } from '#api/services/issueImports/planning.ts';
import { refuseStale, refuseUnfit } from '#api/services/issueImports/refusals.ts';
import { refusedUndo, undoImport } from '#api/services/issueImports/undoing.ts';
import { type Progress, stepOf } from '#api/services/jobs.ts';
import { momentBounds } from '#api/services/ledger.ts';
import type { Place } from '#api/services/place.ts';
import type { Scope } from '#api/store/store.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';
import type { IssueMapping } from '#geodata/import/issues/mapping.ts';
import { categoryTable } from '#geodata/issue/categories.ts';
import type { Tree } from '#geodata/tree.ts';

/** Issues of one transaction. */
const AT_ONCE = 5000;

/** Who imports: the account's id and name, and what it may see. */
export interface Importer {
  owner: string;
  by: string;
  scope: Scope;
}

/** Issues of other systems: a table is checked row by row, and written when that is confirmed. */
export class IssueImportService {
  readonly #context: ServiceContext;
  readonly #place: Place;
  readonly #drafts: IssueDrafts;
  readonly #atOnce: number;
  /** One import is written at a time. */
  #applying: Promise<unknown> = Promise.resolve();
  #isEnding = false;
  #running: { scope: Scope; doing: 'writing' | 'undoing'; progress: number } | null = null;

  /**
   * @param dataDir drafts are kept below its folder `imports`
   * @param atOnce issues of one transaction, at most 5000
   */
  constructor(context: ServiceContext, place: Place, dataDir: string, atOnce = AT_ONCE) {
    this.#context = context;
    this.#place = place;
    this.#drafts = new IssueDrafts(join(dataDir, 'imports', 'issues'));
    this.#atOnce = atOnce;
  }

  /**
   * Reads a table and finds out what would become of each of its rows; nothing is written to the ledger.
   *
   * @throws CodedError `badInput` with the place of every fault when the mapping does not fit the district or the table,
   *   or the table cannot be read; `conflict` before there are areas
   */
  async check(
    { owner, by, scope }: Importer,
    file: Uint8Array,
    mapping: IssueMapping,
    { onProgress, signal }: Watched = {},
  ): Promise<IssueImportAnswer> {
    const { store, jobs, timezone, now } = this.#context;
    const state = await store.treeState();
    if (state.tree.areas.length === 0)
      throw new CodedError('conflict', 'The areas come first, issues after them.');
    const categories = await store.issues.categories();
    const unlocated = await unlocatedHome(this.#context, scope, mapping.unlocatedArea);
    refuseUnfit(mapping, categoryTable(categories), unlocated);
    const answer = { ...emptyAnswer(randomUUID(), mapping.system), by, checkedAt: this.#stamp() };
    const { id } = answer;
    const nameOf = (name: Parameters<IssueDrafts['file']>[1]) => this.#drafts.file(id, name);
    const [source, staged] = [nameOf('source.csv'), nameOf('staged.ndjson')];
    await this.#drafts.make(id);
    try {
      await writeFile(source, file);
      const rows = await jobs.readIssueFile(
        { file: source, mapping, options: { timeZone: timezone, ...momentBounds(now()) }, staged },
        stepOf(onProgress, 0, 0.5),
        signal,
      );
      const parts = { context: this.#context, place: this.#place, scope, mapping };
      const files = { staged, plan: nameOf('plan.ndjson'), problems: nameOf('problems.csv') };
      await planIssues({ ...parts, homes: new ImportedHomes(parts, unlocated), by, files }, answer, rows, {
        onProgress: stepOf(onProgress, 0.5, 1),
        signal,
      });
      const against = { tree: state.version, categories: fingerprint(categories) };
      await this.#drafts.save({ answer, owner, scope, against, done: 0, late: [], isMarked: true });
    } catch (error) {
      await this.#drafts.remove(id);
      throw error;
    }
    // The plan has all that is needed of them.
    await Promise.all([source, staged].map((path) => rm(path, { force: true })));
    return answer;
  }

  /** Whose import of issues an id is; null when it is none. */
  async ownerOf(id: string): Promise<string | null> {
    return (await this.#drafts.find(id))?.owner ?? null;
  }

  /** @throws CodedError `notFound` */
  async get(id: string): Promise<IssueImportAnswer> {
    return (await this.#drafts.load(id)).answer;
  }

  /** File with everything that is told of the rows, as CSV. @throws CodedError `notFound`, a week later too */
  async problemsFile(id: string): Promise<string> {
    await this.#drafts.load(id);
    const file = this.#drafts.file(id, 'problems.csv');
    if (!existsSync(file))
      throw new CodedError('notFound', 'What was told of the rows is kept for seven days.');
    return file;
  }

  /**
   * Imports, newest first.
   *
   * @param owner those of this account alone; everybody's when null
   */
  async list(
    owner: string | null,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<IssueImportsAnswer> {
    return pageOf(await this.#drafts.all(), owner, page);
  }

  /**
   * What is being written or taken back now; null where that is nothing of the areas asked about.
   *
   * @param codes areas whose subtrees may be seen
   */
  running(tree: Tree, codes: readonly string[]): SessionAnswer['importing'] {
    if (!this.#running) return null;
    const { scope, doing, progress } = this.#running;
    const touches = scope.codes.some((its) =>
      codes.some((own) => tree.contains(its, own) || tree.contains(own, its)),
    );
    return touches ? { kind: 'issues', doing, progress } : null;
  }

  /**
   * Takes an import back: its issues count no more from now on, and did on the days before. One that was stopped in
   * the midst of it goes on; taken back again it is the same. One whose writing has failed may be taken back too.
   *
   * @param scope areas of who asks: all its issues must lie in them
   * @throws CodedError `conflict` when it was not written, or issues were worked on since, naming the first of them;
   *   `notAllowed` when some lie outside the scope; `unavailable` when the server ends first
   */
  undo(
    id: string,
    scope: Scope,
    { onProgress }: Pick<Watched, 'onProgress'> = {},
  ): Promise<IssueImportAnswer> {
    return this.#inTurn(async () => {
      const draft = await this.#drafts.load(id);
      const { status } = draft.answer;
      if (status === 'undone') return draft.answer;
      if (status === 'checked') throw refusedUndo('notWritten', 'This import was never written.');
      if (!draft.isMarked)
        throw refusedUndo(
          'tooOld',
          'This import was written by an older version, which did not mark its issues.',
        );
      if (status !== 'undoing') {
        draft.undo = { scope, before: status, issues: null };
        draft.answer.status = 'undoing';
        await this.#drafts.save(draft);
      }
      return this.#takeBack(draft, onProgress);
    });
  }

  /**
   * Writes a checked import, a transaction after the other. Confirmed again it is the same; one that was stopped
   * in the midst of it goes on.
   *
   * Until the first transaction it can be stopped by the signal, and then leaves nothing.
   *
   * @param without `refused`: the rest is wanted although rows are refused
   * @throws CodedError `conflict` when rows are refused and that was not said to be wanted, or areas or categories
   *   have changed since the check; `unavailable` when the server ends first
   */
  confirm(
    id: string,
    without: 'refused' | undefined,
    { onProgress, signal }: Watched = {},
  ): Promise<IssueImportAnswer> {
    return this.#inTurn(async () => {
      const draft = await this.#drafts.load(id);
      const { status } = draft.answer;
      if (status === 'applied') return draft.answer;
      if (status === 'undoing' || status === 'undone')
        throw new CodedError('conflict', 'This import was taken back; send the file again.', [
          { path: 'id', message: 'was taken back', code: 'undone' },
        ]);
      if (draft.answer.status === 'checked') {
        await refuseStale(this.#context.store, draft, without);
        signal?.throwIfAborted();
        draft.answer.status = 'applying';
        await this.#drafts.save(draft);
      }
      return this.#apply(draft, onProgress);
    });
  }

  /**
   * Goes on with what a stop or a crash left half written; resolved when all of it is there.
   *
   * @throws AggregateError with what kept imports from going on; the others are written all the same
   */
  async resume(): Promise<void> {
    const left = await this.#drafts.unfinished(this.#context.now());
    const turns = left.map(({ answer: { id } }) =>
      this.#inTurn(async () => {
        const draft = await this.#drafts.load(id);
        if (this.#isEnding) return;
        if (draft.answer.status === 'applying') await this.#apply(draft);
        if (draft.answer.status === 'undoing') await this.#takeBack(draft);
      }),
    );
    const failed = (await Promise.allSettled(turns)).filter((turn) => turn.status === 'rejected');
    if (failed.length > 0)
      throw new AggregateError(
        failed.map(({ reason }) => reason),
        `imports that could not go on: ${failed.length}`,
      );
  }

  /** Lets the transaction that runs come to its end, and begins no other. */
  async close(): Promise<void> {
    this.#isEnding = true;
    await this.#applying;
  }

  async #apply(draft: IssueDraft, onProgress?: Progress): Promise<IssueImportAnswer> {
    const { store } = this.#context;
    const shared = { atOnce: this.#atOnce, isEnding: () => this.#isEnding, stamp: () => this.#stamp() };
    const parts = { store, drafts: this.#drafts, ...shared };
    return this.#shown('writing', draft, onProgress, (told) => applyPlan(parts, draft, told));
  }

  async #takeBack(draft: IssueDraft, onProgress?: Progress): Promise<IssueImportAnswer> {
    const { store } = this.#context;
    const parts = { store, drafts: this.#drafts, atOnce: this.#atOnce, isEnding: () => this.#isEnding };
    return this.#shown('undoing', draft, onProgress, (told) => undoImport(parts, draft, told));
  }

  /** Does something that moves figures, and tells meanwhile that it is being done. */
  async #shown(
    doing: 'writing' | 'undoing',
    { answer, scope }: IssueDraft,
    onProgress: Progress | undefined,
    work: (onProgress: Progress) => Promise<void>,
  ): Promise<IssueImportAnswer> {
    const running = { scope, doing, progress: 0 };
    this.#running = running;
    try {
      await work((share, word) => {
        running.progress = Math.min(1, Math.max(0, share));
        onProgress?.(share, word);
      });
    } finally {
      this.#running = null;
    }
    return answer;
  }

  #stamp(): string {
    return formatInstant(this.#context.now(), this.#context.timezone);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#applying.then(work);
    this.#applying = turn.catch(() => {});
    return turn;
  }
}

function emptyAnswer(id: string, system: string): IssueImportAnswer {
  return {
    id,
    kind: 'issues',
    status: 'checked',
    ...{ by: null, checkedAt: null, appliedAt: null },
    system,
    ...{ rows: 0, create: 0, duplicate: 0, refused: 0, unlocated: 0 },
    states: {},
    codes: [],
    problems: [],
    problemCount: 0,
    written: 0,
    undone: 0,
  };
}
