import { householdsOf } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { type Listing, Listings } from '#api/services/coverage/listing.ts';
import { periodLike } from '#api/services/coverage/periods.ts';
import type { SmallCells } from '#api/services/reach/withholding.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { DutyRecord } from '#api/store/dutyStore.ts';
import { ADMINISTRATIVE, type Area, type Level } from '#geodata/model.ts';

/** Issues are told per so many households. */
const PER = 1000;

/** What is required of a duty in an area, and what of it is not done; null where that is withheld. */
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
    const { store } = this.#context;
    const records = await store.duties();
    // in the order of the programmes, as the screens have them
    const ids = (await store.programmes()).flatMap(({ duties }) => duties.map((duty) => duty.id));
    const duties = ids.flatMap((each) => records.find(({ duty }) => duty.id === each) ?? []);
    const kept = duties.filter(({ duty }) => duty.tree === ADMINISTRATIVE);
    return kept.find(({ duty }) => duty.kind === 'coverSubjects') ?? kept[0] ?? null;
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
    const { home, homes } = await this.#context.store.issues.columns(asking.scope, {
      area: area.code,
      open: true,
    });
    const codes = homes.map((code) => tree.atLevel(code, level)?.code);
    const open = new Map<string, number>();
    for (const at of home) {
      const code = codes[at];
      if (code !== undefined) open.set(code, (open.get(code) ?? 0) + 1);
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
      const { done, required } = figure;
      const gap = required - done;
      return [[area.code, { gap, required, share: required > 0 ? gap / required : null }]];
    }),
  );
}
