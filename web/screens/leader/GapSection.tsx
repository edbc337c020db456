import { ChevronRight, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { GapGlyph } from '../../components/Glyphs.tsx';
import { countedText, countedUnit, gapWord } from '../../i18n/duty.ts';
import { formatCount } from '../../i18n/format.ts';
import { NOBODY, WHOLE_LIST } from '../../state/url.ts';
import './GapSection.css';
import { gapTypesOf } from './gapTypes.ts';
import type { Leader } from './useLeader.ts';

/** How many subjects have a gap, of which type; each count opens its list. */
export function GapSection({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { main, chosen, navigate } = leader;
  if (!main || !chosen || main.required === 0) return null;
  const { duty } = chosen;
  const types = gapTypesOf(duty);
  return (
    <section className="section">
      <div className="section-head">
        <h2 data-testid="gap-total">{t('gap.title', { n: countedText(main.gapCount, duty, t) })}</h2>
        <span className="section-head__note">
          {t(`duty.${duty.kind}.missing`, { n: formatCount(main.required - main.done) })}
        </span>
      </div>
      {main.gapCount === 0 ? (
        <p className="section__text">{t(`duty.${duty.kind}.noGap`)}</p>
      ) : (
        <>
          <div className="gap-bar" aria-hidden="true">
            {types.map((type) =>
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
            {types.map((type) => {
              const n = main.gaps[type];
              return (
                <li key={type}>
                  <button
                    type="button"
                    className="gap-grid__item"
                    disabled={n === 0}
                    data-testid={`gap-${type}`}
                    title={t('gap.open', { type: gapWord(type, duty, t), n: countedText(n, duty, t) })}
                    onClick={() => navigate({ ...WHOLE_LIST, list: [type] }, 'push')}
                  >
                    <GapGlyph type={type} />
                    <b>{formatCount(n)}</b>
                    <span>{gapWord(type, duty, t)}</span>
                  </button>
                </li>
              );
            })}
          </ul>
          {duty.kind !== 'staffing' && (
            <button
              type="button"
              className="gap-unassigned"
              disabled={main.unassigned === 0 || duty.estimated}
              data-testid="gap-unassigned"
              onClick={() => navigate({ ...WHOLE_LIST, officer: NOBODY }, 'push')}
            >
              <UserRound size={18} aria-hidden="true" />
              <span>{t(`duty.${duty.kind}.unassigned`)}</span>
              <b>{formatCount(main.unassigned)}</b>
              <small>{countedUnit(duty, t)}</small>
              {main.unassigned > 0 && !duty.estimated && <ChevronRight size={16} aria-hidden="true" />}
            </button>
          )}
        </>
      )}
    </section>
  );
}
