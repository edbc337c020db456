import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionAnswer } from '#api/contract/session.ts';
import { ApiError } from '../../api.ts';
import { access } from '../../apiAccess.ts';
import { AccessCard } from './AccessCard.tsx';

/** How often a display whose server is away tries again by itself. */
const RETRY_MS = 15_000;

/** Opens a display by its token, without anybody at hand; a token that counts no more is said so. */
export function DisplayDoor({
  token,
  onOpen,
  onPerson,
}: {
  token: string;
  onOpen: (session: SessionAnswer) => void;
  onPerson: () => void;
}) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ['display'],
    queryFn: () => access.signInDisplay(token),
    gcTime: 0,
    retry: (_, why) => !wasRefused(why),
    retryDelay: RETRY_MS,
    refetchOnWindowFocus: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is open
  useEffect(() => {
    if (data) onOpen(data);
  }, [data]);
  if (!wasRefused(error))
    return (
      <AccessCard testId="display-door" title={t('app.name')} line={t('access.display.opening')}>
        <span />
      </AccessCard>
    );
  return (
    <AccessCard testId="display-door" title={t('app.name')}>
      <div className="access__card">
        <div role="alert">
          <h2>{t('access.display.refused')}</h2>
          <p className="access__note">{t('access.display.refusedHint')}</p>
        </div>
        <button type="button" className="button" onClick={onPerson}>
          {t('access.display.asPerson')}
        </button>
      </div>
    </AccessCard>
  );
}

const wasRefused = (error: unknown): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
