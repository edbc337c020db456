import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ReachAnswer } from '#api/contract/reach.ts';
import type { ServicePointDetail } from '#api/contract/servicePoints.ts';
import { Answered } from '../../../components/Answered.tsx';
import { formatCount, formatPlace } from '../../../i18n/format.ts';
import { childAreasQuery, reachQuery } from '../../../queries/services.ts';
import type { Leader } from '../useLeader.ts';
import type { Services } from './useServices.ts';
import { metresText } from './words.ts';

const MOST_ROWS = 5;

interface PointReachProps {
  leader: Leader;
  services: Services;
  point: ServicePointDetail;
}

/** Whom a point reaches: the grids that have none nearer, with their people, the most first. */
export function PointReach({ leader, services, point }: PointReachProps) {
  const { lang, scope } = leader;
  const { asked, zone } = services;
  // A point that stays is the nearest of grids around it; one that moves may be of any.
  const town = point.chain.find(({ level }) => level === 'town');
  const area = (point.form === 'fixed' ? town?.code : null) ?? scope[0]?.code ?? '';
  const reach = useQuery({ ...reachQuery({ ...asked, area, level: 'grid' }), enabled: area !== '' });
  const names = useQuery(childAreasQuery(area, point.form === 'fixed' && town ? 'grid' : null, lang));
  return (
    <Answered query={reach} zone={zone}>
      {(answer) => (
        <Nearest
          leader={leader}
          answer={answer}
          people={services.people}
          id={point.id}
          names={new Map(names.data?.areas.map(({ code, name }) => [code, name]))}
        />
      )}
    </Answered>
  );
}

function Nearest({
  leader,
  answer,
  id,
  names,
  people,
}: {
  leader: Leader;
  people: Services['people'];
  answer: ReachAnswer;
  id: string;
  names: ReadonlyMap<string, string>;
}) {
  const { t } = useTranslation();
  const { navigate } = leader;
  const { columns, demand } = answer;
  const rows = columns.code
    .map((code, i) => ({
      code,
      demand: columns.demand[i] ?? 0,
      reached: columns.reached[i] ?? 0,
      metres: columns.meanMetres[i] ?? null,
      isMine: columns.nearest[i] === id,
    }))
    .filter(({ isMine, demand: n }) => isMine && n > 0)
    .toSorted((a, b) => b.demand - a.demand);
  const sum = (what: 'demand' | 'reached') => rows.reduce((all, row) => all + row[what], 0);
  return (
    <section className="section" data-testid="point-reach">
      <div className="section-head">
        <h2>{t('services.nearest.title')}</h2>
        <span className="section-head__note">{demand.name}</span>
      </div>
      <p className="section__text" data-testid="point-reach-words">
        {rows.length === 0
          ? t('services.nearest.none')
          : t('services.nearest.words', {
              n: formatCount(rows.length),
              demand: people(sum('demand')),
              reached: people(sum('reached')),
            })}
      </p>
      <ol className="rows">
        {rows.slice(0, MOST_ROWS).map(({ code, demand: n, metres }) => (
          <li key={code}>
            <button
              type="button"
              className="area-row"
              onClick={() => navigate({ area: code, point: null }, 'push')}
            >
              <span className="area-row__name">{formatPlace(names.get(code) ?? code)}</span>
              <small>{metresText(metres, t)}</small>
              <b>{formatCount(n)}</b>
              <ChevronRight size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
