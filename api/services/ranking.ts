import type { RankingAnswer } from '#api/contract/coverage.ts';
import { areaRefOf } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { type CoverageQuestion, Listings } from '#api/services/coverage/listing.ts';
import { periodInfo, versionIn } from '#api/services/coverage/periods.ts';
import { rank } from '#geodata/duty/ranking.ts';

/** Areas with less required are not ranked (model.md, Ranking). */
const MIN_REQUIRED = 30;

const UNRANKED = { ranked: false, value: null, low: null, high: null, rank: null, band: null } as const;

/** Ranks areas among their peers, fairly: small ones shrunk or left out, what differs by chance in one band. */
export class RankingService {
  readonly #listings: Listings;

  constructor(context: ServiceContext) {
    this.#listings = new Listings(context);
  }

  /** Areas of a level in their order among their peers, the own row left out. */
  async ranking(asking: Asking, query: CoverageQuestion): Promise<RankingAnswer> {
    const listing = await this.#listings.list(asking, query);
    const { record, state, area, level, period, moment, withheld } = listing;
    const lines = listing.lines.filter(({ own }, i) => !own && !withheld.has(i));
    const end = Math.min(period.end, record.programme.lastDay);
    const by = record.duty.kind === 'staffing' || moment.today > end ? 'ratio' : 'pace';
    // What is known of an area only in part cannot be set in an order.
    const known = lines.filter(({ figure }) => figure.unknown === 0);
    const { rows, classes } = rank(
      known.map((line) => ({ ...line.figure, code: line.area.code, peer: line.area.urbanRural })),
      by,
    );
    const placed = new Map(rows.map(({ code, peer: _peer, ...row }) => [code, row]));
    const items = lines.map(({ figure, area: { code, name, urbanRural: peer } }) => {
      const { required, done, unknown, ratio, pace, light } = figure;
      return {
        code,
        name,
        peer,
        ...(placed.get(code) ?? UNRANKED),
        required,
        done,
        unknown,
        ratio,
        pace,
        light,
      };
    });
    const order = (a: string | null, b: string | null): number => ((a ?? '') < (b ?? '') ? -1 : 1);
    items.sort((a, b) =>
      a.peer !== b.peer
        ? order(a.peer, b.peer)
        : (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY) ||
          order(a.code, b.code),
    );
    return {
      ...(await this.#listings.stamp(asking, state, moment)),
      duty: record.duty.id,
      dutyVersion: versionIn(record, period),
      period: periodInfo(record, period, moment),
      area: areaRefOf(area),
      level,
      rule: { by, minRequired: MIN_REQUIRED, confidence: 0.95 },
      classes: classes.map(({ k, ...rest }) => ({ ...rest, k: k !== null && Number.isFinite(k) ? k : null })),
      withheld: listing.lines.flatMap((line, i) => (withheld.has(i) && !line.own ? [line.area.code] : [])),
      items,
    };
  }
}
