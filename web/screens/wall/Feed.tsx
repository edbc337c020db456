import { useQueries, useQuery } from '@tanstack/react-query';
import { memo, useEffect, useRef } from 'react';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import {
  areaQuery,
  basemapQuery,
  programmesQuery,
  sessionQuery,
  settingsQuery,
  tilesQuery,
} from '../../queries/index.ts';
import {
  communityNamesQuery,
  wallCoverageQuery,
  wallEmergingQuery,
  wallIssuesQuery,
  wallRankingQuery,
  wallReachQuery,
  wallSeriesQuery,
  wallServicesQuery,
  wallSummaryQuery,
} from '../../queries/wall.ts';
import { useKept } from '../../state/connection.ts';
import { dutiesOf, learn, learnOf, useKnown } from '../../state/known.ts';
import { takePulse } from './pulse.ts';

/** Milliseconds between two looks at who is there: it is the pulse of the connection. */
const PULSE_MS = 5_000;
/** Weeks of the trend, the running one among them. */
const TREND_WEEKS = 9;

const tableOf = <T,>(
  results: readonly { data: T | undefined }[],
  keys: readonly string[],
): Record<string, T> =>
  Object.fromEntries(
    results.flatMap(({ data }, i): [string, T][] => (data === undefined ? [] : [[keys[i] ?? '', data]])),
  );

/** Asks what the whole display is about, and notes what comes. Draws nothing. */
export const GroundFeed = memo(function GroundFeed({ lang }: { lang: string }) {
  const { data: session, dataUpdatedAt } = useQuery({ ...sessionQuery(), refetchInterval: PULSE_MS });
  const kept = useKept();
  const programmes = useQuery({ ...programmesQuery(lang), refetchInterval: 60_000 }).data?.items;
  const tiles = useQuery(tilesQuery()).data;
  const basemap = useQuery(basemapQuery()).data;
  const settings = useQuery(settingsQuery()).data;
  useEffect(() => {
    if (session && dataUpdatedAt > 0) takePulse(session, kept);
  }, [session, dataUpdatedAt, kept]);
  useEffect(
    () => learn({ session, programmes, tiles, basemap, settings }),
    [session, programmes, tiles, basemap, settings],
  );
  return null;
});

/** Asks for the figures of an area, and notes what comes. Draws nothing. */
export const AreaFeed = memo(function AreaFeed({ area, lang }: { area: string; lang: string }) {
  const known = useKnown();
  const today = known.session?.today ?? null;
  const duties = dutiesOf(known).map(({ duty }) => duty.id);
  const day = today === null ? null : parseDay(today);
  const before = day === null ? null : formatDay(day - 1);
  const on = today !== null;

  const detail = useQuery(areaQuery(area, lang)).data;
  const summary = useQuery(wallSummaryQuery({ area, asOf: null, lang })).data;
  const yesterday = useQuery({ ...wallSummaryQuery({ area, asOf: before, lang }), enabled: on }).data;
  const coverage = useQueries({
    queries: duties.map((duty) => wallCoverageQuery({ area, duty, asOf: null, lang })),
  });
  const coverageYesterday = useQueries({
    queries: duties.map((duty) => ({
      ...wallCoverageQuery({ area, duty, asOf: before, lang }),
      enabled: on,
    })),
  });
  const ranking = useQueries({ queries: duties.map((duty) => wallRankingQuery({ area, duty, lang })) });
  const categories = useQuery(wallIssuesQuery({ area, by: 'category', asOf: null, lang })).data;
  const places = useQuery(wallIssuesQuery({ area, by: 'area', asOf: null, lang })).data;
  const issuesYesterday = useQuery({
    ...wallIssuesQuery({ area, by: 'area', asOf: before, lang }),
    enabled: on,
  }).data;
  const from = day === null ? '' : formatDay(day - 7 * (TREND_WEEKS - 1));
  const series = useQuery({ ...wallSeriesQuery({ area, from, to: today ?? '', lang }), enabled: on }).data;
  const emerging = useQuery(wallEmergingQuery({ area, lang })).data;
  const names = useQuery(communityNamesQuery({ area, lang })).data;
  const reach = useQuery(wallReachQuery({ area, lang })).data;
  const services = useQuery(wallServicesQuery({ area, lang })).data;

  const single = {
    detail,
    summary,
    yesterday,
    categories,
    places,
    issuesYesterday,
    series,
    emerging,
    names,
    reach,
    services,
  };
  const tables = [coverage, coverageYesterday, ranking].map((results) => results.map(({ data }) => data));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers themselves tell what is new
  useEffect(() => {
    learnOf(area, {
      ...single,
      coverage: tableOf(coverage, duties),
      coverageYesterday: tableOf(coverageYesterday, duties),
      ranking: tableOf(ranking, duties),
    });
  }, [area, duties.join(' '), useSame([...Object.values(single), ...tables.flat()])]);
  return null;
});

/** The same list as long as its members are. */
function useSame(members: readonly unknown[]): readonly unknown[] {
  const last = useRef(members);
  const same = last.current.length === members.length && last.current.every((each, i) => each === members[i]);
  if (!same) last.current = members;
  return last.current;
}
