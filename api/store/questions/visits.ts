import type { Db } from '#api/store/schema.ts';
import type { VisitPlace, VisitRow, VisitsQuestion } from '#api/store/visitStore.ts';

/**
 * Visits in order of day and id, newest first, of the towns (and, where named, the areas) asked for.
 *
 * @param homes null for all of the towns
 */
export async function visits(
  db: Db,
  towns: readonly string[],
  homes: readonly string[] | null,
  question: VisitsQuestion,
): Promise<{ rows: VisitRow[]; next: VisitPlace | null }> {
  if (towns.length === 0) return { rows: [], next: null };
  const { after } = question;
  const rows = await db
    .selectFrom('visit')
    .leftJoin('commit', 'commit.seq', 'visit.endSeq')
    .select([
      'visit.town',
      'visit.id',
      'visit.subject',
      'visit.area',
      'visit.at',
      'visit.day',
      'visit.receivedAt',
      'visit.mode',
      'visit.outcome',
      'visit.programme',
      'visit.fields',
      'visit.feed',
      'visit.voidReason',
      'commit.at as voidedAt',
    ])
    .where('visit.town', 'in', [...towns])
    .$if(homes !== null, (q) => q.where('visit.area', 'in', [...homes!]))
    .$if(question.from !== undefined, (q) => q.where('visit.day', '>=', question.from!))
    .$if(question.to !== undefined, (q) => q.where('visit.day', '<=', question.to!))
    .$if(question.subject !== undefined, (q) => q.where('visit.subject', '=', question.subject!))
    .$if(question.officer !== undefined, (q) =>
      q.where((eb) =>
        eb.exists(
          eb
            .selectFrom('visit_officer as o')
            .select('o.visit')
            .whereRef('o.town', '=', 'visit.town')
            .whereRef('o.visit', '=', 'visit.id')
            .where('o.officer', '=', question.officer!),
        ),
      ),
    )
    .$if(after !== null, (q) =>
      q.where((eb) =>
        eb.or([
          eb('visit.day', '<', after![0]),
          eb.and([eb('visit.day', '=', after![0]), eb('visit.id', '>', after![1])]),
        ]),
      ),
    )
    .orderBy('visit.day', 'desc')
    .orderBy('visit.id')
    .limit(question.limit + 1)
    .execute();
  const page = rows.slice(0, question.limit);
  const officers = page.length
    ? await db
        .selectFrom('visit_officer')
        .select(['visit', 'officer'])
        .where('town', 'in', [...new Set(page.map((row) => row.town))])
        .where(
          'visit',
          'in',
          page.map((row) => row.id),
        )
        .orderBy('officer')
        .execute()
    : [];
  const last = page.at(-1);
  return {
    rows: page.map(({ voidReason, voidedAt, town: _town, ...row }) => ({
      ...row,
      officers: officers.filter((o) => o.visit === row.id).map((o) => o.officer),
      voided: voidReason === null || voidedAt === null ? null : { reason: voidReason, at: voidedAt },
    })),
    next: rows.length > question.limit && last ? [last.day, last.id] : null,
  };
}
