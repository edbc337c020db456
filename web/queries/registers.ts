import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import type { AreaRef } from '#api/contract/areas.ts';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { VisitRecord } from '#api/contract/records.ts';
import type { SubjectItem } from '#api/contract/registers.ts';
import { LEVELS } from '#geodata/model.ts';
import { api } from '../api.ts';
import { registers } from '../apiRegisters.ts';

/** Officers of an area whose name or id holds a text. */
export const officersQuery = (area: string, q: string) =>
  queryOptions({
    queryKey: ['officers', area, q],
    queryFn: ({ signal }) =>
      q === ''
        ? registers.officers({ area, limit: 50 }, signal)
        : registers.findOfficers({ area, q, limit: 50 }, signal),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });

export const officerQuery = (id: string) =>
  queryOptions({
    queryKey: ['officer', id],
    queryFn: ({ signal }) => registers.officer(id, signal),
    gcTime: 0,
  });

/** What the register says of a subject, now and ever. */
export const subjectQuery = (id: string) =>
  queryOptions({
    queryKey: ['subject', id],
    queryFn: ({ signal }) => registers.subject(id, signal),
    gcTime: 0,
  });

/** Visits to one subject, newest first. */
export const visitsToQuery = (subject: string) =>
  infiniteQueryOptions({
    queryKey: ['visits', 'to', subject],
    queryFn: ({ signal, pageParam }) =>
      registers.visits({ subject, limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    gcTime: 0,
  });

/** Names of all areas below one, and who their parents are. */
export const areasBelowQuery = (area: AreaRef, lang: string) =>
  queryOptions({
    queryKey: ['areasBelow', area.code, lang],
    queryFn: async ({ signal }) => {
      const names = new Map<string, { name: string; parent: string | null }>();
      names.set(area.code, { name: area.name, parent: null });
      for (const level of LEVELS.slice(LEVELS.indexOf(area.level) + 1)) {
        let cursor: string | null = null;
        do {
          const page = await api.areasBelow(area.code, level, lang, cursor, signal);
          for (const { code, name, parentCode } of page.items) names.set(code, { name, parent: parentCode });
          cursor = page.nextCursor;
        } while (cursor !== null);
      }
      return names;
    },
    staleTime: 3_600_000,
  });

/** A visit with whom it was paid to. */
export interface VisitBehind {
  visit: VisitRecord;
  subject: SubjectItem | null;
}

/** Most pages of the register that are read to name whom visits were paid to. */
const REGISTER_PAGES = 20;
const VISITS_PAGE = 200;

/**
 * The visits that a duty's figure was made from: of its programme, in its period, to whom the duty asks for.
 * Those that do not count (nobody met, void) are among them, and say so.
 */
export const visitsBehindQuery = (
  client: QueryClient,
  q: { duty: DutyInfo; programme: string; area: string; from: string; to: string },
) =>
  infiniteQueryOptions({
    queryKey: ['visits', 'behind', q.duty.id, q.programme, q.area, q.from, q.to],
    queryFn: async ({ signal, pageParam }) => {
      const { duty, programme, area, from, to } = q;
      const subjects = await client.fetchQuery({
        queryKey: ['visits', 'register', area, duty.id, to],
        queryFn: () => registerOf(duty, area, to, signal),
        gcTime: 0,
        staleTime: 60_000,
      });
      const page = await registers.visits(
        { area, from, to, limit: VISITS_PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      );
      const items = page.items.flatMap((visit): VisitBehind[] => {
        const subject = subjects.get(visit.subject) ?? null;
        const asked = duty.estimated || subject !== null;
        return visit.programme === programme && asked ? [{ visit, subject }] : [];
      });
      return { items, nextCursor: page.nextCursor };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    gcTime: 0,
  });

/** Whom a duty asks for in an area on a day, by id. */
async function registerOf(
  { subjectType, tags }: DutyInfo,
  area: string,
  on: string,
  signal: AbortSignal,
): Promise<Map<string, SubjectItem>> {
  const found = new Map<string, SubjectItem>();
  const typed = ['household', 'firm', 'project', 'person'].includes(subjectType);
  let cursor: string | null = null;
  for (let i = 0; i < REGISTER_PAGES; i++) {
    const page: Awaited<ReturnType<typeof registers.subjects>> = await registers.subjects(
      {
        area,
        on,
        limit: 1000,
        ...(typed ? { type: subjectType } : {}),
        ...(cursor === null ? {} : { cursor }),
      },
      signal,
    );
    for (const subject of page.items)
      if (tags.length === 0 || subject.tags.some((tag) => tags.includes(tag))) found.set(subject.id, subject);
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  return found;
}
