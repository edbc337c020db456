import { useMemo } from 'react';
import type { HeatCells } from '#api/contract/hotspots.ts';
import { formatPlace, shortPlaces } from '../../../i18n/format.ts';
import { binClass, courseClass, silenceClass } from '../../../map/cells.ts';
import { heatPicture } from '../../../map/heatPicture.ts';
import { readPalette } from '../../../map/palette.ts';
import type { CellClass, IssuesView, MapHexagon, Stratum } from '../../../map/view.ts';
import type { Theme } from '../../../state/url.ts';
import type { Leader } from '../useLeader.ts';
import { widthOf } from './spots.ts';
import type { Issues } from './useIssues.ts';

/** What the map shows of issues, over areas that carry only their names. */
export function useIssueMap(
  leader: Leader,
  issues: Issues,
  theme: Theme,
): { strata: readonly Stratum[]; view: IssuesView | null } {
  const { url, lang } = leader;
  const { byArea, below, heat, columns, points, hotspots, emerging, silence, cell } = issues;
  const strata = useMemo(
    () =>
      byArea.flatMap((answer): Stratum[] => {
        const rows = answer.rows.filter(({ own }) => !own);
        const names = rows.map(({ name }) => (lang === 'en' ? name : formatPlace(name)));
        const shorts = shortPlaces(names);
        const level = issues.levelBelow(answer.area.code);
        if (level === null) return [];
        const areas = rows.map(({ key, measures }, i) => ({
          ...{ code: key, name: names[i] ?? '', short: shorts[i] ?? '', note: '' },
          ...{ light: null, index: 0, rank: -measures.overdue },
        }));
        return [{ level, areas }];
      }),
    [byArea, lang, issues.levelBelow],
  );
  const extent = url.bbox ?? leader.detail?.bounds ?? null;
  const view = useMemo((): IssuesView | null => {
    const cells = (codes: readonly string[], classes: readonly CellClass[]): IssuesView => ({
      kind: 'cells',
      level: cell === 'grid' ? 'grid' : 'community',
      classes: Object.fromEntries(codes.map((code, i) => [code, classes[i] ?? 'untested'])),
    });
    /** Areas of a level, or hexagons, which are in no tile. */
    const found = (
      answer: { columns: { code: string[] }; hexagons?: readonly MapHexagon[] | undefined },
      classes: CellClass[],
    ): IssuesView => {
      const { code } = answer.columns;
      if (!answer.hexagons) return cells(code, classes);
      const classOf = new Map(code.map((each, i) => [each, classes[i] ?? 'untested']));
      return {
        kind: 'hexagons',
        cells: answer.hexagons.map((hexagon) => ({
          hexagon,
          found: classOf.get(hexagon.code) ?? 'untested',
        })),
        classes,
      };
    };
    switch (url.show) {
      case 'heat': {
        const picture = heat.data && heatPicture(heat.data, readPalette(theme, 1));
        return picture ? { kind: 'heat', picture, bounds: heat.data.bounds } : null;
      }
      case 'columns':
        return columns.data && extent ? columnsOf(columns.data.columns, widthOf(extent)) : null;
      case 'points':
        return points.data ? pointsOf(points.data.columns, url.issue) : null;
      case 'hotspots':
        return hotspots.data ? found(hotspots.data, hotspots.data.columns.bin.map(binClass)) : null;
      case 'emerging': {
        if (!emerging.data) return null;
        const { course, side } = emerging.data.columns;
        return found(
          emerging.data,
          course.map((each, i) => courseClass(each, side[i] ?? null)),
        );
      }
      case 'silence': {
        const columns = silence.data?.columns;
        return columns
          ? cells(
              columns.code,
              columns.silent.map((silent, i) => silenceClass(silent, columns.contradicted[i] ?? false)),
            )
          : null;
      }
      default:
        return countsOf(below, issues.levelBelow);
    }
  }, [
    url.show,
    url.issue,
    cell,
    theme,
    below,
    issues.levelBelow,
    heat.data,
    columns.data,
    extent,
    points.data,
    hotspots.data,
    emerging.data,
    silence.data,
  ]);
  return { strata, view };
}

/** @param width metres of what is asked about */
function columnsOf(
  { cell, count, outline = [] }: HeatCells['columns'],
  width: number,
): Extract<IssuesView, { kind: 'columns' }> {
  return {
    kind: 'columns',
    columns: cell.map((code, i) => ({
      hexagon: { code, outline: outline[i] ?? [] },
      count: count[i] ?? 0,
    })),
    width,
  };
}

function pointsOf(
  columns: { id: string[]; lon: number[]; lat: number[]; open: boolean[] },
  selected: string | null,
): IssuesView {
  const positions = new Float64Array(2 * columns.id.length);
  for (let i = 0; i < columns.id.length; i++) {
    positions[2 * i] = columns.lon[i] as number;
    positions[2 * i + 1] = columns.lat[i] as number;
  }
  const open = Uint8Array.from(columns.open, Number);
  return { kind: 'points', ids: columns.id, positions, open, selected };
}

function countsOf(below: Issues['below'], levelBelow: Issues['levelBelow']): IssuesView | null {
  const level = below && levelBelow(below.area.code);
  if (!below || !level) return null;
  const rows = below.rows.filter(({ own }) => !own);
  const by = (what: 'open' | 'overdue') =>
    Object.fromEntries(rows.map(({ key, measures }) => [key, measures[what]]));
  return { kind: 'counts', level, open: by('open'), overdue: by('overdue') };
}
