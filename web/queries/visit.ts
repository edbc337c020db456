import { queryOptions } from '@tanstack/react-query';
import type { SubjectType } from '#geodata/model.ts';
import { registers } from '../apiRegisters.ts';

/** What one officer still has to do changes while others call too. */
const POLL_MS = 5 * 60_000;
/** Pages of a thousand rows that one list may have: more is nobody's list to work off. */
const PAGES = 5;

/** Everything of a list that comes in pages. */
async function allPages<T>(
  page: (cursor: string | undefined) => Promise<{ items: T[]; nextCursor: string | null }>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let i = 0; i < PAGES; i++) {
    const answer = await page(cursor);
    items.push(...answer.items);
    if (answer.nextCursor === null) break;
    cursor = answer.nextCursor;
  }
  return items;
}

/** A programme with the form of its visits. */
export const programmeQuery = (id: string, lang: string) =>
  queryOptions({
    queryKey: ['programme', id, lang],
    queryFn: ({ signal }) => registers.programme(id, lang, signal),
    staleTime: POLL_MS,
  });

// Persons: what follows is dropped as soon as the screen is left.

/** The officer of an id, with what is assigned to the post. */
export const officerQuery = (id: string) =>
  queryOptions({
    queryKey: ['officer', id],
    queryFn: ({ signal }) => registers.officer(id, signal),
    staleTime: POLL_MS,
    gcTime: 0,
  });

/** Whom an officer still has to reach for a duty, worst first. */
export const myGapsQuery = (q: { officer: string; duty: string; area: string; lang: string }) =>
  queryOptions({
    queryKey: ['mine', 'gaps', q.officer, q.duty, q.area, q.lang],
    queryFn: ({ signal }) => allPages((cursor) => registers.myGaps({ ...q, cursor }, signal)),
    refetchInterval: POLL_MS,
    gcTime: 0,
  });

/** Who is at home in an area. */
export const subjectsQuery = (area: string, type: SubjectType | null) =>
  queryOptions({
    queryKey: ['mine', 'subjects', area, type],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        registers.subjects({ area, cursor, limit: 1000, ...(type === null ? {} : { type }) }, signal),
      ),
    staleTime: POLL_MS,
    gcTime: 0,
  });

/** The visits of an officer since a day. */
export const myVisitsQuery = (officer: string, from: string) =>
  queryOptions({
    queryKey: ['mine', 'visits', officer, from],
    queryFn: ({ signal }) =>
      allPages((cursor) => registers.visits({ officer, from, cursor, limit: 1000 }, signal)),
    refetchInterval: POLL_MS,
    gcTime: 0,
  });
