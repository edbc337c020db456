import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { IssueSummaryAnswer } from '#api/contract/issueQuestions.ts';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import type { Level } from '#geodata/model.ts';
import {
  categoriesQuery,
  emergingQuery,
  type HotspotSettings,
  heatQuery,
  hotspotsQuery,
  type IssuesAsked,
  issuePointsQuery,
  issueSeriesQuery,
  issueSummaryQuery,
  silenceQuery,
} from '../../../queries/issues.ts';
import { useMay } from '../../../queries/who.ts';
import type { Leader } from '../useLeader.ts';

/** Pixels of the picture of density along its sides, and the deviation of its kernel in metres by level. */
const HEAT_PIXELS = 384;
const HEAT_METRES = { district: 900, town: 350, community: 150, grid: 80 } as const;
/** Complete weeks in which hotspots are followed. */
const STEPS = 12;
/** Weeks of the trend, the running one among them: each is a button, as wide as a finger on a phone too. */
const TREND_WEEKS = 7;

/** Everything the layer of issues asks for, from the address to the answers. */
export function useIssues(leader: Leader) {
  const { url, code, lang, line, asOf, period, detail, parents, today } = leader;
  const { show, category, source } = url;
  const mayList = useMay('list');
  const asked: IssuesAsked = useMemo(
    () => ({ area: code ?? '', category, source, lang }),
    [code, category, source, lang],
  );
  const days = line
    ? { from: formatDay(line.first), to: asOf ?? formatDay(Math.min(line.last, line.limit)) }
    : { from: '', to: '' };
  const on = code !== null && line !== null && !leader.covering;
  const categories = useQuery({ ...categoriesQuery(), enabled: on });
  const moment = { period: line?.period.key ?? period, asOf };
  const summary = useQuery({ ...issueSummaryQuery({ ...asked, ...moment, by: 'category' }), enabled: on });
  const bySource = useQuery({ ...issueSummaryQuery({ ...asked, ...moment, by: 'source' }), enabled: on });
  const byArea = useQueries({
    queries: (on ? parents : []).map((parent) =>
      issueSummaryQuery({ ...asked, ...moment, area: parent.code, by: 'area' }),
    ),
    combine: (results) => ({
      data: results.flatMap(({ data }): IssueSummaryAnswer[] => (data ? [data] : [])),
      pending: results.some(({ isPending, isPlaceholderData }) => isPending || isPlaceholderData),
      failed: results.find(({ isError, data }) => isError && !data) ?? null,
    }),
  });
  const trendFrom = today ? formatDay((parseDay(today) ?? 0) - 7 * (TREND_WEEKS - 1)) : '';
  const series = useQuery({
    ...issueSeriesQuery({ ...asked, from: trendFrom, to: today ?? '', step: 'week' }),
    enabled: on && today !== null,
  });

  const levelBelow = useCallback(
    (parent: string): Level | null => {
      const at = parents.findIndex((one) => one.code === parent);
      if (at < 0) return null;
      return parents[at + 1]?.level ?? detail?.childLevel ?? null;
    },
    [parents, detail],
  );
  const level = detail?.level ?? 'district';
  const cell: HotspotSettings['cell'] = level === 'town' || level === 'community' ? 'grid' : 'community';
  const bandwidth = HEAT_METRES[level as keyof typeof HEAT_METRES] ?? HEAT_METRES.district;
  const heat = useQuery({
    ...heatQuery({ ...asked, ...days, width: HEAT_PIXELS, height: HEAT_PIXELS, bandwidth }),
    enabled: on && show === 'heat',
  });
  const points = useQuery({
    ...issuePointsQuery({ ...asked, ...days }),
    enabled: on && mayList && show === 'points',
  });
  // What statistics find stands in the panel whatever the map shows.
  const hotspots = useQuery({
    ...hotspotsQuery({ ...asked, ...days, cell, value: 'count' }),
    enabled: on && show !== 'emerging' && show !== 'silence',
  });
  const emerging = useQuery({
    ...emergingQuery({ ...asked, cell, value: 'count', steps: STEPS }),
    enabled: on && show === 'emerging',
  });
  const silence = useQuery({
    ...silenceQuery({ area: asked.area, lang, ...days, cell: cell as 'grid' | 'community' }),
    enabled: on && show === 'silence',
  });
  const shown = { counts: null, heat, points: mayList ? points : null, hotspots, emerging, silence }[show];
  return {
    on,
    asked,
    days,
    cell,
    mayList,
    categories,
    summary,
    bySource,
    /** The areas below each parent, from the top down; the last is the area in view's own. */
    byArea,
    /** The areas below the one in view; null while they come, and for one without any below. */
    below: byArea.data.find(({ area }) => area.code === code) ?? null,
    series,
    heat,
    points,
    hotspots,
    emerging,
    silence,
    /** What the way of showing asks for; null where the counts by area tell all. */
    shown,
    levelBelow,
    waiting:
      on &&
      (summary.isPending ||
        byArea.pending ||
        (shown !== null && (shown.isPending || shown.isPlaceholderData) && !shown.isError)),
  };
}
export type Issues = ReturnType<typeof useIssues>;
