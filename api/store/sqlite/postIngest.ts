import type { Statement } from 'better-sqlite3';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { type Deltas, touchedPeriods } from '#api/store/sqlite/deltas.ts';
import type { FactLoader } from '#api/store/sqlite/facts.ts';
import { type RulesOf, rulesOf } from '#api/store/sqlite/reference.ts';
import { reckonPostOf, spansOf } from '#api/store/sqlite/sides.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { periodOf, previousPeriod } from '#geodata/duty/period.ts';
import { stockSteps } from '#geodata/duty/stock.ts';
import type { Day } from '#geodata/model.ts';

/** What new visits change of the quotas of those who made them. */
export class PostIngest {
  readonly #context: WriteContext;
  readonly #facts: FactLoader;
  readonly #officers: Statement;

  constructor(context: WriteContext, facts: FactLoader) {
    this.#context = context;
    this.#facts = facts;
    this.#officers = context.db.prepare('SELECT officer FROM visit_officer WHERE town = ? AND visit = ?');
  }

  /** Who made a visit. */
  officersOf(town: string, visit: string): string[] {
    return (this.#officers.all(town, visit) as { officer: string }[]).map(({ officer }) => officer);
  }

  /**
   * Adds to the differences what visits that were just stored make of quotas: of the periods that hold them and
   * the ones after.
   *
   * @param duties collects the ids of the duties concerned
   */
  rollUp(created: readonly VisitWrite[], deltas: Deltas, duties: Set<string>): void {
    const { reference } = this.#context;
    const rules = rulesOf(reference.duties, 'officerQuota');
    if (rules.length === 0) return;
    const days = new Map<string, Day[]>();
    for (const { officers, day } of created)
      for (const officer of officers) {
        const list = days.get(officer);
        if (list) list.push(day);
        else days.set(officer, [day]);
      }
    const asked: { officer: string; rule: RulesOf<'officerQuota'>; days: Day[] }[] = [];
    const ranges = new Map<string, [Day, Day]>();
    for (const [officer, on] of days)
      for (const rule of rules) {
        const roles = new Set(rule.versions.flatMap(({ duty }) => duty?.role ?? []));
        if (!reference.staff.get(officer)?.some(({ role }) => roles.has(role))) continue;
        const { firstDay, lastDay } = rule.programme;
        const inside = on.filter((day) => day >= firstDay && day <= lastDay);
        if (inside.length === 0) continue;
        asked.push({ officer, rule, days: inside });
        const first = periodOf(rule.duty.period, Math.min(...inside), rule.programme);
        const last = periodOf(rule.duty.period, Math.max(...inside), rule.programme);
        const end = last.kind === 'programme' ? last.end : periodOf(last.kind, last.end + 1).end;
        const [from, to] = ranges.get(officer) ?? [first.start, end];
        ranges.set(officer, [Math.min(from, (previousPeriod(first) ?? first).start), Math.max(to, end)]);
      }
    if (asked.length === 0) return;
    const entries = this.#facts.posts(ranges.keys());
    const calls = this.#facts.calls([...ranges].map(([officer, [from, to]]) => [officer, from, to] as const));
    const subjects = new Set<string>();
    for (const [officer, { assignments }] of entries)
      for (const { subject } of [...assignments, ...(calls.get(officer) ?? [])])
        if (subject !== null) subjects.add(subject);
    const called = spansOf(this.#facts.registers(subjects));
    const fresh = new Set(created.map(({ id }) => id));

    for (const { officer, rule, days: on } of asked) {
      duties.add(rule.duty.id);
      const entry = entries.get(officer)!;
      const all = calls.get(officer) ?? [];
      const reckon = (from: typeof all) =>
        reckonPostOf(reference, rule, officer, { entry, calls: from }, called);
      const after = reckon(all);
      const before = reckon(all.filter(({ id }) => !fresh.has(id)));
      const first = this.#firstEver(rule, officer, before);
      const firstAfter = earlier(first, after.tally.first);
      deltas.change(
        { ...before, tally: { ...before.tally, first } },
        { ...after, tally: { ...after.tally, first: firstAfter } },
        { periods: touchedPeriods(rule, on).values(), stock: first === firstAfter ? 'none' : 'first' },
      );
    }
  }

  /** Day of the first call that ever counted, looked up in the towns the post is or was at home in. */
  #firstEver(
    rule: RulesOf<'officerQuota'>,
    officer: string,
    reckoning: ReturnType<typeof reckonPostOf>,
  ): Day | null {
    const { id } = rule.duty;
    const towns = new Set(stockSteps(reckoning).map(({ town }) => town));
    const firsts = this.#facts.firstDays([...towns].map((town) => [town, id, officer] as const));
    return firsts.get(`${id}\u0001${officer}`) ?? null;
  }
}

function earlier(a: Day | null, b: Day | null): Day | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}
