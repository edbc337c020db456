import type { Db, Schema } from '#api/store/schema.ts';
import type { Day } from '#geodata/model.ts';

/** The last signature on each period of duties in these areas. */
export async function closings(
  db: Db,
  areas: readonly string[],
  duties: readonly string[],
  periods: readonly Day[],
): Promise<Schema['closing'][]> {
  if (areas.length === 0 || duties.length === 0 || periods.length === 0) return [];
  const rows = await db
    .selectFrom('closing')
    .selectAll()
    .where('area', 'in', [...areas])
    .where('duty', 'in', [...duties])
    .where('period', 'in', [...periods])
    .orderBy('seq')
    .execute();
  return [...new Map(rows.map((row) => [`${row.area} ${row.duty} ${row.period}`, row])).values()];
}
