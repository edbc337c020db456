import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { OutOfReachAnswer } from '#api/contract/reach.ts';
import { formatCount, formatPlace } from '../../../i18n/format.ts';
import type { MapView } from '../../../map/view.ts';
import type { Leader } from '../useLeader.ts';
import type { Services } from './useServices.ts';
import { metresText } from './words.ts';

const MOST_ROWS = 5;

interface FarRowsProps {
  leader: Leader;
  services: Services;
  answer: OutOfReachAnswer;
  onHover: (area: MapView['hovered']) => void;
}

/** The places with the most people out of reach; a tap goes there. */
export function FarRows({ leader, services, answer, onHover }: FarRowsProps) {
  const { t } = useTranslation();
  const { navigate } = leader;
  return (
    <section className="section" data-testid="far">
      <div className="section-head">
        <h2>{t('services.far.title')}</h2>
        <span className="section-head__note">{t(`services.far.note.${services.level}`)}</span>
      </div>
      {answer.items.length === 0 && <p className="section__text">{t('services.far.none')}</p>}
      <ol className="rows" onPointerLeave={() => onHover(null)}>
        {answer.items.slice(0, MOST_ROWS).map(({ area, chain, outOfReach, metres, nearest }) => (
          <li key={area.code}>
            <button
              type="button"
              className="far-row"
              data-testid={`far-${area.code}`}
              onClick={() => navigate({ area: area.code }, 'push')}
              onPointerEnter={() => onHover({ code: area.code, level: area.level })}
            >
              <span className="far-row__name">{formatPlace(area.name)}</span>
              <b>{services.people(outOfReach)}</b>
              <small className="far-row__words">
                {[
                  ...chain.slice(-2).map(({ name }) => formatPlace(name)),
                  nearest
                    ? t('services.far.nearest', { metres: metresText(metres, t), name: nearest.name })
                    : t('services.far.noWay'),
                ].join(' · ')}
              </small>
              <ChevronRight size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
      {answer.matching > MOST_ROWS && (
        <button
          type="button"
          className="link"
          data-testid="far-all"
          onClick={() => navigate({ table: 'far' }, 'push')}
        >
          {t('services.far.all', { n: formatCount(answer.matching) })}
          <ChevronRight size={15} aria-hidden="true" />
        </button>
      )}
    </section>
  );
}
