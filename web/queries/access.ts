import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type AuditAsked, access } from '../apiAccess.ts';
import { registers } from '../apiRegisters.ts';

export { sessionQuery } from './index.ts';

const POLL_MS = 60_000;
/** Rows of one page of a table. */
const PAGE = 100;

/** What the sign-in page shows besides name and password. */
export const signInInfoQuery = () =>
  queryOptions({ queryKey: ['signInInfo'], queryFn: ({ signal }) => access.signInInfo(signal) });

// Accounts are persons: what follows is dropped as soon as nobody looks.

export const accountQuery = () =>
  queryOptions({
    queryKey: ['account'],
    queryFn: ({ signal }) => access.account(signal),
    refetchInterval: POLL_MS,
    gcTime: 0,
  });

const more = (cursor: string | null) => ({ limit: PAGE, ...(cursor === null ? {} : { cursor }) });
const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
  gcTime: 0,
};

export const usersQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['users', q],
    queryFn: ({ signal, pageParam }) =>
      access.users({ ...more(pageParam), ...(q === '' ? {} : { q }) }, signal),
    ...paged,
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });

export const sessionsQuery = (user: string) =>
  queryOptions({
    queryKey: ['sessions', user],
    queryFn: ({ signal }) => access.sessions(user, signal),
    refetchInterval: POLL_MS,
    gcTime: 0,
  });

export const displaysQuery = () =>
  queryOptions({
    queryKey: ['displays'],
    queryFn: ({ signal }) => access.displays(signal),
    refetchInterval: POLL_MS,
    gcTime: 0,
  });

export const auditListQuery = (asked: AuditAsked) =>
  infiniteQueryOptions({
    queryKey: ['audit', asked],
    queryFn: ({ signal, pageParam }) => access.audit({ ...asked, ...more(pageParam) }, signal),
    ...paged,
    placeholderData: keepPreviousData,
  });

/** Whether the chain holds. Going through all of it costs the server something: not by itself again. */
export const auditVerificationQuery = () =>
  queryOptions({
    queryKey: ['auditVerification'],
    queryFn: ({ signal }) => access.verifyAudit(signal),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    gcTime: 0,
  });

/** Organisations whose name or id holds a text. */
export const organisationSearchQuery = (q: string) =>
  queryOptions({
    queryKey: ['organisationSearch', q],
    queryFn: ({ signal }) => registers.organisations({ q, limit: 20 }, signal),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });

export const organisationQuery = (id: string) =>
  queryOptions({
    queryKey: ['organisation', id],
    queryFn: ({ signal }) => registers.organisation(id, signal),
  });

/** Officers whose name or id holds a text, wherever they are. */
export const officerSearchQuery = (q: string) =>
  queryOptions({
    queryKey: ['officerSearch', q],
    queryFn: ({ signal }) => registers.findOfficers({ q, limit: 20 }, signal),
    enabled: q !== '',
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
