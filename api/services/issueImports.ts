import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IssueImportAnswer } from '#api/contract/issueImports.ts';
import { CodedError, type Fault } from '#api/errors.ts';
import type { Watched } from '#api/services/boundaries.ts';
import type { ServiceContext } from '#api/services/context.ts';
import { applyPlan } from '#api/services/issueImports/applying.ts';
import { type IssueDraft, IssueDrafts } from '#api/services/issueImports/drafts.ts';
import { ImportedHomes, unlocatedHome } from '#api/services/issueImports/homes.ts';
import { fingerprint, planIssues } from '#api/services/issueImports/planning.ts';
import { type Progress, stepOf } from '#api/services/jobs.ts';
import { momentBounds } from '#api/services/ledger.ts';
import type { Place } from '#api/services/place.ts';
import type { Scope } from '#api/store/store.ts';
import type { IssueMapping } from '#geodata/import/issues/mapping.ts';
import { categoryTable } from '#geodata/issue/categories.ts';

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
    const answer = emptyAnswer(randomUUID(), mapping.system);
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
      await this.#drafts.save({ answer, owner, scope, against, done: 0, late: [] });
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

  /** File with everything that is told of the rows, as CSV. @throws CodedError `notFound` */
  async problemsFile(id: string): Promise<string> {
    await this.#drafts.load(id);
    return this.#drafts.file(id, 'problems.csv');
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
      if (draft.answer.status === 'applied') return draft.answer;
      if (draft.answer.status === 'checked') {
        await this.#refuseStale(draft, without);
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
        if (draft.answer.status === 'applying' && !this.#isEnding) await this.#apply(draft);
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
    const parts = { store, drafts: this.#drafts, atOnce: this.#atOnce, isEnding: () => this.#isEnding };
    await applyPlan(parts, draft, onProgress);
    return draft.answer;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#applying.then(work);
    this.#applying = turn.catch(() => {});
    return turn;
  }

  async #refuseStale({ answer, against }: IssueDraft, without: 'refused' | undefined): Promise<void> {
    const { store } = this.#context;
    if (answer.refused > 0 && without !== 'refused') {
      const message = `Rows refused: ${answer.refused}. Mend them, or confirm without them.`;
      throw new CodedError('conflict', message, [{ path: 'without', message, code: 'refusedRows' }]);
    }
    if ((await store.treeState()).version !== against.tree)
      throw new CodedError('conflict', 'The areas have changed since the check; send the file again.');
    if (fingerprint(await store.issues.categories()) !== against.categories)
      throw new CodedError('conflict', 'The categories have changed since the check; send the file again.');
  }
}

/** @throws CodedError `badInput` naming what of a mapping the district does not have */
function refuseUnfit(
  { category: { categories }, unlocatedArea }: IssueMapping,
  offered: ReturnType<typeof categoryTable>,
  unlocated: string | null,
): void {
  const faults: Fault[] = Object.entries(categories).flatMap(([value, id]) => {
    const found = offered.get(id);
    if (found && !found.retired) return [];
    const message = found ? `category ${id} is retired` : `there is no category ${id}`;
    return [{ path: `mapping.category.categories.${value}`, message, code: 'notFound' }];
  });
  if (unlocatedArea !== null && unlocated === null) {
    const message = `there is no area ${unlocatedArea}`;
    faults.push({ path: 'mapping.unlocatedArea', message, code: 'notFound' });
  }
  if (faults.length > 0) throw new CodedError('badInput', 'The mapping does not fit this district.', faults);
}

function emptyAnswer(id: string, system: string): IssueImportAnswer {
  return {
    id,
    kind: 'issues',
    status: 'checked',
    system,
    ...{ rows: 0, create: 0, duplicate: 0, refused: 0, unlocated: 0 },
    states: {},
    codes: [],
    problems: [],
    problemCount: 0,
    written: 0,
  };
}
