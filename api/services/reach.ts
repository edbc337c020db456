import { z } from 'zod';
import type { OutOfReachAnswer, OutOfReachQuery, ReachAnswer, ReachQuery } from '#api/contract/reach.ts';
import { chainOf } from '#api/services/areaRows.ts';
import { areaRefOf } from '#api/services/areas.ts';
import type { Asking } from '#api/services/context.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import { headOf, pointSeen } from '#api/services/reach/head.ts';
import type { ReachParts } from '#api/services/reach/parts.ts';
import type { Reckoned, Reckoning } from '#api/services/reach/reckoning.ts';
import { homeRows, orNull, rowsBelow, shareOf, wholeRow } from '#api/services/reach/rows.ts';
import { withheldOf } from '#api/services/reach/withholding.ts';
import type { ReachRows } from '#api/services/reach/work.ts';
import type { LonLat } from '#geodata/model.ts';

const outPlace = z.tuple([z.number(), z.string()]);

/** What is within reach of services, and what is not. */
export class ReachService {
  readonly #parts: ReachParts;
  readonly #reckoning: Reckoning;

  constructor(parts: ReachParts, reckoning: Reckoning) {
    this.#parts = parts;
    this.#reckoning = reckoning;
  }

  /**
   * Columns over the areas of a level, the own row last where something is at home in it.
   *
   * @throws CodedError `badRequest`, `notFound`; `conflict` for a network that is not there
   */
  async reach(asking: Asking, query: Omit<ReachQuery, 'lang'>): Promise<ReachAnswer> {
    const reckoned = await this.#reckoning.of(asking, query);
    const { ground, area } = reckoned;
    const level = query.level ?? ground.state.tree.levelBelow(area.code) ?? area.level;
    const plan = rowsBelow(ground, area, level);
    const rows = await this.#reckoning.rows(reckoned, plan, query.decay);
    const { smallCells } = query;
    const withheld = await withheldOf(this.#reckoning, asking, reckoned, { plan, rows, smallCells });
    const told = [...plan.areas.keys()].filter(
      (row) => plan.areas[row] !== area || (rows.demand[row] as number) > 0,
    );
    const kept = told.filter((row) => !withheld.rows.has(row));
    const codeOf = (row: number): string => plan.areas[row]!.code;
    const hidden = told.filter((row) => withheld.rows.has(row)).map(codeOf);
    const of = (column: ArrayLike<number>): number[] => kept.map((row) => column[row] as number);
    const known = (column: ArrayLike<number>): (number | null)[] => kept.map((row) => orNull(column[row]));
    return {
      ...(await headOf(this.#parts, asking, reckoned, hidden)),
      columns: {
        code: kept.map(codeOf),
        demand: of(rows.demand),
        reached: of(rows.reached),
        located: of(rows.located),
        share: kept.map((row) => shareOf(rows.reached[row]!, rows.demand[row]!)),
        meanMetres: known(rows.meanMetres),
        medianMetres: known(rows.medianMetres),
        metres: known(rows.metres),
        bands: rows.bands.map(of),
        nearest: kept.map((row) => pointSeen(asking, reckoned, rows.nearest[row]!)?.id ?? null),
        score: known(rows.score),
        cutOff: of(rows.cutOff),
      },
      count: kept.length,
      total: withheld.whole ? null : await this.#total(reckoned),
    };
  }

  /**
   * Places out of reach, the most people first.
   *
   * @throws CodedError as `reach`
   */
  async outOfReach(asking: Asking, query: Omit<OutOfReachQuery, 'lang'>): Promise<OutOfReachAnswer> {
    const reckoned = await this.#reckoning.of(asking, query);
    const { ground, area, demand, metres } = reckoned;
    const plan = homeRows(ground, area, query.level);
    const rows = await this.#reckoning.rows(reckoned, plan, null);
    const { smallCells } = query;
    const withheld = await withheldOf(this.#reckoning, asking, reckoned, { plan, rows, smallCells });
    const outOf = (row: number): number => rows.demand[row]! - rows.reached[row]!;
    const found = [...plan.areas.keys()]
      .filter((row) => outOf(row) > 0 && !withheld.rows.has(row))
      .sort((a, b) => outOf(b) - outOf(a) || (plan.areas[a]!.code < plan.areas[b]!.code ? -1 : 1));
    const from = beginOf(found, query.cursor, (row) => [outOf(row), plan.areas[row]!.code]);
    const page = found.slice(from, from + query.limit);
    const last = page.at(-1);
    return {
      ...(await headOf(
        this.#parts,
        asking,
        reckoned,
        [...withheld.rows].filter((row) => rows.demand[row]! > 0).map((row) => plan.areas[row]!.code),
      )),
      matching: found.length,
      items: page.map((row) => {
        const each = plan.areas[row]!;
        const place = ground.placeOf.get(each.code)!;
        const position: LonLat = [demand.homes.lon[place]!, demand.homes.lat[place]!];
        return {
          area: areaRefOf(each),
          chain: chainOf(ground.state, each.code),
          demand: rows.demand[row]!,
          outOfReach: outOf(row),
          share: shareOf(rows.reached[row]!, rows.demand[row]!),
          metres: orNull(rows.outMetres[row]),
          threshold: metres[place]!,
          nearest: nearestOf(asking, reckoned, rows, row),
          position: [...position],
        };
      }),
      nextCursor:
        last === undefined || from + page.length >= found.length
          ? null
          : encodeCursor([outOf(last), plan.areas[last]!.code]),
    };
  }

  async #total(reckoned: Reckoned): Promise<ReachAnswer['total']> {
    const rows = await this.#reckoning.rows(reckoned, wholeRow(reckoned.ground, reckoned.area), null);
    const [demand, reached, cutOff] = [rows.demand[0]!, rows.reached[0]!, rows.cutOff[0]!];
    return { demand, reached, share: shareOf(reached, demand), outOfReach: demand - reached, cutOff };
  }
}

/** Index at which a page begins: behind the place of the cursor, be what stood there gone. */
function beginOf(
  rows: readonly number[],
  cursor: string | undefined,
  placeOf: (row: number) => [number, string],
): number {
  if (cursor === undefined) return 0;
  const [most, code] = decodeCursor(cursor, outPlace);
  const from = rows.findIndex((row) => {
    const [out, own] = placeOf(row);
    return out < most || (out === most && own > code);
  });
  return from < 0 ? rows.length : from;
}

function nearestOf(
  asking: Asking,
  reckoned: Reckoned,
  rows: ReachRows,
  row: number,
): OutOfReachAnswer['items'][number]['nearest'] {
  const { pointOf, lon, lat } = reckoned.places;
  const place = rows.nearestOut[row]!;
  const point = place < 0 ? null : pointSeen(asking, reckoned, pointOf[place]!);
  return point && { id: point.id, name: point.name, position: [lon[place]!, lat[place]!] };
}
