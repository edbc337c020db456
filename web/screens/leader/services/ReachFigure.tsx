import { ChevronRight } from 'lucide-react';
import { Trans, useTranslation } from 'react-i18next';
import type { ReachAnswer } from '#api/contract/reach.ts';
import { formatCount, formatPercent, formatRate } from '../../../i18n/format.ts';
import '../DutyFigure.css';
import { BANDS } from '../../../map/reachClasses.ts';
import type { Leader } from '../useLeader.ts';
import type { Services } from './useServices.ts';
import { metresText } from './words.ts';

/** Figures of the area itself out of the columns of its parts. */
function sumsOf({ columns, area, total }: ReachAnswer) {
  const own = columns.code.indexOf(area.code);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const weighted = (values: readonly (number | null)[]) => {
    let [amount, weight] = [0, 0];
    for (const [i, value] of values.entries()) {
      const demand = columns.demand[i] ?? 0;
      if (value === null || demand === 0) continue;
      amount += value * demand;
      weight += demand;
    }
    return weight > 0 ? amount / weight : null;
  };
  const one = columns.code.length === 1 ? 0 : own;
  return {
    total,
    located: sum(columns.located),
    bands: columns.bands.map(sum),
    mean: weighted(columns.meanMetres),
    score: weighted(columns.score),
    // A median of medians is none: it is told where the area is a row of its own.
    median: columns.code.length === 1 ? (columns.medianMetres[one] ?? null) : null,
  };
}

/** Whom services reach: the share with what it is of, how distance was reckoned, and how far the others are. */
export function ReachFigure({
  leader,
  services,
  answer,
}: {
  leader: Leader;
  services: Services;
  answer: ReachAnswer;
}) {
  const { t } = useTranslation();
  const { navigate, url } = leader;
  const { people } = services;
  const { total, located, bands, mean, score } = sumsOf(answer);
  const demand = answer.demand.name;
  if (!total)
    return (
      <section className="reach-figure">
        <div className="section-head">
          <h2>{t('services.figure.title', { demand })}</h2>
        </div>
        <p className="section__text">{t('services.figure.withheld')}</p>
      </section>
    );
  const travel =
    answer.travel === 'network'
      ? t('services.figure.network')
      : t('services.figure.geodesic', { factor: formatRate(answer.detour ?? 1) });
  return (
    <section className="reach-figure" data-testid="reach-figure">
      <div className="section-head">
        <h2>{t('services.figure.title', { demand })}</h2>
        <span className="section-head__note" data-testid="reach-travel">
          {travel}
        </span>
      </div>
      <div className="duty-figure__top">
        <p className="duty-figure__ratio" data-testid="reach-share">
          {formatPercent(total.share)}
          {total.share !== null && <small>%</small>}
        </p>
        <div>
          <button
            type="button"
            className={`chip chip--${total.outOfReach > 0 ? 'red' : 'green'} reach-figure__far`}
            data-testid="reach-far"
            onClick={() => navigate({ table: 'far' }, 'push')}
          >
            {total.outOfReach > 0
              ? t('services.figure.far', { n: formatCount(total.outOfReach) })
              : t('services.figure.none')}
            <ChevronRight size={15} aria-hidden="true" />
          </button>
          <p className="duty-figure__pace" data-testid="reach-of">
            <Trans
              i18nKey="services.figure.of"
              values={{ reached: formatCount(total.reached), demand: people(total.demand) }}
              components={{ b: <b /> }}
            />
          </p>
        </div>
      </div>
      <Bands bands={bands} />
      <dl className="cells">
        <div>
          <dt>{t('services.figure.mean')}</dt>
          <dd>
            <b data-testid="reach-mean">{metresText(mean, t)}</b>
          </dd>
        </div>
        <div>
          <dt>{t('services.figure.points')}</dt>
          <dd>
            <b data-testid="reach-points">{formatCount(answer.points)}</b>
          </dd>
        </div>
        <div>
          <dt>{t('services.figure.score')}</dt>
          <dd>
            <b data-testid="reach-score">{score === null ? '—' : formatRate(score)}</b>
          </dd>
        </div>
      </dl>
      <ul className="duty-notes">
        <li data-testid="reach-threshold">
          {url.within === null
            ? t('services.figure.thresholds', {
                town: formatCount(answer.thresholds.town),
                fringe: formatCount(answer.thresholds.fringe),
                rural: formatCount(answer.thresholds.rural),
              })
            : t('services.figure.threshold', { n: formatCount(url.within) })}
        </li>
        {located < total.demand && (
          <li>{t('services.figure.located', { n: people(total.demand - located) })}</li>
        )}
        {answer.withoutCapacity > 0 && (
          <li>{t('services.figure.withoutCapacity', { n: formatCount(answer.withoutCapacity) })}</li>
        )}
        {total.cutOff > 0 && <li>{t('services.figure.cutOff', { n: people(total.cutOff) })}</li>}
      </ul>
    </section>
  );
}

/** How far the next point is, by the threshold of each place: within it in the light, beyond it in the dark. */
function Bands({ bands }: { bands: readonly number[] }) {
  const { t } = useTranslation();
  const all = bands.reduce((a, b) => a + b, 0);
  if (all === 0) return null;
  return (
    <figure className="bands" aria-label={t('services.bands.title')}>
      <div className="bands__bar">
        {bands.map(
          (n, i) =>
            n > 0 && (
              <i key={BANDS[i]} className={`bands__part bands__part--${i + 1}`} style={{ flexGrow: n }} />
            ),
        )}
        <span
          className="bands__limit"
          style={{ left: `${(100 * ((bands[0] ?? 0) + (bands[1] ?? 0))) / all}%` }}
        />
      </div>
      <ul className="bands__key">
        {bands.map((n, i) => (
          <li key={BANDS[i]}>
            <i className={`bands__part bands__part--${i + 1}`} aria-hidden="true" />
            <b data-testid={`band-${i + 1}`}>{formatCount(n)}</b>
            <span>{t(`services.bands.${BANDS[i] ?? 'beyond'}`)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
