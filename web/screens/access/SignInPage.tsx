import { useQuery, useQueryClient } from '@tanstack/react-query';
import { LogIn } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignInInput } from '#api/contract/access.ts';
import type { SessionAnswer } from '#api/contract/session.ts';
import { ApiError, isAway } from '../../api.ts';
import { access } from '../../apiAccess.ts';
import { wordsOf } from '../../components/faults.ts';
import { sessionQuery, signInInfoQuery } from '../../queries/access.ts';
import { opened } from '../../state/gate.ts';
import { AccessCard } from './AccessCard.tsx';
import { CodeForm } from './CodeForm.tsx';
import { DemonstrationAccounts } from './DemonstrationAccounts.tsx';
import { DisplayDoor } from './DisplayDoor.tsx';
import { NameForm } from './NameForm.tsx';
import { ssoWasRefused } from './singleSignOn.ts';

const isWrong = (error: unknown): boolean =>
  error instanceof ApiError && error.problem?.type === 'urn:guatu:wrongSignIn';
const SECOND_FACTOR_NEEDED = 'urn:guatu:secondFactorNeeded';

/**
 * Asks who is there: by name and password, with a code where the account wants one, or by single sign-on. A
 * display signs in by its token, without anybody.
 *
 * @param token of the display this page was opened for
 */
export function SignInPage({ token }: { token: string | null }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const info = useQuery(signInInfoQuery());
  const [typed, setTyped] = useState({ name: '', password: '' });
  const [codeAsked, setCodeAsked] = useState(false);
  const [going, setGoing] = useState(false);
  const [fault, setFault] = useState<string | null>(() =>
    ssoWasRefused() ? t('access.signIn.ssoRefused') : null,
  );
  const [asPerson, setAsPerson] = useState(false);

  useEffect(() => {
    document.title = t('access.signIn.documentTitle');
  }, [t]);
  // What was said in one language is not left standing in another.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the language changes
  useEffect(() => () => setFault(null), [i18n.language]);

  const enter = (session: SessionAnswer) => {
    client.setQueryData(sessionQuery().queryKey, session);
    opened();
  };
  const signIn = async (input: SignInInput) => {
    setGoing(true);
    setFault(null);
    try {
      enter(await access.signIn(input));
    } catch (error) {
      setGoing(false);
      if (error instanceof ApiError && error.problem?.type === SECOND_FACTOR_NEEDED) setCodeAsked(true);
      // The password was right before the code was asked for.
      else if (input.code !== undefined && isWrong(error)) setFault(t('access.refusal.wrongCode'));
      else setFault(wordsOf(error, t));
    }
  };

  if (token !== null && !asPerson)
    return <DisplayDoor token={token} onOpen={enter} onPerson={() => setAsPerson(true)} />;
  if (codeAsked)
    return (
      <AccessCard testId="sign-in" title={t('access.signIn.codeTitle')} line={typed.name}>
        <CodeForm
          going={going}
          fault={fault}
          onCode={(digits) => void signIn({ ...typed, code: digits })}
          onBack={() => {
            setFault(null);
            setTyped({ name: '', password: '' });
            setCodeAsked(false);
          }}
        />
      </AccessCard>
    );
  const { demonstration = null, singleSignOn = null } = info.data ?? {};
  return (
    <AccessCard testId="sign-in" title={t('app.name')} line={t('access.signIn.line')}>
      <div className="access__card">
        <NameForm
          typed={typed}
          onTyped={setTyped}
          going={going}
          fault={fault}
          onFault={setFault}
          onGo={() => void signIn({ name: typed.name.trim(), password: typed.password })}
        />
        {singleSignOn && (
          <>
            <p className="access__or">{t('access.signIn.or')}</p>
            <a className="button" href="/api/session/single-sign-on" data-testid="single-sign-on">
              <LogIn size={18} aria-hidden="true" />
              {t('access.signIn.with', { name: singleSignOn })}
            </a>
          </>
        )}
        {info.isError && !isAway(info.error) && (
          <p className="access__hint" role="status">
            {t('access.signIn.infoFailed')}{' '}
            <button type="button" className="access__link" onClick={() => void info.refetch()}>
              {t('state.retry')}
            </button>
          </p>
        )}
      </div>
      {demonstration && (
        <DemonstrationAccounts
          accounts={demonstration.accounts}
          chosen={typed.name}
          onChoose={(name) => {
            setFault(null);
            setTyped({ name, password: demonstration.password });
          }}
        />
      )}
    </AccessCard>
  );
}
