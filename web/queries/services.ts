import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AreasAnswer } from '#api/contract/areas.ts';
import { jobAnswer } from '#api/contract/jobs.ts';
import {
  outOfReachAnswer,
  priorityAnswer,
  reachAnswer,
  sitingResult,
  sitingsAnswer,
} from '#api/contract/reach.ts';
import {
  type ServicePointsAnswer,
  servicePointDetail,
  servicePointsAnswer,
  serviceSettings,
  stopsAnswer,
} from '#api/contract/servicePoints.ts';
import type { Level } from '#geodata/model.ts';
import { api, get } from '../api.ts';
import { SERVICES } from '../apiServices.ts';

const POLL_MS = 60_000;
const HOUR_MS = 3_600_000;
const PAGE = 1000;
const TABLE_PAGE = 100;
/** Most pages of points: more than a district has. */
const MOST_PAGES = 10;
const JOB_MS = 500;

/** While a filter or the clock changes, what was there about the same area stays. */
const sameArea =
  (area: string) =>
  <T>(previous: T | undefined, query: { queryKey: readonly unknown[] } | undefined): T | undefined =>
    query?.queryKey[1] === area ? previous : undefined;

/** What is of now is asked for again; another moment's does not run away. */
const fresh = (at: string | null) =>
  at === null ? { refetchInterval: POLL_MS } : { refetchInterval: false as const, staleTime: 5 * POLL_MS };

export const serviceSettingsQuery = () =>
  queryOptions({
    queryKey: ['serviceSettings'],
    queryFn: ({ signal }) => get(serviceSettings, SERVICES.settings, {}, signal),
    staleTime: HOUR_MS,
  });

/** The areas of one level under another, by code; none below the lowest. */
export const childAreasQuery = (parent: string, level: Level | null, lang: string) =>
  queryOptions({
    queryKey: ['childAreas', parent, level, lang],
    queryFn: async ({ signal }) => {
      const areas: { code: string; name: string }[] = [];
      let cursor: string | null = null;
      do {
        if (level === null) break;
        const page: AreasAnswer = await api.areasBelow(parent, level, lang, cursor, signal);
        areas.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return { parent, level, areas };
    },
    staleTime: HOUR_MS,
  });

/** Every point of an area at a moment (an instant with offset; null is now), whatever their number. */
export const servicePointsQuery = (q: { area: string; at: string | null; lang: string }) =>
  queryOptions({
    queryKey: ['servicePoints', q.area, q.at, q.lang],
    queryFn: async ({ signal }): Promise<ServicePointsAnswer> => {
      const ask = (cursor: string | null) =>
        get(servicePointsAnswer, SERVICES.points, { ...q, limit: PAGE, cursor }, signal);
      const first = await ask(null);
      const items = [...first.items];
      let { nextCursor } = first;
      for (let page = 1; nextCursor !== null && page < MOST_PAGES; page++) {
        const next = await ask(nextCursor);
        items.push(...next.items);
        nextCursor = next.nextCursor;
      }
      return { ...first, items, nextCursor };
    },
    ...fresh(q.at),
    placeholderData: sameArea(q.area),
  });

export const servicePointQuery = (id: string, at: string | null, lang: string) =>
  queryOptions({
    queryKey: ['servicePoint', id, at, lang],
    queryFn: ({ signal }) => get(servicePointDetail, SERVICES.point(id), { at, lang }, signal),
    ...fresh(at),
    placeholderData: sameArea(id),
  });

/** Stops of moving points in days; of an area, or of one point. */
export const stopsQuery = (q: { area?: string; point?: string; from: string; to: string; lang: string }) =>
  queryOptions({
    queryKey: ['serviceStops', q.point ?? q.area, q.from, q.to, q.lang],
    queryFn: ({ signal }) => get(stopsAnswer, SERVICES.stops, { ...q }, signal),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });

/** What every question about reach is narrowed by; null is what the district is set to. */
export interface ReachAsked {
  area: string;
  kinds: string | null;
  demand: string | null;
  metres: number | null;
  /** Days in which a moving point stops; null for the last 30. */
  from: string | null;
  to: string | null;
  lang: string;
}
const keyOf = (q: ReachAsked) => [q.kinds, q.demand, q.metres, q.from, q.to, q.lang];

/** @param q `level` null for the areas directly below */
export const reachQuery = (q: ReachAsked & { level?: Level | null }) =>
  queryOptions({
    queryKey: ['reach', q.area, q.level ?? null, ...keyOf(q)],
    queryFn: ({ signal }) => get(reachAnswer, SERVICES.reach, { ...q }, signal),
    refetchInterval: POLL_MS,
    placeholderData: sameArea(q.area),
  });

export type FarLevel = 'town' | 'community' | 'grid';

/** The largest places out of reach. */
export const farQuery = (q: ReachAsked & { level: FarLevel }) =>
  queryOptions({
    queryKey: ['outOfReach', q.area, 'first', q.level, ...keyOf(q)],
    queryFn: ({ signal }) => get(outOfReachAnswer, SERVICES.outOfReach, { ...q, limit: TABLE_PAGE }, signal),
    refetchInterval: POLL_MS,
    placeholderData: sameArea(q.area),
  });

/** All places out of reach, page by page. */
export const farPagesQuery = (q: ReachAsked & { level: FarLevel }) =>
  infiniteQueryOptions({
    queryKey: ['outOfReach', q.area, 'pages', q.level, ...keyOf(q)],
    queryFn: ({ signal, pageParam }) =>
      get(outOfReachAnswer, SERVICES.outOfReach, { ...q, limit: TABLE_PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (previous, query) => (query?.queryKey[1] === q.area ? previous : undefined),
  });

export interface Weights {
  gap: number;
  reach: number;
  issues: number;
}

export const priorityQuery = (q: ReachAsked & Weights & { level: FarLevel }) =>
  infiniteQueryOptions({
    queryKey: ['priority', q.area, q.level, q.gap, q.issues, q.reach, ...keyOf(q)],
    queryFn: ({ signal, pageParam }) =>
      get(priorityAnswer, SERVICES.priority, { ...q, limit: TABLE_PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (previous, query) => (query?.queryKey[1] === q.area ? previous : undefined),
  });

/** A siting; asked for again while it runs. */
export const sitingQuery = (id: string) =>
  queryOptions({
    queryKey: ['siting', id],
    queryFn: ({ signal }) => get(sitingResult, SERVICES.siting(id), {}, signal, 'no-store'),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? JOB_MS : false),
  });

/** How far the solver is. */
export const sitingJobQuery = (job: string, lang: string) =>
  queryOptions({
    queryKey: ['sitingJob', job, lang],
    queryFn: ({ signal }) => get(jobAnswer, `/api/jobs/${job}`, { lang }, signal, 'no-store'),
    refetchInterval: JOB_MS,
    gcTime: 0,
  });

/** Sitings that were run, newest first. */
export const sitingsQuery = () =>
  queryOptions({
    queryKey: ['sitings'],
    queryFn: ({ signal }) => get(sitingsAnswer, SERVICES.plans, { limit: 50 }, signal, 'no-store'),
    staleTime: POLL_MS / 2,
  });
