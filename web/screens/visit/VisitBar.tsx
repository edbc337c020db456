import { useTranslation } from 'react-i18next';
import { AccountMenu } from '../../components/AccountMenu.tsx';
import { Mark } from '../../components/Mark.tsx';
import { Switches } from '../../components/Switches.tsx';
import { formatMoment } from '../../i18n/format.ts';

/** The head of the screen: what it is, whether the server is there (null: nobody asked), language, theme and account. */
export function VisitBar({
  away,
  now,
  children,
}: {
  away: boolean | null;
  now: string | null;
  children?: React.ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <header className="visit-bar">
      <Mark />
      <b className="visit-bar__name">{t('visit.title')}</b>
      <span
        className="visit-bar__state"
        role="status"
        data-connected={away !== true}
        data-testid="connection"
      >
        {away !== null && (
          <>
            <span className="connection-dot" aria-hidden="true" />
            <span>{away ? t('top.away') : t('top.connected')}</span>
            {away && now && <small>{t('top.dataOf', { time: formatMoment(now) })}</small>}
          </>
        )}
      </span>
      {children}
      <Switches />
      <AccountMenu />
    </header>
  );
}
