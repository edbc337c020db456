import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { delivery, imports } from '../apiImports.ts';

const POLL_MS = 60_000;
/** How often something that runs is looked at. */
const RUNNING_MS = 1000;
/** Imports of one page, and messages that are shown. */
const PAGE = 20;
const MESSAGES = 50;

export const importsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['imports'],
    queryFn: ({ signal, pageParam }) =>
      imports.list({ limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    // what another session or a restart goes on with is followed too
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ status }) => /ing$/.test(status)))
        ? RUNNING_MS
        : POLL_MS,
    gcTime: 0,
  });

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) => imports.one(id, signal),
    gcTime: 0,
  });

export const deliverySettingsQuery = () =>
  queryOptions({
    queryKey: ['deliverySettings'],
    queryFn: ({ signal }) => delivery.settings(signal),
    // what is being typed is not typed over
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export const deliveriesQuery = (lang: string) =>
  queryOptions({
    queryKey: ['deliveries', lang],
    queryFn: ({ signal }) => delivery.last(MESSAGES, lang, signal),
    refetchInterval: POLL_MS / 6,
    gcTime: 0,
  });
