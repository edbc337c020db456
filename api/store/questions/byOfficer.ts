import { sql } from 'kysely';
import type { AnsweringQuestion, AnsweringSums } from '#api/store/dutyStore.ts';
import { type Listed, listed, type Source } from '#api/store/questions/listed.ts';
import type { Db } from '#api/store/schema.ts';
import { onRecord } from '#api/store/sqlite/asOf.ts';
import type { LookUp } from '#api/store/sqlite/reader.ts';
import { addSums, type DutySums, NO_SUMS } from '#geodata/duty/figures.ts';
import type { Period } from '#geodata/duty/period.ts';
import type { Day } from '#geodata/model.ts';

/**
 * Sums of a duty over what each officer, or each organisation's officers, answer for. An x that several answer
 * for counts for each of them, so these do not add up over officers.
 *
 * @returns ordered by id, what nobody answers for last
 */
export async function sumsByAnswering(from: LookUp, question: AnsweringQuestion): Promise<AnsweringSums[]> {
  const { source, rule, period, where, silent } = from;
  const groupOf =
    question.by === 'officer' ? (officer: string) => officer : await organisations(source, period.end);
  const groups = new Map<string | null, AnsweringSums>();
  for (const line of await listed(source, rule, period, where)) {
    const sums = sumsOf(line, period);
    const answering = new Set(line.officers.map(({ officer }) => groupOf(officer)));
    for (const id of answering.size === 0 ? [null] : answering) {
      const group = groups.get(id) ?? { id, name: '', sums: NO_SUMS, silent: NO_SUMS };
      group.sums = addSums(group.sums, sums);
      if (silent?.(line.at.home)) group.silent = addSums(group.silent, sums);
      groups.set(id, group);
    }
  }
  const rows = [...groups.values()].sort((a, b) =>
    a.id === null ? 1 : b.id === null ? -1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0,
  );
  await addNames(source.db, question.by, rows);
  return rows;
}

/** What one x adds to the sums of its home. */
function sumsOf({ at, part, first }: Listed, period: Period): DutySums {
  const moving = part?.part;
  return {
    n: at.n,
    required: at.r,
    exempt: at.exempt,
    ever: first !== null && first <= period.end && at.n > 0 ? 1 : 0,
    visited: at.visited + (moving?.visited ?? 0),
    done: at.done + (moving?.done ?? 0),
    met: at.met + (moving?.met ?? 0),
    unassigned: at.unassigned,
    metUnassigned: moving?.metUnassigned ?? 0,
    prevMet: moving?.prevMet ?? 0,
    prevMetVisited: moving?.prevMetVisited ?? 0,
    metLate: moving?.metLate ?? 0,
    windows:
      at.startDay === 0 && at.dueDay === 0 ? [] : [{ startDay: at.startDay, dueDay: at.dueDay, r: at.r }],
    deadlines: at.dueDay === 0 ? [] : [{ dueDay: at.dueDay, n: at.n, met: moving?.met ?? 0 }],
  };
}

/** The organisation of each officer on a day. */
async function organisations({ db, asOf }: Source, day: Day): Promise<(officer: string) => string | null> {
  const rows = await db
    .selectFrom('register_version')
    .select(['x', 'organisation'])
    .where('kind', '=', 'officer')
    .where(sql<boolean>`${sql.raw(onRecord('register_version', asOf))}`)
    .where('validFrom', '<=', day)
    .orderBy('validFrom')
    .execute();
  const found = new Map(rows.map(({ x, organisation }) => [x, organisation]));
  return (officer) => found.get(officer) ?? null;
}

async function addNames(
  db: Db,
  register: 'officer' | 'organisation',
  rows: readonly AnsweringSums[],
): Promise<void> {
  const ids = rows.flatMap(({ id }) => id ?? []);
  if (ids.length === 0) return;
  const entries = await db
    .selectFrom('register_version')
    .select(['x', 'name'])
    .where('kind', '=', register)
    .where('x', 'in', ids)
    .where('endSeq', 'is', null)
    .orderBy('validFrom')
    .execute();
  const names = new Map(entries.map(({ x, name }) => [x, name]));
  for (const row of rows) row.name = names.get(row.id ?? '') ?? '';
}
