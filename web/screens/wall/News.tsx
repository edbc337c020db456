import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { formatCount, formatDay, formatPace, formatPercent, formatPlace } from '../../i18n/format.ts';
import { periodLabel } from '../../i18n/period.ts';
import { SHARE_EDGES } from '../../map/reachClasses.ts';
import { coverageRows } from '../../queries/rows.ts';
import { type AreaFigures, dutiesOf, type Known } from '../../state/known.ts';
import { useUrl } from '../../state/useUrl.ts';
import { lightCounts, standings } from './figures.ts';
import type { Scene } from './scenes.ts';

/** Shares within reach from which the light is green, and amber: the edges of the map's classes. */
const GOOD_REACH = { green: SHARE_EDGES[0], amber: SHARE_EDGES[2] } as const;

interface NewsParts {
  light: 'red' | 'amber' | 'green';
  /** The number that says it, as it is written, and its unit; null where there is none. */
  figure: { value: string; unit?: string } | null;
  words: string;
  about: string;
  when: string;
}

/** What the map of a scene says, first of all. */
export function News({
  scene,
  known,
  figures,
  step,
  at,
}: {
  scene: Scene;
  known: Known;
  figures: AreaFigures;
  step: number | null;
  /** Code of the area that is flown to; null while the whole is in view. */
  at: string | null;
}) {
  const { t } = useTranslation();
  const [{ lang }] = useUrl();
  const news = newsOf({ scene, known, figures, step, lang, t });
  if (!news) return null;
  const place = at === null ? null : placeOf(scene, figures, at, t);
  return (
    <div className="wall-news" data-testid="wall-news" data-scene={scene.key}>
      <p className="wall-news__first">
        <LightGlyph light={news.light} />
        {news.figure && (
          <b>
            {news.figure.value}
            {news.figure.unit && <small>{news.figure.unit}</small>}
          </b>
        )}
        <span>{news.words}</span>
      </p>
      <p className="wall-news__about">{news.about}</p>
      <p className="wall-news__when">{news.when}</p>
      {place && (
        <p className="wall-news__place" data-testid="wall-place">
          <b>{place.name}</b> {place.figure}
        </p>
      )}
    </div>
  );
}

const counted = (n: number) => ({ value: formatCount(n) });

interface Asked {
  scene: Scene;
  known: Known;
  figures: AreaFigures;
  step: number | null;
  lang: string;
  t: TFunction;
}

function newsOf(asked: Asked): NewsParts | null {
  const { scene, known, figures, t } = asked;
  if (scene.kind === 'overview') {
    const answers = dutiesOf(known).flatMap(({ duty }) => figures.coverage[duty.id] ?? []);
    const rows = standings(answers);
    const red = rows.filter((row) => row.red > 0).length;
    const about = {
      about: t('wall.news.allDuties'),
      when: t('wall.news.counted', { count: answers.length }),
    };
    return red > 0
      ? { light: 'red', figure: counted(red), words: t('wall.news.someBehind', { count: red }), ...about }
      : { light: 'green', figure: null, words: t('wall.news.fine'), ...about };
  }
  if (scene.kind === 'duty') return ofDuty(asked);
  if (scene.kind === 'issues' && figures.places) {
    const { overdue } = figures.places.measures;
    return {
      light: overdue > 0 ? 'red' : 'green',
      figure: counted(overdue),
      words: t('wall.news.overdue', { count: overdue }),
      about: t('wall.news.issues'),
      when: periodLabel(figures.places.period.key, t, asked.lang),
    };
  }
  if (scene.kind === 'services') return ofServices(asked);
  return scene.kind === 'hotspots' ? ofHotspots(asked) : null;
}

function ofDuty({ scene, known, figures, lang, t }: Asked): NewsParts | null {
  const duty = dutiesOf(known).find(({ duty: { id } }) => id === scene.duty)?.duty;
  const answer = figures.coverage[scene.duty ?? ''];
  if (!duty || !answer) return null;
  const { red, amber } = lightCounts(answer);
  const about = { about: duty.name, when: periodLabel(answer.period.key, t, lang) };
  if (red > 0)
    return { light: 'red', figure: counted(red), words: t('wall.news.behind', { count: red }), ...about };
  if (amber > 0)
    return { light: 'amber', figure: counted(amber), words: t('wall.news.slow', { count: amber }), ...about };
  return { light: 'green', figure: null, words: t('wall.news.fine'), ...about };
}

function ofServices({ figures: { reach, services }, t }: Asked): NewsParts | null {
  const share = reach?.total?.share ?? null;
  if (!reach || share === null) return null;
  const out = services?.items.filter(({ open }) => open === true).length ?? 0;
  return {
    light: share >= GOOD_REACH.green ? 'green' : share >= GOOD_REACH.amber ? 'amber' : 'red',
    figure: { value: formatPercent(share), unit: '%' },
    words: t('wall.news.reached', { whose: reach.demand.name }),
    about: t('wall.news.services'),
    when: t('wall.news.onTheRoad', { n: formatCount(out), of: formatCount(services?.items.length ?? 0) }),
  };
}

function ofHotspots({ figures: { emerging }, step, t }: Asked): NewsParts | null {
  if (!emerging) return null;
  const { columns, steps, asOf } = emerging;
  const hot =
    step === null
      ? columns.side.filter((side) => side === 'hot').length
      : columns.bin.filter((bins) => (bins[step] ?? 0) > 0).length;
  const from = step === null ? null : steps[step];
  return {
    light: hot > 0 ? 'red' : 'green',
    figure: counted(hot),
    words: t('wall.news.hot', { count: hot }),
    about: t('wall.news.hotspots'),
    when: from
      ? t('wall.news.week', { from: formatDay(from, asOf) })
      : t('wall.news.weeks', { n: steps.length }),
  };
}

/** The place that is flown to and its figure. */
function placeOf(scene: Scene, figures: AreaFigures, code: string, t: TFunction) {
  if (scene.kind === 'duty') {
    const answer = figures.coverage[scene.duty ?? ''];
    const row = answer && coverageRows(answer).areas.find((each) => each.code === code);
    return row
      ? {
          name: formatPlace(row.name),
          figure: `${formatPercent(row.ratio)}% · ${t('wall.pace.points', { points: formatPace(row.pace) })}`,
        }
      : null;
  }
  const place = figures.places?.rows.find(({ key }) => key === code);
  if (!place) return null;
  const { open, overdue } = place.measures;
  const figure = t('issues.places.counts', { overdue: formatCount(overdue), open: formatCount(open) });
  return { name: formatPlace(place.name), figure: scene.kind === 'issues' ? figure : '' };
}
