import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { AreaRef } from '#api/contract/areas.ts';
import type { DutyInfo, ProgrammeInfo } from '#api/contract/coverage.ts';
import { periodKindOf } from '#geodata/duty/period.ts';
import { isAway } from '../../api.ts';
import { lastPeriods } from '../../i18n/period.ts';
import {
  areaQuery,
  basemapQuery,
  coverageQuery,
  programmesQuery,
  seriesQuery,
  sessionQuery,
  settingsQuery,
  summaryQuery,
  tilesQuery,
} from '../../queries/index.ts';
import { coverageRows } from '../../queries/rows.ts';
import { useKept } from '../../state/connection.ts';
import { useUrl } from '../../state/useUrl.ts';

export interface ChosenDuty {
  programme: ProgrammeInfo;
  duty: DutyInfo;
}

/** The areas from the top of what may be seen down to the parent; others may not be asked for. */
export function visibleChain(ancestors: readonly AreaRef[], scope: readonly AreaRef[]): AreaRef[] {
  const tops = new Set(scope.map(({ code }) => code));
  const start = ancestors.findIndex(({ code }) => tops.has(code));
  return start < 0 ? [] : ancestors.slice(start);
}

/** Everything the leader's screen asks for, from the address to the answers. */
export function useLeader() {
  const [url, navigate] = useUrl();
  const { lang } = url;
  const client = useQueryClient();
  const session = useQuery(sessionQuery());
  const programmes = useQuery(programmesQuery(lang));
  const tiles = useQuery(tilesQuery());
  const basemap = useQuery(basemapQuery());
  const settings = useQuery(settingsQuery());

  const scope = session.data?.scope ?? [];
  const code = url.area ?? scope[0]?.code ?? null;
  const duties = useMemo(
    (): ChosenDuty[] =>
      (programmes.data?.items ?? []).flatMap((programme) =>
        programme.duties.map((duty) => ({ programme, duty })),
      ),
    [programmes.data],
  );
  const chosen = duties.find(({ duty }) => duty.id === url.duty) ?? duties[0] ?? null;
  const dutyId = chosen?.duty.id ?? '';
  const fits = url.period !== null && periodKindOf(url.period) === chosen?.duty.period;
  const period = fits ? url.period : null;

  const area = useQuery({
    ...areaQuery(code ?? '', lang),
    enabled: code !== null,
    placeholderData: keepPreviousData,
  });
  const detail = area.data ?? null;
  const chain = useMemo(
    () => (detail ? visibleChain(detail.ancestors, session.data?.scope ?? []) : []),
    [detail, session.data],
  );
  const parents = detail ? [...chain, ...(detail.childLevel === null ? [] : [detail])] : [];
  const coverages = useQueries({
    queries: (dutyId === '' ? [] : parents).map((parent) =>
      coverageQuery({ duty: dutyId, period, area: parent.code, lang }),
    ),
    combine: (results) => ({
      results,
      data: results.flatMap(({ data }) => (data ? [data] : [])),
      pending: results.some(({ isPending, isPlaceholderData }) => isPending || isPlaceholderData),
      failed: results.some(({ isError }) => isError),
    }),
  });
  const summary = useQuery({
    ...summaryQuery({ area: code ?? '', period, lang }),
    enabled: code !== null,
  });
  const periods = useMemo(
    () =>
      chosen && session.data ? lastPeriods(chosen.duty.period, session.data.today, chosen.programme) : [],
    [chosen, session.data],
  );
  const series = useQuery({
    ...seriesQuery({
      duty: dutyId,
      area: code ?? '',
      from: periods[0] ?? '',
      to: periods.at(-1) ?? '',
      lang,
    }),
    enabled: code !== null && dutyId !== '' && periods.length > 0,
  });

  // The figures name the shapes they belong to: when those changed, ask where the new ones are.
  const template = coverages.data[0]?.tiles;
  useEffect(() => {
    const known = tiles.data?.tiles[0];
    if (!template || !known) return;
    const path = (address: string) => decodeURI(new URL(address, location.origin).pathname);
    if (path(template) !== path(known)) void client.invalidateQueries(tilesQuery());
  }, [template, tiles.data, client]);

  const inView = coverages.data.find(({ area: at }) => at.code === code) ?? null;
  const rows = useMemo(() => (inView ? coverageRows(inView) : null), [inView]);
  const main = summary.data?.rows.find(({ duty }) => duty === dutyId) ?? null;
  const kept = useKept();
  const away = kept || [session, summary, area].some(({ failureReason }) => isAway(failureReason));
  return {
    url,
    navigate,
    lang,
    session,
    programmes,
    tiles,
    basemap,
    settings,
    scope,
    code,
    duties,
    chosen,
    period,
    /** Key of the period in view, also when it is the running one. */
    periodKey: main?.period.key ?? period ?? periods.at(-1) ?? '',
    periods,
    area,
    /** Details of the area in view, or of the one before while they come. */
    detail,
    chain,
    coverages,
    inView,
    rows,
    summary,
    main,
    series,
    connected: !away,
  };
}
export type Leader = ReturnType<typeof useLeader>;
