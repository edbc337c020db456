import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SupervisionSettings, SupervisionSettingsInput } from '#api/contract/supervision.ts';
import { ApiError } from '../../api.ts';
import { delivery } from '../../apiImports.ts';
import { Answered } from '../../components/Answered.tsx';
import { Sheet } from '../../components/DeskFrame.tsx';
import { PasswordField, TextField } from '../../components/Fields.tsx';
import { wordsOf } from '../../components/faults.ts';
import { deliveriesQuery, deliverySettingsQuery } from '../../queries/administration.ts';
import { useUrl } from '../../state/useUrl.ts';
import { DeliveryTable } from './DeliveryTable.tsx';
import { deliveryFault, whyNot } from './deliveryWords.ts';

const LATER = ['accepted', 'sentBack', 'overdue'] as const;

/** Where supervised items are delivered to, and what became of the last messages. */
export function Supervision({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const [{ lang }] = useUrl();
  const settings = useQuery(deliverySettingsQuery());
  const deliveries = useQuery(deliveriesQuery(lang));
  return (
    <>
      <Sheet
        title={t('administration.supervision.title')}
        line={t('administration.supervision.line')}
        testId="delivery"
      >
        <Answered query={settings} zone={zone} lines={5}>
          {(kept) => <SettingsForm kept={kept} />}
        </Answered>
      </Sheet>
      <Sheet title={t('administration.supervision.deliveries')} testId="deliveries">
        <Answered query={deliveries} zone={zone} lines={4}>
          {({ items }) => <DeliveryTable rows={items} />}
        </Answered>
      </Sheet>
    </>
  );
}

function SettingsForm({ kept }: { kept: SupervisionSettings }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [input, setInput] = useState({ ...kept, url: kept.url ?? '', link: kept.link ?? '', secret: '' });
  const save = useMutation({
    networkMode: 'always',
    gcTime: 0,
    mutationFn: (sent: SupervisionSettingsInput) => delivery.save(sent),
    onSuccess: (saved) => {
      client.setQueryData(deliverySettingsQuery().queryKey, saved);
      setInput((now) => ({ ...now, secret: '' }));
      test.reset();
    },
  });
  const test = useMutation({ networkMode: 'always', gcTime: 0, mutationFn: delivery.test });
  const change = (part: Partial<typeof input>) => {
    setInput({ ...input, ...part });
    if (!save.isIdle) save.reset();
  };
  const isShort = input.secret !== '' && input.secret.length < 16;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isShort || save.isPending) return;
    const { on, url, link, secret, withText, also } = input;
    save.mutate({
      ...{ on, withText, also: [...also] },
      url: url.trim() === '' ? null : url.trim(),
      link: link.trim() === '' ? null : link.trim(),
      ...(secret === '' ? {} : { secret }),
    });
  };
  const fault = (field: 'url' | 'secret' | 'link') => deliveryFault(save.error, field, t);
  const hasOwnPlace = (['url', 'secret', 'link'] as const).some((field) => fault(field) !== null);
  return (
    <form className="admin-form delivery-form" onSubmit={submit} noValidate>
      <label className="admin-form__check">
        <input
          type="checkbox"
          checked={input.on}
          data-testid="delivery-on"
          onChange={({ target }) => change({ on: target.checked })}
        />
        <span>
          {t('administration.supervision.on')}
          <small>{t('administration.supervision.onHint')}</small>
        </span>
      </label>
      <TextField
        label={t('administration.supervision.url')}
        hint={t('administration.supervision.urlHint')}
        value={input.url}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        maxLength={2000}
        fault={fault('url')}
        testId="delivery-url"
        onValue={(url) => change({ url })}
      />
      <PasswordField
        label={t('administration.supervision.secret')}
        hint={t(`administration.supervision.${kept.hasSecret ? 'secretKept' : 'secretHint'}`)}
        value={input.secret}
        autoComplete="off"
        maxLength={200}
        fault={isShort ? t('administration.supervision.fault.secretShort') : fault('secret')}
        testId="delivery-secret"
        onValue={(secret) => change({ secret })}
      />
      <fieldset>
        <legend>{t('administration.supervision.also')}</legend>
        <label className="admin-form__check">
          <input type="checkbox" checked disabled />
          <span>
            {t('administration.supervision.issued')}
            <small>{t('administration.supervision.issuedHint')}</small>
          </span>
        </label>
        {LATER.map((event) => (
          <label key={event} className="admin-form__check">
            <input
              type="checkbox"
              checked={input.also.includes(event)}
              data-testid={`delivery-${event}`}
              onChange={({ target }) =>
                change({
                  also: LATER.filter((each) => (each === event ? target.checked : input.also.includes(each))),
                })
              }
            />
            <span>{t(`administration.supervision.alsoOf.${event}`)}</span>
          </label>
        ))}
      </fieldset>
      <label className="admin-form__check">
        <input
          type="checkbox"
          checked={input.withText}
          data-testid="delivery-text"
          onChange={({ target }) => change({ withText: target.checked })}
        />
        <span>
          {t('administration.supervision.withText')}
          <small>{t('administration.supervision.withTextHint')}</small>
        </span>
      </label>
      <TextField
        label={t('administration.supervision.link')}
        hint={t('administration.supervision.linkHint')}
        value={input.link}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        maxLength={2000}
        fault={fault('link')}
        testId="delivery-link"
        onValue={(link) => change({ link })}
      />
      {save.isError && !hasOwnPlace && (
        <p className="admin__fault" role="alert">
          {wordsOf(save.error, t)}
        </p>
      )}
      <div className="admin-form__foot delivery-form__foot">
        <button
          type="submit"
          className="button button--ink"
          disabled={save.isPending}
          aria-busy={save.isPending}
          data-testid="delivery-save"
        >
          {t('administration.supervision.save')}
        </button>
        {save.isSuccess && <span role="status">{t('administration.supervision.saved')}</span>}
        <button
          type="button"
          className="button"
          disabled={test.isPending}
          aria-busy={test.isPending}
          title={t('administration.supervision.testHint')}
          data-testid="delivery-test"
          onClick={() => test.mutate()}
        >
          <Send size={17} aria-hidden="true" />
          {t('administration.supervision.test')}
        </button>
        {test.data && (
          <span
            role="status"
            className={test.data.delivered ? 'import-done' : 'admin__fault'}
            data-testid="delivery-tested"
          >
            {test.data.delivered
              ? t('administration.supervision.testDone')
              : t('administration.supervision.testFailed', { why: whyNot(test.data.failure ?? '', t) })}
          </span>
        )}
        {test.isError && (
          <span role="alert" className="admin__fault" data-testid="delivery-tested">
            {test.error instanceof ApiError && test.error.status === 409
              ? t('administration.supervision.fault.testUnset')
              : wordsOf(test.error, t)}
          </span>
        )}
      </div>
    </form>
  );
}
