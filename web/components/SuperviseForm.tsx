import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import { registers } from '../apiRegisters.ts';
import '../i18n/supervision.ts';
import { type SupervisionSent, supervision } from '../queries/supervision.ts';
import { newId } from '../state/newId.ts';
import { Drawer } from './Drawer.tsx';
import { TextField } from './Fields.tsx';
import { wordsOf } from './faults.ts';
import './Check.css';
import './SuperviseForm.css';
import { ErrorState, Skeleton } from './States.tsx';

/** Days until the answer is due where nobody has said otherwise. */
const USUAL_DAYS = 7;

/** Something that may be supervised, and who answers for it; null where nobody does. */
export interface Supervisable {
  object: SupervisionSent['object'];
  officer: { id: string; name: string } | null;
}

interface SuperviseFormProps {
  items: readonly Supervisable[];
  /** What they are, such as "3 households". */
  subjects: string;
  /** Civil day of the district. */
  today: string;
  onClose: () => void;
}

/** Has something answered for 督办: by whom, until when, and what is asked for. */
export function SuperviseForm({ items: given, subjects, today, onClose }: SuperviseFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  // What is supervised stays what it was when the box was opened; sent again, each is the same item.
  const [items] = useState(() => given.map((item) => ({ ...item, id: newId() })));
  const answered = items.filter(({ officer }) => officer !== null).length;
  const [byOfficer, setByOfficer] = useState(answered > 0);
  const [organisation, setOrganisation] = useState<string | null>(null);
  const [due, setDue] = useState(() => formatDay((parseDay(today) ?? 0) + USUAL_DAYS));
  const [text, setText] = useState('');
  const [sent, setSent] = useState({ done: 0, refused: 0, reason: '' });
  const steps = items.flatMap(({ id, object, officer }): SupervisionSent[] => {
    const to = byOfficer
      ? officer && { kind: 'officer' as const, id: officer.id }
      : organisation && { kind: 'organisation' as const, id: organisation };
    return to ? [{ id, object, to, due, text: text.trim() || null }] : [];
  });
  const run = useMutation({
    mutationFn: async () => {
      for (const step of steps)
        await supervision.issue(step).then(
          () => setSent((before) => ({ ...before, done: before.done + 1 })),
          (error: unknown) =>
            setSent((before) => ({ ...before, refused: before.refused + 1, reason: wordsOf(error, t) })),
        );
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['supervision'] }),
  });
  const idle = run.isIdle;
  const state = run.isPending
    ? t('supervision.form.running', { n: sent.done, of: steps.length })
    : idle
      ? t('supervision.form.ready', { n: steps.length })
      : t(sent.refused > 0 ? 'supervision.form.doneSome' : 'supervision.form.done', {
          n: sent.done,
          ...sent,
        });
  const isDue = parseDay(due) !== null && due >= today;
  return (
    <Drawer
      open
      kind="box"
      testId="supervise"
      onClose={() => {
        if (!run.isPending) onClose();
      }}
      title={t('supervision.form.title', { subjects })}
      line={<span>{t('supervision.form.line')}</span>}
      foot={
        <>
          <p role="status" data-testid="supervise-state">
            {state}
          </p>
          {run.isSuccess ? (
            <button
              type="button"
              className="button button--ink"
              data-testid="supervise-finish"
              onClick={onClose}
            >
              {t('supervision.form.finish')}
            </button>
          ) : (
            <>
              <button type="button" className="button" disabled={run.isPending} onClick={onClose}>
                {t('supervision.cancel')}
              </button>
              <button
                type="button"
                className="button button--ink"
                disabled={steps.length === 0 || !isDue || run.isPending}
                data-testid="supervise-confirm"
                onClick={() => run.mutate()}
              >
                {t('supervision.form.confirm', { n: steps.length })}
              </button>
            </>
          )}
        </>
      }
    >
      <fieldset className="supervise-form" disabled={!idle}>
        <legend>{t('supervision.form.to')}</legend>
        {answered > 0 && (
          <label className="menu__item supervise-form__choice">
            <input
              type="radio"
              name="to"
              className="check"
              checked={byOfficer}
              data-testid="supervise-officer"
              onChange={() => setByOfficer(true)}
            />
            <span>
              {items.length === 1 ? items[0]?.officer?.name : t('supervision.form.officer')}
              {answered < items.length && (
                <small>{t('supervision.form.officerLacking', { n: items.length - answered })}</small>
              )}
            </span>
          </label>
        )}
        <label className="menu__item supervise-form__choice">
          <input
            type="radio"
            name="to"
            className="check"
            checked={!byOfficer}
            data-testid="supervise-organisation"
            onChange={() => setByOfficer(false)}
          />
          <span>{t('supervision.form.organisation')}</span>
        </label>
        {!byOfficer && <Organisations chosen={organisation} onPick={setOrganisation} />}
        <TextField
          type="date"
          label={t('supervision.form.due')}
          value={due}
          min={today}
          required
          testId="supervise-due"
          onValue={setDue}
        />
        <Words
          label={t('supervision.form.text')}
          hint={t('supervision.form.textHint')}
          value={text}
          testId="supervise-text"
          onValue={setText}
        />
      </fieldset>
    </Drawer>
  );
}

/** Several lines to write in. */
export function Words({
  label,
  hint,
  value,
  testId,
  onValue,
}: {
  label: string;
  hint?: string;
  value: string;
  testId: string;
  onValue: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="text-field supervise-form__words">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={3}
        maxLength={2000}
        value={value}
        data-testid={testId}
        data-escape="own"
        onChange={({ target }) => onValue(target.value)}
      />
      {hint && <p className="text-field__hint">{hint}</p>}
    </div>
  );
}

/** One organisation of those that may be seen, found by name or id. */
function Organisations({ chosen, onPick }: { chosen: string | null; onPick: (id: string) => void }) {
  const { t } = useTranslation();
  const [written, setWritten] = useState('');
  const q = useDeferredValue(written.trim());
  const found = useQuery({
    queryKey: ['organisations', q],
    queryFn: ({ signal }) => registers.organisations({ ...(q === '' ? {} : { q }), limit: 20 }, signal),
    gcTime: 0,
    placeholderData: (before) => before,
  });
  return (
    <>
      <TextField
        type="search"
        label={t('supervision.form.find')}
        value={written}
        testId="supervise-search"
        onValue={setWritten}
      />
      <div className="supervise-form__found">
        {found.isPending && <Skeleton lines={3} />}
        {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
        {found.data?.items.length === 0 && (
          <p className="menu__label">{t('supervision.form.noOrganisation')}</p>
        )}
        {found.data?.items.map(({ id, name }) => (
          <label key={id} className="menu__item supervise-form__choice">
            <input
              type="radio"
              name="organisation"
              className="check"
              checked={chosen === id}
              data-testid={`supervise-to-${id}`}
              onChange={() => onPick(id)}
            />
            <span>{name}</span>
            <small>{id}</small>
          </label>
        ))}
      </div>
    </>
  );
}
