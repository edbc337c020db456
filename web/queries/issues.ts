import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  emergingAnswer,
  heatCells,
  heatRaster,
  hotspotsAnswer,
  silenceAnswer,
} from '#api/contract/hotspots.ts';
import {
  issuePointsAnswer,
  issueSeriesAnswer,
  issueSummaryAnswer,
  issuesAnswer,
} from '#api/contract/issueQuestions.ts';
import { issueCategories, issueDetail } from '#api/contract/issues.ts';
import type { IssueSource } from '#geodata/issue/events.ts';
import { get } from '../api.ts';
import type { Spots } from '../state/spots.ts';
import type { Ledger } from '../state/url.ts';
import { OF_ISSUES } from './live.ts';

const POLL_MS = 60_000;
const HOUR_MS = 3_600_000;
const LEDGER_PAGE = 100;

/** What every question about issues is narrowed by. */
export interface IssuesAsked {
  area: string;
  category: string | null;
  source: IssueSource | null;
  /** west,south,east,north in degrees; null for no box. */
  bbox: string | null;
  lang: string;
}

/** First and last day of the report. */
export interface DaysAsked {
  from: string;
  to: string;
}

/** Figures that follow the clock of the screen: those of a day that is over do not change any more. */
const fresh = (asOf: string | null) =>
  asOf === null ? { refetchInterval: POLL_MS } : { refetchInterval: false as const, staleTime: 10 * POLL_MS };

/** While a filter or a day changes, what was there about the same area stays. */
const sameArea =
  (area: string) =>
  <T>(previous: T | undefined, query: { queryKey: readonly unknown[] } | undefined): T | undefined =>
    query?.queryKey[1] === area ? previous : undefined;

export const categoriesQuery = () =>
  queryOptions({
    queryKey: ['issueCategories'],
    queryFn: ({ signal }) => get(issueCategories, '/api/issues/categories', {}, signal),
    staleTime: HOUR_MS,
  });

export const issueSummaryQuery = (
  q: IssuesAsked & {
    period: string | null;
    asOf: string | null;
    /** One, or several with commas: then the rows of each stand in `groups`. */
    by: string;
  },
) =>
  queryOptions({
    queryKey: ['issueSummary', q.area, q.by, q.category, q.source, q.bbox, q.period, q.asOf, q.lang],
    queryFn: ({ signal }) => get(issueSummaryAnswer, '/api/issues/summary', { ...q }, signal),
    ...fresh(q.asOf),
    placeholderData: sameArea(q.area),
  });

export const issueSeriesQuery = (q: IssuesAsked & DaysAsked & { step: 'day' | 'week' | 'month' }) =>
  queryOptions({
    queryKey: ['issueSeries', q.area, q.category, q.source, q.bbox, q.from, q.to, q.step, q.lang],
    queryFn: ({ signal }) => get(issueSeriesAnswer, '/api/issues/series', { ...q }, signal),
    refetchInterval: POLL_MS,
    placeholderData: sameArea(q.area),
  });

/** Places of issues: near persons, so dropped as soon as nobody looks. */
export const issuePointsQuery = (q: IssuesAsked & DaysAsked) =>
  queryOptions({
    queryKey: ['issuePoints', q.area, q.category, q.source, q.bbox, q.from, q.to, q.lang],
    queryFn: ({ signal }) => get(issuePointsAnswer, '/api/issues/points', { ...q }, signal, 'no-store'),
    refetchInterval: POLL_MS,
    gcTime: 0,
    placeholderData: sameArea(q.area),
  });

export const heatQuery = (
  q: IssuesAsked & DaysAsked & { width: number; height: number; bandwidth: number },
) =>
  queryOptions({
    queryKey: ['heat', q.area, q.category, q.source, q.bbox, q.from, q.to, q.bandwidth, q.lang],
    queryFn: ({ signal }) => get(heatRaster, '/api/issues/heatmap', { ...q, format: 'raster' }, signal),
    refetchInterval: POLL_MS,
    placeholderData: sameArea(q.area),
  });

/** Issues counted by hexagon, with the corners of each. */
export const hexagonsQuery = (q: IssuesAsked & DaysAsked & { resolution: number }) =>
  queryOptions({
    queryKey: ['heat', q.area, q.category, q.source, q.bbox, q.from, q.to, `h3 ${q.resolution}`, q.lang],
    queryFn: ({ signal }) =>
      get(heatCells, '/api/issues/heatmap', { ...q, format: 'cells', outlines: '1' }, signal),
    refetchInterval: POLL_MS,
    placeholderData: sameArea(q.area),
  });

/** How a hotspot is looked for, by the names of the interface. */
export type HotspotSettings = Omit<Spots, 'cells' | 'alpha'> & { cell: NonNullable<Spots['cells']> };

const settingsKey = (q: HotspotSettings): string =>
  JSON.stringify([q.cell, q.value, q.resolution, q.weights, q.k, q.metres, q.peer]);

export const hotspotsQuery = (q: IssuesAsked & DaysAsked & HotspotSettings & { alpha: Spots['alpha'] }) =>
  queryOptions({
    queryKey: [
      ...['hotspots', q.area, q.category, q.source, q.bbox, q.from, q.to],
      ...[settingsKey(q), q.alpha, q.lang],
    ],
    queryFn: ({ signal }) => get(hotspotsAnswer, '/api/hotspots', { ...q }, signal),
    refetchInterval: POLL_MS,
    placeholderData: sameArea(q.area),
  });

export const emergingQuery = (q: IssuesAsked & HotspotSettings & { steps: number }) =>
  queryOptions({
    queryKey: ['emerging', q.area, q.category, q.source, q.bbox, settingsKey(q), q.steps, q.lang],
    queryFn: ({ signal }) => get(emergingAnswer, '/api/hotspots/emerging', { ...q, step: 'week' }, signal),
    refetchInterval: POLL_MS,
    placeholderData: sameArea(q.area),
  });

export const silenceQuery = (
  q: Pick<IssuesAsked, 'area' | 'bbox' | 'lang'> & DaysAsked & { cell: 'grid' | 'community' },
) =>
  queryOptions({
    queryKey: ['silence', q.area, q.bbox, q.from, q.to, q.cell, q.lang],
    queryFn: ({ signal }) => get(silenceAnswer, '/api/hotspots/silence', { ...q }, signal),
    refetchInterval: POLL_MS,
    placeholderData: sameArea(q.area),
  });

/** Filters that a choice of the ledger stands for. */
const LEDGER_FILTERS: Record<Ledger, Record<string, string>> = {
  all: {},
  open: { open: '1' },
  overdue: { overdue: '1' },
  settled: { state: 'resolved,verified,closed' },
  unlocated: { unlocated: '1' },
};

/** The ledger page by page, worst first. Rows about persons: dropped as soon as it is shut. */
export const ledgerQuery = (q: IssuesAsked & Partial<DaysAsked> & { ledger: Ledger; cell: string | null }) =>
  infiniteQueryOptions({
    queryKey: ['issues', q.area, q.ledger, q.category, q.source, q.bbox, q.cell, q.from, q.to, q.lang],
    queryFn: ({ signal, pageParam }) => {
      const { ledger, ...rest } = q;
      const query = { ...rest, ...LEDGER_FILTERS[ledger], limit: LEDGER_PAGE, cursor: pageParam };
      return get(issuesAnswer, '/api/issues', query, signal, 'no-store');
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    gcTime: 0,
    placeholderData: (previous, query) => (query?.queryKey[1] === q.area ? previous : undefined),
  });

export const issueQuery = (id: string, lang: string) =>
  queryOptions({
    queryKey: ['issue', id, lang],
    queryFn: ({ signal }) =>
      get(issueDetail, `/api/issues/${encodeURIComponent(id)}`, { lang }, signal, 'no-store'),
    gcTime: 0,
  });

/** Asks anew for what is shown of issues, once something was done about one here. */
export const askIssuesAnew = (client: QueryClient): Promise<void> =>
  client.invalidateQueries({ predicate: ({ queryKey }) => OF_ISSUES.includes(queryKey[0]) });

export type CategoriesAnswer = z.infer<typeof issueCategories>;
