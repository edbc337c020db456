import { z } from 'zod';
import type { PriorityAnswer, PriorityQuery } from '#api/contract/reach.ts';
import { chainOf } from '#api/services/areaRows.ts';
import { areaRefOf } from '#api/services/areas.ts';
import type { Asking } from '#api/services/context.ts';
import { refusedQuery } from '#api/services/coverage/periods.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import { headOf } from '#api/services/reach/head.ts';
import type { ReachParts } from '#api/services/reach/parts.ts';
import type { Reckoning } from '#api/services/reach/reckoning.ts';
import { orNull, rowsBelow } from '#api/services/reach/rows.ts';
import { Standings } from '#api/services/reach/standings.ts';
import { withheldOf } from '#api/services/reach/withholding.ts';
import { periodOf } from '#geodata/duty/period.ts';
import { prioritise } from '#geodata/reach/priority.ts';

/** Scores are told to twelve digits. */
const GRAIN = 1e12;
const NO_GAP = { gap: null, required: null, share: null };
const NO_ISSUES = { open: 0, perThousand: null };

/** Place in the list: the score, null behind all others, and the code. */
const listPlace = z.tuple([z.number().nullable(), z.string()]);
type ListPlace = z.infer<typeof listPlace>;

/** Where to look first: what is missing, out of reach and open, each as a rank, and their weighted mean. */
export class PriorityService {
  readonly #parts: ReachParts;
  readonly #reckoning: Reckoning;
  readonly #standings: Standings;

  constructor(parts: ReachParts, reckoning: Reckoning) {
    this.#parts = parts;
    this.#reckoning = reckoning;
    this.#standings = new Standings(parts.context);
  }

  /** @throws CodedError `badRequest`, `notFound`; `conflict` for a network that is not there */
  async priority(asking: Asking, query: Omit<PriorityQuery, 'lang'>): Promise<PriorityAnswer> {
    const { level, smallCells } = query;
    const weights = { gap: query.gap, reach: query.reach, issues: query.issues };
    if (weights.gap + weights.reach + weights.issues === 0)
      throw refusedQuery('gap', 'one of the three weights must be above 0');
    const record = await this.#standings.duty(asking, query.duty);
    const reckoned = await this.#reckoning.of(asking, query);
    const { area, ground } = reckoned;
    const plan = rowsBelow(ground, area, level);
    const rows = await this.#reckoning.rows(reckoned, plan, null);
    const withheld = await withheldOf(this.#reckoning, asking, reckoned, { plan, rows, smallCells });
    const gaps = record && (await this.#standings.gaps(asking, record, { ...query, area: area.code }));
    const told = [...plan.areas.keys()].filter((row) => plan.areas[row] !== area && !withheld.rows.has(row));
    const areas = told.map((row) => plan.areas[row]!);
    const issues = await this.#standings.issues(asking, ground.state, area, areas, level);
    const gapOf = areas.map(({ code }) => gaps?.byArea.get(code) ?? NO_GAP);
    const issuesOf = areas.map(({ code }) => issues.get(code) ?? NO_ISSUES);
    const outOf = told.map((row) => rows.demand[row]! - rows.reached[row]!);
    const column = (values: readonly (number | null)[]): Float64Array =>
      Float64Array.from(values, (value) => value ?? Number.NaN);
    const values = {
      gap: column(gapOf.map(({ share }) => share)),
      reach: column(told.map((row, i) => (rows.demand[row]! > 0 ? outOf[i]! / rows.demand[row]! : null))),
      issues: column(issuesOf.map(({ perThousand }) => perThousand)),
    };
    const { score: means, ranks } = prioritise(values, weights);
    // equal means of different parts differ in their last digits
    const score = means.map((mean) => Math.round(mean * GRAIN) / GRAIN);
    const placeOf = (i: number): ListPlace => [orNull(score[i]), areas[i]!.code];
    const order = [...told.keys()].sort((a, b) => inOrder(placeOf(a), placeOf(b)));
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, listPlace);
    const rest = after ? order.filter((i) => inOrder(after, placeOf(i)) < 0) : order;
    const page = rest.slice(0, query.limit);
    const last = page.at(-1);
    const part = (name: keyof typeof values, i: number) => ({
      value: orNull(values[name][i]),
      rank: orNull(ranks[name][i]),
    });
    const hidden = [...withheld.rows].map((row) => plan.areas[row]!).filter((each) => each !== area);
    const month = periodOf('month', this.#parts.context.dayOf(asking.now)).key;
    return {
      ...(await headOf(
        this.#parts,
        asking,
        reckoned,
        hidden.map(({ code }) => code),
      )),
      duty: record?.duty.id ?? null,
      period: gaps?.period ?? query.period ?? month,
      weights,
      matching: order.length,
      items: page.map((i) => ({
        area: areaRefOf(areas[i]!),
        chain: chainOf(ground.state, areas[i]!.code),
        score: orNull(score[i]),
        gap: { ...part('gap', i), gap: gapOf[i]!.gap, required: gapOf[i]!.required },
        reach: { ...part('reach', i), outOfReach: outOf[i]!, demand: rows.demand[told[i]!]! },
        issues: { ...part('issues', i), open: issuesOf[i]!.open },
      })),
      nextCursor: last === undefined || page.length === rest.length ? null : encodeCursor(placeOf(last)),
    };
  }
}

/** The most pressing first, of equal ones by code, those without a score last. */
function inOrder([scoreA, codeA]: ListPlace, [scoreB, codeB]: ListPlace): number {
  return (scoreB ?? -1) - (scoreA ?? -1) || (codeA < codeB ? -1 : codeA > codeB ? 1 : 0);
}
