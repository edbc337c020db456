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
import { readNow } from '#api/store/sqlite/connection.ts';
import type { Connections } from '#api/store/sqlite/connections.ts';
import { IssuePlaces } from '#api/store/sqlite/issue/places.ts';
import { IssueRecords } from '#api/store/sqlite/issue/record.ts';
import { readCategories } from '#api/store/sqlite/issue/rules.ts';
import type { Commit, Scope, WriteResult } from '#api/store/store.ts';
import type { IssueCategorySet } from '#geodata/issue/categories.ts';
import type { Day } from '#geodata/model.ts';

/** At most so many records are written together. */
const MOST = 5000;

/** The issues of the ledger: scans and writes by its threads, point reads here. */
export class SqliteIssues implements IssueStore {
  readonly #connections: Connections;
  readonly #records: IssueRecords;

  constructor(connections: Connections) {
    this.#connections = connections;
    this.#records = new IssueRecords(connections.db, new IssuePlaces(connections.db));
  }

  async categories(): Promise<IssueCategorySet> {
    return readNow(() => readCategories(this.#connections.db));
  }

  async issues({ codes }: Scope, question: IssuesQuestion): Promise<IssuesPage> {
    const { ask, today } = this.#connections;
    return seen(await ask('issues', codes, today(), question), question.area);
  }

  async issue({ codes }: Scope, id: string): Promise<IssueRecord | null> {
    return readNow(() => this.#records.issue(codes, id, this.#connections.today()));
  }

  async photo(
    { codes }: Scope,
    issue: string,
    photo: string,
    size: 'image' | 'thumbnail',
  ): Promise<Uint8Array | null> {
    return readNow(() => this.#records.photo(codes, issue, photo, size, this.#connections.today()));
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
    const { ask, today } = this.#connections;
    return seen(await ask('issueMeasures', codes, today(), question, by), question.area);
  }

  async columns(
    { codes }: Scope,
    filter: IssueFilter & { open?: boolean | undefined },
  ): Promise<IssueColumns> {
    const { ask, today } = this.#connections;
    return seen(await ask('issueColumns', codes, today(), filter), filter.area);
  }

  async visitCounts({ codes }: Scope, question: { area: string; from: Day; to: Day }): Promise<VisitCounts> {
    const { ask, today } = this.#connections;
    return seen(await ask('visitCounts', codes, today(), question), question.area);
  }

  async takenIds(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const sql = 'SELECT id FROM receipt WHERE id IN (SELECT value FROM json_each(?))';
    const rows = readNow(() => this.#connections.db.prepare(sql).all(JSON.stringify(ids)));
    return new Set((rows as { id: string }[]).map(({ id }) => id));
  }

  putIssues(scope: Scope, issues: readonly IssueWrite[]): Promise<WriteResult[]> {
    if (issues.length > MOST) throw new RangeError(`at most ${MOST} issues at once`);
    return this.#connections.write('putIssues', scope, issues);
  }

  putIssueEvents(scope: Scope, events: readonly IssueEventWrite[]): Promise<WriteResult[]> {
    if (events.length > MOST) throw new RangeError(`at most ${MOST} events at once`);
    return this.#connections.write('putIssueEvents', scope, events);
  }

  beginUndo(scope: Scope, batch: string): Promise<UndoBegun> {
    return this.#connections.write('beginUndo', scope, batch);
  }

  voidBatch(batch: string, limit: number): Promise<{ voided: number; left: number }> {
    if (limit > MOST) throw new RangeError(`at most ${MOST} issues at once`);
    return this.#connections.write('voidBatch', batch, limit);
  }

  putPhotos(scope: Scope, issue: string, photos: readonly IssuePhoto[]): Promise<WriteResult> {
    return this.#connections.write('putPhotos', scope, issue, photos);
  }

  putCategories(set: IssueCategorySet): Promise<Commit> {
    return this.#connections.write('putCategories', set);
  }
}

function seen<T>(answer: T | null, area: string): T {
  if (answer === null) throw new CodedError('notFound', `There is no area ${area}.`);
  return answer;
}
