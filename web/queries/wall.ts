import { queryOptions } from '@tanstack/react-query';
import { coverageAnswer, rankingAnswer, summaryAnswer } from '#api/contract/coverage.ts';
import { emergingAnswer } from '#api/contract/hotspots.ts';
import { issueSeriesAnswer, issueSummaryAnswer } from '#api/contract/issueQuestions.ts';
import { reachAnswer } from '#api/contract/reach.ts';
import { servicePointsAnswer } from '#api/contract/servicePoints.ts';
import type { Level } from '#geodata/model.ts';
import { api, get } from '../api.ts';
import { SERVICES } from '../apiServices.ts';

/** How often a display looks by itself; what changes meanwhile it is told. */
const POLL_MS = 60_000;
/** How often it looks at the figures of the whole: an answer that has gone bad is noticed within two rounds. */
const PULSE_MS = 6_000;
const HOUR_MS = 3_600_000;

/** What was asked under another day's key is of no use to anybody. */
const SHORT_MS = 600_000;

interface Asked {
  area: string;
  lang: string;
}

/** Many people look at a display: figures small enough to point at somebody are never asked for. */
const SAFE = { smallCells: 'withheld' } as const;

// The first parts of the keys are those of the other screens, so that a change in the ledger reaches these too.

export const wallSummaryQuery = (q: Asked & { asOf: string | null }) =>
  queryOptions({
    queryKey: ['summary', q.area, 'wall', q.asOf, q.lang],
    queryFn: ({ signal }) => get(summaryAnswer, '/api/coverage/summary', { ...q, ...SAFE }, signal),
    refetchInterval: q.asOf === null ? PULSE_MS : POLL_MS * 10,
    gcTime: SHORT_MS,
  });

export const wallCoverageQuery = (q: Asked & { duty: string; asOf: string | null }) =>
  queryOptions({
    queryKey: ['coverage', q.area, 'wall', q.duty, q.asOf, q.lang],
    queryFn: ({ signal }) => get(coverageAnswer, '/api/coverage', { ...q, ...SAFE }, signal),
    refetchInterval: q.asOf === null ? POLL_MS : POLL_MS * 10,
    gcTime: SHORT_MS,
  });

export const wallRankingQuery = (q: Asked & { duty: string }) =>
  queryOptions({
    queryKey: ['ranking', q.area, 'wall', q.duty, q.lang],
    queryFn: ({ signal }) => get(rankingAnswer, '/api/coverage/ranking', { ...q, ...SAFE }, signal),
    refetchInterval: POLL_MS,
    gcTime: SHORT_MS,
  });

export const wallIssuesQuery = (q: Asked & { by?: 'category' | 'area'; asOf: string | null }) =>
  queryOptions({
    queryKey: ['issueSummary', q.area, 'wall', q.by, q.asOf, q.lang],
    queryFn: ({ signal }) => get(issueSummaryAnswer, '/api/issues/summary', { ...q }, signal),
    refetchInterval: q.asOf === null ? POLL_MS : POLL_MS * 10,
    gcTime: SHORT_MS,
  });

export const wallSeriesQuery = (q: Asked & { from: string; to: string }) =>
  queryOptions({
    queryKey: ['issueSeries', q.area, 'wall', q.from, q.to, q.lang],
    queryFn: ({ signal }) => get(issueSeriesAnswer, '/api/issues/series', { ...q, step: 'week' }, signal),
    refetchInterval: POLL_MS,
    gcTime: SHORT_MS,
  });

/** Complete weeks in which hotspots are followed. */
const STEPS = 12;

export const wallEmergingQuery = (q: Asked) =>
  queryOptions({
    queryKey: ['emerging', q.area, 'wall', q.lang],
    queryFn: ({ signal }) =>
      get(
        emergingAnswer,
        '/api/hotspots/emerging',
        { ...q, cell: 'community', value: 'count', step: 'week', steps: STEPS },
        signal,
      ),
    refetchInterval: 5 * POLL_MS,
    gcTime: SHORT_MS,
  });

/** Share of households within reach of a service, area by area. */
export const wallReachQuery = (q: Asked) =>
  queryOptions({
    queryKey: ['reach', q.area, 'wall', q.lang],
    queryFn: ({ signal }) => get(reachAnswer, SERVICES.reach, { ...q, ...SAFE }, signal),
    refetchInterval: 5 * POLL_MS,
    gcTime: SHORT_MS,
  });

/** More than any district has on the road. */
const MOST_MOVING = 200;

/** Where moving service points are now, and how many of each kind are open. */
export const wallServicesQuery = (q: Asked) =>
  queryOptions({
    queryKey: ['servicePoints', q.area, 'wall', q.lang],
    queryFn: ({ signal }) =>
      get(servicePointsAnswer, SERVICES.points, { ...q, form: 'moving', limit: MOST_MOVING }, signal),
    refetchInterval: POLL_MS,
    gcTime: SHORT_MS,
  });

/** Names of the communities below an area, and the towns they lie in, by code. */
export const communityNamesQuery = ({ area, lang }: Asked) =>
  queryOptions({
    queryKey: ['communityNames', area, lang],
    queryFn: async ({ signal }) => {
      const names: Record<string, { name: string; parent: string | null }> = {};
      let cursor: string | null = null;
      do {
        const page = await api.areasBelow(area, 'community', lang, cursor, signal);
        for (const { code, name, parentCode } of page.items) names[code] = { name, parent: parentCode };
        cursor = page.nextCursor;
      } while (cursor !== null);
      return names;
    },
    staleTime: HOUR_MS,
    refetchInterval: HOUR_MS,
  });

/** The areas directly below one; none below the lowest. */
export const areasOneBelowQuery = ({ area, level, lang }: Asked & { level: Level | null }) =>
  queryOptions({
    queryKey: ['areasOneBelow', area, level, lang],
    queryFn: async ({ signal }) =>
      level === null ? [] : (await api.areasBelow(area, level, lang, null, signal)).items,
    staleTime: HOUR_MS,
  });
