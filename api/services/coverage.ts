import type { CoverageAnswer, SeriesAnswer, SummaryAnswer } from '#api/contract/coverage.ts';
import type { DutyFigures } from '#api/contract/figures.ts';
import { areaRefOf, findArea } from '#api/services/areas.ts';
import { codesHash } from '#api/services/codes.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { type CoverageQuestion, Listings } from '#api/services/coverage/listing.ts';
import {
  momentOf,
  periodAsked,
  periodInfo,
  periodLike,
  refusedQuery,
  versionIn,
} from '#api/services/coverage/periods.ts';
import { signatureOf, signaturesOn } from '#api/services/coverage/signatures.ts';
import { type SumsReader, topsIn } from '#api/services/coverage/sums.ts';
import { cellsOf } from '#api/services/coverage/withholding.ts';
import { maskName } from '#api/services/mask.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { DutyRecord } from '#api/store/dutyStore.ts';
import type { RegisterQuestion } from '#api/store/registerStore.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';
import { nextPeriod, type Period } from '#geodata/duty/period.ts';
import { dutyIn } from '#geodata/duty/rule.ts';
import { withheldAlone } from '#geodata/duty/smallCells.ts';
import type { Area, Day, Level } from '#geodata/model.ts';

/** At most so many periods in one series. */
const SERIES_LIMIT = 120;

/** Answers the questions of coverage from the roll-ups of the store. */
export class CoverageService {
  readonly #context: ServiceContext;
  readonly #sums: SumsReader;
  readonly #listings: Listings;

  constructor(context: ServiceContext) {
    this.#context = context;
    this.#listings = new Listings(context);
    this.#sums = this.#listings.sums;
  }

  /** Columns per area of a level below `area`, the own row 本级 last; or per officer or organisation. */
  async coverage(
    asking: Asking,
    query: CoverageQuestion & { by?: 'area' | 'officer' | 'organisation' | undefined },
  ): Promise<CoverageAnswer> {
    if (query.by === 'officer' || query.by === 'organisation')
      return this.#answering(asking, query, query.by);
    const listing = await this.#listings.list(asking, query);
    const { record, state, area, level, period, moment, withheld } = listing;
    const lines = listing.lines.filter((_line, i) => !withheld.has(i));
    const codes = lines.map((line) => line.area.code);
    const received = await this.#received(asking, state, area, level);
    const signed = await signaturesOn(this.#context, codes, [record.duty.id], [period.start]);
    const signatures = lines.map(({ area: { code }, own }) =>
      own ? undefined : signed(code, record.duty.id, period.start),
    );
    const hidden = record.duty.inFocus && withheld.size === listing.lines.length;
    return {
      ...(await this.#listings.stamp(asking, state, moment)),
      duty: record.duty.id,
      dutyVersion: versionIn(record, period),
      period: periodInfo(record, period, moment),
      area: areaRefOf(area),
      level,
      by: 'area',
      count: lines.length,
      codes: codesHash(codes),
      withheld: listing.lines.filter((_line, i) => withheld.has(i)).map((line) => line.area.code),
      signed: hidden ? null : await this.#signature(area.code, record, period, listing.total),
      columns: {
        code: codes,
        name: lines.map((line) => line.area.name),
        ...columnsOf(lines.map(({ figure }) => figure)),
        signedRequired: signatures.map((closing) => closing?.figures.required ?? null),
        signedDone: signatures.map((closing) => closing?.figures.done ?? null),
        lastReceivedAt: codes.map((code) => {
          const at = received.get(code);
          return at === undefined ? null : formatInstant(at, this.#context.timezone);
        }),
      },
    };
  }

  /** The same by whom the x are answered for; what nobody answers for comes last, with an empty code. */
  async #answering(
    asking: Asking,
    query: CoverageQuestion,
    by: 'officer' | 'organisation',
  ): Promise<CoverageAnswer> {
    const moment = momentOf(this.#context, asking, query.asOf);
    const record = await this.#listings.duty(query.duty, moment);
    const period = periodAsked(record, query.period, moment);
    const state = await this.#sums.treeOf(period, moment);
    const area = findArea(state, asking.scope, query.area);
    const all = await this.#context.store.answeringSums(asking.scope, {
      duty: record.duty.id,
      period: period.start,
      area: area.code,
      today: moment.today,
      by,
      ...(moment.recordedBy === undefined ? {} : { recordedBy: moment.recordedBy }),
    });
    const shown = await this.#sums.shown(record, period, moment);
    const seen = await this.#staffSeen(asking, by, period.end);
    const rows = seen === null ? all : all.filter(({ id }) => id !== null && seen.has(id));
    const figures = rows.map(shown);
    const withheld = this.#listings.withheldOf(query, record, figures);
    const kept = rows.flatMap((row, i) => (withheld.has(i) ? [] : [{ ...row, figure: figures[i]! }]));
    const codes = kept.map(({ id }) => id ?? '');
    const none = kept.map(() => null);
    return {
      ...(await this.#listings.stamp(asking, state, moment)),
      duty: record.duty.id,
      dutyVersion: versionIn(record, period),
      period: periodInfo(record, period, moment),
      area: areaRefOf(area),
      level: area.level,
      by,
      count: kept.length,
      codes: codesHash(codes),
      withheld: rows.filter((_row, i) => withheld.has(i)).map(({ id }) => id ?? ''),
      signed: null,
      columns: {
        code: codes,
        name: kept.map(({ name }) => (by === 'officer' ? maskName(name) : name)),
        ...columnsOf(kept.map(({ figure }) => figure)),
        signedRequired: none,
        signedDone: none,
        lastReceivedAt: none,
      },
    };
  }

  /** Officers or organisations that an account bound to organisations may see; null: all. */
  async #staffSeen({ scope, organisations }: Asking, by: 'officer' | 'organisation', on: Day) {
    if (organisations.length === 0) return null;
    if (by === 'organisation') return new Set(organisations);
    const seen = new Set<string>();
    let after: string | null = null;
    do {
      const question: RegisterQuestion = { kind: 'officer', organisations, on, limit: 1000, after };
      const page = await this.#context.store.registerPage(scope, question);
      for (const { id } of page.rows) seen.add(id);
      after = page.next;
    } while (after !== null);
    return seen;
  }

  /** Every duty of one area, one row each. */
  async summary(
    asking: Asking,
    query: {
      area: string;
      period?: string | undefined;
      smallCells?: 'shown' | 'withheld' | undefined;
      asOf?: string | undefined;
    },
  ): Promise<SummaryAnswer> {
    const { store } = this.#context;
    const moment = momentOf(this.#context, asking, query.asOf);
    const newest = await store.treeState({ day: moment.today, recordedBy: moment.recordedBy });
    const area = findArea(newest, asking.scope, query.area);
    const rows: SummaryAnswer['rows'] = [];
    const withheld: string[] = [];
    for (const record of await store.duties(moment.recordedBy)) {
      const { duty, programme } = record;
      if (topsIn(newest.tree, area, duty.tree).length === 0) continue;
      const period = periodLike(record, query.period, moment);
      const read = await this.#sums.read(asking, area.code, record, [period], null, moment);
      const { total } = read.get(period.start)!;
      // A duty that has ended asks for nothing more, but for events whose deadline is still to come.
      if (dutyIn(record.rule, period) === null && total.sums.n === 0) continue;
      const figure = await this.#sums.figures(total, record, period, moment);
      if (query.smallCells === 'withheld' && duty.inFocus)
        if (
          withheldAlone(cellsOf(figure)) ||
          (await this.#listings.isHiddenAbove(asking, area, record, period, moment))
        ) {
          withheld.push(duty.id);
          continue;
        }
      const lang = asking.lang === 'en' ? 'en' : 'zh';
      rows.push({
        duty: duty.id,
        dutyName: duty.name[lang],
        programme: programme.id,
        programmeName: programme.name[lang],
        dutyVersion: versionIn(record, period),
        period: periodInfo(record, period, moment),
        signed: await this.#signature(area.code, record, period, figure),
        ...figure,
      });
    }
    const received = await this.#received(asking, newest, area, area.level);
    const last = received.get(area.code);
    return {
      ...(await this.#listings.stamp(asking, newest, moment)),
      area: areaRefOf(area),
      lastReceivedAt: last === undefined ? null : formatInstant(last, this.#context.timezone),
      withheld,
      rows,
    };
  }

  /** One row a period, from the first to the last asked for. */
  async series(
    asking: Asking,
    query: {
      duty: string;
      area: string;
      from: string;
      to: string;
      smallCells?: 'shown' | 'withheld' | undefined;
      asOf?: string | undefined;
    },
  ): Promise<SeriesAnswer> {
    const moment = momentOf(this.#context, asking, query.asOf);
    const record = await this.#listings.duty(query.duty, moment);
    const to = periodAsked(record, query.to, moment, 'to');
    const periods: Period[] = [];
    for (
      let period: Period | null = periodAsked(record, query.from, moment, 'from');
      period && period.start <= to.start;
      period = nextPeriod(period)
    ) {
      periods.push(period);
      if (periods.length > SERIES_LIMIT)
        throw refusedQuery('to', `more than ${SERIES_LIMIT} periods; ask for fewer`);
    }
    const state = await this.#sums.treeOf(to, moment);
    const area = findArea(state, asking.scope, query.area);
    const read = await this.#sums.read(asking, area.code, record, periods, null, moment);
    const rows: SeriesAnswer['rows'] = [];
    const withheld: string[] = [];
    for (const period of periods) {
      const { state: then, total } = read.get(period.start)!;
      const figure = await this.#sums.figures(total, record, period, moment);
      if (query.smallCells === 'withheld' && record.duty.inFocus && withheldAlone(cellsOf(figure))) {
        withheld.push(period.key);
        continue;
      }
      rows.push({
        period: periodInfo(record, period, moment),
        dutyVersion: versionIn(record, period),
        treeVersion: then.version,
        signed: await this.#signature(area.code, record, period, figure),
        ...figure,
      });
    }
    return {
      ...(await this.#listings.stamp(asking, state, moment)),
      duty: record.duty.id,
      dutyVersion: record.version,
      area: areaRefOf(area),
      withheld,
      rows,
    };
  }

  async #signature(area: string, { duty }: DutyRecord, period: Period, now: DutyFigures) {
    const signed = await signaturesOn(this.#context, [area], [duty.id], [period.start]);
    const closing = signed(area, duty.id, period.start);
    return closing ? signatureOf(closing, now, this.#context.timezone) : null;
  }

  /** Moment of the last record by area of the level, and of `area` itself. */
  async #received(asking: Asking, state: TreeState, area: Area, level: Level): Promise<Map<string, number>> {
    const { tree } = state;
    const towns = new Set(tree.subtree(area.code).map((row) => row.townCode));
    const received = new Map<string, number>();
    for (const [home, at] of await this.#context.store.lastReceived(asking.scope, [...towns])) {
      if (!tree.contains(area.code, home)) continue;
      for (const code of new Set([tree.atLevel(home, level)?.code, area.code]))
        if (code !== undefined && (received.get(code) ?? 0) < at) received.set(code, at);
    }
    return received;
  }
}

type FigureColumns = Omit<
  CoverageAnswer['columns'],
  'code' | 'name' | 'signedRequired' | 'signedDone' | 'lastReceivedAt'
>;

/** Figures as columns of one length. */
function columnsOf(figures: readonly DutyFigures[]): FigureColumns {
  const column = <K extends keyof DutyFigures>(key: K): DutyFigures[K][] => figures.map((each) => each[key]);
  const gap = (type: keyof DutyFigures['gaps']): number[] => figures.map(({ gaps }) => gaps[type]);
  return {
    n: column('n'),
    required: column('required'),
    done: column('done'),
    unknown: column('unknown'),
    expected: column('expected'),
    ratio: column('ratio'),
    ratioHigh: column('ratioHigh'),
    pace: column('pace'),
    light: column('light'),
    noData: gap('noData'),
    overdue: gap('overdue'),
    belowQuota: gap('belowQuota'),
    never: gap('never'),
    pending: gap('pending'),
    stale: gap('stale'),
    gapCount: column('gapCount'),
    unassigned: column('unassigned'),
    exempt: column('exempt'),
    metLate: column('metLate'),
    estimated: column('estimated'),
  };
}
