import type { GapRow } from '#api/store/gapStore.ts';
import type { Source } from '#api/store/questions/listed.ts';
import type { Db } from '#api/store/schema.ts';
import type { Period } from '#geodata/duty/period.ts';
import type { DutyRule } from '#geodata/duty/types.ts';
import type { SubjectType } from '#geodata/model.ts';

interface Entry {
  name: string;
  type: string;
}

/** Names and types of those who are listed, names of who answers, of one page. */
export async function addNames(
  db: Db,
  rule: DutyRule,
  rows: GapRow[],
  others: { id: string; name: string }[],
): Promise<void> {
  const { kind } = rule.duty;
  const named = [...others, ...rows.flatMap(({ officer }) => officer ?? [])];
  const officers = new Set(named.map(({ id }) => id));
  const entriesOf = async (register: string, ids: Iterable<string>) => {
    const wanted = [...ids];
    if (wanted.length === 0) return new Map<string, Entry>();
    const entries = await db
      .selectFrom('register_version')
      .select(['x', 'name', 'type'])
      .where('kind', '=', register)
      .where('x', 'in', wanted)
      .where('endSeq', 'is', null)
      .orderBy('validFrom')
      .execute();
    return new Map(entries.map((entry) => [entry.x, entry as Entry]));
  };
  const officerNames = await entriesOf('officer', officers);
  for (const officer of named) officer.name = officerNames.get(officer.id)?.name ?? '';
  const subjects = rows.map(({ subject }) => subject);
  if (kind === 'staffing') {
    const areas = await db
      .selectFrom('area')
      .select(['code', 'name'])
      .where('code', 'in', subjects)
      .orderBy('version')
      .execute();
    const names = new Map(areas.map(({ code, name }) => [code, name]));
    for (const row of rows) Object.assign(row, { subjectType: 'area', name: names.get(row.subject) ?? '' });
    return;
  }
  const entries = kind === 'officerQuota' ? officerNames : await entriesOf('subject', subjects);
  for (const row of rows) {
    const entry = entries.get(row.subject);
    row.name = entry?.name ?? '';
    row.subjectType = kind === 'officerQuota' ? 'officer' : ((entry?.type ?? 'household') as SubjectType);
  }
}

/** Where the subjects of one page lived by the end of the period, as it was on record. */
export async function addPlaces({ db, asOf }: Source, period: Period, rows: GapRow[]): Promise<void> {
  if (rows.length === 0) return;
  const entries = await db
    .selectFrom('register_version')
    .select(['x', 'lon', 'lat'])
    .where('kind', '=', 'subject')
    .where(
      'x',
      'in',
      rows.map(({ subject }) => subject),
    )
    .where('validFrom', '<=', period.end)
    .$if(asOf === null, (q) => q.where('endSeq', 'is', null))
    .$if(asOf !== null, (q) =>
      q
        .where('seq', '<=', asOf!)
        .where((either) => either.or([either('endSeq', 'is', null), either('endSeq', '>', asOf!)])),
    )
    .orderBy('validFrom')
    .execute();
  const places = new Map(
    entries.map(({ x, lon, lat }) => [x, lon !== null && lat !== null ? { lon, lat } : null]),
  );
  for (const row of rows) {
    const place = places.get(row.subject);
    if (place) row.position = [place.lon, place.lat];
  }
}
