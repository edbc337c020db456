import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserItem } from '#api/contract/access.ts';
import { access } from '../../apiAccess.ts';
import { Answered } from '../../components/Answered.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { CopyBox } from '../../components/CopyBox.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { wordsOf } from '../../components/faults.ts';
import { SessionList } from '../../components/SessionList.tsx';
import { sessionsQuery } from '../../queries/access.ts';
import { AccountForm } from './AccountForm.tsx';

/** One account: what it is and may, how it signs in, where it is signed in. Without one: a new account. */
export function AccountDrawer({
  user,
  zone,
  onMade,
  onClose,
}: {
  user: UserItem | null;
  zone: string;
  onMade: (user: UserItem) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  /** Of the account just made: shown until the sheet is shut, and nowhere again. */
  const [oneTime, setOneTime] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const refresh = () => void client.invalidateQueries({ queryKey: ['users'] });
  return (
    <Drawer
      open
      onClose={onClose}
      testId="account-drawer"
      title={user ? user.displayName : t('access.users.make')}
      line={user && <span>{user.name}</span>}
    >
      {user && oneTime && (
        <OneTime
          words={t('access.users.made', { name: user.displayName })}
          title={t('access.users.madeTitle')}
          password={oneTime}
        />
      )}
      {!oneTime && (
        <AccountForm
          key={user?.id ?? 'new'}
          user={user}
          saved={saved}
          onChange={() => setSaved(false)}
          onSaved={() => {
            setSaved(true);
            refresh();
          }}
          onMade={({ user: made, oneTimePassword }) => {
            setOneTime(oneTimePassword);
            refresh();
            onMade(made);
          }}
        />
      )}
      {user && !oneTime && (
        <>
          <Security user={user} onDone={refresh} />
          <Sessions user={user} zone={zone} />
        </>
      )}
    </Drawer>
  );
}

function OneTime({ title, words, password }: { title?: string; words: string; password: string }) {
  const { t } = useTranslation();
  return (
    <div className="admin-once" role="status">
      {title && <h3>{title}</h3>}
      <p>{words}</p>
      <CopyBox label={t('access.users.oneTime')} value={password} testId="one-time-password" />
      <p className="admin-once__mark">{t('access.common.once')}</p>
    </div>
  );
}

function Security({ user, onDone }: { user: UserItem; onDone: () => void }) {
  const { t } = useTranslation();
  const reset = useMutation({
    mutationFn: (what: 'password' | 'secondFactor') => access.resetUser(user.id, what),
    // The password it answers with is kept no longer than it is shown.
    gcTime: 0,
    onSettled: onDone,
  });
  const { data } = reset;
  return (
    <section className="admin-part">
      <h3>{t('access.users.security')}</h3>
      <div className="admin-part__row">
        <ConfirmButton
          busy={reset.isPending}
          testId="reset-password"
          onConfirm={() => reset.mutate('password')}
        >
          <KeyRound size={18} aria-hidden="true" />
          {t('access.users.resetPassword')}
        </ConfirmButton>
        {user.secondFactor && (
          <ConfirmButton
            busy={reset.isPending}
            testId="reset-second"
            onConfirm={() => reset.mutate('secondFactor')}
          >
            <ShieldOff size={18} aria-hidden="true" />
            {t('access.users.resetSecond')}
          </ConfirmButton>
        )}
      </div>
      {reset.isError && (
        <p className="admin__fault" role="alert">
          {wordsOf(reset.error, t)}
        </p>
      )}
      {data?.oneTimePassword && (
        <OneTime words={t('access.users.resetPasswordDone')} password={data.oneTimePassword} />
      )}
      {data && data.oneTimePassword === null && <p role="status">{t('access.users.resetSecondDone')}</p>}
    </section>
  );
}

function Sessions({ user, zone }: { user: UserItem; zone: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const sessions = useQuery(sessionsQuery(user.id));
  const end = useMutation({
    mutationFn: (session: string) => access.endSession(user.id, session),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries(sessionsQuery(user.id)),
        client.invalidateQueries({ queryKey: ['users'] }),
      ]),
  });
  return (
    <section className="admin-part" data-testid="user-sessions">
      <h3>{t('access.users.sessions')}</h3>
      {end.isError && (
        <p className="admin__fault" role="alert">
          {wordsOf(end.error, t)}
        </p>
      )}
      <Answered query={sessions} zone={zone} lines={2}>
        {({ items }) => (
          <SessionList sessions={items} ending={end.isPending} onEnd={(id) => end.mutate(id)} />
        )}
      </Answered>
    </section>
  );
}
