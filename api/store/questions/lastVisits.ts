import type { GapsQuestion } from '#api/store/gapStore.ts';
import type { Found } from '#api/store/questions/gapFacets.ts';
import type { Source } from '#api/store/questions/listed.ts';
import { qualifyingDays } from '#geodata/duty/coverSubjects.ts';
import { qualifyingCalls } from '#geodata/duty/officerQuota.ts';
import type { Period } from '#geodata/duty/period.ts';
import type { CoverSubjects, DutyRule, OfficerQuota } from '#geodata/duty/types.ts';

/** Subjects asked for at once by their ids. */
const CHUNK = 5000;

/** Day of the last qualifying visit by the end of the period, for those that were ever visited. */
export async function addLastVisits(
  source: Source,
  rule: DutyRule,
  question: GapsQuestion,
  period: Period,
  found: readonly Found[],
): Promise<void> {
  const { duty } = rule;
  if (duty.kind === 'staffing') return;
  const end = Math.min(question.today, period.end, rule.programme.lastDay);
  const visited = found.filter(({ type }) => type !== 'never' || duty.kind === 'afterEvent');
  const last =
    duty.kind === 'officerQuota'
      ? lastCalls(source, rule as DutyRule<OfficerQuota>, visited, end)
      : await lastVisits(source, rule, visited, end);
  for (const row of visited) {
    const day = last.get(row.subject);
    if (day === undefined) continue;
    row.lastVisit = day;
    if (duty.kind !== 'afterEvent') row.days = end - day;
  }
}

async function lastVisits(
  { db, facts, reference, asOf }: Source,
  rule: DutyRule,
  visited: readonly Found[],
  end: number,
): Promise<Map<string, number>> {
  const duty = rule.duty as CoverSubjects;
  const towns = new Set(visited.flatMap(({ line }) => [...(line.entry?.towns ?? [])]));
  const last = new Map<string, number>();
  if (towns.size === 0) return last;
  // What one statement cannot tell is judged visit by visit: things as they stood, roles, rules that changed.
  if (asOf !== null || rule.versions.length > 1 || duty.officerRole !== null) {
    const ranges = visited.flatMap(({ line }) =>
      [...(line.entry?.towns ?? [])].map(
        (town) => [town, line.subject, rule.programme.firstDay, end, 1] as const,
      ),
    );
    for (const [subject, visits] of facts.visits(ranges)) {
      const day = qualifyingDays(rule as DutyRule<CoverSubjects>, visits, reference.staff).at(-1);
      if (day !== undefined) last.set(subject, day);
    }
    return last;
  }
  for (let i = 0; i < visited.length; i += CHUNK) {
    const rows = await db
      .selectFrom('visit')
      .select('subject')
      .select(({ fn }) => fn.max<number>('day').as('day'))
      .where('town', 'in', [...towns])
      .where(
        'subject',
        'in',
        visited.slice(i, i + CHUNK).map((row) => row.subject),
      )
      .where('day', '>=', rule.programme.firstDay)
      .where('day', '<=', end)
      .where('endSeq', 'is', null)
      .where('outcome', '=', 'met')
      .$if(duty.modes.length > 0, (q) => q.where('mode', 'in', [...duty.modes]))
      .$if(duty.ownProgrammeOnly, (q) => q.where('programme', '=', rule.programme.id))
      .groupBy('subject')
      .execute();
    for (const row of rows) last.set(row.subject, row.day);
  }
  return last;
}

function lastCalls(
  { facts }: Source,
  rule: DutyRule<OfficerQuota>,
  visited: readonly { subject: string }[],
  end: number,
): Map<string, number> {
  const ranges = visited.map(({ subject }) => [subject, rule.programme.firstDay, end] as const);
  const last = new Map<string, number>();
  for (const [officer, calls] of facts.calls(ranges))
    for (const { day } of qualifyingCalls(rule, calls))
      last.set(officer, Math.max(day, last.get(officer) ?? day));
  return last;
}
