import { CodedError } from '#api/errors.ts';
import type { AreaStore } from '#api/store/areaStore.ts';
import type { DutyRecord, DutyStore, SignedFigures, SumsQuestion } from '#api/store/dutyStore.ts';
import type { GapStore } from '#api/store/gapStore.ts';
import { closings } from '#api/store/questions/closings.ts';
import { dutySums } from '#api/store/questions/sums.ts';
import type { Connections } from '#api/store/sqlite/connections.ts';
import { seqBy } from '#api/store/sqlite/parts/commits.ts';
import { inScope } from '#api/store/sqlite/parts/scope.ts';
import { readSetting } from '#api/store/sqlite/parts/settings.ts';
import { readDuties, readProgrammes } from '#api/store/sqlite/reference.ts';
import type { Scope } from '#api/store/store.ts';
import type { HolidayTable } from '#geodata/duty/workingCalendar.ts';
import type { Tree } from '#geodata/tree.ts';

/** The duties of the ledger, their figures and gaps; the newest rules, once read, are held. */
export function createDutyStore(
  connections: Connections,
  { treeState }: Pick<AreaStore, 'treeState'>,
): DutyStore & GapStore {
  let held: { seq: number; records: DutyRecord[] } | null = null;

  const newest = async (): Promise<readonly DutyRecord[]> => {
    const row = await connections.read((db) =>
      db
        .selectFrom('programme_version')
        .select(({ fn }) => fn.max<number | null>('seq').as('seq'))
        .executeTakeFirst(),
    );
    const seq = row?.seq ?? 0;
    if (held?.seq !== seq) held = { seq, records: readDuties(connections.db) };
    return held.records;
  };

  return {
    duties: async (recordedBy) => {
      if (recordedBy === undefined) return newest();
      const then = readDuties(connections.db, await seqBy(connections, recordedBy));
      const known = new Set(then.map(({ duty }) => duty.id));
      // A duty that came later had no figures then; its rule tells of what.
      return [...then, ...(await newest()).filter(({ duty }) => !known.has(duty.id))];
    },

    programmes: async () => readProgrammes(connections.db),

    holidays: async () =>
      ((await readSetting(connections, 'holidays')) as HolidayTable | null) ?? { holidays: [], workdays: [] },

    dutySums: async (scope, question) => {
      const { tree } = await treeState(question.tree);
      const towns = question.towns.filter((town) => visibleTown(tree, scope, town, question.grain));
      const answer = await connections.read((db) => dutySums(db, { ...question, towns }));
      if (question.grain === 'homes')
        for (const [period, rows] of answer)
          answer.set(
            period,
            rows.filter((row) => inScope(tree, scope, row.area)),
          );
      return answer;
    },

    answeringSums: async (scope, question) =>
      found(await connections.ask('answeringSums', scope.codes, question), question),

    changesSince: async (scope, question) =>
      found(await connections.ask('changesSince', scope.codes, question), question),

    gaps: async (scope, question) => found(await connections.ask('gaps', scope.codes, question), question),

    closings: async (areas, duties, periods) => {
      const rows = await connections.read((db) => closings(db, areas, duties, periods));
      return rows.map(({ figures, ...row }) => ({ ...row, figures: JSON.parse(figures) as SignedFigures }));
    },

    closePeriod: (write) => connections.write('closePeriod', write),
    putHolidays: (table) => connections.write('putHolidays', table),
    putProgramme: (programme) => connections.write('putProgramme', programme),
  };
}

function found<T>(answer: T | null, { duty, area }: { duty: string; area: string }): T {
  if (answer === null) throw new CodedError('notFound', `There is no duty ${duty} or no area ${area}.`);
  return answer;
}

/** A town's total is seen by who sees all of it; its homes by who sees any of them. */
function visibleTown(tree: Tree, scope: Scope, town: string, grain: SumsQuestion['grain']): boolean {
  if (inScope(tree, scope, town)) return true;
  return grain === 'homes' && scope.codes.some((top) => tree.contains(town, top));
}
