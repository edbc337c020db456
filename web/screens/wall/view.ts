import type { TFunction } from 'i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { LonLat } from '#geodata/model.ts';
import { formatPace, formatPercent, formatPlace, shortPlaces } from '../../i18n/format.ts';
import { binClass, courseClass } from '../../map/cells.ts';
import { type ServiceDot, serviceOverlay } from '../../map/layers/services.ts';
import { rasterOf } from '../../map/rasterOf.ts';
import { reachRows } from '../../map/reachClasses.ts';
import { kindMarks, openState } from '../../map/serviceGlyphs.ts';
import type { CellClass, IssuesView, MapView, Overlay, Stratum } from '../../map/view.ts';
import { stratumOf } from '../../queries/stratum.ts';
import { type AreaFigures, dutiesOf, type Known } from '../../state/known.ts';
import type { Theme } from '../../state/url.ts';
import { type Standing, standingClass, standings } from './figures.ts';
import type { Scene } from './scenes.ts';

/** Factor on a label by the light of its area: what is urgent is read from farther away. */
const EMPHASIS = { red: 1.22, amber: 1, green: 0.94, grey: 0.94 } as const;

/** What a scene's map shows over its ground. */
type Shown = Pick<MapView, 'strata' | 'issues' | 'overlay'>;

/** Pixels of the map's text and lines are made for a screen of this many lines at arm's length; a wall is far. */
const LINES = 1080;
const FAR = 2.2;

/** Factor on the map's text and lines, by the height of the screen in CSS pixels. */
export const scaleOf = (height: number): number => (FAR * height) / LINES;

/** What does not change from scene to scene: the ground, the shapes, who is inside. */
export function groundOf(
  known: Known,
  area: AreaFigures,
  { theme, scale, english }: { theme: Theme; scale: number; english: boolean },
): MapView {
  const { detail } = area;
  const baseMap = known.settings?.map.baseMap ?? null;
  // The figures name the shapes they belong to.
  const template = Object.values(area.coverage)[0]?.tiles ?? area.summary?.tiles;
  const absolute = (address: string) =>
    new URL(address, location.origin).href.replace(/%7B/gi, '{').replace(/%7D/gi, '}');
  const source = known.tiles;
  return {
    tiles: source
      ? {
          tiles: (template ? [template] : source.tiles).map(absolute),
          minzoom: source.minzoom,
          maxzoom: source.maxzoom,
          ...(source.bounds ? { bounds: source.bounds } : {}),
        }
      : null,
    basemap: known.basemap ?? null,
    raster: baseMap ? rasterOf(baseMap, theme, location.origin) : null,
    strata: [],
    top: detail ? { code: detail.code, level: detail.level } : null,
    selected: null,
    inside: detail ? [detail.code] : [],
    hovered: null,
    english,
    hatchRed: true,
    scale,
  };
}

/**
 * The map of a scene.
 *
 * @param step number of the week in view, of a scene that plays; null shows what became of all
 */
export function sceneOf(
  scene: Scene,
  known: Known,
  figures: AreaFigures,
  step: number | null,
  t: TFunction,
): Shown {
  switch (scene.kind) {
    case 'overview':
      return { strata: overview(known, figures, t), issues: null };
    case 'duty': {
      const duty = dutiesOf(known).find(({ duty: { id } }) => id === scene.duty)?.duty;
      const answer = figures.coverage[scene.duty ?? ''];
      return { strata: duty && answer ? [ofDuty(answer, duty, t)] : [], issues: null };
    }
    case 'issues':
      return { strata: places(figures), issues: counts(figures) };
    case 'hotspots':
      return { strata: places(figures), issues: cells(figures, step) };
    case 'services':
      return { strata: reached(figures), issues: null, overlay: onTheRoad(figures) };
  }
}

function ofDuty(answer: AreaFigures['coverage'][string], duty: DutyInfo, t: TFunction): Stratum {
  const stratum = stratumOf(answer, duty, ({ light, pace }) =>
    light === 'grey' ? t('light.grey') : pace === null ? t('light.none') : formatPace(pace),
  );
  return {
    ...stratum,
    areas: stratum.areas.map((area) => ({
      ...area,
      size: area.light === null ? 0.94 : EMPHASIS[area.light],
    })),
  };
}

function overview(known: Known, figures: AreaFigures, t: TFunction): Stratum[] {
  const answers = dutiesOf(known).flatMap(({ duty }) => figures.coverage[duty.id] ?? []);
  const level = answers[0]?.level;
  if (!level) return [];
  const rows = standings(answers);
  const names = rows.map(({ name }) => formatPlace(name));
  const shorts = shortPlaces(names);
  return [
    {
      level,
      areas: rows.map((row, i) => {
        const light = row.red > 0 ? 'red' : row.amber > 0 ? 'amber' : row.green > 0 ? 'green' : null;
        return {
          ...{ code: row.code, name: names[i] ?? '', short: shorts[i] ?? '', light },
          note: noteOf(row, t),
          index: standingClass(row),
          rank: -10 * row.red - row.amber,
          size: light === 'red' ? 1.1 + 0.06 * Math.min(3, row.red) : light === null ? 0.94 : EMPHASIS[light],
        };
      }),
    },
  ];
}

function noteOf({ red, amber, green }: Standing, t: TFunction): string {
  if (red > 0) return t('wall.map.behind', { count: red });
  if (amber > 0) return t('wall.map.slow', { count: amber });
  return green > 0 ? t('wall.map.fine') : t('light.none');
}

/** Towns by the share of households within reach. */
function reached(figures: AreaFigures): Stratum[] {
  const rows = new Map(
    figures.reach ? reachRows(figures.reach, 'reach').map((row) => [row.code, row] as const) : [],
  );
  return places(figures).map((stratum) => ({
    ...stratum,
    areas: stratum.areas.map((area) => {
      const { index = 0, value = null } = rows.get(area.code) ?? {};
      return { ...area, index, note: value === null ? '' : `${formatPercent(value)}%`, rank: -index };
    }),
  }));
}

/** Desks, buses and rounds where they are, and their way to the next stop. */
function onTheRoad({ services }: AreaFigures): Overlay | null {
  if (!services) return null;
  const marks = kindMarks(services.kinds);
  const points = services.items.flatMap(({ id, name, kind, open, position }): ServiceDot[] => {
    const mark = marks.get(kind);
    return mark && position ? [{ id, name, at: pair(position), mark, state: openState(open) }] : [];
  });
  const moves = services.items.flatMap(({ position, next }) =>
    position && next ? [{ from: pair(position), to: pair(next.position) }] : [],
  );
  const nothing = { selected: null, route: null, stops: [], far: [], chosen: [], candidates: [] };
  return serviceOverlay({ ...nothing, points, moves, quiet: false });
}

const pair = ([lon, lat]: readonly [number, number]): LonLat => [lon, lat];

/** The areas below with nothing but their names. */
function places({ places: answer, detail }: AreaFigures): Stratum[] {
  const level = detail?.childLevel;
  if (!answer || !level) return [];
  const rows = answer.rows.filter(({ own }) => !own);
  const names = rows.map(({ name }) => formatPlace(name));
  const shorts = shortPlaces(names);
  const areas = rows.map(({ key, measures }, i) => ({
    ...{ code: key, name: shorts[i] ?? '', short: shorts[i] ?? '', note: '' },
    ...{ light: null, index: 0, rank: -measures.overdue },
  }));
  return [{ level, areas }];
}

function counts({ places: answer, detail }: AreaFigures): IssuesView | null {
  const level = detail?.childLevel;
  if (!answer || !level) return null;
  const rows = answer.rows.filter(({ own }) => !own);
  const by = (what: 'open' | 'overdue') =>
    Object.fromEntries(rows.map(({ key, measures }) => [key, measures[what]]));
  return { kind: 'counts', level, open: by('open'), overdue: by('overdue') };
}

/** Cells of one week, or, when all have been played, what became of each. */
function cells({ emerging }: AreaFigures, step: number | null): IssuesView | null {
  if (!emerging) return null;
  const { code, course, side, bin } = emerging.columns;
  const classes: Record<string, CellClass> = {};
  for (const [i, each] of code.entries()) {
    const now = step === null ? null : (bin[i]?.[step] ?? 0);
    classes[each] = now === null ? courseClass(course[i] ?? 'none', side[i] ?? null) : binClass(now);
  }
  return { kind: 'cells', level: 'community', classes };
}
