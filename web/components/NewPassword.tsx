import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PASSWORD_LENGTH } from '#geodata/presets/roles.ts';
import { access } from '../apiAccess.ts';
import { PasswordField } from './Fields.tsx';
import { faultAt, wordsOf } from './faults.ts';
import './NewPassword.css';

/** The present password, and a new one twice. */
export function NewPassword({
  name,
  onDone,
  onCancel,
}: {
  /** For the browser's keeper of passwords. */
  name: string;
  onDone: () => void;
  onCancel?: () => void;
}) {
  const { t } = useTranslation();
  const min = PASSWORD_LENGTH.min;
  const [typed, setTyped] = useState({ current: '', next: '', again: '' });
  const [checked, setChecked] = useState(false);
  const change = useMutation({
    mutationFn: () => access.changePassword(typed.current, typed.next),
    onSuccess: onDone,
  });
  // What the server refused is said until it is typed anew.
  const type = (part: Partial<typeof typed>) => {
    setTyped({ ...typed, ...part });
    if (change.isError) change.reset();
  };
  const short = [...typed.next].length < min;
  const own = {
    current: typed.current === '' ? t('access.account.currentBlank') : null,
    next: short ? t('access.account.tooShort', { min }) : null,
    again: typed.again !== typed.next ? t('access.account.differ') : null,
  };
  const told = {
    current: faultAt(change.error, 'current', t),
    next: faultAt(change.error, 'next', t),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!own.current && !own.next && !own.again) change.mutate();
  };
  const fault = (key: keyof typeof own) => (checked ? own[key] : null);
  return (
    <form className="new-password" onSubmit={submit} noValidate>
      <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
      <PasswordField
        label={t('access.account.current')}
        autoComplete="current-password"
        value={typed.current}
        onValue={(current) => type({ current })}
        fault={fault('current') ?? told.current}
        testId="password-current"
      />
      <PasswordField
        label={t('access.account.next')}
        hint={t('access.account.rule', { min })}
        autoComplete="new-password"
        maxLength={PASSWORD_LENGTH.max}
        value={typed.next}
        onValue={(next) => type({ next })}
        fault={fault('next') ?? told.next}
        testId="password-next"
      />
      <PasswordField
        label={t('access.account.again')}
        autoComplete="new-password"
        value={typed.again}
        onValue={(again) => type({ again })}
        fault={fault('again')}
        testId="password-again"
      />
      {change.isError && !told.current && !told.next && (
        <p className="new-password__fault" role="alert">
          {wordsOf(change.error, t)}
        </p>
      )}
      <div className="new-password__foot">
        <button
          type="submit"
          className="button button--ink"
          disabled={change.isPending}
          data-testid="password-save"
        >
          {t('access.account.save')}
        </button>
        {onCancel && (
          <button type="button" className="button" onClick={onCancel}>
            {t('access.account.cancel')}
          </button>
        )}
      </div>
    </form>
  );
}
