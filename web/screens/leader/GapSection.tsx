import { UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { GAP_TYPES, type GapType } from '#geodata/model.ts';
import { GapGlyph } from '../../components/Glyphs.tsx';
import { gapWord, isStaffing } from '../../i18n/duty.ts';
import { formatCount } from '../../i18n/format.ts';
import './GapSection.css';
import type { Leader } from './useLeader.ts';

/** In the order of the bar: what weighs most first. */
export const GAP_ORDER: readonly GapType[] = ['never', 'stale', 'belowQuota', 'pending', 'noData', 'overdue'];

/** Only deadlines can be overdue; a duty that covers subjects has none. */
export const shownGaps = (counts: Record<GapType, number>): GapType[] =>
  GAP_ORDER.filter((type) => type !== 'overdue' || counts.overdue > 0);

/** How many subjects have a gap, of which type; each count opens its list. */
export function GapSection({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { main, chosen, navigate } = leader;
  if (!main || !chosen || main.required === 0) return null;
  const { duty } = chosen;
  const staffing = isStaffing(duty);
  const subjects = (n: number) => t(`subjects.${duty.subjectType}`, { n: formatCount(n) });
  return (
    <section className="section">
      <div className="section-head">
        <h2 data-testid="gap-total">{t('gap.title', { n: subjects(main.gapCount) })}</h2>
        <span className="section-head__note">
          {t(staffing ? 'staffing.missing' : 'gap.missing', { n: formatCount(main.required - main.done) })}
        </span>
      </div>
      {main.gapCount === 0 ? (
        <p className="section__text">{t(staffing ? 'staffing.noGap' : 'gap.none')}</p>
      ) : (
        <>
          <div className="gap-bar" aria-hidden="true">
            {GAP_TYPES.toSorted((a, b) => GAP_ORDER.indexOf(a) - GAP_ORDER.indexOf(b)).map((type) =>
              main.gaps[type] > 0 ? (
                <span
                  key={type}
                  className={`gap-bar__part gap-bar__part--${type}`}
                  style={{ flexGrow: main.gaps[type] }}
                />
              ) : null,
            )}
          </div>
          <ul className="gap-grid">
            {shownGaps(main.gaps).map((type) => {
              const n = main.gaps[type];
              return (
                <li key={type}>
                  <button
                    type="button"
                    className="gap-grid__item"
                    disabled={n === 0}
                    data-testid={`gap-${type}`}
                    aria-label={t('gap.open', { type: gapWord(type, duty, t), n: subjects(n) })}
                    onClick={() => navigate({ list: type }, 'push')}
                  >
                    <GapGlyph type={type} />
                    <b>{formatCount(n)}</b>
                    <span>{gapWord(type, duty, t)}</span>
                  </button>
                </li>
              );
            })}
          </ul>
          {!staffing && (
            <p className="gap-unassigned" data-testid="gap-unassigned">
              <UserRound size={18} aria-hidden="true" />
              <span>{t('gap.unassigned')}</span>
              <b>{formatCount(main.unassigned)}</b>
              <small>{t(`subject.${duty.subjectType}`)}</small>
            </p>
          )}
        </>
      )}
    </section>
  );
}
