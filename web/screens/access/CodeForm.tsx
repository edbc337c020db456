import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeField } from '../../components/Fields.tsx';

/** The six digits of the second factor. */
export function CodeForm({
  going,
  fault,
  onCode,
  onBack,
}: {
  going: boolean;
  fault: string | null;
  onCode: (code: string) => void;
  onBack: () => void;
}) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [short, setShort] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShort(code.length < 6);
    if (code.length === 6) onCode(code);
  };
  return (
    <form className="access__card" onSubmit={submit} noValidate>
      <CodeField
        label={t('access.signIn.code')}
        hint={t('access.signIn.codeHint')}
        value={code}
        onValue={setCode}
        fault={short ? t('access.signIn.codeBlank') : fault}
        autoFocus
        testId="sign-in-code"
      />
      <button type="submit" className="button button--ink" disabled={going} data-testid="sign-in-verify">
        {t(going ? 'access.signIn.going' : 'access.signIn.verify')}
      </button>
      <button type="button" className="access__link" onClick={onBack}>
        {t('access.signIn.back')}
      </button>
    </form>
  );
}
