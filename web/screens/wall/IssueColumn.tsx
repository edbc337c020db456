import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { formatCount, formatPercent, formatPlace, shortPlaces } from '../../i18n/format.ts';
import type { AreaFigures } from '../../state/known.ts';
import { CountUp } from './CountUp.tsx';
import { issuesSince } from './figures.ts';
import { hotPlaces } from './hotPlaces.ts';
import { IssueTrend } from './IssueTrend.tsx';
import { signed, signedPoints } from './signed.ts';

/** Issues: past due, their trend, what they are about, where they gather. */
export const IssueColumn = memo(function IssueColumn({
  figures,
  rows,
}: {
  figures: AreaFigures;
  /** Lines of each list: as many as there is room for. */
  rows: { categories: number; hotspots: number };
}) {
  const { t } = useTranslation();
  const { places, series } = figures;
  const since = issuesSince(places, figures.issuesYesterday);
  const overdue = places?.measures.overdue ?? null;
  return (
    <section className="wall-column wall-issues" data-testid="wall-issues">
      <div className="wall-issues__top">
        <div className="wall-section-head">
          <h2>{t('wall.issues.title')}</h2>
          {since && (
            <span>
              {t('wall.sinceYesterday')} {signed(since.overdue)}
            </span>
          )}
        </div>
        {overdue !== null && (
          <p className="wall-issues__overdue" data-testid="wall-overdue">
            <LightGlyph light={overdue > 0 ? 'red' : 'green'} />
            <b>
              <CountUp value={overdue} format={whole} />
            </b>
            <small>{t('wall.issues.unit')}</small>
          </p>
        )}
        {series && <IssueTrend series={series} />}
      </div>
      <Categories figures={figures} most={rows.categories} />
      <Hotspots figures={figures} most={rows.hotspots} />
    </section>
  );
});

const whole = (value: number): string => formatCount(Math.round(value));

function Categories({ figures, most }: { figures: AreaFigures; most: number }) {
  const { t } = useTranslation();
  const rows = (figures.categories?.rows ?? [])
    .filter(({ parent, measures }) => parent !== null && measures.reported > 0)
    .toSorted((a, b) => b.measures.reported - a.measures.reported)
    .slice(0, most);
  if (rows.length === 0) return null;
  // Shares may all be withheld, or round to nothing: bars have no length then, instead of one divided by nothing.
  const largest = rows[0]?.share ?? 0;
  const widest = largest > 0 ? largest : 1;
  return (
    <div className="wall-categories" data-testid="wall-categories">
      <div className="wall-section-head">
        <h2>{t('wall.issues.categories')}</h2>
        <span>{t('wall.issues.categoriesNote')}</span>
      </div>
      <ul>
        {rows.map(({ key, name, share, shareBefore }) => (
          <li key={key}>
            <span>{name}</span>
            <i aria-hidden="true">
              <i style={{ transform: `scaleX(${(share ?? 0) / widest})` }} />
            </i>
            <b>{formatPercent(share)}%</b>
            <small>{share === null || shareBefore === null ? '' : signedPoints(share - shareBefore)}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Hotspots({ figures, most }: { figures: AreaFigures; most: number }) {
  const { t } = useTranslation();
  const { emerging, names } = figures;
  if (!emerging) return null;
  const hot = hotPlaces(emerging, names ?? {});
  const shown = hot.slice(0, most);
  const shorts = shortPlaces(shown.map(({ name }) => formatPlace(name)));
  const towns = figures.places?.rows ?? [];
  const townOf = (code: string | null) => towns.find(({ key }) => key === code)?.name ?? '';
  const townNames = shortPlaces([...new Set(shown.map(({ town }) => formatPlace(townOf(town))))]);
  const townShort = (code: string | null) => {
    const name = formatPlace(townOf(code));
    return townNames.find((short) => name.startsWith(short)) ?? name;
  };
  return (
    <div className="wall-hotspots" data-testid="wall-hotspots">
      <div className="wall-section-head">
        <h2>{t('wall.issues.hotspots')}</h2>
        <span>
          {hot.length > most
            ? t('wall.issues.moreHot', { n: formatCount(hot.length - most) })
            : t('wall.issues.hotspotsNote')}
        </span>
      </div>
      {shown.length === 0 ? (
        <p>{t('wall.issues.noHotspots')}</p>
      ) : (
        <ul>
          {shown.map(({ code, course, town }, i) => (
            <li key={code}>
              <b>{shorts[i]}</b>
              <span>{townShort(town)}</span>
              <em data-course={course}>{t(`issues.cell.${course}`)}</em>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
