import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { DutyInfo, ProgrammeInfo } from '#api/contract/coverage.ts';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import { periodKindOf } from '#geodata/duty/period.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';
import { isAway } from '../../api.ts';
import { lastPeriods } from '../../i18n/period.ts';
import type { Moment } from '../../queries/index.ts';
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
import { usualDuty } from '../../state/usualDuty.ts';
import { chainOf, fitsTree, useOwnDuty } from './ownTree.ts';
import { priorOf, type Timeline, timelineOf } from './time/timeline.ts';
import { useCompare } from './time/useCompare.ts';

export interface ChosenDuty {
  programme: ProgrammeInfo;
  duty: DutyInfo;
}

/** Periods in the chart of the trend: its bars are buttons and as wide as a finger. */
const TREND = 8;

/** The last periods up to the moment in view, or up to the period in view where that lies farther back. */
function trendPeriods({ programme, duty }: ChosenDuty, line: Timeline, until: string): string[] {
  const keys = lastPeriods(duty.period, until, programme, TREND);
  return keys.includes(line.period.key)
    ? keys
    : lastPeriods(duty.period, formatDay(line.last), programme, TREND);
}

/** Issues are of no campaign: every period of the calendar can be looked at. */
export const ALL_TIME = { firstDay: '2000-01-01', lastDay: '2099-12-31' };

/** How much of the period in view has gone by. */
function elapsedOf(line: Timeline, asOf: string | null) {
  const { period, first, last, limit, over } = line;
  const until = asOf === null ? limit : Math.min(last, parseDay(asOf) ?? limit);
  return {
    key: period.key,
    elapsed: until - first + 1,
    total: last - first + 1,
    closed: over && asOf === null,
  };
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
  const sees = useMemo(() => {
    const top = session.data?.scope ?? [];
    const zones = top.some(({ level }) => level === 'zone');
    return { zones, areas: !zones || top.some(({ level }) => level !== 'zone') };
  }, [session.data]);
  const duties = useMemo(
    (): ChosenDuty[] =>
      (programmes.data?.items ?? []).flatMap((programme) =>
        programme.duties
          .filter(({ tree }) => sees[tree === ADMINISTRATIVE ? 'areas' : 'zones'])
          .map((duty) => ({ programme, duty })),
      ),
    [programmes.data, sees],
  );
  const chosen = duties.find(({ duty }) => duty.id === url.duty) ?? usualDuty(duties);
  const covering = url.layer === 'coverage';
  const dutyId = covering ? (chosen?.duty.id ?? '') : '';
  const asked = url.period === null ? null : periodKindOf(url.period);
  // Issues have no rhythm of their own: any period of the calendar, a month where none is named.
  const kind = covering ? chosen?.duty.period : asked === null || asked === 'programme' ? 'month' : asked;
  const period = asked !== null && asked === kind ? url.period : null;
  const today = session.data?.today ?? null;
  // Today and later are now; which day is today the server knows.
  const asOf = url.asOf !== null && (today === null || url.asOf < today) ? url.asOf : null;
  const dated = url.asOf === null || today !== null;
  const line = useMemo(
    () =>
      chosen && kind && today
        ? timelineOf(kind, period, asOf, today, covering ? chosen.programme : ALL_TIME)
        : null,
    [chosen, kind, covering, period, asOf, today],
  );

  const area = useQuery({
    ...areaQuery(code ?? '', lang),
    enabled: code !== null,
    placeholderData: keepPreviousData,
  });
  const detail = area.data ?? null;
  const chain = useMemo(
    () => (detail ? chainOf(detail, session.data?.scope ?? []) : []),
    [detail, session.data],
  );
  const tree = covering ? (chosen?.duty.tree ?? ADMINISTRATIVE) : ADMINISTRATIVE;
  const fits = detail !== null && fitsTree(detail, tree);
  useOwnDuty(detail, area.isPlaceholderData || !programmes.data || fits, { url, navigate, covering, duties });
  const parents = useMemo(() => {
    if (!detail || !fits) return [];
    const all = [...chain, ...(detail.childLevel === null ? [] : [detail])];
    // All zones are drawn at once: they are of one level, and the towns beneath them have no figures.
    return tree === ADMINISTRATIVE ? all : all.slice(0, 1);
  }, [detail, fits, chain, tree]);
  const coverages = useQueries({
    queries: (dutyId === '' || !dated ? [] : parents).map((parent) =>
      coverageQuery({ duty: dutyId, period, asOf, area: parent.code, lang }),
    ),
    combine: (results) => ({
      results,
      data: results.flatMap(({ data }) => (data ? [data] : [])),
      pending: results.some(({ isPending, isPlaceholderData }) => isPending || isPlaceholderData),
      /** One that did not come; one that came, but not anew. */
      failed: results.find(({ isError, data }) => isError && !data) ?? null,
      stale: results.find(({ isError, data }) => isError && data) ?? null,
      retry: () => {
        for (const each of results) if (each.isError) void each.refetch();
      },
    }),
  });
  const summary = useQuery({
    ...summaryQuery({ area: code ?? '', period, asOf, lang }),
    enabled: covering && code !== null && dated,
  });
  const periods = useMemo(
    () => (covering && chosen && line && today ? trendPeriods(chosen, line, asOf ?? today) : []),
    [covering, chosen, line, asOf, today],
  );
  const series = useQuery({
    ...seriesQuery({
      duty: dutyId,
      area: code ?? '',
      from: periods[0] ?? '',
      to: periods.at(-1) ?? '',
      asOf,
      lang,
    }),
    enabled: code !== null && dutyId !== '' && periods.length > 0 && fits,
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
  const prior = useMemo(
    () => (chosen && line ? priorOf(elapsedOf(line, asOf), covering ? chosen.programme : ALL_TIME) : null),
    [chosen, line, covering, asOf],
  );
  const compare = useCompare({
    on: covering && url.compare && prior !== null,
    code: code ?? '',
    lang,
    asOf,
    duties,
    dutyId,
    prior,
    summary: summary.isPlaceholderData ? undefined : summary.data,
    parents: parents.map((parent) => parent.code),
    answers: coverages.data,
  });
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
    /** Whether coverage is in view, and not issues. */
    covering,
    /** Whether the area in view has figures of the duty: a town has none of a duty that is kept by zones. */
    fits,
    /** Tree of areas the figures in view are kept by. */
    tree,
    /** Parents of the levels that the map shows, from the top down. */
    parents,
    period,
    /** The past day as of which all is shown; null is now. */
    asOf,
    today,
    /** The period in view and its days; null until it is known which day it is. */
    line,
    /** Key of the period in view, also when it is the running one. */
    periodKey: line?.period.key ?? main?.period.key ?? period ?? '',
    /** Periods of the trend, oldest first. */
    periods,
    compare,
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
    /** Whether the figures of the moment in view are still on their way. */
    waiting:
      covering && (coverages.pending || summary.isPending || summary.isPlaceholderData || compare.pending),
    /** Asks beforehand for another moment of what is in view. */
    prefetch: (moment: Moment) => {
      if (code === null || !covering) return;
      void client.prefetchQuery(summaryQuery({ area: code, lang, ...moment }));
      for (const parent of parents)
        void client.prefetchQuery(coverageQuery({ duty: dutyId, area: parent.code, lang, ...moment }));
    },
  };
}
export type Leader = ReturnType<typeof useLeader>;
