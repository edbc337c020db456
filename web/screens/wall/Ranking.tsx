import { useTranslation } from 'react-i18next';
import type { RankingAnswer } from '#api/contract/coverage.ts';
import { formatPlace, shortPlaces } from '../../i18n/format.ts';
import { bandsOf } from './ranks.ts';

const MOST_NAMES = 3;

/** How the areas below stand among their peers, with the rule that says so. */
export function Ranking({ name, ranking }: { name: string | null; ranking: RankingAnswer }) {
  const { t } = useTranslation();
  const shorts = (names: string[]) => shortPlaces(names.map(formatPlace)).join(' ');
  const bands = bandsOf(ranking, MOST_NAMES);
  const below = bands.reduce((sum, one) => sum + one.below, 0);
  const { by, minRequired } = ranking.rule;
  return (
    <div className="wall-ranking" data-testid="wall-ranking">
      <div className="wall-section-head">
        <h2>{name ?? t('wall.ranking.title')}</h2>
        <span>
          {t('wall.ranking.middleCount', { count: bands.reduce((sum, { middle }) => sum + middle, 0) })}
        </span>
      </div>
      <dl>
        {(['front', 'back'] as const).map((band) => {
          const names = bands.flatMap((one) => one[band]);
          return (
            names.length > 0 && (
              <div key={band}>
                <dt>{t(`wall.ranking.${band}`)}</dt>
                <dd>{shorts(names)}</dd>
              </div>
            )
          );
        })}
        {below > 0 && (
          <div>
            <dt>{t('wall.ranking.below')}</dt>
            <dd>{t('wall.ranking.belowCount', { count: below })}</dd>
          </div>
        )}
      </dl>
      <p className="wall-ranking__rule">{t(`wall.ranking.rule.${by}`, { n: minRequired })}</p>
    </div>
  );
}
