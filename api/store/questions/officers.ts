import type { Db } from '#api/store/schema.ts';
import type { Day } from '#geodata/model.ts';

/** Officers assigned to areas themselves on a day, by area, each once, ordered by id. */
export async function assignedOfficers(
  db: Db,
  areas: readonly string[],
  towns: readonly string[],
  day: Day,
): Promise<Map<string, { id: string; name: string; role: string }[]>> {
  const found = new Map<string, { id: string; name: string; role: string }[]>(
    areas.map((area) => [area, []]),
  );
  if (areas.length === 0) return found;
  const rows = await db
    .selectFrom('register_version as a')
    .leftJoin('register_version as o', (join) =>
      join
        .onRef('o.x', '=', 'a.officer')
        .on('o.kind', '=', 'officer')
        .on('o.endSeq', 'is', null)
        .on('o.validFrom', '<=', day)
        .on('o.validTo', '>=', day),
    )
    .select(['a.home', 'a.officer', 'a.type as role', 'o.name'])
    .where('a.town', 'in', [...towns])
    .where('a.kind', '=', 'assignment')
    .where('a.home', 'in', [...areas])
    .where('a.subject', 'is', null)
    .where('a.endSeq', 'is', null)
    .where('a.validFrom', '<=', day)
    .where('a.validTo', '>=', day)
    .orderBy('a.officer')
    .execute();
  for (const { home, officer, role, name } of rows) {
    const list = found.get(home);
    if (list && officer !== null && list.at(-1)?.id !== officer)
      list.push({ id: officer, role, name: name ?? '' });
  }
  return found;
}
