import { ChevronDown, ChevronRight, Search, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountMenu } from '../../components/AccountMenu.tsx';
import { Mark } from '../../components/Mark.tsx';
import { Switches } from '../../components/Switches.tsx';
import { formatClock, formatMoment } from '../../i18n/format.ts';
import { SearchBox } from './SearchBox.tsx';
import './TopBar.css';
import type { Leader } from './useLeader.ts';

/** The frame every screen shares: where one is, whether the data flows, search, language, theme, account. */
export function TopBar({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const [searching, setSearching] = useState(false);
  const { navigate } = leader;
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
        <SearchBox leader={leader} open={searching} onDone={() => setSearching(false)} />
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
      <Switches />
      <AccountMenu />
    </header>
  );
}

function Breadcrumb({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { chain, detail, navigate } = leader;
  if (!detail) return <nav className="crumbs" aria-label={t('top.crumbs')} />;
  const beside = chain.length > 0 ? detail.siblings : [];
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
          {beside.length > 1 ? (
            <DropdownMenu.Root modal={false}>
              <DropdownMenu.Trigger
                className="crumbs__here"
                aria-current="page"
                data-testid="crumb-current"
                title={t('top.siblings', { area: detail.name })}
              >
                {detail.name}
                <ChevronDown size={16} aria-hidden="true" />
              </DropdownMenu.Trigger>
              <DropdownMenu.Portal>
                <DropdownMenu.Content className="menu" align="start" sideOffset={6}>
                  <DropdownMenu.RadioGroup
                    value={detail.code}
                    onValueChange={(code) => navigate({ area: code }, 'push')}
                  >
                    {beside.map((area) => (
                      <DropdownMenu.RadioItem key={area.code} value={area.code} className="menu__item">
                        {area.name}
                      </DropdownMenu.RadioItem>
                    ))}
                  </DropdownMenu.RadioGroup>
                </DropdownMenu.Content>
              </DropdownMenu.Portal>
            </DropdownMenu.Root>
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
