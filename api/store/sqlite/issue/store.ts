import type { Database } from 'better-sqlite3';
import { CodedError } from '#api/errors.ts';
import type {
  IssueColumns,
  IssueEventWrite,
  IssueFilter,
  IssueMeasuresBy,
  IssueMeasuresQuestion,
  IssuePhoto,
  IssueRecord,
  IssueStore,
  IssueSums,
  IssuesPage,
  IssuesQuestion,
  IssueWrite,
  UndoBegun,
  VisitCounts,
} from '#api/store/issueStore.ts';
import { asUnavailable } from '#api/store/sqlite/connection.ts';
import { IssuePlaces } from '#api/store/sqlite/issue/places.ts';
import { IssueRecords } from '#api/store/sqlite/issue/record.ts';
import { readCategories } from '#api/store/sqlite/issue/rules.ts';
import type { StoreThread } from '#api/store/sqlite/thread.ts';
import type { Commit, Scope, WriteResult } from '#api/store/store.ts';
import type { IssueCategorySet } from '#geodata/issue/categories.ts';
import type { Day } from '#geodata/model.ts';

/** At most so many records are written together. */
const MOST = 5000;

/** What the store of issues shares with the rest of the ledger. */
interface Shared {
  /** A read-only connection, for point reads. */
  db: Database;
  /** The thread for scans, and the one that writes. */
  ask: StoreThread['call'];
  write: StoreThread['call'];
  today: () => Day;
}

/** The issues of the ledger: scans and writes by its threads, point reads here. */
export class SqliteIssues implements IssueStore {
  readonly #shared: Shared;
  readonly #records: IssueRecords;

  constructor(shared: Shared) {
    this.#shared = shared;
    this.#records = new IssueRecords(shared.db, new IssuePlaces(shared.db));
  }

  async categories(): Promise<IssueCategorySet> {
    return this.#read(() => readCategories(this.#shared.db));
  }

  async issues({ codes }: Scope, question: IssuesQuestion): Promise<IssuesPage> {
    const { ask, today } = this.#shared;
    return seen(await ask('issues', codes, today(), question), question.area);
  }

  async issue({ codes }: Scope, id: string): Promise<IssueRecord | null> {
    return this.#read(() => this.#records.issue(codes, id, this.#shared.today()));
  }

  async photo(
    { codes }: Scope,
    issue: string,
    photo: string,
    size: 'image' | 'thumbnail',
  ): Promise<Uint8Array | null> {
    return this.#read(() => this.#records.photo(codes, issue, photo, size, this.#shared.today()));
  }

  async measures(scope: Scope, { by, ...question }: IssueMeasuresQuestion): Promise<IssueSums[]> {
    const [rows] = await this.measuresBy(scope, question, [by]);
    return rows!;
  }

  async measuresBy(
    { codes }: Scope,
    question: Omit<IssueMeasuresQuestion, 'by'>,
    by: readonly IssueMeasuresBy[],
  ): Promise<IssueSums[][]> {
    const { ask, today } = this.#shared;
    return seen(await ask('issueMeasures', codes, today(), question, by), question.area);
  }

  async columns(
    { codes }: Scope,
    filter: IssueFilter & { open?: boolean | undefined },
  ): Promise<IssueColumns> {
    const { ask, today } = this.#shared;
    return seen(await ask('issueColumns', codes, today(), filter), filter.area);
  }

  async visitCounts({ codes }: Scope, question: { area: string; from: Day; to: Day }): Promise<VisitCounts> {
    const { ask, today } = this.#shared;
    return seen(await ask('visitCounts', codes, today(), question), question.area);
  }

  async takenIds(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const sql = 'SELECT id FROM receipt WHERE id IN (SELECT value FROM json_each(?))';
    const rows = this.#read(() => this.#shared.db.prepare(sql).all(JSON.stringify(ids)));
    return new Set((rows as { id: string }[]).map(({ id }) => id));
  }

  putIssues(scope: Scope, issues: readonly IssueWrite[]): Promise<WriteResult[]> {
    if (issues.length > MOST) throw new RangeError(`at most ${MOST} issues at once`);
    return this.#shared.write('putIssues', scope, issues);
  }

  putIssueEvents(scope: Scope, events: readonly IssueEventWrite[]): Promise<WriteResult[]> {
    if (events.length > MOST) throw new RangeError(`at most ${MOST} events at once`);
    return this.#shared.write('putIssueEvents', scope, events);
  }

  beginUndo(scope: Scope, batch: string): Promise<UndoBegun> {
    return this.#shared.write('beginUndo', scope, batch);
  }

  voidBatch(batch: string, limit: number): Promise<{ voided: number; left: number }> {
    if (limit > MOST) throw new RangeError(`at most ${MOST} issues at once`);
    return this.#shared.write('voidBatch', batch, limit);
  }

  putPhotos(scope: Scope, issue: string, photos: readonly IssuePhoto[]): Promise<WriteResult> {
    return this.#shared.write('putPhotos', scope, issue, photos);
  }

  putCategories(set: IssueCategorySet): Promise<Commit> {
    return this.#shared.write('putCategories', set);
  }

  #read<T>(question: () => T): T {
    try {
      return question();
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}

function seen<T>(answer: T | null, area: string): T {
  if (answer === null) throw new CodedError('notFound', `There is no area ${area}.`);
  return answer;
}
