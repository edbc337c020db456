import { useTranslation } from 'react-i18next';
import { directionOf } from '../../components/Delta.tsx';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { Skeleton } from '../../components/States.tsx';
import { formatCount, formatEdge } from '../../i18n/format.ts';
import { classCounts, paceClasses } from '../../map/classes.ts';
import { coverageRows } from '../../queries/rows.ts';
import { isSettled } from '../../queries/stratum.ts';
import { useHatchRed } from '../../state/useHatchRed.ts';
import './Legend.css';
import { usePriorText } from './time/CompareLine.tsx';
import type { Leader } from './useLeader.ts';

/** Each class of the map with its count of areas and its light, and "no data" with its count. */
export function Legend({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { hatchRed } = useHatchRed();
  const { chosen, coverages, rows, compare } = leader;
  // At the lowest level the map shows the area among its neighbours: their classes are explained.
  const answer = leader.inView ?? coverages.data.at(-1);
  const priorText = usePriorText(leader);
  if (!chosen) return null;
  if (!answer)
    return coverages.failed ? null : (
      <section className="legend card" aria-label={t('legend.label')}>
        <Skeleton lines={4} />
      </section>
    );
  const closed = isSettled(answer, chosen.duty);
  const classes = paceClasses(chosen.duty.thresholds, closed);
  const { areas, withheld } = rows ?? coverageRows(answer);
  const counts = classCounts(areas, classes, closed);
  const unknown = (counts[0] ?? 0) + withheld.length;
  const words = closed ? 'lightClosed' : 'light';
  const texts = `duty.${chosen.duty.kind}.legend` as const;
  const level = t(`level.${answer.level}`);
  const range = (from: number | null, to: number | null): string => {
    if (from === null) return t('legend.below', { a: formatEdge(to ?? 0) });
    if (to === null) return t('legend.from', { a: formatEdge(from) });
    return t('legend.between', { a: formatEdge(from), b: formatEdge(to) });
  };
  return (
    <section className="legend card" aria-label={t('legend.label')} data-testid="legend">
      <h2>{t(`${texts}.title`, { duty: chosen.duty.name })}</h2>
      {!compare.on && <p className="legend__note">{t(`${texts}.note`, { level })}</p>}
      <p className="legend__note legend__note--short">{t('legend.noteShort', { level })}</p>
      {compare.on && compare.prior && compare.areas && (
        <CompareKey differences={areas.map(({ code }) => compare.areas?.get(code)?.ratio ?? null)}>
          {priorText(compare.prior)}
        </CompareKey>
      )}
      <ul className="legend__classes">
        {classes.map(({ index, from, to, light }) => (
          <li key={index} className="legend__class">
            <span
              className={`legend__swatch legend__swatch--${index}`}
              data-hatch={hatchRed && light === 'red'}
              aria-hidden="true"
            />
            <span className="legend__range">{range(from, to)}</span>
            <span className="legend__count" data-testid={`legend-class-${index}-count`}>
              {formatCount(counts[index] ?? 0)}
            </span>
            <span className="legend__light">
              <LightGlyph light={light} />
              {t(`${words}.${light}`)}
            </span>
            <span className="legend__edge" aria-hidden="true">
              {index === 1 ? t('legend.fast') : to === null ? '' : formatEdge(to)}
            </span>
          </li>
        ))}
        <li className="legend__class legend__class--none">
          <span className="legend__swatch legend__swatch--none" aria-hidden="true" />
          <span className="legend__range">{t('legend.none')}</span>
          <span className="legend__count" data-testid="legend-class-0-count">
            {formatCount(unknown)}
          </span>
          <span className="legend__light">
            <LightGlyph light={null} />
            {t(`${words}.grey`)}
          </span>
          <span className="legend__edge" aria-hidden="true">
            {t('legend.none')}
          </span>
        </li>
      </ul>
    </section>
  );
}

/** While two periods are compared the labels carry the difference and the fills stay what they are. */
function CompareKey({
  differences,
  children,
}: {
  differences: readonly (number | null)[];
  children: React.ReactNode;
}) {
  const { t } = useTranslation();
  const count = (direction: ReturnType<typeof directionOf>) =>
    differences.filter((value) => directionOf(value) === direction).length;
  const key = [
    { direction: 'higher', arrow: '↑', word: t('compare.legendUp') },
    { direction: 'same', arrow: '→', word: t('compare.legendSame') },
    { direction: 'lower', arrow: '↓', word: t('compare.legendDown') },
    { direction: 'none', arrow: '', word: t('compare.none') },
  ] as const;
  return (
    <div className="legend__compare" data-testid="legend-compare">
      <p className="legend__what">{t('compare.legend')}</p>
      <p className="legend__prior">{children}</p>
      <ul>
        {key.map(({ direction, arrow, word }) =>
          direction === 'none' && count(direction) === 0 ? null : (
            <li key={direction}>
              {arrow} {word} <b data-testid={`legend-${direction}`}>{formatCount(count(direction))}</b>
            </li>
          ),
        )}
      </ul>
      <p className="legend__prior">{t('compare.legendFill')}</p>
    </div>
  );
}
