import type { ChangesAnswer, CloseAnswer, CloseInput } from '#api/contract/closings.ts';
import { CodedError } from '#api/errors.ts';
import { areaRefOf, findArea } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import {
  type Moment,
  momentOf,
  periodAsked,
  periodInfo,
  refusedQuery,
} from '#api/services/coverage/periods.ts';
import { signatureOf, signaturesOn, signedFigures } from '#api/services/coverage/signatures.ts';
import { NO_BOTH, SumsReader, topsIn } from '#api/services/coverage/sums.ts';
import type { Closing, ClosingWrite, DutyRecord } from '#api/store/dutyStore.ts';
import { formatDay, formatInstant } from '#geodata/duty/calendar.ts';
import { type Period, parsePeriod, periodKindOf } from '#geodata/duty/period.ts';
import type { Area, Level } from '#geodata/model.ts';

/** Levels below the area that are signed with it. */
const SIGNED_LEVELS: ReadonlySet<Level> = new Set(['city', 'district', 'town', 'community', 'zone']);
/** Times the figures are read again when the ledger moves on while they are. */
const ATTEMPTS = 5;

/** Closes periods 封账: a named person signs their figures; what changes later is shown beside them. */
export class ClosingService {
  readonly #context: ServiceContext;
  readonly #sums: SumsReader;

  constructor(context: ServiceContext) {
    this.#context = context;
    this.#sums = new SumsReader(context);
  }

  /**
   * Signs a period of an area and of all areas below it down to the communities.
   *
   * @throws CodedError `badRequest` when no duty runs by such a period, `conflict` when one is not over yet or the
   *   ledger does not stand still
   */
  async close(asking: Asking, key: string, input: CloseInput, by: string): Promise<CloseAnswer> {
    const moment = momentOf(this.#context, asking, undefined);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { seq } = await this.#context.store.lastCommit();
      const { area, rows } = await this.#read(asking, key, input, moment);
      const result = await this.#context.store.closePeriod({
        area: area.code,
        by,
        note: input.note,
        readAt: seq,
        rows,
      });
      if (result.status === 'refused') continue;
      const { at } = await this.#context.store.lastCommit();
      return {
        period: key,
        area: areaRefOf(area),
        commit: result.seq,
        signed: rows
          .filter((row) => row.area === area.code)
          .map(({ duty, figures }) => ({
            duty,
            by,
            at: formatInstant(at, this.#context.timezone),
            commit: result.seq,
            note: input.note,
            ...figures,
            changed: false,
          })),
      };
    }
    throw new CodedError('conflict', 'Records keep coming in; nothing was signed. Try again.');
  }

  async #read(
    asking: Asking,
    key: string,
    input: CloseInput,
    moment: Moment,
  ): Promise<{ area: Area; rows: ClosingWrite['rows'] }> {
    const rows: ClosingWrite['rows'][number][] = [];
    let top: Area | null = null;
    const records = await this.#records(key, input);
    for (const record of records) {
      const period = parsePeriod(key, record.programme)!;
      this.#refuseRunning(record, period, moment);
      const { tree, ...rest } = await this.#sums.treeOf(period, moment);
      const area = findArea({ tree, ...rest }, asking.scope, input.area);
      top ??= area;
      const tops = topsIn(tree, area, record.duty.tree);
      const levels = new Set(
        tops
          .flatMap(({ code }) => tree.subtree(code))
          .filter(({ level, code }) => SIGNED_LEVELS.has(level) && code !== area.code)
          .map(({ level }) => level),
      );
      const whole = await this.#sums.read(asking, area.code, record, [period], null, moment);
      const sign = async (code: string, both: typeof NO_BOTH) => {
        const figure = await this.#sums.figures(both, record, period, moment);
        const { id: duty } = record.duty;
        rows.push({ area: code, duty, period: period.start, figures: signedFigures(figure) });
      };
      await sign(area.code, whole.get(period.start)!.total);
      for (const level of levels) {
        const read = await this.#sums.read(asking, area.code, record, [period], level, moment);
        const { byArea } = read.get(period.start)!;
        for (const { code } of tops.flatMap((each) => tree.ofLevel(each.code, level)))
          if (code !== area.code) await sign(code, byArea.get(code) ?? NO_BOTH);
      }
    }
    return { area: top!, rows };
  }

  async #records(key: string, input: CloseInput): Promise<DutyRecord[]> {
    const all = await this.#context.store.duties();
    const known = new Set(all.map(({ duty }) => duty.id));
    const unknown = input.duties?.findIndex((id) => !known.has(id)) ?? -1;
    if (unknown >= 0) {
      const message = `there is no duty ${input.duties![unknown]}`;
      throw new CodedError('badInput', 'A duty is not known.', [
        { path: `duties.${unknown}`, message, code: 'notFound' },
      ]);
    }
    const kind = periodKindOf(key);
    const records = all.filter(
      ({ duty, programme }) =>
        duty.period === kind &&
        (input.duties?.includes(duty.id) ?? true) &&
        parsePeriod(key, programme) !== null,
    );
    if (records.length === 0) throw refusedQuery('period', `no such duty runs by ${key}`);
    return records;
  }

  #refuseRunning({ duty, programme }: DutyRecord, period: Period, moment: Moment): void {
    const end = Math.min(period.end, programme.lastDay);
    if (moment.today > end) return;
    const message = `${period.key} of duty ${duty.id} runs until ${formatDay(end)}`;
    throw new CodedError('conflict', 'A period is signed when it is over.', [
      { path: 'period', message, code: 'running' },
    ]);
  }

  /** What lies between signed figures and those of now, with the records. */
  async changes(
    asking: Asking,
    key: string,
    query: { duty: string; area: string; limit: number },
  ): Promise<ChangesAnswer> {
    const { store, timezone } = this.#context;
    const moment = momentOf(this.#context, asking, undefined);
    const record = (await store.duties()).find(({ duty }) => duty.id === query.duty);
    if (!record) throw new CodedError('notFound', `There is no duty ${query.duty}.`);
    const period = periodAsked(record, key, moment);
    const area = findArea(await this.#sums.treeOf(period, moment), asking.scope, query.area);
    const signed = await signaturesOn(this.#context, [area.code], [query.duty], [period.start]);
    const closing: Closing | undefined = signed(area.code, query.duty, period.start);
    if (!closing)
      throw new CodedError('notFound', `Nobody has signed ${key} of duty ${query.duty} for ${area.code}.`);
    const read = await this.#sums.read(asking, area.code, record, [period], null, moment);
    const now = await this.#sums.figures(read.get(period.start)!.total, record, period, moment);
    const rows = await store.changesSince(asking.scope, {
      duty: query.duty,
      period: period.start,
      area: area.code,
      since: closing.seq,
      limit: query.limit,
    });
    return {
      duty: query.duty,
      area: areaRefOf(area),
      period: periodInfo(record, period, moment),
      signed: signatureOf(closing, now, timezone),
      now,
      items: rows.map(({ seq, at, day, ...row }) => ({
        ...row,
        day: formatDay(day),
        commit: seq,
        at: formatInstant(at, timezone),
      })),
    };
  }
}
