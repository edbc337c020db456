import type { CoverageAnswer, SummaryAnswer, SummaryRow } from '#api/contract/coverage.ts';
import type { IssueSummaryAnswer } from '#api/contract/issueQuestions.ts';
import type { Light } from '#geodata/model.ts';
import { coverageRows } from '../../queries/rows.ts';

/** The row of a duty; null where it is withheld or nobody is due. */
export const rowOf = (summary: SummaryAnswer | undefined, duty: string): SummaryRow | null =>
  summary?.rows.find((row) => row.duty === duty) ?? null;

/** Lights from the most to the least urgent; what is not known is no news. */
const URGENCY: readonly (Light | null)[] = ['red', 'amber', 'green', 'grey', null];

/** The most urgent first, of like lights the one farthest behind. */
export function byUrgency(a: SummaryRow, b: SummaryRow): number {
  return URGENCY.indexOf(a.light) - URGENCY.indexOf(b.light) || (a.pace ?? 9) - (b.pace ?? 9);
}

/**
 * Change of a ratio since yesterday ended.
 *
 * @returns a share of 1; null where there was none, `firstDay` where its period began since
 */
export function ratioSince(row: SummaryRow, before: SummaryRow | null): number | 'firstDay' | null {
  if (!before) return null;
  if (before.period.key !== row.period.key) return 'firstDay';
  return row.ratio === null || before.ratio === null ? null : row.ratio - before.ratio;
}

/** Change of issues since yesterday ended; counts of a month that began since are all of today. */
export function issuesSince(now: IssueSummaryAnswer | undefined, before: IssueSummaryAnswer | undefined) {
  if (!now || !before) return null;
  const sameMonth = now.period.key === before.period.key;
  const since = (what: 'reported' | 'settled') =>
    now.measures[what] - (sameMonth ? before.measures[what] : 0);
  return {
    reported: since('reported'),
    settled: since('settled'),
    // a state, not a count of a period
    overdue: now.measures.overdue - before.measures.overdue,
  };
}

/** How many areas below have each light. */
export function lightCounts(answer: CoverageAnswer): Record<Light, number> {
  const counts: Record<Light, number> = { red: 0, amber: 0, green: 0, grey: 0 };
  for (const { light } of coverageRows(answer).areas) if (light) counts[light]++;
  return counts;
}

/** What the duties are like in an area: how many are behind, how many slow. */
export interface Standing {
  code: string;
  name: string;
  red: number;
  amber: number;
  green: number;
}

/** Lights of all duties by area, each duty for itself: no figure is added to that of another. */
export function standings(answers: readonly CoverageAnswer[]): Standing[] {
  const found = new Map<string, Standing>();
  for (const answer of answers)
    for (const { code, name, light } of coverageRows(answer).areas) {
      const at = found.get(code) ?? { code, name, red: 0, amber: 0, green: 0 };
      found.set(code, at);
      if (light && light !== 'grey') at[light]++;
    }
  return [...found.values()];
}

/** Class of an area by its standing, a number of the ramp: all on time, some slow, some behind; 0 nothing known. */
export function standingClass({ red, amber, green }: Standing): number {
  if (red > 0) return 5;
  if (amber > 0) return amber > 1 ? 4 : 3;
  return green > 0 ? 1 : 0;
}
