import Database from 'better-sqlite3';
import type { TreeWrite } from '#api/store/areaStore.ts';
import type { IssueMeasuresBy, IssueMeasuresQuestion, IssueSums } from '#api/store/issueStore.ts';
import { createReader } from '#api/store/sqlite/reader.ts';
import { createWriter } from '#api/store/sqlite/writer.ts';
import { type TreeShape, treeWrite } from '#api/store/testing/operations.ts';
import { civilDayIn } from '#geodata/duty/calendar.ts';
import type { HolidayTable } from '#geodata/duty/workingCalendar.ts';
import { clockFinder, type IssueCategorySet } from '#geodata/issue/categories.ts';
import type { IssueEvent, IssueSource } from '#geodata/issue/events.ts';
import {
  addFlows,
  addStandings,
  flowOf,
  type IssueFlow,
  type IssueStanding,
  type MeasureRules,
  NO_FLOW,
  NO_STANDING,
  standingOf,
} from '#geodata/issue/flows.ts';
import { foldIssue, step } from '#geodata/issue/fold.ts';
import { type Issue, organisationsOf } from '#geodata/issue/issue.ts';
import { countedTimes } from '#geodata/issue/workingTime.ts';
import { type Day, OPEN_END } from '#geodata/model.ts';
import { coarsePosition } from '#geodata/place/coarse.ts';
import { ISSUE_CATEGORIES } from '#geodata/presets/issueCategories.ts';

const TIMEZONE = 'Asia/Shanghai';
const DAY_MS = 86_400_000;
const SCOPE = { codes: ['d'] };
export const NO_HOLIDAYS: HolidayTable = { holidays: [], workdays: [] };

/** What is remembered of the ledger beside it: everything as it was sent, with the day it was. */
interface Dated<T> {
  day: Day;
  value: T;
}

interface Known {
  id: string;
  source: IssueSource;
  programme: string | null;
  position: readonly [number, number] | null;
  log: Dated<IssueEvent>[];
  homes: Dated<string>[];
  /** The import it came with. */
  batch: string | undefined;
  /** Whether anything happened to it that did not come with its import. */
  isWorkedOn: boolean;
}

interface Version {
  write: TreeWrite;
  day: Day;
}

/**
 * A ledger of issues in memory, without threads, to which operations are done one by one, and a plain account of the
 * same from which every answer is counted anew.
 */
export class IssueWorld {
  readonly #db = new Database(':memory:');
  #now: number;
  readonly #dayOf = civilDayIn(TIMEZONE);
  readonly #writer = createWriter(this.#db, { timezone: TIMEZONE, now: () => this.#now });
  readonly #reader = createReader(this.#db, { timezone: TIMEZONE });
  readonly #issues = new Map<string, Known>();
  /** What was taken back, with the day of that: until then it counts. */
  readonly #voided: Dated<Known>[] = [];
  readonly #versions: Version[] = [];
  readonly #categories: Dated<IssueCategorySet>[] = [];
  readonly #holidays: Dated<HolidayTable>[] = [];
  readonly #programmes: Dated<{ firstDay: Day; lastDay: Day }>[] = [];
  #events = 0;

  constructor(now: number) {
    this.#now = now;
    this.#categories.push({ day: 0, value: ISSUE_CATEGORIES });
    this.#holidays.push({ day: 0, value: NO_HOLIDAYS });
  }

  close(): void {
    this.#db.close();
  }

  get today(): Day {
    return this.#dayOf(this.#now);
  }

  pass(days: number): void {
    this.#now += days * DAY_MS;
  }

  putOrganisations(ids: readonly string[]): void {
    this.#writer.putOrganisations(
      SCOPE,
      ids.map((id) => ({ id, type: 'office', name: id, home: 'd', validFrom: 0, validTo: OPEN_END })),
    );
  }

  putTree(shape: TreeShape, ahead: number, successors: boolean): void {
    const first = this.#versions.length === 0;
    const validFrom = Math.max(this.today + ahead, ...this.#versions.map(({ write }) => write.validFrom));
    const write = treeWrite(shape, first ? 0 : validFrom, successors);
    this.#writer.putTree(write);
    this.#versions.push({ write, day: this.today });
    this.#settle();
  }

  putCategories(set: IssueCategorySet): void {
    this.#writer.putCategories(set);
    this.#categories.push({ day: this.today, value: set });
  }

  putHolidays(table: HolidayTable): void {
    this.#writer.putHolidays(table);
    this.#holidays.push({ day: this.today, value: table });
  }

  putProgramme(firstDay: Day, lastDay: Day): void {
    const name = { zh: '走访', en: 'Visits' };
    this.#writer.putProgramme({ id: 'p', name, firstDay, lastDay, fields: [], duties: [] });
    this.#programmes.push({ day: this.today, value: { firstDay, lastDay } });
  }

  /** Sends a report or an event, maybe as a part of an import. @returns a fault of the ledger, or null */
  send(
    issue: Pick<Known, 'id' | 'source' | 'programme' | 'position'> & { home: string },
    event: IssueEvent,
    batch?: string,
  ): string | null {
    this.#settle();
    const known = this.#issues.get(issue.id);
    const folded = known ? foldIssue(known.log.map(({ value }) => value)).issue : null;
    const wanted = step(folded, event).refusal === null && this.#isSound(issue, folded, event);
    const [result] =
      event.type === 'reported'
        ? this.#writer.putIssues(SCOPE, [
            {
              ...{ id: issue.id, category: event.category, source: event.source, level: event.level },
              ...{ at: event.at, day: this.#dayOf(event.at), home: issue.home, position: issue.position },
              ...{ title: 't', text: null, reporterName: null, reporterPhone: null, subject: null },
              ...{ visit: null, programme: issue.programme, officer: null, reference: null, by: null },
              batch,
            },
          ])
        : this.#writer.putIssueEvents(SCOPE, [{ id: `e${this.#events++}`, issue: issue.id, event, batch }]);
    const created = result!.status === 'created';
    if (created !== wanted) return `${event.type} ${wanted ? 'refused' : 'taken'}: ${JSON.stringify(result)}`;
    if (!created) return null;
    const day = this.today;
    if (known) {
      known.log.push({ day, value: event });
      known.isWorkedOn ||= batch === undefined || batch !== known.batch;
    } else {
      const home = this.#homeNow(issue.home, issue.position, day);
      this.#issues.set(issue.id, {
        ...issue,
        log: [{ day, value: event }],
        homes: [{ day, value: home }],
        batch,
        isWorkedOn: false,
      });
    }
    return null;
  }

  /**
   * Takes an import back, so many issues at a time.
   *
   * @returns a fault of the ledger, null where it is rightly refused, or the ids that are free again
   */
  undo(batch: string, limit: number): string | string[] | null {
    this.#settle();
    const of = [...this.#issues.values()].filter((known) => known.batch === batch);
    const parents = new Set(
      [...this.#issues.values()]
        .filter((known) => known.batch !== batch)
        .map(({ log }) => foldIssue(log.map(({ value }) => value)).issue?.mergedInto),
    );
    const kept = of.filter(({ id, isWorkedOn }) => isWorkedOn || parents.has(id)).map(({ id }) => id);
    const begun = this.#writer.beginUndo(SCOPE, batch);
    if (begun.status === 'refused')
      return JSON.stringify(begun.ids) === JSON.stringify(kept.sort()) ? null : `refused ${begun.ids}`;
    if (kept.length > 0) return `begun although ${kept} were worked on`;
    while (true) {
      const { voided, left } = this.#writer.voidBatch(batch, limit);
      if (left === 0) break;
      if (voided === 0) return `${left} are left`;
    }
    for (const known of of) {
      this.#issues.delete(known.id);
      this.#voided.push({ day: this.today, value: known });
    }
    return of.map(({ id }) => id);
  }

  /** Whether what an event names is there. */
  #isSound(issue: { home: string }, folded: Issue | null, event: IssueEvent): boolean {
    const set = this.#categories.at(-1)!.value;
    const has = (id: string) => set.categories.some((top) => top.children.some((one) => one.id === id));
    if (event.type === 'reported') {
      const tree = this.#treeOn(this.#dayOf(event.at), this.today);
      return has(event.category) && tree.has(issue.home);
    }
    if (event.type === 'accepted')
      return event.category === undefined || event.category === folded!.category || has(event.category);
    return event.type !== 'merged' || this.#issues.has(event.into);
  }

  // ---------------------------------------------------------------- trees

  /** Parents by code, in the version in force on a day of those recorded by another. */
  #treeOn(day: Day, recorded: Day): Map<string, string | null> {
    const versions = this.#versions.filter((version) => version.day <= recorded);
    const found = versions.findLast(({ write }) => write.validFrom <= day) ?? versions[0];
    return new Map(
      (found?.write.areas ?? [])
        .filter(({ level }) => level !== 'zone')
        .map(({ code, parentCode }) => [code, parentCode]),
    );
  }

  #nearest(area: string, tree: ReadonlyMap<string, string | null>): string {
    let code = area;
    while (!tree.has(code)) {
      const row = this.#versions
        .flatMap(({ write }) => write.areas)
        .findLast((one) => one.code === code && one.parentCode !== null);
      code = row!.parentCode!;
    }
    return code;
  }

  #homeNow(area: string, position: Known['position'], day: Day): string {
    const tree = this.#treeOn(day, day);
    if (tree.has(area)) return area;
    const inForce = this.#versions.filter(({ write }) => write.validFrom <= day);
    if (position) {
      const [lon, lat] = position;
      for (const [code, { bbox }] of inForce.at(-1)!.write.shapes)
        if (lon > bbox[0] && lon < bbox[2] && lat > bbox[1] && lat < bbox[3]) return code;
    }
    let named = area;
    for (const { write } of inForce) named = write.successors?.get(named) ?? named;
    return tree.has(named) ? named : this.#nearest(area, tree);
  }

  /** Issues go where the tree in force has a place for them, whenever something is written. */
  #settle(): void {
    const day = this.today;
    for (const { homes, position } of this.#issues.values()) {
      const last = homes.at(-1)!;
      const home = this.#homeNow(last.value, position, day);
      if (home !== last.value) homes.push({ day, value: home });
    }
  }

  // ---------------------------------------------------------------- answers

  #rules(by: Day): MeasureRules & { span: { firstDay: Day; lastDay: Day } | null } {
    const last = <T>(list: readonly Dated<T>[]) => list.findLast(({ day }) => day <= by)?.value;
    return {
      clocksOf: clockFinder(last(this.#categories)!),
      times: countedTimes(TIMEZONE, last(this.#holidays)!),
      dayOf: this.#dayOf,
      span: last(this.#programmes) ?? null,
    };
  }

  /** The days of the programme as they are now. */
  get span(): { firstDay: Day; lastDay: Day } | null {
    return this.#rules(this.today).span;
  }

  /** What the ledger answers. */
  asked(question: IssueMeasuresQuestion): IssueSums[] | null {
    const { by, ...rest } = question;
    return this.askedBy(rest, [by])?.[0] ?? null;
  }

  /** The same by several at once. */
  askedBy(question: Omit<IssueMeasuresQuestion, 'by'>, by: readonly IssueMeasuresBy[]): IssueSums[][] | null {
    return this.#reader.issueMeasures(SCOPE.codes, this.today, question, by);
  }

  /** The same counted from the logs; null when there is no such area. */
  counted(question: IssueMeasuresQuestion): IssueSums[] | null {
    const by = question.recordedBy ?? this.today;
    const tree = this.#treeOn(by, by);
    if (!tree.has(question.area) && !this.#treeOn(this.today, this.today).has(question.area)) return null;
    const rules = this.#rules(by);
    const groups = new Map<string, { flow: IssueFlow; standing: IssueStanding }>();
    if (question.by === 'none') groups.set('', { flow: NO_FLOW, standing: NO_STANDING });
    const voidedLater = this.#voided.filter(({ day }) => day > by).map(({ value }) => value);
    for (const known of [...this.#issues.values(), ...voidedLater]) {
      const { issue } = foldIssue(known.log.filter(({ day }) => day <= by).map(({ value }) => value));
      if (!issue || !tree.has(question.area)) continue;
      const home = this.#nearest(known.homes.findLast(({ day }) => day <= by)!.value, tree);
      const chain = [home];
      for (let up = tree.get(home) ?? null; up !== null; up = tree.get(up) ?? null) chain.push(up);
      const organisations = organisationsOf(issue);
      const { categories, sources, programme, organisation, bbox } = question;
      if (!chain.includes(question.area)) continue;
      if (bbox) {
        if (known.position === null) continue;
        const [lon, lat] = coarsePosition(known.position);
        if (lon < bbox[0] || lat < bbox[1] || lon > bbox[2] || lat > bbox[3]) continue;
      }
      if (categories && !categories.includes(issue.category)) continue;
      if (sources && !sources.includes(known.source)) continue;
      if (programme !== undefined && known.programme !== programme) continue;
      if (organisation !== undefined && !organisations.includes(organisation)) continue;
      const keys = {
        none: [''],
        category: [issue.category],
        home: [home],
        town: [chain.find((code) => code.startsWith('t')) ?? home],
        source: [known.source],
        state: [issue.state],
        organisation: organisations,
      }[question.by];
      for (const key of keys) {
        const sum = groups.get(key) ?? { flow: NO_FLOW, standing: NO_STANDING };
        groups.set(key, {
          flow: addFlows(sum.flow, flowOf(issue, question.period, rules)),
          standing: addStandings(sum.standing, standingOf(issue, rules)),
        });
      }
    }
    return [...groups]
      .filter(([key, sums]) => key === '' || JSON.stringify(sums) !== NOTHING)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, sums]) => ({ key, ...sums }));
  }

  differences(): string[] {
    return this.#reader.rebuildDifferences();
  }
}

const NOTHING = JSON.stringify({ flow: NO_FLOW, standing: NO_STANDING });
