import type { ChangeRow, ChangesQuestion } from '#api/store/dutyStore.ts';
import type { RegisterKind } from '#api/store/registerStore.ts';
import type { Db } from '#api/store/schema.ts';
import type { LookUp } from '#api/store/sqlite/reader.ts';

/**
 * Records that came or went after a commit and bear on a period of an area, newest first: visits of its days, and
 * entries of the registers that live in them. This is what lies between signed figures and those of now.
 */
export async function changesSince(
  db: Db,
  { period, where }: LookUp,
  { since, limit }: ChangesQuestion,
): Promise<ChangeRow[]> {
  const visits = await db
    .selectFrom('visit')
    .innerJoin('commit as c', (join) =>
      join.on((eb) =>
        eb.or([
          eb.and([eb('c.seq', '=', eb.ref('visit.seq')), eb('visit.seq', '>', since)]),
          eb('c.seq', '=', eb.ref('visit.endSeq')),
        ]),
      ),
    )
    .select(['visit.id', 'visit.subject', 'visit.area', 'visit.day', 'visit.endSeq', 'c.seq', 'c.at'])
    .where('visit.town', 'in', [...where.towns])
    .where('visit.day', '>=', period.start)
    .where('visit.day', '<=', period.end)
    .where('c.seq', '>', since)
    .orderBy('c.seq', 'desc')
    .orderBy('visit.id')
    .limit(limit)
    .execute();
  const entries = await db
    .selectFrom('register_version as r')
    .innerJoin('commit as c', (join) =>
      join.on((eb) =>
        eb.or([
          eb.and([eb('c.seq', '=', eb.ref('r.seq')), eb('r.seq', '>', since)]),
          eb('c.seq', '=', eb.ref('r.endSeq')),
        ]),
      ),
    )
    .select([
      'r.kind',
      'r.x as id',
      'r.subject',
      'r.home as area',
      'r.validFrom as day',
      'r.endSeq',
      'c.seq',
      'c.at',
    ])
    .where('r.town', 'in', [...where.towns])
    .where('r.validFrom', '<=', period.end)
    .where('r.validTo', '>=', period.start)
    .where('c.seq', '>', since)
    .orderBy('c.seq', 'desc')
    .orderBy('r.x')
    .limit(limit)
    .execute();
  const rows: ChangeRow[] = [
    ...visits.map(({ endSeq, ...row }) => ({
      ...row,
      kind: 'visit' as const,
      change: endSeq === row.seq ? ('voided' as const) : ('recorded' as const),
    })),
    ...entries.map(({ endSeq, kind, ...row }) => ({
      ...row,
      kind: kind as RegisterKind,
      subject: kind === 'subject' ? row.id : row.subject,
      change: endSeq === row.seq ? ('replaced' as const) : ('recorded' as const),
    })),
  ];
  return rows
    .filter(({ area }) => where.homes.has(area))
    .sort((a, b) => b.seq - a.seq || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}
