import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { TownHomes } from '#api/store/homes.ts';
import type {
  RegisterKind,
  RegisterQuestion,
  RegisterRecord,
  RegisterRow,
} from '#api/store/registerStore.ts';
import type { Db, Schema } from '#api/store/schema.ts';
import type { Day, SubjectType } from '#geodata/model.ts';

const COLUMNS = [
  'x',
  'validFrom',
  'validTo',
  'home',
  'type',
  'tags',
  'name',
  'subject',
  'officer',
  'organisation',
  'phone',
  'detail',
  'zones',
] as const;
type Kept = Pick<Schema['register_version'], (typeof COLUMNS)[number]>;

/**
 * Entries on record now, ordered by id. Each town is asked by itself: its rows lie in the order of the list, so
 * that as many are read as the page holds and never a whole register.
 */
export async function registerPage(
  db: Db,
  towns: readonly TownHomes[],
  question: RegisterQuestion,
): Promise<{ rows: RegisterRow[]; next: string | null }> {
  const { limit } = question;
  let kept: Kept[] = [];
  for (const town of towns) {
    // What lies behind a page that is full already would only be thrown away.
    const last = kept.length > limit ? kept[limit]!.x : null;
    const found = await townQuery(db, town, question, last).execute();
    kept = [...kept, ...found].sort(byX).slice(0, limit + 1);
  }
  const rows = await withDeliveries(db, question.kind, kept.slice(0, limit).map(toRow));
  return { rows, next: kept.length > limit ? rows.at(-1)!.id : null };
}

/**
 * The part of a page that lies under one town's key.
 *
 * @param last the last id that can still be on the page
 */
export function townQuery(
  db: Db,
  { town, homes }: TownHomes,
  question: RegisterQuestion,
  last: string | null,
) {
  const {
    kind,
    on,
    from,
    to,
    type,
    tag,
    subject,
    officer,
    organisation,
    organisations,
    q,
    qIn,
    after,
    limit,
  } = question;
  return (
    db
      .selectFrom('register_version')
      .select(COLUMNS)
      .where('town', '=', town)
      .where('kind', '=', kind)
      .$if(after !== null, (query) => query.where('x', '>', after!))
      .$if(last !== null, (query) => query.where('x', '<=', last!))
      .where('endSeq', 'is', null)
      .$if(homes !== null, (query) => query.where('home', 'in', [...homes!]))
      .$if(on !== undefined, (query) => query.where('validFrom', '<=', on!).where('validTo', '>=', on!))
      .$if(from !== undefined, (query) => query.where('validFrom', '>=', from!))
      .$if(to !== undefined, (query) => query.where('validFrom', '<=', to!))
      // The column is named for subjects; it holds roles and the kinds of events as well.
      .$if(type !== undefined, (query) => query.where('type', '=', type as SubjectType))
      .$if(subject !== undefined, (query) => query.where('subject', '=', subject!))
      .$if(officer !== undefined, (query) => query.where('officer', '=', officer!))
      .$if(organisation !== undefined, (query) => query.where('organisation', '=', organisation!))
      .$if(organisations !== undefined, (query) =>
        query.where(kind === 'organisation' ? 'x' : 'organisation', 'in', [...organisations!]),
      )
      .$if(tag !== undefined, (query) =>
        query.where((eb) =>
          // The list is kept as JSON: the tag stands in it behind the bracket or a comma.
          eb.or(['[', ','].map((sign) => holds(eb, eb.ref('tags'), eb.val(sign + JSON.stringify(tag))))),
        ),
      )
      .$if(q !== undefined, (query) =>
        query.where((eb) => {
          const part = eb.fn<string>('lower', [eb.val(q!)]);
          const inId = holds(eb, eb.fn<string>('lower', ['x']), part);
          return qIn === 'id' ? inId : eb.or([holds(eb, eb.fn<string>('lower', ['name']), part), inId]);
        }),
      )
      .orderBy('x')
      .limit(limit + 1)
  );
}

/** Every row that was ever on record of one x, newest first, with the moments it came and went. */
export async function registerRecords(
  db: Db,
  kind: RegisterKind,
  id: string,
): Promise<(RegisterRecord & { town: string })[]> {
  const found = await db
    .selectFrom('register_version as r')
    .innerJoin('commit as c', 'c.seq', 'r.seq')
    .leftJoin('commit as e', 'e.seq', 'r.endSeq')
    .select(COLUMNS.map((column) => `r.${column}` as const))
    .select(['r.town', 'c.at as recordedAt', 'e.at as replacedAt'])
    .where('r.kind', '=', kind)
    .where('r.x', '=', id)
    .orderBy('r.seq', 'desc')
    .orderBy('r.validFrom', 'desc')
    .execute();
  const rows = found.map(({ town, recordedAt, replacedAt, ...kept }) => ({
    ...toRow(kept),
    town,
    recordedAt,
    replacedAt,
  }));
  return withDeliveries(db, kind, rows);
}

/** Assignments in force on a day, of an officer or to a subject itself, ordered by id. */
export async function assignmentsOf(
  db: Db,
  of: { officer: string } | { subject: string },
  day: Day,
): Promise<(RegisterRow & { town: string })[]> {
  const [column, id] =
    'officer' in of ? (['officer', of.officer] as const) : (['subject', of.subject] as const);
  const found = await db
    .selectFrom('register_version')
    .select([...COLUMNS, 'kind', 'town'])
    .where(column, '=', id)
    .where('endSeq', 'is', null)
    .where('validFrom', '<=', day)
    .where('validTo', '>=', day)
    .execute();
  // Neither the kind nor the order is asked for: either leads SQLite to walk through every assignment there is.
  return found
    .filter(({ kind }) => kind === 'assignment')
    .sort(byX)
    .map(({ kind: _kind, town, ...kept }) => ({ ...toRow(kept), town }));
}

/** Whether a text holds another, whatever signs the other is made of. */
function holds(
  eb: ExpressionBuilder<Schema, 'register_version'>,
  text: Expression<string>,
  part: Expression<string>,
): Expression<SqlBool> {
  return eb(eb.fn<string>('replace', [text, part, eb.val('')]), '<>', text);
}

/** Ids are ASCII: the order of the database and of this text are one. */
function byX(a: Kept, b: Kept): number {
  return a.x < b.x ? -1 : a.x > b.x ? 1 : 0;
}

function toRow({ x, tags, zones, ...kept }: Kept): RegisterRow {
  return {
    ...kept,
    id: x,
    tags: JSON.parse(tags) as string[],
    zones: JSON.parse(zones) as Record<string, string>,
    lastDelivery: null,
  };
}

/** Adds to feeds the day of their last delivery; other kinds have none. */
async function withDeliveries<T extends RegisterRow>(db: Db, kind: RegisterKind, rows: T[]): Promise<T[]> {
  if (kind !== 'feed' || rows.length === 0) return rows;
  const found = await db
    .selectFrom('feed_delivery')
    .select('feed')
    .select(({ fn }) => fn.max<number>('day').as('day'))
    .where('feed', 'in', [...new Set(rows.map((row) => row.id))])
    .groupBy('feed')
    .execute();
  const days = new Map(found.map(({ feed, day }) => [feed, day]));
  return rows.map((row) => ({ ...row, lastDelivery: days.get(row.id) ?? null }));
}
