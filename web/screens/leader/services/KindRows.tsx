import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ServicePointsAnswer } from '#api/contract/servicePoints.ts';
import { formatCount } from '../../../i18n/format.ts';
import type { Leader } from '../useLeader.ts';
import { KindGlyph } from './KindGlyph.tsx';
import type { Services } from './useServices.ts';

interface KindRowsProps {
  leader: Leader;
  services: Services;
  answer: ServicePointsAnswer;
}

/** Kinds of points with how many are open at the moment of the clock; a tap lists them. */
export function KindRows({ leader, services, answer }: KindRowsProps) {
  const { t } = useTranslation();
  const { navigate, url } = leader;
  const { marks, wanted } = services;
  const rows = answer.kinds.filter(({ id, count }) => count > 0 && (wanted === null || wanted.includes(id)));
  return (
    <section className="section" data-testid="kinds">
      <div className="section-head">
        <h2>{t('services.kinds.title')}</h2>
        <span className="section-head__note">
          {t(url.at === null ? 'services.kinds.now' : 'services.kinds.atTime')}
        </span>
      </div>
      <ol className="rows">
        {rows.map(({ id, name, count, open }) => (
          <li key={id}>
            <button
              type="button"
              className="area-row kind-row"
              data-testid={`kind-${id}`}
              onClick={() => navigate({ table: 'points', kinds: id }, 'push')}
            >
              <KindGlyph mark={marks.get(id)} state={open > 0 ? 'open' : 'closed'} />
              <span className="area-row__name">{name}</span>
              <span className="kind-row__open">
                <b data-testid={`kind-${id}-open`}>{formatCount(open)}</b>
                <small>{t('services.kinds.of', { n: formatCount(count) })}</small>
              </span>
              <ChevronRight size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
      {rows.length === 0 && <p className="section__text">{t('services.kinds.none')}</p>}
    </section>
  );
}
