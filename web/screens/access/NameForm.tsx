import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField, TextField } from '../../components/Fields.tsx';

/** What one signs in with. */
export interface Typed {
  name: string;
  password: string;
}

/** Name and password. */
export function NameForm({
  typed,
  onTyped,
  going,
  fault,
  onFault,
  onGo,
}: {
  typed: Typed;
  onTyped: (typed: Typed) => void;
  going: boolean;
  fault: string | null;
  onFault: (fault: string | null) => void;
  onGo: () => void;
}) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.name.trim() === '' || typed.password === '') onFault(t('access.signIn.blank'));
    else onGo();
  };
  return (
    <form className="access__form" onSubmit={submit} noValidate>
      <TextField
        label={t('access.signIn.name')}
        value={typed.name}
        name="username"
        autoComplete="username"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        autoFocus
        testId="sign-in-name"
        onValue={(name) => onTyped({ ...typed, name })}
      />
      <PasswordField
        label={t('access.signIn.password')}
        value={typed.password}
        name="password"
        autoComplete="current-password"
        testId="sign-in-password"
        onValue={(password) => onTyped({ ...typed, password })}
      />
      {fault && (
        <p className="access__fault" role="alert" data-testid="sign-in-fault">
          {fault}
        </p>
      )}
      <button type="submit" className="button button--ink" disabled={going} data-testid="sign-in-go">
        {t(going ? 'access.signIn.going' : 'access.signIn.go')}
      </button>
    </form>
  );
}
