import { useTranslation } from 'react-i18next';
import { Segments } from '../../../components/Segments.tsx';
import { formatCount } from '../../../i18n/format.ts';
import { REACH_SHOWS } from '../../../state/url.ts';
import '../issues/IssueBar.css';
import '../list/ListFilters.css';
import { FilterMenu } from '../list/FilterMenu.tsx';
import type { Leader } from '../useLeader.ts';
import { ThresholdMenu } from './ThresholdMenu.tsx';
import { type Services, USUAL_DEMAND } from './useServices.ts';

/** How services are shown, of which kinds, for whom, and how far is too far. */
export function ServiceBar({ leader, services }: { leader: Leader; services: Services }) {
  const { t } = useTranslation();
  const { url, navigate } = leader;
  return (
    <>
      <Segments
        label={t('services.show.label')}
        id="reach"
        choices={REACH_SHOWS.map((show) => ({ value: show, label: t(`services.show.${show}`) }))}
        value={url.reach}
        onPick={(reach) => navigate({ reach }, 'push')}
      />
      <div className="issue-filters card">
        <Kinds leader={leader} services={services} />
        <Demand leader={leader} services={services} />
        <ThresholdMenu leader={leader} services={services} />
      </div>
    </>
  );
}

interface Part {
  leader: Leader;
  services: Services;
}

function Kinds({ leader, services }: Part) {
  const { t } = useTranslation();
  const { navigate } = leader;
  const { kinds, wanted, here } = services;
  const counts = new Map(here.data?.kinds.map(({ id, count }) => [id, count]));
  const chosen = kinds.filter(({ id }) => wanted?.includes(id));
  const label =
    wanted === null
      ? t('services.filter.allKinds')
      : chosen.length === 1
        ? (chosen[0]?.name ?? '')
        : t('services.filter.someKinds', { n: formatCount(wanted.length) });
  return (
    <FilterMenu
      id="kinds"
      label={label}
      title={t('services.filter.kinds')}
      choices={kinds.map(({ id, name }) => ({ value: id, label: name, count: counts.get(id) ?? 0 }))}
      chosen={wanted ?? []}
      several
      onChoose={(ids) =>
        navigate({ kinds: ids.length === 0 || ids.length === kinds.length ? null : ids.join(',') }, 'push')
      }
    />
  );
}

function Demand({ leader, services }: Part) {
  const { t } = useTranslation();
  const { url, navigate, lang } = leader;
  const { settings, reach } = services;
  const demands = settings.data?.demands ?? [];
  const nameOf = ({ name }: (typeof demands)[number]) => (lang === 'en' ? name.en : name.zh);
  // The usual one is left out of the address.
  const usual = demands.find(({ id }) => id === USUAL_DEMAND);
  const here = demands.find(({ id }) => id === (url.demand ?? usual?.id));
  return (
    <FilterMenu
      id="demand"
      label={here ? nameOf(here) : (reach.data?.demand.name ?? t('services.filter.demand'))}
      title={t('services.filter.demand')}
      choices={demands.map((each) => ({ value: each.id, label: nameOf(each) }))}
      chosen={url.demand === null ? [] : [url.demand]}
      several={false}
      onChoose={([demand]) =>
        navigate({ demand: demand === undefined || demand === usual?.id ? null : demand }, 'push')
      }
    />
  );
}
