import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AreaDetail } from '#api/contract/areas.ts';
import { formatPlace } from '../../i18n/format.ts';
import { areaQuery } from '../../queries/index.ts';
import type { MyList } from './useMyList.ts';

/** More are no choice but a search. */
const MOST_AREAS = 4;

/** An area that an issue may be said to lie in. */
export interface SnapArea {
  code: string;
  name: string;
}

/** The officer's own areas, for issues without a position; those of the account where the officer's are not known. */
export function useSnapAreas({ officer, session }: MyList, lang: string): SnapArea[] {
  const codes = useMemo(() => {
    const own = (officer.data?.assignments ?? []).map(({ area, home }) => area ?? home);
    return [...new Set(own)].sort().slice(0, MOST_AREAS);
  }, [officer.data]);
  const own = useQueries({
    queries: codes.map((code) => areaQuery(code, lang)),
    combine: (results) =>
      results.flatMap(({ data }) => (data ? [{ code: data.code, name: nameOf(data) }] : [])),
  });
  return own.length > 0 ? own : (session.data?.scope ?? []).slice(0, MOST_AREAS);
}

/** Every community has a first grid: those below a town stand with the name of the area above. */
function nameOf({ name, level, ancestors }: AreaDetail): string {
  const above = level === 'grid' || level === 'building' ? ancestors.at(-1) : undefined;
  return above ? `${formatPlace(above.name)} ${formatPlace(name)}` : formatPlace(name);
}
