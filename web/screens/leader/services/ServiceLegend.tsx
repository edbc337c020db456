import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { ErrorState, Skeleton } from '../../../components/States.tsx';
import { formatCount, formatRate } from '../../../i18n/format.ts';
import '../Legend.css';
import { BANDS, quantileEdges, reachRows, SHARE_EDGES } from '../../../map/reachClasses.ts';
import type { Leader } from '../useLeader.ts';
import { KindGlyph } from './KindGlyph.tsx';
import type { SitingView } from './siting/useSitingView.ts';
import type { Services } from './useServices.ts';

interface ServiceLegendProps {
  leader: Leader;
  services: Services;
  siting: SitingView | null;
}

/** What the map shows of services: kinds and whether they are open, or each class of reach with its areas. */
export function ServiceLegend({ leader, services, siting }: ServiceLegendProps) {
  const { t } = useTranslation();
  const { reach: show } = leader.url;
  const title = siting?.shares ? 'siting' : show;
  return (
    <section className="legend card service-legend" aria-label={t('legend.label')} data-testid="legend">
      <h2>{t(`services.legend.${title}`)}</h2>
      {siting?.shares ? (
        <Classes counts={countsOf([...siting.shares.classes.values()])} texts={shareTexts(t)} />
      ) : show === 'points' ? (
        <Kinds leader={leader} services={services} />
      ) : (
        <Reach leader={leader} services={services} show={show} />
      )}
    </section>
  );
}

function Kinds({ services }: { leader: Leader; services: Services }) {
  const { t } = useTranslation();
  const { everywhere, kinds, marks, wanted } = services;
  const { data } = everywhere;
  if (!data)
    return everywhere.isError ? (
      <ErrorState error={everywhere.error} onRetry={() => void everywhere.refetch()} />
    ) : (
      <Skeleton lines={3} />
    );
  const counts = new Map(data.kinds.map((kind) => [kind.id, kind]));
  const rows = kinds.filter(
    ({ id }) => (counts.get(id)?.count ?? 0) > 0 && (wanted === null || wanted.includes(id)),
  );
  return (
    <>
      <ul className="service-legend__kinds">
        {rows.map(({ id, name }) => (
          <li key={id}>
            <KindGlyph mark={marks.get(id)} state="open" size={18} />
            <span>{name}</span>
            <b data-testid={`legend-${id}`}>{formatCount(counts.get(id)?.count ?? 0)}</b>
          </li>
        ))}
      </ul>
      <p className="service-legend__states">
        {(['open', 'closed', 'unknown'] as const).map((state) => (
          <span key={state} className="state-key" data-state={state}>
            {t(`services.legend.states.${state}`)}
          </span>
        ))}
      </p>
    </>
  );
}

function Reach({
  leader,
  services,
  show,
}: {
  leader: Leader;
  services: Services;
  show: 'reach' | 'bands' | 'score';
}) {
  const { t } = useTranslation();
  const { reaches } = services;
  const answer = reaches.data.find(({ area }) => area.code === leader.code) ?? reaches.data.at(-1);
  if (!answer)
    return reaches.failed ? (
      <ErrorState error={reaches.failed.error} onRetry={() => void reaches.failed?.refetch()} />
    ) : (
      <Skeleton lines={5} />
    );
  const counts = countsOf(reachRows(answer, show).map(({ index }) => index));
  const edges = quantileEdges(answer.columns.score.filter((score) => score !== null));
  const texts =
    show === 'reach'
      ? shareTexts(t)
      : show === 'bands'
        ? BANDS.map((band) => t(`services.bands.${band}`))
        : scoreTexts(edges);
  return (
    <>
      <p className="legend__note">{t(`services.legend.note.${show}`, { demand: answer.demand.name })}</p>
      <Classes counts={counts} texts={texts} />
      {show !== 'score' && <p className="service-legend__far">{t('services.legend.far')}</p>}
    </>
  );
}

const shareTexts = (t: TFunction): string[] => {
  const percent = (edge: number | undefined) => formatCount(100 * (edge ?? 0));
  return [1, 2, 3, 4, 5].map((index) => {
    const [from, to] = [SHARE_EDGES[index - 1], SHARE_EDGES[index - 2]];
    if (to === undefined) return t('services.legend.atLeast', { a: percent(from) });
    if (from === undefined) return t('services.legend.below', { a: percent(to) });
    return t('services.legend.between', { a: percent(from), b: percent(to) });
  });
};

const scoreTexts = (edges: readonly number[]): string[] =>
  [...edges, null].map((edge, i) =>
    edge === null
      ? `< ${formatRate(edges.at(-1) ?? 0)}`
      : i === 0
        ? `≥ ${formatRate(edge)}`
        : `${formatRate(edge)}–${formatRate(edges[i - 1] ?? 0)}`,
  );

/** Areas by class; index 0 counts those of which nothing is known. */
function countsOf(indexes: readonly number[]): number[] {
  const counts = [0, 0, 0, 0, 0, 0];
  for (const index of indexes) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}

function Classes({ counts, texts }: { counts: readonly number[]; texts: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <ul className="service-legend__classes">
      {texts.map((text, i) => (
        <li key={text}>
          <span className={`legend__swatch legend__swatch--${i + 1}`} aria-hidden="true" />
          <span>{text}</span>
          <b data-testid={`legend-class-${i + 1}-count`}>{formatCount(counts[i + 1] ?? 0)}</b>
        </li>
      ))}
      <li>
        <span className="legend__swatch legend__swatch--none" aria-hidden="true" />
        <span>{t('services.legend.none')}</span>
        <b data-testid="legend-class-0-count">{formatCount(counts[0] ?? 0)}</b>
      </li>
    </ul>
  );
}
