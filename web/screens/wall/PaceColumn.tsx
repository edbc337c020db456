import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SummaryRow } from '#api/contract/coverage.ts';
import { barValues, isRange, rowClosed } from '../../components/dutyRow.ts';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { countedText, isStaffing } from '../../i18n/duty.ts';
import { formatCount, formatPace, formatPercent } from '../../i18n/format.ts';
import { type AreaFigures, type Duty, dutiesOf, type Known } from '../../state/known.ts';
import { CountUp } from './CountUp.tsx';
import { byUrgency, ratioSince, rowOf } from './figures.ts';
import { Gaps } from './Gaps.tsx';
import { Ranking } from './Ranking.tsx';
import { signedPoints } from './signed.ts';
import { WallBar } from './WallBar.tsx';

interface PaceColumnProps {
  known: Known;
  figures: AreaFigures;
  /** Duties of the scenes in view, in their order. */
  focus: readonly string[];
  /** Duties shown with a large figure; the others have a line each. */
  large: number;
}

/** Pace of every duty, and how the areas below stand in those of the scene. */
export const PaceColumn = memo(function PaceColumn({ known, figures, focus, large }: PaceColumnProps) {
  const { t } = useTranslation();
  const duties = dutiesOf(known);
  const rows = duties.flatMap((each) => {
    const row = rowOf(figures.summary, each.duty.id);
    return row && row.required > 0 ? [{ ...each, row }] : [];
  });
  const inFocus = rows.filter(({ duty }) => focus.includes(duty.id));
  const others = rows
    .filter(({ duty }) => !focus.includes(duty.id))
    .toSorted((a, b) => byUrgency(a.row, b.row));
  const most = [...inFocus, ...others].slice(0, Math.max(large, inFocus.length));
  // Large ones stand in the order of the programmes, so that the eye finds them where they were.
  const figuresShown = inFocus.length > 0 ? most : rows.filter((each) => most.includes(each));
  const lines = rows.filter((each) => !most.includes(each));
  // Withheld, so that nobody is pointed at: said, not left out.
  const withheld = duties.filter(({ duty }) => figures.summary?.withheld.includes(duty.id));
  const asOf = figures.summary?.asOf ?? '';
  return (
    <section className="wall-column wall-pace" data-testid="wall-pace">
      <div className="wall-section-head">
        <h2>{t('wall.pace.title')}</h2>
        <span className="wall-due">{t('wall.pace.due')}</span>
      </div>
      <div className="wall-pace__figures">
        {figuresShown.map((each) => (
          <KeyFigure
            key={each.duty.id}
            {...each}
            asOf={asOf}
            before={rowOf(figures.yesterday, each.duty.id)}
            focused={focus.includes(each.duty.id)}
          />
        ))}
      </div>
      {inFocus.length === 1 && inFocus[0] && <Gaps {...inFocus[0]} />}
      {lines.length > 0 && (
        <ul className="wall-pace__lines">
          {lines.map(({ duty, row }) => (
            <li key={duty.id}>
              <LightGlyph light={row.light} />
              <span>{duty.name}</span>
              <b>
                {formatPercent(row.ratio)}
                <small>%</small>
              </b>
            </li>
          ))}
        </ul>
      )}
      {withheld.length > 0 && (
        <p className="wall-pace__withheld" data-testid="wall-withheld">
          <span>{withheld.map(({ duty }) => duty.name).join(t('map.listSeparator'))}</span>{' '}
          <span>{t('wall.pace.withheld')}</span>
        </p>
      )}
      <div className="wall-rankings">
        {inFocus.map(({ duty }) => {
          const ranking = figures.ranking[duty.id];
          return (
            ranking && (
              <Ranking key={duty.id} name={inFocus.length > 1 ? duty.name : null} ranking={ranking} />
            )
          );
        })}
      </div>
    </section>
  );
});

const ratioOf = (value: number): string => formatPercent(value);

/** One duty as a figure to be read from the door. */
function KeyFigure({
  duty,
  row,
  before,
  asOf,
  focused,
}: Duty & { row: SummaryRow; before: SummaryRow | null; asOf: string; focused: boolean }) {
  const { t } = useTranslation();
  const closed = isStaffing(duty) || rowClosed(row, asOf);
  const light = row.light ?? 'none';
  const since = ratioSince(row, before);
  const values = barValues(row, closed);
  return (
    <article
      className="wall-figure"
      data-focused={focused}
      data-light={light}
      data-testid={`wall-${duty.id}`}
    >
      <h3>
        {duty.name}
        <small>{countedText(row.n, duty, t)}</small>
      </h3>
      <p className="wall-figure__ratio">
        <b data-testid="wall-ratio">
          <CountUp value={row.ratio ?? 0} format={ratioOf} />
        </b>
        <small>%</small>
      </p>
      <p className="wall-figure__light" data-light={light}>
        <LightGlyph light={row.light} />
        {t(`${closed ? 'lightClosed' : 'light'}.${light}`)}
      </p>
      <p className="wall-figure__pace">
        {isRange(row)
          ? `≤ ${formatPercent(row.ratioHigh)}%`
          : row.pace === null
            ? ''
            : t('wall.pace.points', { points: formatPace(row.pace) })}
      </p>
      <WallBar values={values} light={light} />
      <p className="wall-figure__done">
        <b>{formatCount(row.done)}</b> / {formatCount(row.required)}
      </p>
      <p className="wall-figure__since">
        {since === null
          ? ''
          : since === 'firstDay'
            ? t('wall.pace.firstDay')
            : t('wall.pace.yesterday', { value: signedPoints(since) })}
      </p>
    </article>
  );
}
