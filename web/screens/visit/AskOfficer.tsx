import { ArrowRight } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Ids as the interface takes them. */
const ID = /^[A-Za-z0-9._:-]{1,64}$/;

/** Who is calling, for an account that is no officer's own: the id of one, kept in the address alone. */
export function AskOfficer({ unknown, onId }: { unknown: string | null; onId: (id: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(unknown ?? '');
  const [fault, setFault] = useState<string | null>(
    unknown === null ? null : t('visit.ask.unknown', { id: unknown }),
  );
  const name = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const id = text.trim();
    if (id === '') setFault(t('visit.ask.blank'));
    else if (!ID.test(id)) setFault(t('visit.ask.unknown', { id }));
    else onId(id);
  };
  return (
    <form className="ask-officer" onSubmit={submit} noValidate>
      <h1>{t('visit.ask.title')}</h1>
      <div className="field" data-fault={fault !== null}>
        <label htmlFor={name}>{t('visit.ask.label')}</label>
        <input
          id={name}
          value={text}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={fault !== null}
          {...(fault === null ? {} : { 'aria-describedby': `${name}-fault` })}
          data-testid="officer-id"
          onChange={({ target }) => {
            setText(target.value);
            setFault(null);
          }}
        />
        {fault && (
          <p className="field__fault" id={`${name}-fault`} role="alert" data-testid="officer-fault">
            {fault}
          </p>
        )}
      </div>
      <button type="submit" className="button button--ink" data-testid="officer-go">
        {t('visit.ask.go')} <ArrowRight size={18} aria-hidden="true" />
      </button>
      <p className="ask-officer__hint">{t('visit.ask.hint')}</p>
    </form>
  );
}
