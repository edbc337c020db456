import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Who } from '#api/contract/who.ts';
import { NewPassword } from '../../components/NewPassword.tsx';
import { SignOutDialog } from '../../components/SignOutDialog.tsx';
import { sessionQuery } from '../../queries/index.ts';
import { AccessCard } from './AccessCard.tsx';

/** Nothing else is answered until a password of one's own stands. */
export function PasswordDue({ user }: { user: Who }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    document.title = `${t('access.due.title')} · ${t('app.name')}`;
  }, [t]);
  return (
    <AccessCard testId="password-due" title={t('access.due.title')} line={user.displayName || user.name}>
      <div className="access__card">
        <p className="access__note">{t(`access.due.${user.passwordDue ?? 'oneTime'}`)}</p>
        <NewPassword name={user.name} onDone={() => void client.invalidateQueries(sessionQuery())} />
        <button type="button" className="access__link" onClick={() => setLeaving(true)}>
          {t('access.menu.signOut')}
        </button>
      </div>
      {leaving && <SignOutDialog open onClose={() => setLeaving(false)} />}
    </AccessCard>
  );
}
