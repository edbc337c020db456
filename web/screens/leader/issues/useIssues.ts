import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { AreaRef } from '#api/contract/areas.ts';
import type { IssueSummaryAnswer } from '#api/contract/issueQuestions.ts';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import type { Level } from '#geodata/model.ts';
import {
  categoriesQuery,
  emergingQuery,
  heatQuery,
  hexagonsQuery,
  hotspotsQuery,
  type IssuesAsked,
  issuePointsQuery,
  issueSeriesQuery,
  issueSummaryQuery,
  silenceQuery,
} from '../../../queries/issues.ts';
import { useMay } from '../../../queries/who.ts';
import { writeBox } from '../../../state/box.ts';
import type { Leader } from '../useLeader.ts';
import { bandwidthFor, resolutionFor, settingsOf, usualCell, widthOf } from './spots.ts';

/** Pixels of the picture of density along its sides, and the deviation of its kernel in metres by level. */
const HEAT_PIXELS = 384;
const HEAT_METRES = { district: 900, town: 350, community: 150, grid: 80 } as const;
/** At most so many deviations of the kernel fit into the width of what is drawn. */
const KERNELS = 110;
/** Complete weeks in which hotspots are followed. */
const STEPS = 12;
/** Weeks of the trend, the running one among them: each is a button, as wide as a finger on a phone too. */
const TREND_WEEKS = 7;

/** The areas of the level below an area, each with its measures; last what is at home in the area itself. */
export interface AreaRows {
  area: AreaRef;
  rows: IssueSummaryAnswer['rows'];
}

/** Everything the layer of issues asks for, from the address to the answers. */
export function useIssues(leader: Leader) {
  const { url, code, lang, line, asOf, period, detail, parents, today } = leader;
  const { show, category, source, bbox, spots } = url;
  const mayList = useMay('list');
  const asked: IssuesAsked = useMemo(
    () => ({ area: code ?? '', category, source, bbox: bbox && writeBox(bbox), lang }),
    [code, category, source, bbox, lang],
  );
  const days = line
    ? { from: formatDay(line.first), to: asOf ?? formatDay(Math.min(line.last, line.limit)) }
    : { from: '', to: '' };
  const on = code !== null && line !== null && !leader.covering;
  const categories = useQuery({ ...categoriesQuery(), enabled: on });
  const moment = { period: line?.period.key ?? period, asOf };
  // One answer for the area in view; those it lies in are asked for the areas beside it alone.
  const hasBelow = parents.some((parent) => parent.code === code);
  const by = hasBelow ? 'category,source,area' : 'category,source';
  const summary = useQuery({ ...issueSummaryQuery({ ...asked, ...moment, by }), enabled: on });
  const above = useQueries({
    queries: (on ? parents : [])
      .filter((parent) => parent.code !== code)
      .map((parent) => issueSummaryQuery({ ...asked, ...moment, area: parent.code, by: 'area' })),
    combine: (results) => ({
      data: results.flatMap(({ data }): AreaRows[] => (data ? [data] : [])),
      pending: results.some(({ isPending, isPlaceholderData }) => isPending || isPlaceholderData),
    }),
  });
  const { groups } = summary.data ?? {};
  /** The areas below the one in view; null while they come, and for one without any below. */
  const below = useMemo(
    (): AreaRows | null =>
      summary.data && groups?.area ? { area: summary.data.area, rows: groups.area } : null,
    [summary.data, groups],
  );
  const byArea = useMemo(() => (below ? [...above.data, below] : above.data), [above.data, below]);
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
  const settings = useMemo(() => settingsOf(spots, level, source), [spots, level, source]);
  const bandwidth = bbox
    ? bandwidthFor(bbox)
    : Math.max(
        HEAT_METRES[level as keyof typeof HEAT_METRES] ?? HEAT_METRES.district,
        // A very wide district: a narrower kernel would be less than a pixel.
        detail?.bounds ? Number((widthOf(detail.bounds) / KERNELS).toPrecision(2)) : 0,
      );
  const heat = useQuery({
    ...heatQuery({ ...asked, ...days, width: HEAT_PIXELS, height: HEAT_PIXELS, bandwidth }),
    enabled: on && show === 'heat',
  });
  const extent = bbox ?? detail?.bounds ?? null;
  const columns = useQuery({
    ...hexagonsQuery({ ...asked, ...days, resolution: extent ? resolutionFor(extent) : 7 }),
    enabled: on && show === 'columns' && extent !== null,
  });
  const points = useQuery({
    ...issuePointsQuery({ ...asked, ...days }),
    enabled: on && mayList && show === 'points',
  });
  // What statistics find stands in the panel whatever the map shows.
  const hotspots = useQuery({
    ...hotspotsQuery({ ...asked, ...days, ...settings }),
    enabled: on && show !== 'emerging' && show !== 'silence',
  });
  // A course is told at one level of significance alone.
  const { alpha: _, ...courseSettings } = settings;
  const silenceCell = settings.cell === 'h3' ? usualCell(level) : settings.cell;
  const emerging = useQuery({
    ...emergingQuery({ ...asked, ...courseSettings, steps: STEPS }),
    enabled: on && show === 'emerging',
  });
  const silence = useQuery({
    ...silenceQuery({ area: asked.area, bbox: asked.bbox, lang, ...days, cell: silenceCell }),
    enabled: on && show === 'silence',
  });
  const shown = { counts: null, heat, columns, points: mayList ? points : null, hotspots, emerging, silence }[
    show
  ];
  return {
    on,
    asked,
    days,
    /** Cells of what statistics find. */
    cell: show === 'silence' ? silenceCell : settings.cell,
    settings,
    /** What statistics find in the way of showing that is chosen; null where that is of no hexagons. */
    found: (show === 'emerging' ? emerging.data : hotspots.data) ?? null,
    mayList,
    categories,
    summary,
    /** The areas below each parent, from the top down; the last is the area in view's own. */
    byArea,
    below,
    /** Its rows by category and source. */
    categoryRows: groups?.category ?? [],
    sourceRows: groups?.source ?? [],
    series,
    heat,
    columns,
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
        summary.isPlaceholderData ||
        above.pending ||
        (shown !== null && (shown.isPending || shown.isPlaceholderData) && !shown.isError)),
  };
}
export type Issues = ReturnType<typeof useIssues>;
