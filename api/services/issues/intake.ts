import type { IssueEventInput, IssueInput } from '#api/contract/issues.ts';
import type { RecordOutcome } from '#api/contract/records.ts';
import { CodedError, type Fault } from '#api/errors.ts';
import { visible } from '#api/services/areas.ts';
import type { ServiceContext } from '#api/services/context.ts';
import { everything } from '#api/services/issues/names.ts';
import { outcomeOf, timeFaults } from '#api/services/ledger.ts';
import type { Place } from '#api/services/place.ts';
import type { Line } from '#api/services/registers.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { IssueEventWrite, IssuePhoto, IssueRecord, IssueWrite } from '#api/store/issueStore.ts';
import type { Scope, WriteResult } from '#api/store/store.ts';
import type { IssueEvent, IssueLevel } from '#geodata/issue/events.ts';
import { ADMINISTRATIVE, type Day, type Level } from '#geodata/model.ts';

/** What a batch is checked against. */
interface Checks {
  scope: Scope;
  now: number;
  programmes: ReadonlySet<string>;
  /** Subjects named in the batch that are on the register. */
  subjects: ReadonlySet<string>;
  /** The trees in force on the days of the batch, as far as they were asked for. */
  trees: Map<Day, Promise<TreeState>>;
}

/** Where an issue is at home in the tree of its day. */
interface Home {
  code: string;
  level: Level;
}

/** Who does something to an issue. */
export interface Doer {
  /** Of the account. */
  id: string;
  displayName: string;
}

/** Takes issues in, what happens to them, and their photos. */
export class IssueIntake {
  readonly #context: ServiceContext;
  readonly #place: Place;

  constructor(context: ServiceContext, place: Place) {
    this.#context = context;
    this.#place = place;
  }

  /**
   * Stores issues; where no area is named it is found from the position.
   *
   * @param by name of the account that hands them in
   * @param lines their places in what was sent; outcomes come in the same order
   */
  async putIssues(scope: Scope, by: string, lines: readonly Line<IssueInput>[]): Promise<RecordOutcome[]> {
    const { store } = this.#context;
    const checks: Checks = {
      scope,
      now: this.#context.now(),
      programmes: new Set((await store.programmes()).map(({ id }) => id)),
      subjects: await this.#subjects(scope, lines),
      trees: new Map(),
    };
    const outcomes = new Map<number, RecordOutcome>();
    const writes: { line: number; write: IssueWrite }[] = [];
    for (const { line, record } of lines) {
      const { faults, home } = await this.#check(record, checks);
      if (home !== null && faults.length === 0) writes.push({ line, write: this.#writeOf(record, home, by) });
      else outcomes.set(line, { line, id: record.id, status: 'refused', commit: null, errors: faults });
    }
    const results = await store.issues.putIssues(
      scope,
      writes.map(({ write }) => write),
    );
    for (const [i, { line }] of writes.entries()) outcomes.set(line, outcomeOf(line, results[i]!));
    return lines.map(({ line }) => outcomes.get(line)!);
  }

  /**
   * Appends what happened to an issue; the same event again changes nothing.
   *
   * @param who the account
   * @throws CodedError `notFound`, `badInput` with the place of each fault, or `conflict` when it is not allowed
   *   now, with what is
   */
  async putEvent(scope: Scope, who: Doer, issue: string, input: IssueEventInput): Promise<RecordOutcome> {
    const record = await this.#context.store.issues.issue(scope, issue);
    if (!record) throw new CodedError('notFound', `There is no issue ${issue}.`);
    await this.#refuseFaults(scope, who, record, input);
    const { id, at, ...fields } = input;
    // Nobody said when: then it is now, but not before an event of a clock that ran ahead.
    const moment = at === undefined ? Math.max(this.#context.now(), record.issue.lastAt) : Date.parse(at);
    const by = { by: who.displayName, account: who.id };
    const rater = fields.type === 'rated' ? { rater: raterOf(input) } : {};
    const said = Object.entries({ ...fields, ...rater, at: moment, ...by }).filter(
      ([, value]) => value !== undefined,
    );
    const event = Object.fromEntries(said) as unknown as IssueEventWrite['event'];
    const [result] = await this.#context.store.issues.putIssueEvents(scope, [{ id, issue, event }]);
    return takenOf(result!);
  }

  /**
   * Adds photos to an issue; those it has already change nothing.
   *
   * @throws CodedError `notFound`, or `conflict` when they would be too many
   */
  async putPhotos(scope: Scope, issue: string, photos: readonly IssuePhoto[]): Promise<RecordOutcome> {
    return takenOf(await this.#context.store.issues.putPhotos(scope, issue, photos));
  }

  async #subjects(scope: Scope, lines: readonly Line<IssueInput>[]): Promise<ReadonlySet<string>> {
    const named = new Set(lines.flatMap(({ record: { subject } }) => (subject === null ? [] : [subject])));
    const found = new Set<string>();
    for (const id of named)
      if ((await this.#context.store.registerRecords(scope, 'subject', id)).length > 0) found.add(id);
    return found;
  }

  async #check(input: IssueInput, checks: Checks): Promise<{ faults: Fault[]; home: Home | null }> {
    const faults = timeFaults(input.at, Date.parse(input.at), checks.now);
    if (input.programme !== null && !checks.programmes.has(input.programme))
      faults.push(missing('programme', `there is no programme ${input.programme}`));
    if (input.subject !== null && !checks.subjects.has(input.subject))
      faults.push(missing('subject', `subject ${input.subject} is not in the register`));
    const { home, fault } = await this.#home(input, checks);
    if (fault) faults.push(fault);
    return { faults, home };
  }

  /** Where an issue is at home: the area named, or the smallest that holds its position. */
  async #home(
    input: IssueInput,
    { scope, trees }: Checks,
  ): Promise<{ home: Home; fault: null } | { home: null; fault: Fault }> {
    const { area, position } = input;
    const refused = (path: string, message: string) => ({ home: null, fault: missing(path, message) });
    const day = this.#context.dayOf(Date.parse(input.at));
    const held = position && (await this.#place.at(...position, day)).at(-1)?.code;
    const unheld = () => refused('position', 'lies in no area');
    if (position && held === undefined) return unheld();
    const code = area ?? held;
    if (code === undefined || code === null)
      return refused('area', 'no area is named and there is no position');
    const state = trees.get(day) ?? this.#context.store.treeState({ day });
    trees.set(day, state);
    const { tree } = await state;
    const found = tree.get(code);
    if (found?.tree === ADMINISTRATIVE && visible(tree, scope, code))
      return { home: { code, level: found.level }, fault: null };
    return area === undefined ? unheld() : refused('area', `there is no area ${code}`);
  }

  #writeOf(input: IssueInput, home: Home, by: string): IssueWrite {
    const { id, category, source, position, title, text, reporter, ...rest } = input;
    const { subject, visit, programme, officer, reference } = rest;
    const at = Date.parse(input.at);
    return {
      ...{ id, category, source, at, position, title, text, by },
      ...{ subject, visit, programme, officer, reference },
      home: home.code,
      level: input.level ?? levelOf(home.level),
      day: this.#context.dayOf(at),
      reporterName: reporter?.name ?? null,
      reporterPhone: reporter?.phone ?? null,
    };
  }

  /** @throws CodedError when an event must not be taken, whatever state the issue is in */
  async #refuseFaults(
    scope: Scope,
    { id }: Doer,
    record: IssueRecord,
    input: IssueEventInput,
  ): Promise<void> {
    const faults =
      input.at === undefined ? [] : timeFaults(input.at, Date.parse(input.at), this.#context.now());
    if (input.type === 'dispatched') faults.push(...(await this.#organisationFaults(scope, record, input)));
    if (faults.length > 0)
      throw new CodedError(
        faults[0]!.code === 'notFound' ? 'notFound' : 'badInput',
        faults[0]!.message,
        faults,
      );
    if (input.type === 'verified' && resolvedBy(record).includes(id)) {
      const message = 'who resolved an issue does not verify it: somebody else has to';
      throw new CodedError('conflict', `${message}.`, [{ path: 'type', message, code: 'sameAccount' }]);
    }
  }

  /** An issue is handed to organisations of the own areas, or of those that hold the issue: a bureau of the district. */
  async #organisationFaults(
    scope: Scope,
    { home }: IssueRecord,
    { organisations }: Extract<IssueEventInput, { type: 'dispatched' }>,
  ): Promise<Fault[]> {
    const { store } = this.#context;
    const { tree } = await store.treeState();
    const today = this.#context.dayOf(this.#context.now());
    const whole = await everything(store);
    const faults: Fault[] = [];
    for (const [i, id] of organisations.entries()) {
      const records = await store.registerRecords(whole, 'organisation', id);
      const isThere = records.some(
        ({ home: at, validTo, replacedAt }) =>
          replacedAt === null && validTo >= today && (visible(tree, scope, at) || tree.contains(at, home)),
      );
      if (!isThere) faults.push(missing(`organisations.${i}`, `there is no organisation ${id}`));
    }
    return faults;
  }
}

/** Level that deals first with what is at home in an area of a level. */
export function levelOf(level: Level): IssueLevel {
  switch (level) {
    case 'town':
    case 'community':
      return level;
    case 'grid':
    case 'building':
    case 'zone':
      return 'grid';
    default:
      return 'district';
  }
}

/** Accounts that resolved an issue, or a part of it, since it was last taken up. */
function resolvedBy({ log }: IssueRecord): (string | null | undefined)[] {
  const events: readonly IssueEvent[] = log.map(({ event }) => event);
  const since = events.findLastIndex(({ type }) => type === 'reopened') + 1;
  return events.slice(since).flatMap(({ type, account }) => (type === 'resolved' ? [account] : []));
}

/**
 * Key of who rates: the one that is sent, else one made of the event's id. So each rating of somebody unnamed counts
 * as one person, and the same event sent again is the same rating. The account is no key: a clerk who notes what five
 * neighbours say would be one rater.
 */
function raterOf({ id, ...rest }: IssueEventInput): string {
  return ('rater' in rest ? rest.rater : undefined) ?? `event-${id}`;
}

function missing(path: string, message: string): Fault {
  return { path, message, code: 'notFound' };
}

/** @throws CodedError when the store has refused it */
function takenOf(result: WriteResult): RecordOutcome {
  if (result.status === 'refused') throw new CodedError(result.code, result.fault.message, [result.fault]);
  return outcomeOf(1, result);
}
