import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CoverageAnswer, DutyInfo } from '#api/contract/coverage.ts';
import type { Light } from '#geodata/model.ts';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { formatCount, formatEdge } from '../../i18n/format.ts';
import { binClass, courseClass } from '../../map/cells.ts';
import { classCounts, paceClasses } from '../../map/classes.ts';
import { reachRows, SHARE_EDGES } from '../../map/reachClasses.ts';
import type { CellClass } from '../../map/view.ts';
import { coverageRows } from '../../queries/rows.ts';
import { isSettled } from '../../queries/stratum.ts';
import { type AreaFigures, dutiesOf, type Known } from '../../state/known.ts';
import { standingClass, standings } from './figures.ts';
import type { Scene } from './scenes.ts';

const MOST_LINES = 5;

/** What the numbers beside the fills count. */
const COUNTED = {
  overview: 'wall.legend.towns',
  duty: 'wall.legend.towns',
  issues: 'wall.issues.unit',
  hotspots: 'wall.legend.cells',
  services: 'wall.legend.towns',
} as const satisfies Record<Scene['kind'], string>;

interface Line {
  swatch: string;
  light?: Light | null;
  word: string;
  range?: string;
  count: number | null;
}

/** What the fills of a scene's map mean, each with its count of areas; sources and approval below. */
export function WallLegend({
  scene,
  known,
  figures,
  step,
}: {
  scene: Scene;
  known: Known;
  figures: AreaFigures;
  step: number | null;
}) {
  const { t } = useTranslation();
  const { title, lines } = useLines(scene, known, figures, step);
  const map = known.settings?.map;
  const sources = [...(map?.baseMap ? [map.baseMap.attribution] : []), ...(known.session?.attribution ?? [])];
  return (
    <div className="wall-legend" data-testid="wall-legend">
      <p className="wall-legend__title">
        <span>{title}</span>
        <span>{t(COUNTED[scene.kind])}</span>
      </p>
      <ul>
        {fitting(lines).map(({ swatch, light, word, range, count }) => (
          <li key={swatch}>
            <i className="wall-swatch" data-swatch={swatch} aria-hidden="true" />
            {light === undefined ? <span /> : <LightGlyph light={light} />}
            <span>{word}</span>
            <span className="wall-legend__range">{range}</span>
            <b>{count === null ? '' : formatCount(count)}</b>
          </li>
        ))}
      </ul>
      <p className="wall-legend__credits">
        {[
          ...illustrative(figures.detail, t),
          t('wall.legend.approval', { value: map?.approvalNumber ?? t('map.approvalUnset') }),
          ...sources,
        ].join(' · ')}
      </p>
    </div>
  );
}

function useLines(
  scene: Scene,
  known: Known,
  figures: AreaFigures,
  step: number | null,
): { title: string; lines: Line[] } {
  const { t } = useTranslation();
  const duties = dutiesOf(known);
  if (scene.kind === 'overview') {
    const rows = standings(duties.flatMap(({ duty }) => figures.coverage[duty.id] ?? []));
    const count = (index: number) => rows.filter((row) => standingClass(row) === index).length;
    const lines: Line[] = [
      { swatch: 'ramp-1', light: 'green', word: t('wall.legend.fine'), count: count(1) },
      { swatch: 'ramp-3', light: 'amber', word: t('wall.legend.slowOne'), count: count(3) },
      { swatch: 'ramp-4', light: 'amber', word: t('wall.legend.slowMore'), count: count(4) },
      { swatch: 'ramp-5', light: 'red', word: t('wall.legend.behind'), count: count(5) },
    ];
    return { title: t('wall.legend.duties'), lines: [...lines, none(count(0))].filter(isThere) };
  }
  const duty = duties.find(({ duty: { id } }) => id === scene.duty)?.duty;
  const answer = figures.coverage[scene.duty ?? ''];
  if (scene.kind === 'duty' && duty && answer)
    return { title: t('wall.legend.pace'), lines: paceLines(answer, duty) };
  if (scene.kind === 'hotspots' && figures.emerging)
    return { title: t('wall.scene.hotspots'), lines: cellLines(figures.emerging.columns) };
  if (scene.kind === 'services' && figures.reach)
    return { title: t('wall.legend.reach'), lines: reachLines(figures.reach) };
  return {
    title: t('wall.legend.issues'),
    lines: [
      { swatch: 'open', word: t('wall.legend.open'), count: figures.places?.measures.open ?? null },
      { swatch: 'overdue', word: t('wall.legend.overdue'), count: figures.places?.measures.overdue ?? null },
    ],
  };

  function none(count: number): Line {
    return { swatch: 'none', light: null, word: t('wall.legend.none'), count };
  }

  function paceLines(of: CoverageAnswer, { kind, thresholds }: DutyInfo): Line[] {
    const closed = isSettled(of, { kind });
    const classes = paceClasses(thresholds, closed);
    const { areas, withheld } = coverageRows(of);
    const counts = classCounts(areas, classes, closed);
    const words = closed ? 'lightClosed' : 'light';
    const range = (from: number | null, to: number | null): string =>
      from === null
        ? t('legend.below', { a: formatEdge(to ?? 0) })
        : to === null
          ? t('legend.from', { a: formatEdge(from) })
          : t('legend.between', { a: formatEdge(from), b: formatEdge(to) });
    const lines = classes.map(
      ({ index, from, to, light }): Line => ({
        ...{ swatch: `ramp-${index}`, light, word: t(`${words}.${light}`) },
        ...{ range: range(from, to), count: counts[index] ?? 0 },
      }),
    );
    return [...lines, none((counts[0] ?? 0) + withheld.length)].filter(
      (line) => line.swatch !== 'none' || isThere(line),
    );
  }

  function reachLines(of: NonNullable<AreaFigures['reach']>): Line[] {
    const rows = reachRows(of, 'reach');
    const percent = (edge: number): number => Math.round(100 * edge);
    return [...SHARE_EDGES, 0].map((edge, i): Line => {
      const above = SHARE_EDGES[i - 1];
      const word =
        above === undefined
          ? t('wall.legend.atLeast', { a: percent(edge) })
          : edge === 0
            ? t('wall.legend.less', { a: percent(above) })
            : t('wall.legend.shares', { a: percent(edge), b: percent(above) });
      return { swatch: `ramp-${i + 1}`, word, count: rows.filter(({ index }) => index === i + 1).length };
    });
  }

  function cellLines(columns: NonNullable<AreaFigures['emerging']>['columns']): Line[] {
    const counts = new Map<CellClass, number>();
    for (const [i, course] of columns.course.entries()) {
      const found =
        step === null ? courseClass(course, columns.side[i] ?? null) : binClass(columns.bin[i]?.[step] ?? 0);
      if (found !== 'none' && found !== 'untested') counts.set(found, (counts.get(found) ?? 0) + 1);
    }
    return [...counts]
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, 5)
      .map(([found, count]) => ({ swatch: `cell-${found}`, word: t(`issues.cell.${found}`), count }));
  }
}

/** Whether borders are illustrative: all of them, or those of some levels below. */
function illustrative(detail: AreaFigures['detail'], t: TFunction): string[] {
  if (!detail) return [];
  if (detail.illustrative) return [t('map.illustrative')];
  const levels = detail.illustrativeLevels.map((level) => t(`level.${level}`)).join(t('map.listSeparator'));
  return levels === '' ? [] : [t('map.illustrativeBelow', { levels })];
}

/** Lines that leave the map its room: where there are many, classes of nobody are left out. */
const fitting = (lines: readonly Line[]): readonly Line[] =>
  lines.length > MOST_LINES ? lines.filter(isThere) : lines;

const isThere = ({ count }: Line): boolean => count !== null && count > 0;
