import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiError, api } from '../api.ts';

/** How often what is on the screen is asked for again; unchanged answers cost a 304. */
const POLL_MS = 60_000;
const HOUR_MS = 3_600_000;
/** How often it is looked how far an import is. */
const IMPORT_MS = 3000;
/** How often a server that is away is looked for. */
export const RECOVERY_MS = 10_000;

/** The cache of answers. What the server refused is not asked twice; what did not arrive is, once. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A district's network without internet may count as "offline" to the browser.
        networkMode: 'always',
        staleTime: POLL_MS / 2,
        gcTime: 24 * HOUR_MS,
        retry: (failures, error) =>
          failures < 1 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
        retryDelay: 800,
        refetchOnWindowFocus: true,
        refetchOnReconnect: true,
      },
    },
  });
}

/** Who asks, what they may see, which day it is. Polled: it is also the pulse of the connection. */
export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => api.session(signal),
    // Nothing goes on without it: while it does not come it is asked for more often.
    refetchInterval: ({ state }) => {
      if (state.status === 'error') return RECOVERY_MS;
      return state.data?.importing ? IMPORT_MS : POLL_MS;
    },
    // Whoever comes back to the page is seen to have been signed out meanwhile at once.
    refetchOnWindowFocus: 'always',
  });

export const programmesQuery = (lang: string) =>
  queryOptions({
    queryKey: ['programmes', lang],
    queryFn: ({ signal }) => api.programmes(lang, signal),
    staleTime: POLL_MS,
    placeholderData: keepPreviousData,
  });

/** Where the tiles are. Asked again by whoever sees an answer with another tile version. */
export const tilesQuery = () =>
  queryOptions({
    queryKey: ['tiles'],
    queryFn: ({ signal }) => api.tiles(signal),
    staleTime: HOUR_MS,
  });

/** The parts of one area, drawn lightly; its address carries its version, so that it never changes. */
export const sketchQuery = (path: string) =>
  queryOptions({
    queryKey: ['sketch', path],
    queryFn: ({ signal }) => api.sketch(path, signal),
    staleTime: Infinity,
  });

export const basemapQuery = () =>
  queryOptions({
    queryKey: ['basemap'],
    queryFn: ({ signal }) => api.basemap(signal),
    staleTime: HOUR_MS,
  });

/** What the map is drawn on and what must be printed on it. */
export const settingsQuery = () =>
  queryOptions({
    queryKey: ['settings'],
    queryFn: ({ signal }) => api.settings(signal),
    staleTime: POLL_MS,
    refetchInterval: 10 * POLL_MS,
  });

export const areaQuery = (code: string, lang: string) =>
  queryOptions({
    queryKey: ['area', code, lang],
    queryFn: ({ signal }) => api.area(code, lang, signal),
    staleTime: POLL_MS,
    refetchInterval: 10 * POLL_MS,
  });

/** Outlines of the zones of a tree on a day; of one version of the tree they are always the same. */
export const zonesQuery = (tree: string, on: string, treeVersion: number) =>
  queryOptions({
    queryKey: ['zones', tree, treeVersion],
    queryFn: ({ signal }) => api.zones(tree, on, signal),
    staleTime: HOUR_MS,
  });

/** Who answers for an area, level by level. Persons: not kept once nobody looks. */
export const responsibleQuery = (code: string, lang: string) =>
  queryOptions({
    queryKey: ['responsible', code, lang],
    queryFn: ({ signal }) => api.responsible(code, lang, signal),
    staleTime: POLL_MS,
    gcTime: 0,
  });

export const searchQuery = (text: string, lang: string) =>
  queryOptions({
    queryKey: ['search', text, lang],
    queryFn: ({ signal }) => api.searchAreas(text, lang, signal),
    enabled: text !== '',
    placeholderData: keepPreviousData,
  });

/** Which period is meant and as of which day; null is the running one, and now. */
export interface Moment {
  period: string | null;
  asOf: string | null;
}

/** Leaves optional fields out when they are null, as the contract wants it. */
const at = ({ period, asOf }: Moment): { period?: string; asOf?: string } => ({
  ...(period === null ? {} : { period }),
  ...(asOf === null ? {} : { asOf }),
});

/** What had been recorded by a day that is over does not change any more. */
const freshness = ({ asOf }: Pick<Moment, 'asOf'>) =>
  asOf === null
    ? ({ refetchInterval: POLL_MS } as const)
    : ({ refetchInterval: false, staleTime: 10 * POLL_MS } as const);

/** Whether an answer is about the same thing: then it stays while a period, day or language changes. */
const about = (query: { queryKey: readonly unknown[] } | undefined, what: string): boolean =>
  query?.queryKey[1] === what;

export const coverageQuery = (q: Moment & { duty: string; area: string; lang: string }) =>
  queryOptions({
    queryKey: ['coverage', `${q.area} ${q.duty}`, q.period, q.asOf, q.lang],
    queryFn: ({ signal }) => api.coverage({ duty: q.duty, area: q.area, lang: q.lang, ...at(q) }, signal),
    ...freshness(q),
    placeholderData: (previous, query) => (about(query, `${q.area} ${q.duty}`) ? previous : undefined),
  });

export const summaryQuery = (q: Moment & { area: string; lang: string }) =>
  queryOptions({
    queryKey: ['summary', q.area, q.period, q.asOf, q.lang],
    queryFn: ({ signal }) => api.summary({ area: q.area, lang: q.lang, ...at(q) }, signal),
    ...freshness(q),
    placeholderData: (previous, query) => (about(query, q.area) ? previous : undefined),
  });

export const seriesQuery = (q: {
  duty: string;
  area: string;
  from: string;
  to: string;
  asOf: string | null;
  lang: string;
}) =>
  queryOptions({
    queryKey: ['series', `${q.area} ${q.duty}`, q.from, q.to, q.asOf, q.lang],
    queryFn: ({ signal }) => {
      const { asOf, ...rest } = q;
      return api.series(asOf === null ? rest : { ...rest, asOf }, signal);
    },
    ...freshness(q),
    enabled: q.duty !== '' && q.from !== '',
    placeholderData: (previous, query) => (about(query, `${q.area} ${q.duty}`) ? previous : undefined),
  });

/** The areas below one in their order among peers. */
export const rankingQuery = (q: Moment & { duty: string; area: string; lang: string }) =>
  queryOptions({
    queryKey: ['ranking', `${q.area} ${q.duty}`, q.period, q.asOf, q.lang],
    queryFn: ({ signal }) => api.ranking({ duty: q.duty, area: q.area, lang: q.lang, ...at(q) }, signal),
    ...freshness(q),
    placeholderData: (previous, query) => (about(query, `${q.area} ${q.duty}`) ? previous : undefined),
  });
