import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountAnswer } from '#api/contract/access.ts';
import type { AreaRef } from '#api/contract/areas.ts';
import { access } from '../../apiAccess.ts';
import { Answered } from '../../components/Answered.tsx';
import { DeskFrame, Sheet } from '../../components/DeskFrame.tsx';
import { wordsOf } from '../../components/faults.ts';
import { NewPassword } from '../../components/NewPassword.tsx';
import { SessionList } from '../../components/SessionList.tsx';
import { accountQuery, sessionQuery } from '../../queries/access.ts';
import './AccountScreen.css';
import { SecondFactor } from './SecondFactor.tsx';

/** One's own account: who one is, password, second factor, and where one is signed in. */
export function AccountScreen() {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery());
  const account = useQuery(accountQuery());
  useEffect(() => {
    document.title = t('access.account.documentTitle');
  }, [t]);
  const calls = session.data?.user.officer != null && !session.data.user.permissions.includes('assign');
  return (
    <DeskFrame
      title={t('access.account.title')}
      back={
        calls
          ? { to: 'visit', word: t('access.account.backToVisits') }
          : { to: 'leader', word: t('access.account.back') }
      }
    >
      <div className="account">
        <Answered query={account} zone={session.data?.timezone ?? 'Asia/Shanghai'} lines={8}>
          {(answer) => (
            <>
              <WhoSheet answer={answer} scope={scopeNames(session.data?.scope ?? [])} />
              <PasswordSheet answer={answer} />
              {!answer.who.demonstration && <SecondFactor on={answer.who.secondFactor} />}
              <SessionsSheet answer={answer} />
            </>
          )}
        </Answered>
      </div>
    </DeskFrame>
  );
}

/** The zones of a network over a district that is seen whole are not told one by one. */
function scopeNames(scope: readonly AreaRef[]): string[] {
  const areas = scope.filter(({ level }) => level !== 'zone');
  return (areas.length > 0 ? areas : scope).map(({ name }) => name);
}

function WhoSheet({ answer: { who }, scope }: { answer: AccountAnswer; scope: readonly string[] }) {
  const { t } = useTranslation();
  const separator = t('access.common.listSeparator');
  return (
    <Sheet title={who.displayName} testId="account-who">
      <dl className="account__facts">
        <dt>{t('access.account.name')}</dt>
        <dd>{who.name}</dd>
        <dt>{t('access.account.roles')}</dt>
        <dd>{who.roles.map((role) => t(`access.role.${role}`)).join(separator)}</dd>
        {who.officer !== null && (
          <>
            <dt>{t('access.account.officer')}</dt>
            <dd>{who.officer}</dd>
          </>
        )}
        <dt>{t('access.account.scope')}</dt>
        <dd>{scope.length === 0 ? t('access.account.noScope') : scope.join(separator)}</dd>
        <dt>{t('access.account.may')}</dt>
        <dd>
          <ul className="account__may">
            {who.permissions.map((each) => (
              <li key={each}>{t(`access.permission.${each}`)}</li>
            ))}
          </ul>
        </dd>
      </dl>
    </Sheet>
  );
}

function PasswordSheet({ answer }: { answer: AccountAnswer }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [state, setState] = useState<'shut' | 'open' | 'saved'>('shut');
  return (
    <Sheet
      title={t('access.account.password')}
      line={
        state === 'saved' ? (
          <span role="status" data-testid="password-saved">
            {t('access.account.saved')}
          </span>
        ) : (
          t(answer.who.demonstration ? 'access.account.demonstration' : 'access.account.changed', {
            day: answer.passwordChangedAt.slice(0, 10),
          })
        )
      }
      testId="account-password"
      action={
        state !== 'open' &&
        !answer.who.demonstration && (
          <button
            type="button"
            className="button"
            data-testid="password-change"
            onClick={() => setState('open')}
          >
            {t('access.account.change')}
          </button>
        )
      }
    >
      {state === 'open' && (
        <div className="account__form">
          <NewPassword
            name={answer.who.name}
            onDone={() => {
              setState('saved');
              void client.invalidateQueries(accountQuery());
            }}
            onCancel={() => setState('shut')}
          />
        </div>
      )}
    </Sheet>
  );
}

function SessionsSheet({ answer }: { answer: AccountAnswer }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: access.endOwnSession,
    onSettled: () => client.invalidateQueries(accountQuery()),
  });
  return (
    <Sheet
      title={t('access.account.sessions')}
      line={t('access.account.sessionsHint')}
      testId="account-sessions"
    >
      {end.isError && (
        <p className="account__fault" role="alert">
          {wordsOf(end.error, t)}
        </p>
      )}
      <SessionList sessions={answer.sessions} ending={end.isPending} onEnd={(id) => end.mutate(id)} />
    </Sheet>
  );
}
