import { CodedError } from '#api/errors.ts';
import type { LostHome, TreeAt, TreeState, TreeWrite } from '#api/store/areaStore.ts';
import type {
  AnsweringQuestion,
  AnsweringSums,
  AreaSums,
  ChangeRow,
  ChangesQuestion,
  Closing,
  ClosingWrite,
  DutyRecord,
  SignedFigures,
  SumsQuestion,
} from '#api/store/dutyStore.ts';
import type { GapsAnswerRows, GapsQuestion } from '#api/store/gapStore.ts';
import { homesBelow } from '#api/store/homes.ts';
import type { IssueStore } from '#api/store/issueStore.ts';
import { closings } from '#api/store/questions/closings.ts';
import { feeds } from '#api/store/questions/feeds.ts';
import { assignedOfficers } from '#api/store/questions/officers.ts';
import { shapeTexts, treeState } from '#api/store/questions/reference.ts';
import { assignmentsOf, registerRecords } from '#api/store/questions/registers.ts';
import { dutySums } from '#api/store/questions/sums.ts';
import type {
  AssignmentWrite,
  EventWrite,
  FeedWrite,
  OfficerWrite,
  OrganisationWrite,
  RegisterKind,
  RegisterQuestion,
  RegisterRecord,
  RegisterRow,
  SubjectWrite,
} from '#api/store/registerStore.ts';
import type { Db } from '#api/store/schema.ts';
import type { ServiceStore } from '#api/store/serviceStore.ts';
import { asUnavailable, openDatabase } from '#api/store/sqlite/connection.ts';
import { SqliteIssues } from '#api/store/sqlite/issue/store.ts';
import { openKysely } from '#api/store/sqlite/reader.ts';
import { readDuties, readProgrammes } from '#api/store/sqlite/reference.ts';
import { SqliteServices } from '#api/store/sqlite/service/store.ts';
import { SqliteSupervisions } from '#api/store/sqlite/supervision/store.ts';
import { StoreThread } from '#api/store/sqlite/thread.ts';
import type { Change, Commit, Scope, Store, WriteResult } from '#api/store/store.ts';
import type { SupervisionStore } from '#api/store/supervisionStore.ts';
import type { VisitPlace, VisitRow, VisitsQuestion, VisitWrite } from '#api/store/visitStore.ts';
import { civilDayIn } from '#geodata/duty/calendar.ts';
import type { Feed } from '#geodata/duty/feeds.ts';
import type { Programme } from '#geodata/duty/types.ts';
import type { HolidayTable } from '#geodata/duty/workingCalendar.ts';
import type { Boundary, Day } from '#geodata/model.ts';
import type { Tree } from '#geodata/tree.ts';

type Pending = {
  scope: Scope;
  visits: readonly VisitWrite[];
  resolve: (results: WriteResult[]) => void;
  reject: (error: unknown) => void;
};

/** At most so many visits are committed together. */
const GROUP = 5000;

/**
 * The ledger in one SQLite file: one writer thread with the only read-write connection, one reader thread
 * for scans, and a read-only connection here for point reads.
 */
export class SqliteStore implements Store {
  readonly issues: IssueStore;
  readonly supervision: SupervisionStore;
  readonly services: ServiceStore;
  readonly #db: Db;
  readonly #raw: ReturnType<typeof openDatabase>;
  readonly #writer: StoreThread;
  readonly #startReader: () => StoreThread;
  #reader: StoreThread | null = null;
  readonly #dayOf: (epochMs: number) => Day;
  readonly #now: () => number;
  readonly #queue: Pending[] = [];
  #writing = false;
  readonly #trees = new Map<number, TreeState>();
  #duties: { seq: number; records: DutyRecord[] } | null = null;
  readonly #listeners = new Set<() => void>();
  /** Asks the writer, and tells those who listen when it has answered. */
  readonly #write: StoreThread['call'] = (method, ...args) => {
    const answer = this.#writer.call(method, ...args);
    const tell = () => {
      for (const listener of this.#listeners) listener();
    };
    // a refusal is for whoever asked
    answer.then(tell, () => {});
    return answer;
  };

  private constructor(
    raw: ReturnType<typeof openDatabase>,
    writer: StoreThread,
    startReader: () => StoreThread,
    { timezone, now }: { timezone: string; now: () => number },
  ) {
    this.#now = now;
    this.#raw = raw;
    this.#db = openKysely(raw);
    this.#writer = writer;
    this.#startReader = startReader;
    this.#dayOf = civilDayIn(timezone);
    const shared: ConstructorParameters<typeof SqliteIssues>[0] = {
      db: raw,
      ask: (method, ...args) => this.#scans.call(method, ...args),
      write: this.#write,
      today: () => this.#dayOf(this.#now()),
    };
    this.issues = new SqliteIssues(shared);
    this.supervision = new SqliteSupervisions(shared);
    this.services = new SqliteServices(shared);
  }

  /**
   * Opens the file, made and migrated where needed.
   *
   * @param options.now the clock, milliseconds since 1970 UTC
   * @throws CodedError `unavailable` when the file cannot be opened
   */
  static async open(file: string, options: { timezone: string; now: () => number }): Promise<SqliteStore> {
    const settings = { file, timezone: options.timezone };
    const writer = new StoreThread({ ...settings, role: 'writer' }, options.now);
    // The first answer tells that the file is there and migrated; only then may readers open it.
    await writer.call('ingest', []);
    const startReader = () => new StoreThread({ ...settings, role: 'reader' }, options.now);
    return new SqliteStore(openDatabase(file, 'reader'), writer, startReader, options);
  }

  /** The thread for scans, started when the first is asked for. */
  get #scans(): StoreThread {
    this.#reader ??= this.#startReader();
    return this.#reader;
  }

  async lastCommit(): Promise<Commit> {
    const row = await this.#read((db) =>
      db.selectFrom('commit').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst(),
    );
    return row ?? { seq: 0, at: 0, day: this.#dayOf(0) };
  }

  onWrite(tell: () => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  async changesAfter(seq: number, limit: number): Promise<Change[]> {
    const rows = await this.#read((db) =>
      db.selectFrom('change_log').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit).execute(),
    );
    return rows.map(({ seq: at, areas, duties, issues, services }) => ({
      seq: at,
      areas: JSON.parse(areas) as string[],
      duties: JSON.parse(duties) as string[],
      issues: issues === 1,
      services: services === 1,
    }));
  }

  async treeState(which?: TreeAt | 'newest'): Promise<TreeState> {
    const at = which === 'newest' ? null : (which ?? { day: this.#dayOf(this.#now()) });
    const recordedBy = at?.recordedBy === undefined ? null : await this.#seqBy(at.recordedBy);
    const versions = await this.#read((db) =>
      db.selectFrom('tree_version').select(['version', 'validFrom', 'seq']).orderBy('version').execute(),
    );
    // Before any was recorded there were no figures either; the first shows where they would have been.
    const recorded = versions.filter(({ seq }) => recordedBy === null || seq <= recordedBy);
    // In force is the newest that begins by then; the first also holds for all days before it.
    const known = recorded.length > 0 ? recorded : versions.slice(0, 1);
    const begins = known[0]?.validFrom ?? 0;
    const found = at
      ? known.findLast(({ validFrom }) => validFrom <= Math.max(at.day, begins))
      : known.at(-1);
    const version = found?.version ?? 0;
    let state = this.#trees.get(version);
    if (!state) {
      state = await this.#read((db) => treeState(db, version));
      if (version !== 0) this.#trees.set(version, state);
    }
    return state;
  }

  /** Number of the last commit of a civil day or before. */
  async #seqBy(day: Day): Promise<number> {
    const row = await this.#read((db) =>
      db
        .selectFrom('commit')
        .select(({ fn }) => fn.max<number | null>('seq').as('seq'))
        .where('day', '<=', day)
        .executeTakeFirst(),
    );
    return row?.seq ?? 0;
  }

  async shapes(
    scope: Scope,
    codes: readonly string[],
    at?: TreeAt | 'newest',
  ): Promise<Map<string, Boundary['geometry']>> {
    const { version, tree } = await this.treeState(at);
    const visible = codes.filter((code) => inScope(tree, scope, code));
    const texts = await this.#read((db) => shapeTexts(db, version, visible));
    return new Map([...texts].map(([code, text]) => [code, JSON.parse(text) as Boundary['geometry']]));
  }

  async shape(scope: Scope, code: string): Promise<Boundary['geometry'] | null> {
    return (await this.shapes(scope, [code])).get(code) ?? null;
  }

  lostHomes(write: Omit<TreeWrite, 'tiles'>): Promise<LostHome[]> {
    return this.#scans.call('lostHomes', write);
  }

  async duties(recordedBy?: Day): Promise<readonly DutyRecord[]> {
    if (recordedBy !== undefined) {
      const then = readDuties(this.#raw, await this.#seqBy(recordedBy));
      const known = new Set(then.map(({ duty }) => duty.id));
      // A duty that came later had no figures then; its rule tells of what.
      return [...then, ...(await this.duties()).filter(({ duty }) => !known.has(duty.id))];
    }
    const row = await this.#read((db) =>
      db
        .selectFrom('programme_version')
        .select(({ fn }) => fn.max<number | null>('seq').as('seq'))
        .executeTakeFirst(),
    );
    const seq = row?.seq ?? 0;
    if (this.#duties?.seq !== seq) this.#duties = { seq, records: readDuties(this.#raw) };
    return this.#duties.records;
  }

  async holidays(): Promise<HolidayTable> {
    return ((await this.setting('holidays')) as HolidayTable | null) ?? { holidays: [], workdays: [] };
  }

  async feeds(recordedBy?: Day): Promise<readonly Feed[]> {
    const asOf = recordedBy === undefined ? null : await this.#seqBy(recordedBy);
    return this.#read((db) => feeds(db, asOf));
  }

  async programmes(): Promise<readonly Programme[]> {
    return readProgrammes(this.#raw);
  }

  async dutySums(scope: Scope, question: SumsQuestion): Promise<Map<Day, AreaSums[]>> {
    const { tree } = await this.treeState(question.tree);
    const towns = question.towns.filter((town) => visibleTown(tree, scope, town, question.grain));
    const answer = await this.#read((db) => dutySums(db, { ...question, towns }));
    if (question.grain === 'homes')
      for (const [period, rows] of answer)
        answer.set(
          period,
          rows.filter((row) => inScope(tree, scope, row.area)),
        );
    return answer;
  }

  async lastReceived(scope: Scope, towns: readonly string[]): Promise<Map<string, number>> {
    if (towns.length === 0) return new Map();
    const { tree } = await this.treeState();
    const rows = await this.#read((db) =>
      db
        .selectFrom('fresh')
        .select(['area', 'receivedAt'])
        .where('town', 'in', [...towns])
        .execute(),
    );
    return new Map(
      rows.filter((row) => inScope(tree, scope, row.area)).map((row) => [row.area, row.receivedAt]),
    );
  }

  async gaps(scope: Scope, question: GapsQuestion): Promise<GapsAnswerRows> {
    return found(await this.#scans.call('gaps', scope.codes, question), question);
  }

  async answeringSums(scope: Scope, question: AnsweringQuestion): Promise<AnsweringSums[]> {
    return found(await this.#scans.call('answeringSums', scope.codes, question), question);
  }

  async changesSince(scope: Scope, question: ChangesQuestion): Promise<ChangeRow[]> {
    return found(await this.#scans.call('changesSince', scope.codes, question), question);
  }

  async closings(
    areas: readonly string[],
    duties: readonly string[],
    periods: readonly Day[],
  ): Promise<Closing[]> {
    const rows = await this.#read((db) => closings(db, areas, duties, periods));
    return rows.map(({ figures, ...row }) => ({ ...row, figures: JSON.parse(figures) as SignedFigures }));
  }

  async visits(
    scope: Scope,
    question: VisitsQuestion,
  ): Promise<{ rows: VisitRow[]; next: VisitPlace | null }> {
    const { tree } = await this.treeState();
    const tops = question.area === undefined ? scope.codes : [question.area];
    if (tops.some((code) => !inScope(tree, scope, code)))
      throw new CodedError('notFound', `There is no area ${question.area}.`);
    const areas = tops.flatMap((code) => tree.subtree(code));
    const homes = new Set(areas.map((area) => area.code));
    const towns = [...new Set(areas.map((area) => area.townCode))];
    const whole = towns.every((town) =>
      tree.subtree(town).every((area) => homes.has(area.code) || area.townCode !== town),
    );
    return this.#scans.call('visits', towns, whole ? null : [...homes], question);
  }

  async assignedOfficers(
    scope: Scope,
    areas: readonly string[],
    day: Day,
  ): Promise<Map<string, { id: string; name: string; role: string }[]>> {
    const { tree } = await this.treeState();
    const visible = areas.filter((code) => inScope(tree, scope, code));
    const towns = [...new Set(visible.map((code) => tree.get(code)!.townCode))];
    return this.#read((db) => assignedOfficers(db, visible, towns, day));
  }

  async registerPage(
    scope: Scope,
    question: RegisterQuestion,
  ): Promise<{ rows: RegisterRow[]; next: string | null }> {
    const { tree } = await this.treeState();
    if (question.area !== undefined && !inScope(tree, scope, question.area))
      throw new CodedError('notFound', `There is no area ${question.area}.`);
    const towns = homesBelow(tree, question.area === undefined ? scope.codes : [question.area]);
    return this.#scans.call('registerPage', towns, question);
  }

  async registerRecords(scope: Scope, kind: RegisterKind, id: string): Promise<RegisterRecord[]> {
    const { tree } = await this.treeState();
    const all = await this.#read((db) => registerRecords(db, kind, id));
    const records = all.filter((record) => entryInScope(tree, scope, record));
    return records.some((record) => record.replacedAt === null) ? records : [];
  }

  async assignmentsOf(
    scope: Scope,
    of: { officer: string } | { subject: string },
    day: Day,
  ): Promise<RegisterRow[]> {
    const { tree } = await this.treeState();
    const rows = await this.#read((db) => assignmentsOf(db, of, day));
    return rows.filter((row) => entryInScope(tree, scope, row));
  }

  async setting(key: string): Promise<unknown> {
    const row = await this.#read((db) =>
      db.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst(),
    );
    return row ? (JSON.parse(row.value) as unknown) : null;
  }

  ingestVisits(scope: Scope, visits: readonly VisitWrite[]): Promise<WriteResult[]> {
    if (visits.length > GROUP) throw new RangeError(`at most ${GROUP} visits at once`);
    return new Promise((resolve, reject) => {
      this.#queue.push({ scope, visits, resolve, reject });
      if (!this.#writing) void this.#drain();
    });
  }

  /** Group commit: what came while the writer was busy is committed together. */
  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#queue.length > 0) {
      const group = [this.#queue.shift()!];
      let size = group[0]!.visits.length;
      while (this.#queue.length > 0 && size + this.#queue[0]!.visits.length <= GROUP) {
        size += this.#queue[0]!.visits.length;
        group.push(this.#queue.shift()!);
      }
      try {
        const results = await this.#write(
          'ingest',
          group.map(({ scope, visits }) => ({ scope, visits })),
        );
        let from = 0;
        for (const { visits, resolve } of group) {
          resolve(results.slice(from, from + visits.length));
          from += visits.length;
        }
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#writing = false;
  }

  voidVisit(scope: Scope, id: string, reason: string): Promise<WriteResult> {
    return this.#write('voidVisit', scope, id, reason);
  }

  putSubjects(scope: Scope, subjects: readonly SubjectWrite[]): Promise<WriteResult[]> {
    return this.#write('putSubjects', scope, subjects);
  }

  putOrganisations(scope: Scope, organisations: readonly OrganisationWrite[]): Promise<WriteResult[]> {
    return this.#write('putOrganisations', scope, organisations);
  }

  putOfficers(scope: Scope, officers: readonly OfficerWrite[]): Promise<WriteResult[]> {
    return this.#write('putOfficers', scope, officers);
  }

  putAssignments(scope: Scope, assignments: readonly AssignmentWrite[]): Promise<WriteResult[]> {
    return this.#write('putAssignments', scope, assignments);
  }

  putEvents(scope: Scope, events: readonly EventWrite[]): Promise<WriteResult[]> {
    return this.#write('putEvents', scope, events);
  }

  putFeeds(scope: Scope, feeds: readonly FeedWrite[]): Promise<WriteResult[]> {
    return this.#write('putFeeds', scope, feeds);
  }

  deliver(scope: Scope, feed: string, at: number, day: Day): Promise<WriteResult> {
    return this.#write('deliver', scope, feed, at, day);
  }

  endEntry(scope: Scope, kind: RegisterKind, id: string, lastDay: Day): Promise<WriteResult> {
    return this.#write('endEntry', scope, kind, id, lastDay);
  }

  closePeriod(write: ClosingWrite): Promise<WriteResult> {
    return this.#write('closePeriod', write);
  }

  putHolidays(table: HolidayTable): Promise<Commit> {
    return this.#write('putHolidays', table);
  }

  putProgramme(programme: Programme): Promise<WriteResult> {
    return this.#write('putProgramme', programme);
  }

  putTree(write: TreeWrite): Promise<Commit> {
    return this.#write('putTree', write);
  }

  putSetting(key: string, value: unknown): Promise<void> {
    return this.#write('putSetting', key, JSON.stringify(value));
  }

  rebuildDifferences(): Promise<string[]> {
    return this.#scans.call('rebuildDifferences');
  }

  async ready(): Promise<boolean> {
    try {
      await this.lastCommit();
      await this.#writer.call('ingest', []);
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    await this.#reader?.close();
    this.#raw.close();
    await this.#writer.close();
  }

  async #read<T>(question: (db: Db) => Promise<T>): Promise<T> {
    try {
      return await question(this.#db);
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}

function found<T>(answer: T | null, { duty, area }: { duty: string; area: string }): T {
  if (answer === null) throw new CodedError('notFound', `There is no duty ${duty} or no area ${area}.`);
  return answer;
}

/** Whether an area lies in one of the subtrees of a scope. No scope, nothing. */
export function inScope(tree: Tree, scope: Scope, code: string): boolean {
  return scope.codes.some((top) => tree.contains(top, code));
}

/** Whether an entry may be seen; where its home has left the tree its town tells. */
function entryInScope(tree: Tree, scope: Scope, { home, town }: { home: string; town: string }): boolean {
  return inScope(tree, scope, tree.get(home) ? home : town);
}

/** A town's total is seen by who sees all of it; its homes by who sees any of them. */
function visibleTown(tree: Tree, scope: Scope, town: string, grain: SumsQuestion['grain']): boolean {
  if (inScope(tree, scope, town)) return true;
  return grain === 'homes' && scope.codes.some((top) => tree.contains(town, top));
}
