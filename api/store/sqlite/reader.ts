import type { Database } from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { LostHome, TreeWrite } from '#api/store/areaStore.ts';
import type { AnsweringQuestion, AnsweringSums, ChangeRow, ChangesQuestion } from '#api/store/dutyStore.ts';
import type { GapsAnswerRows, GapsQuestion } from '#api/store/gapStore.ts';
import type { TownHomes } from '#api/store/homes.ts';
import { sumsByAnswering } from '#api/store/questions/byOfficer.ts';
import { changesSince } from '#api/store/questions/changes.ts';
import { feeds } from '#api/store/questions/feeds.ts';
import { gaps } from '#api/store/questions/gaps.ts';
import type { Source, Where } from '#api/store/questions/listed.ts';
import { registerPage } from '#api/store/questions/registers.ts';
import { visits } from '#api/store/questions/visits.ts';
import type { RegisterQuestion, RegisterRow } from '#api/store/registerStore.ts';
import type { Db, Schema } from '#api/store/schema.ts';
import { FactLoader } from '#api/store/sqlite/facts.ts';
import { createIssueReader, type IssueReaderMethods } from '#api/store/sqlite/issue/reader.ts';
import { issueDifferences } from '#api/store/sqlite/issue/rebuild.ts';
import { IssueRulesReader } from '#api/store/sqlite/issue/rules.ts';
import { rebuildDifferences } from '#api/store/sqlite/rebuild.ts';
import { loadReference, type Reference } from '#api/store/sqlite/reference.ts';
import { lostHomes } from '#api/store/sqlite/rehome.ts';
import { createServiceReader, type ServiceReaderMethods } from '#api/store/sqlite/service/reader.ts';
import {
  createSupervisionReader,
  type SupervisionReaderMethods,
} from '#api/store/sqlite/supervision/reader.ts';
import type { VisitPlace, VisitRow, VisitsQuestion } from '#api/store/visitStore.ts';
import { silentHomes } from '#geodata/duty/feeds.ts';
import { type Period, periodOf } from '#geodata/duty/period.ts';
import { upFrom } from '#geodata/duty/places.ts';
import type { DutyRule } from '#geodata/duty/types.ts';
import { ADMINISTRATIVE, type Day } from '#geodata/model.ts';

/** The scans, answered by a worker with a read-only connection so that the loop is never blocked. */
export interface ReaderMethods extends IssueReaderMethods, SupervisionReaderMethods, ServiceReaderMethods {
  /** @param scope areas whose subtrees may be seen; null when the duty or the area is not there */
  gaps(scope: readonly string[], question: GapsQuestion): Promise<GapsAnswerRows | null>;
  answeringSums(scope: readonly string[], question: AnsweringQuestion): Promise<AnsweringSums[] | null>;
  changesSince(scope: readonly string[], question: ChangesQuestion): Promise<ChangeRow[] | null>;
  visits(
    towns: readonly string[],
    homes: readonly string[] | null,
    question: VisitsQuestion,
  ): Promise<{ rows: VisitRow[]; next: VisitPlace | null }>;
  registerPage(
    towns: readonly TownHomes[],
    question: RegisterQuestion,
  ): Promise<{ rows: RegisterRow[]; next: string | null }>;
  lostHomes(write: Omit<TreeWrite, 'tiles'>): LostHome[];
  rebuildDifferences(): string[];
}

/** What a list is read from, and where. */
export interface LookUp {
  source: Source;
  rule: DutyRule;
  period: Period;
  where: Where;
  silent: ((home: string) => boolean) | null;
}

export function createReader(db: Database, options: { timezone: string }): ReaderMethods {
  const kysely = openKysely(db);
  const facts = new FactLoader(db);
  const lastSeq = db.prepare('SELECT max(seq) AS seq FROM "commit"');
  const seqBy = db.prepare('SELECT max(seq) AS seq FROM "commit" WHERE day <= ?');
  const seqOf = (row: unknown): number => (row as { seq: number | null }).seq ?? 0;
  let kept: { seq: number; reference: Reference } | null = null;
  const sourceAt = (recordedBy: Day | undefined): Source => {
    if (recordedBy !== undefined) {
      const asOf = seqOf(seqBy.get(recordedBy));
      const reference = loadReference(db, asOf);
      return { db: kysely, reference, facts: new FactLoader(db, asOf), now: false, asOf };
    }
    const seq = seqOf(lastSeq.get());
    if (kept?.seq !== seq) kept = { seq, reference: loadReference(db) };
    return { db: kysely, reference: kept.reference, facts, now: true, asOf: null };
  };
  const lookUp = async (
    scope: readonly string[],
    question: { duty: string; period: Day; area: string; today: Day; recordedBy?: Day | undefined },
  ): Promise<LookUp | null> => {
    const source = sourceAt(question.recordedBy);
    const ruleOf = ({ duties }: Reference) => duties.find(({ duty }) => duty.id === question.duty)?.rule;
    const rule = ruleOf(source.reference);
    if (question.recordedBy !== undefined && (!rule || source.reference.trees.newest.size === 0)) {
      // Neither had been recorded by then, so nothing had: what is there now tells whether to say so.
      const now = await lookUp(scope, { ...question, recordedBy: undefined });
      return now && { ...now, where: { homes: new Set(), towns: [] } };
    }
    if (!rule) return null;
    const period = periodOf(rule.duty.period, question.period, rule.programme);
    const nodes = source.reference.trees.on(period.end);
    const homes = new Set<string>();
    const asked = nodes.get(question.area);
    // A whole district stands for all zones of a duty that is kept by zones.
    const foreign = asked?.parent === null && asked.tree === ADMINISTRATIVE && asked.tree !== rule.duty.tree;
    for (const [code, { tree }] of nodes) {
      const chain = [...upFrom(nodes, code)];
      if (!scope.some((top) => chain.includes(top))) continue;
      if (chain.includes(question.area) || (foreign && tree === rule.duty.tree)) homes.add(code);
    }
    if (!homes.has(question.area)) return null;
    const towns = [...new Set([...homes].map((home) => nodes.get(home)!.town))];
    const sources = await feeds(kysely, source.asOf);
    const silent = silentHomes(sources, rule.duty, period, question.today, nodes);
    return { source, rule, period, where: { homes, towns }, silent };
  };
  return {
    ...createIssueReader(db, options),
    ...createSupervisionReader(db),
    ...createServiceReader(db),
    gaps: async (scope, question) => {
      const found = await lookUp(scope, question);
      if (!found) return null;
      const { source, rule, period, where, silent } = found;
      return gaps(source, rule, period, where, question, silent);
    },
    answeringSums: async (scope, question) => {
      const found = await lookUp(scope, question);
      return found && sumsByAnswering(found, question);
    },
    changesSince: async (scope, question) => {
      const found = await lookUp(scope, { ...question, today: 0 });
      return found && changesSince(kysely, found, question);
    },
    visits: (towns, homes, question) => visits(kysely, towns, homes, question),
    registerPage: (towns, question) => registerPage(kysely, towns, question),
    lostHomes: (write) => lostHomes(db, write),
    // In one transaction, so that what is written meanwhile is no difference.
    rebuildDifferences: db.transaction(() =>
      [
        ...rebuildDifferences(db, loadReference(db)),
        ...issueDifferences(db, new IssueRulesReader(db, options.timezone).now()),
      ].slice(0, 100),
    ),
  };
}

/** The query builder over one connection. */
export function openKysely(db: Database): Db {
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: db }) });
}
