import { Monitor, Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SessionItem } from '#api/contract/access.ts';
import { formatMoment } from '../i18n/format.ts';
import { ConfirmButton } from './ConfirmButton.tsx';
import { deviceOf } from './device.ts';
import './SessionList.css';
import { EmptyState } from './States.tsx';

/** Where an account is signed in, and the way to end it there. */
export function SessionList({
  sessions,
  ending,
  onEnd,
}: {
  sessions: readonly SessionItem[];
  /** Whether one is being ended. */
  ending: boolean;
  onEnd: (id: string) => void;
}) {
  const { t } = useTranslation();
  if (sessions.length === 0)
    return <EmptyState title={t('access.account.noSessions')} hint={t('access.account.noSessionsHint')} />;
  return (
    <ul className="sessions">
      {sessions.map(({ id, current, userAgent, address, createdAt, lastSeenAt, endsAt }) => {
        const { name, phone } = deviceOf(userAgent);
        const Icon = phone ? Smartphone : Monitor;
        const word = name ?? t('access.account.unknownDevice');
        return (
          <li key={id} data-testid="session" data-current={current} title={userAgent}>
            <Icon size={20} aria-hidden="true" />
            <div>
              <p>
                <b>{word}</b>{' '}
                {current && <span className="sessions__here">{t('access.account.thisDevice')}</span>}
              </p>
              <p className="sessions__line">
                <span>{address}</span>
                <span>{t('access.account.lastSeen', { time: formatMoment(lastSeenAt) })}</span>
                <span>{t('access.account.since', { time: formatMoment(createdAt) })}</span>
                <span>{t('access.account.ends', { time: formatMoment(endsAt) })}</span>
              </p>
            </div>
            {!current && (
              <ConfirmButton
                label={`${t('access.account.end')}: ${word}, ${address}`}
                busy={ending}
                testId="end-session"
                onConfirm={() => onEnd(id)}
              >
                {t('access.account.end')}
              </ConfirmButton>
            )}
          </li>
        );
      })}
    </ul>
  );
}
