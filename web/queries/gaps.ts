import { infiniteQueryOptions } from '@tanstack/react-query';
import { type GapSort, NOBODY, type UrlState } from '../state/url.ts';

/** Size of one page of the list: a town's whole list most days, so that its map is whole at once. */
export const GAPS_PAGE = 500;

/** Which rows of the list, and in what order. */
export interface GapsAsked {
  duty: string;
  period: string | null;
  /** The day by whose end things were on record; null for now. */
  asOf: string | null;
  area: string;
  list: UrlState['list'];
  tags: readonly string[];
  officer: string | null;
  sort: GapSort;
}

/** The question in the words of the interface: what the list, its map and its files are asked with. */
export function gapsParams({ duty, period, asOf, area, list, tags, officer, sort }: GapsAsked) {
  return {
    duty,
    area,
    sort,
    ...(period === null ? {} : { period }),
    ...(asOf === null ? {} : { asOf }),
    ...(list === null || list === 'all' ? {} : { type: list.join(',') }),
    ...(tags.length === 0 ? {} : { tag: tags.join(',') }),
    ...(officer === null ? {} : officer === NOBODY ? { unassigned: '1' as const } : { officer }),
  };
}

/** The list page by page. Persons: dropped as soon as the list is shut. */
export const gapsQuery = (asked: GapsAsked, lang: string) =>
  infiniteQueryOptions({
    queryKey: ['gaps', asked, lang],
    queryFn: async ({ signal, pageParam }) => {
      // With the list itself, which the first picture does without.
      const { registers } = await import('../apiRegisters.ts');
      return registers.gaps(
        {
          ...gapsParams(asked),
          lang,
          limit: GAPS_PAGE,
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        signal,
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    // While a filter changes the rows of before stay, dimmed; another duty or area begins anew.
    placeholderData: (previous, query) => {
      const [, before] = (query?.queryKey ?? []) as [string?, GapsAsked?];
      return before?.duty === asked.duty &&
        before.area === asked.area &&
        before.period === asked.period &&
        before.asOf === asked.asOf
        ? previous
        : undefined;
    },
    gcTime: 0,
  });
