import type { Statement } from 'better-sqlite3';
import type { RegisterKind } from '#api/store/registerStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import type { EntryRow, EntryWrite } from '#api/store/sqlite/entries.ts';
import { ALL_DAYS, type FactLoader } from '#api/store/sqlite/facts.ts';
import { rulesOf } from '#api/store/sqlite/reference.ts';
import { isQuotaRole, namesRole, type Touched } from '#api/store/sqlite/sides.ts';
import { LEVELS } from '#geodata/model.ts';

/** Finds which x a change of the registers bears on, before it is written. */
export class TouchFinder {
  readonly #context: WriteContext;
  readonly #facts: FactLoader;
  readonly #atHome: Statement;

  constructor(context: WriteContext, facts: FactLoader) {
    this.#context = context;
    this.#facts = facts;
    this.#atHome = context.db.prepare(
      `SELECT DISTINCT r.x FROM json_each(?) AS j CROSS JOIN register_version AS r INDEXED BY register_by_home
         ON r.home = j.value AND r.kind = 'subject'
       UNION SELECT m.x FROM json_each(?) AS j CROSS JOIN zone_member AS m ON m.zone = j.value`,
    );
  }

  /** @param changes entries as they are wanted, with the rows they replace */
  find(
    kind: RegisterKind,
    changes: readonly { entry: EntryWrite | null; rows: readonly EntryRow[]; id: string }[],
  ): Touched {
    const said = changes.flatMap(({ entry, rows }) => [...(entry ? [entry] : []), ...rows]);
    const subjects = new Set<string>();
    const posts = new Set<string>();
    const areas = new Set<string>();
    if (kind === 'subject') {
      for (const { id } of changes) subjects.add(id);
      this.#postsOf(subjects, posts);
    } else if (kind === 'officer') this.#ofOfficers(changes, subjects, posts);
    else if (kind === 'event') for (const { subject } of said) if (subject !== null) subjects.add(subject);
    if (kind === 'assignment') {
      const targets = new Set<string>();
      for (const { officer, subject, home } of said) {
        if (officer !== null && this.#holdsQuotaRole(officer)) posts.add(officer);
        if (subject === null) targets.add(home);
        else subjects.add(subject);
      }
      for (const area of this.#below(targets)) areas.add(area);
      const codes = JSON.stringify([...areas]);
      if (areas.size > 0)
        for (const { x } of this.#atHome.all(codes, codes) as { x: string }[]) subjects.add(x);
    }
    return { subjects, posts, areas };
  }

  /** Posts under a quota that ever called on subjects or are assigned to them. */
  #postsOf(subjects: ReadonlySet<string>, posts: Set<string>): void {
    const { duties } = this.#context.reference;
    if (rulesOf(duties, 'officerQuota').length === 0) return;
    const keys: [string, string][] = [];
    for (const [x, { towns, own }] of this.#facts.registers(subjects)) {
      for (const town of towns) keys.push([town, x]);
      for (const { officer } of own) if (this.#holdsQuotaRole(officer)) posts.add(officer);
    }
    for (const officer of this.#facts.callers(keys)) if (this.#holdsQuotaRole(officer)) posts.add(officer);
  }

  #ofOfficers(
    changes: readonly { entry: EntryWrite | null; id: string }[],
    subjects: Set<string>,
    posts: Set<string>,
  ): void {
    const { duties } = this.#context.reference;
    for (const { id, entry } of changes)
      if (this.#holdsQuotaRole(id) || (entry && isQuotaRole(duties, entry.type))) posts.add(id);
    if (!namesRole(duties)) return;
    const calls = this.#facts.calls(changes.map(({ id }) => [id, ...ALL_DAYS] as const));
    for (const list of calls.values()) for (const { subject } of list) subjects.add(subject);
  }

  #holdsQuotaRole(officer: string): boolean {
    const { duties, staff } = this.#context.reference;
    return staff.get(officer)?.some(({ role }) => isQuotaRole(duties, role)) ?? false;
  }

  /** Areas and, as far as some duty looks up to their level, all below them in any version of the tree. */
  #below(targets: ReadonlySet<string>): Set<string> {
    const { duties, trees } = this.#context.reference;
    const highest = Math.min(
      LEVELS.length,
      ...[...rulesOf(duties, 'coverSubjects'), ...rulesOf(duties, 'afterEvent')].flatMap(({ versions }) =>
        versions.flatMap(({ duty }) => (duty ? [LEVELS.indexOf(duty.responsibleUpTo)] : [])),
      ),
    );
    const found = new Set(targets);
    for (const { nodes } of trees.during(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
      const open = new Set(
        [...targets].filter((area) => LEVELS.indexOf(nodes.get(area)?.level ?? 'province') >= highest),
      );
      if (open.size === 0) continue;
      // Nodes come in depth-first order: a parent before its children.
      for (const [code, { parent }] of nodes)
        if (parent !== null && open.has(parent)) {
          open.add(code);
          found.add(code);
        }
    }
    return found;
  }
}
