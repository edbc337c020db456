import { householdsOf } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { type Listing, Listings } from '#api/services/coverage/listing.ts';
import { periodLike } from '#api/services/coverage/periods.ts';
import { FROM_TOTALS } from '#api/services/coverage/sums.ts';
import type { SmallCells } from '#api/services/reach/withholding.ts';
import type { DutyRecord, TreeState } from '#api/store/store.ts';
import { periodOf } from '#geodata/duty/period.ts';
import { ADMINISTRATIVE, type Area, type Level } from '#geodata/model.ts';

/** Issues are told per so many households. */
const PER = 1000;

/** What is required of a duty in an area, and what is missing of it; null where it is withheld or nothing is. */
export interface GapStanding {
  gap: number | null;
  required: number | null;
  /** Gap as a share of what is required. */
  share: number | null;
}

export interface IssueStanding {
  open: number;
  /** Open issues per 1000 households; null where none are known to live there. */
  perThousand: number | null;
}

/** How areas stand apart from reach: what is missing of a duty, and what is open. */
export class Standings {
  readonly #context: ServiceContext;
  readonly #listings: Listings;

  constructor(context: ServiceContext) {
    this.#context = context;
    this.#listings = new Listings(context);
  }

  /**
   * The duty whose gap counts: the one named, or the first that is about calls on subjects, or any.
   *
   * @returns null in a district without duties
   * @throws CodedError `notFound`
   */
  async duty(asking: Asking, id: string | undefined): Promise<DutyRecord | null> {
    const today = this.#context.dayOf(asking.now);
    if (id !== undefined) return this.#listings.duty(id, { today });
    const duties = (await this.#context.store.duties()).filter(({ duty }) => duty.tree === ADMINISTRATIVE);
    return duties.find(({ duty }) => duty.kind === 'coverSubjects') ?? duties[0] ?? null;
  }

  /**
   * Gaps of the areas of a level by code, in a period or in that of the duty at its end.
   *
   * @throws CodedError `badRequest` for a period that is none, or a duty kept by zones
   */
  async gaps(
    asking: Asking,
    record: DutyRecord,
    asked: { area: string; level: Level; period?: string | undefined; smallCells: SmallCells },
  ): Promise<{ period: string; byArea: ReadonlyMap<string, GapStanding> }> {
    const { area, level, smallCells } = asked;
    const moment = { today: this.#context.dayOf(asking.now) };
    const period = periodLike(record, asked.period, moment).key;
    const listing = await this.#listings.list(asking, {
      duty: record.duty.id,
      area,
      level,
      period,
      smallCells,
    });
    return { period, byArea: gapsOf(listing) };
  }

  /** Open issues of areas by code. */
  async issues(
    asking: Asking,
    { tree }: TreeState,
    area: Area,
    areas: readonly Area[],
    level: Level,
  ): Promise<ReadonlyMap<string, IssueStanding>> {
    const { start, end } = periodOf('month', this.#context.dayOf(asking.now));
    const isOfTowns = level === 'town' && FROM_TOTALS.has(area.level);
    const sums = await this.#context.store.issues.measures(asking.scope, {
      area: area.code,
      period: { kind: 'month', start, end },
      by: isOfTowns ? 'town' : 'home',
    });
    const open = new Map<string, number>();
    for (const { key, standing } of sums) {
      const code = tree.atLevel(key, level)?.code;
      if (code !== undefined) open.set(code, (open.get(code) ?? 0) + standing.open);
    }
    return new Map(
      areas.map((each) => {
        const households = householdsOf(tree, each);
        const count = open.get(each.code) ?? 0;
        return [each.code, { open: count, perThousand: households ? (count / households) * PER : null }];
      }),
    );
  }
}

function gapsOf({ lines, withheld }: Listing): Map<string, GapStanding> {
  return new Map(
    lines.flatMap(({ area, figure, own }, i): [string, GapStanding][] => {
      if (own) return [];
      if (withheld.has(i)) return [[area.code, { gap: null, required: null, share: null }]];
      const { gapCount: gap, required } = figure;
      return [[area.code, { gap, required, share: required > 0 ? gap / required : null }]];
    }),
  );
}
