import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CoverageAnswer, SummaryAnswer, SummaryRow } from '#api/contract/coverage.ts';
import { coverageQuery, type Moment, summaryQuery } from '../../../queries/index.ts';
import { coverageRows } from '../../../queries/rows.ts';
import type { ChosenDuty } from '../useLeader.ts';
import { type Prior, priorOf } from './timeline.ts';

/** Two figures side by side: shares of 1, null where either is unknown. */
export interface Difference {
  ratio: number | null;
  pace: number | null;
}

/** A duty beside itself in the same part of the period before. */
export interface ComparedDuty extends Difference {
  prior: Prior;
  /** Its figures then; null while they come, or where there are none. */
  before: SummaryRow | null;
  /** Whether a late source leaves either side open: then the difference is of what is known. */
  unsure: boolean;
}

const minus = (a: number | null | undefined, b: number | null | undefined): number | null =>
  a == null || b == null ? null : a - b;

interface Figures {
  ratio: number | null;
  pace: number | null;
}
const differenceOf = (now: Figures, before: Figures | null): Difference => ({
  ratio: minus(now.ratio, before?.ratio),
  pace: minus(now.pace, before?.pace),
});

/** A question without a stand-in from another moment: a difference to that would be of nothing. */
function bare<T extends { placeholderData?: unknown }>(query: T): Omit<T, 'placeholderData'> {
  const { placeholderData: _, ...rest } = query;
  return rest;
}

interface CompareInput {
  on: boolean;
  code: string;
  lang: string;
  asOf: string | null;
  duties: readonly ChosenDuty[];
  dutyId: string;
  /** What the duty in view is compared with; null where there is nothing. */
  prior: Prior | null;
  summary: SummaryAnswer | undefined;
  /** Areas whose parts are on the map. */
  parents: readonly string[];
  /** The answers for them. */
  answers: readonly CoverageAnswer[];
}

/**
 * Sets figures beside those of the same part of the period before, each duty in its own rhythm: of every duty
 * of the area, and of every area on the map.
 */
export function useCompare(input: CompareInput) {
  const { on, code, lang, asOf, duties, dutyId, prior, summary, parents, answers } = input;
  const priors = useMemo(() => {
    const found = new Map<string, Prior>();
    if (!on || !summary) return found;
    for (const { duty, period } of summary.rows) {
      const campaign = duties.find((each) => each.duty.id === duty)?.programme;
      const { key, elapsedDays: elapsed, totalDays: total } = period;
      const closed = asOf === null && summary.asOf > period.end;
      const before = campaign && priorOf({ key, elapsed, total, closed }, campaign);
      if (before) found.set(duty, before);
    }
    return found;
  }, [on, summary, duties, asOf]);
  // Duties of one rhythm share a question.
  const moments = useMemo(() => {
    const distinct = new Map<string, Moment>();
    for (const { period, asOf } of priors.values()) distinct.set(`${period} ${asOf}`, { period, asOf });
    return [...distinct.values()];
  }, [priors]);
  const summaries = useQueries({
    queries: moments.map((moment) => bare(summaryQuery({ area: code, lang, ...moment }))),
    combine: (results) => ({
      results,
      data: results.map(({ data }) => data ?? null),
      pending: results.some(({ isPending }) => isPending),
      failed: results.find(({ isError }) => isError) ?? null,
    }),
  });
  const coverages = useQueries({
    queries: (on && prior ? parents : []).map((area) =>
      bare(
        coverageQuery({
          ...{ duty: dutyId, area, lang },
          ...{ period: prior?.period ?? null, asOf: prior?.asOf ?? null },
        }),
      ),
    ),
    combine: (results) => ({
      results,
      data: results.flatMap(({ data }) => (data ? [data] : [])),
      pending: results.some(({ isPending }) => isPending),
      failed: results.find(({ isError }) => isError) ?? null,
    }),
  });

  const rows = useMemo(() => {
    const compared = new Map<string, ComparedDuty>();
    for (const now of summary?.rows ?? []) {
      const at = priors.get(now.duty);
      if (!at) continue;
      const index = moments.findIndex(({ period, asOf }) => period === at.period && asOf === at.asOf);
      const before = summaries.data[index]?.rows.find(({ duty }) => duty === now.duty) ?? null;
      compared.set(now.duty, {
        prior: at,
        before,
        ...differenceOf(now, before),
        unsure: now.unknown > 0 || (before?.unknown ?? 0) > 0,
      });
    }
    return compared;
  }, [summary, priors, moments, summaries.data]);

  const areas = useMemo(() => {
    if (!on) return null;
    const then = new Map<string, Figures>();
    for (const answer of coverages.data)
      for (const row of coverageRows(answer).areas) if (row.light !== 'grey') then.set(row.code, row);
    const found = new Map<string, Difference>();
    for (const answer of answers)
      for (const row of coverageRows(answer).areas)
        if (row.light !== 'grey') found.set(row.code, differenceOf(row, then.get(row.code) ?? null));
    return found;
  }, [on, coverages.data, answers]);

  const failed = summaries.failed ?? coverages.failed;
  return {
    on,
    prior,
    rows,
    /** Of every area on the map by code, null while nothing is compared. */
    areas,
    pending: on && (summaries.pending || coverages.pending),
    error: failed?.error ?? null,
    retry: () => {
      for (const each of [...summaries.results, ...coverages.results]) if (each.isError) void each.refetch();
    },
  };
}
