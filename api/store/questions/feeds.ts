import type { Db } from '#api/store/schema.ts';
import type { Feed } from '#geodata/duty/feeds.ts';

/**
 * The sources on record, with the day of their last delivery.
 *
 * @param asOf number of the commit by which things stood; null for now
 */
export async function feeds(db: Db, asOf: number | null): Promise<Feed[]> {
  const rows = await db
    .selectFrom('register_version as r')
    .select(['r.x', 'r.validFrom', 'r.validTo', 'r.detail'])
    .where('r.kind', '=', 'feed')
    .$if(asOf === null, (q) => q.where('r.endSeq', 'is', null))
    .$if(asOf !== null, (q) =>
      q
        .where('r.seq', '<=', asOf)
        .where((eb) => eb.or([eb('r.endSeq', 'is', null), eb('r.endSeq', '>', asOf)])),
    )
    .orderBy('r.x')
    .orderBy('r.validFrom')
    .execute();
  if (rows.length === 0) return [];
  const deliveries = await db
    .selectFrom('feed_delivery')
    .select('feed')
    .select(({ fn }) => fn.max<number>('day').as('day'))
    .$if(asOf !== null, (q) => q.where('seq', '<=', asOf!))
    .groupBy('feed')
    .execute();
  const last = new Map(deliveries.map(({ feed, day }) => [feed, day]));
  return rows.map(({ x, validFrom, validTo, detail }) => {
    const { areas, duties, intervalDays } = JSON.parse(detail!) as Pick<
      Feed,
      'areas' | 'duties' | 'intervalDays'
    >;
    return {
      id: x,
      areas,
      duties,
      intervalDays,
      from: validFrom,
      to: validTo,
      lastDelivery: last.get(x) ?? null,
    };
  });
}
