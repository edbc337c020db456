import { ChevronRight, Search, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../components/Mark.tsx';
import { formatClock, formatMoment } from '../../i18n/format.ts';
import './TopBar.css';
import { useFurniture } from './useFurniture.ts';
import type { Leader } from './useLeader.ts';

/** The frame every screen shares: where one is, whether the data flows, search, language, theme, account. */
export function TopBar({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const [searching, setSearching] = useState(false);
  const { navigate } = leader;
  const around = useFurniture();
  return (
    <header className="top-bar" data-searching={searching}>
      <button
        type="button"
        className="top-bar__logo"
        onClick={() => navigate({ area: null, list: null }, 'push')}
        aria-label={t('app.name')}
      >
        <Mark />
        <span className="top-bar__name">{t('app.name')}</span>
      </button>
      <Breadcrumb leader={leader} />
      <Connection leader={leader} />
      <div className="top-bar__search">
        {around && <around.SearchBox leader={leader} open={searching} onDone={() => setSearching(false)} />}
      </div>
      <button
        type="button"
        className="icon-button top-bar__search-toggle"
        aria-label={searching ? t('top.searchClose') : t('top.searchOpen')}
        aria-expanded={searching}
        onClick={() => setSearching(!searching)}
      >
        {searching ? <X size={20} /> : <Search size={20} />}
      </button>
      {around && (
        <>
          <around.Switches />
          <around.AccountMenu />
        </>
      )}
    </header>
  );
}

function Breadcrumb({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const around = useFurniture();
  const { chain, detail, navigate } = leader;
  if (!detail) return <nav className="crumbs" aria-label={t('top.crumbs')} />;
  const beside = chain.length > 0 && detail.siblings.length > 1;
  return (
    <nav className="crumbs" aria-label={t('top.crumbs')}>
      <ol>
        {chain.map((area) => (
          <li key={area.code}>
            <button
              type="button"
              className="crumbs__link"
              data-testid={`crumb-${area.level}`}
              onClick={() => navigate({ area: area.code }, 'push')}
            >
              {area.name}
            </button>
            <ChevronRight size={15} aria-hidden="true" />
          </li>
        ))}
        <li>
          {beside && around ? (
            <around.SiblingsMenu leader={leader} />
          ) : (
            <span className="crumbs__here" aria-current="page" data-testid="crumb-current">
              {detail.name}
            </span>
          )}
        </li>
      </ol>
    </nav>
  );
}

function Connection({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const now = leader.summary.data?.now ?? leader.session.data?.now;
  if (!now && leader.connected) return <div className="connection" />;
  return (
    <div
      className="connection"
      role="status"
      data-connected={leader.connected}
      data-testid="connection"
      title={now ? t('top.dataOf', { time: formatMoment(now) }) : undefined}
    >
      <span className="connection__dot" aria-hidden="true" />
      <span className="connection__word">{leader.connected ? t('top.connected') : t('top.away')}</span>
      {now && leader.asOf === null && (
        <span className="connection__time">
          {leader.connected ? formatClock(now) : t('top.dataOf', { time: formatMoment(now) })}
        </span>
      )}
    </div>
  );
}
