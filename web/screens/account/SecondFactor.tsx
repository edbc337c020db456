import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecondFactorAnswer } from '#api/contract/access.ts';
import { access } from '../../apiAccess.ts';
import { CopyBox } from '../../components/CopyBox.tsx';
import { Sheet } from '../../components/DeskFrame.tsx';
import { CodeField } from '../../components/Fields.tsx';
import { faultAt, wordsOf } from '../../components/faults.ts';
import { accountQuery, sessionQuery } from '../../queries/access.ts';
import { QrCode } from './QrCode.tsx';

/** The second factor: switched on by a code made from a fresh secret, off by a code. */
export function SecondFactor({ on }: { on: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [step, setStep] = useState<'idle' | 'making' | 'removing'>('idle');
  const [said, setSaid] = useState<string | null>(null);
  const begin = useMutation({ mutationFn: access.secondFactor, onSuccess: () => setStep('making') });
  const done = (words: string) => {
    setStep('idle');
    setSaid(words);
    begin.reset();
    void client.invalidateQueries(accountQuery());
    void client.invalidateQueries(sessionQuery());
  };
  const stop = () => {
    setStep('idle');
    begin.reset();
  };
  return (
    <Sheet
      title={t('access.account.second')}
      line={
        <span role="status" data-testid="second-state">
          {said ?? t(on ? 'access.account.secondOn' : 'access.account.secondOff')}
        </span>
      }
      testId="account-second"
      action={
        step === 'idle' && (
          <button
            type="button"
            className="button"
            disabled={begin.isPending}
            data-testid={on ? 'second-remove' : 'second-start'}
            onClick={() => {
              setSaid(null);
              if (on) setStep('removing');
              else begin.mutate();
            }}
          >
            {t(on ? 'access.account.secondRemove' : 'access.account.secondStart')}
          </button>
        )
      }
    >
      {begin.isError && (
        <p className="account__fault" role="alert">
          {wordsOf(begin.error, t)}
        </p>
      )}
      {step === 'making' && begin.data && (
        <Making made={begin.data} onDone={() => done(t('access.account.secondDone'))} onCancel={stop} />
      )}
      {step === 'removing' && (
        <CodeStep
          label={t('access.account.secondRemoveCode')}
          go={t('access.account.secondRemove')}
          send={access.removeSecondFactor}
          onDone={() => done(t('access.account.secondGone'))}
          onCancel={stop}
        />
      )}
    </Sheet>
  );
}

function Making({
  made,
  onDone,
  onCancel,
}: {
  made: SecondFactorAnswer;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="second">
      <p>{t('access.account.secondScan')}</p>
      <div className="second__make">
        <QrCode text={made.uri} label={t('access.account.secondQr')} />
        <div className="second__side">
          <CopyBox
            label={t('access.account.secret')}
            // In fours it can be read out and typed.
            value={made.secret.replace(/(.{4})(?=.)/g, '$1 ')}
            testId="second-secret"
          />
          <CodeStep
            label={t('access.account.secondCode')}
            go={t('access.account.secondConfirm')}
            send={access.confirmSecondFactor}
            onDone={onDone}
            onCancel={onCancel}
          />
        </div>
      </div>
    </div>
  );
}

function CodeStep({
  label,
  go,
  send,
  onDone,
  onCancel,
}: {
  label: string;
  go: string;
  send: (code: string) => Promise<null>;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [short, setShort] = useState(false);
  const confirm = useMutation({ mutationFn: () => send(code), onSuccess: onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShort(code.length < 6);
    if (code.length === 6) confirm.mutate();
  };
  const told = confirm.isError ? (faultAt(confirm.error, 'code', t) ?? wordsOf(confirm.error, t)) : null;
  return (
    <form className="second account__form" onSubmit={submit} noValidate>
      <CodeField
        label={label}
        value={code}
        onValue={setCode}
        fault={short ? t('access.signIn.codeBlank') : told}
        testId="second-code"
      />
      <div className="second__buttons">
        <button
          type="submit"
          className="button button--ink"
          disabled={confirm.isPending}
          data-testid="second-confirm"
        >
          {go}
        </button>
        <button type="button" className="button" onClick={onCancel}>
          {t('access.account.cancel')}
        </button>
      </div>
    </form>
  );
}
