import { Check, DoorClosed, MapPin, Minus, X } from 'lucide-react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProgrammeDetail } from '#api/contract/programmes.ts';
import type { VisitInput } from '#api/contract/records.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';
import type { FormField } from '#geodata/duty/types.ts';
import {
  type LonLat,
  VISIT_MODES,
  VISIT_OUTCOMES,
  type VisitMode,
  type VisitOutcome,
} from '#geodata/model.ts';
import { Choices } from '../../components/Choices.tsx';
import { districtNow } from '../../state/clock.ts';
import type { Place } from '../../state/place.ts';
import { SnapFields } from './SnapFields.tsx';
import { EMPTY_SNAP, type SnapDraft } from './snap.ts';
import './Snap.css';
import { type Draft, faultsOf, isBackfilled, visitOf } from './draft.ts';
import { FormFieldInput } from './FormFieldInput.tsx';
import './VisitForm.css';

const ICONS: Record<VisitOutcome, React.ReactNode> = {
  met: <Check size={20} aria-hidden="true" />,
  notIn: <DoorClosed size={20} aria-hidden="true" />,
  refused: <Minus size={20} aria-hidden="true" />,
};
/** The note and the record as a whole have bounds of their own. */
const NOTE_LENGTH = 2000;

export interface VisitFormProps {
  /** Id of the record, chosen here. */
  id: string;
  subject: string;
  officer: string;
  initial: Draft;
  /** Programmes that the visit may be for; the first is the usual one. */
  programmes: readonly ProgrammeDetail[];
  /** Whether an issue may be reported with it. */
  mayReport: boolean;
  /** Names of the duties that a mode does not count for. */
  notCounted: (mode: VisitMode) => string[];
  zone: string;
  lang: string;
  place: Place;
  /**
   * @param found an issue that was found on the visit
   * @throws when the device cannot keep it
   */
  onSave: (visit: VisitInput, found: SnapDraft | null) => Promise<void>;
}

/** One visit: outcome, mode, the programme's form, note. Three taps when nothing else is asked. */
export function VisitForm(props: VisitFormProps) {
  const { id, subject, officer, initial, programmes, mayReport, notCounted, zone, lang, place, onSave } =
    props;
  const { t } = useTranslation();
  const [draft, setDraft] = useState(initial);
  const [found, setFound] = useState<SnapDraft | null>(null);
  const [tried, setTried] = useState(false);
  const [failed, setFailed] = useState(false);
  const [saving, setSaving] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const name = useId();
  const { refresh } = place;
  useEffect(() => void refresh(), [refresh]);

  const programme = programmes.find((each) => each.id === draft.programme) ?? null;
  const fields: readonly FormField[] = programme?.fields ?? [];
  const clock = { now: districtNow(), zone };
  const faults = tried ? faultsOf(draft, fields, clock) : {};
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const answer = (field: string, value: Draft['answers'][string] | undefined) =>
    setDraft((before) => {
      const { [field]: _, ...others } = before.answers;
      const answers = value === undefined ? others : { ...others, [field]: value };
      // Only who was met can have said so: the answer spares a tap.
      return { ...before, answers, outcome: before.outcome ?? (value === undefined ? null : 'met') };
    });

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (saving) return;
    setTried(true);
    const now = districtNow();
    const isFoundWhole = found === null || found.category !== null;
    if (!isFoundWhole || Object.keys(faultsOf(draft, fields, { now, zone })).length > 0) {
      // once the faults stand on the page
      setTimeout(() =>
        form.current?.querySelector<HTMLElement>('[data-fault="true"] :is(input,textarea)')?.focus(),
      );
      return;
    }
    setSaving(true);
    setFailed(false);
    try {
      const position: LonLat | null = place.fix.at;
      await onSave(visitOf(draft, { id, subject, officer }, fields, { now, zone, position }), found);
    } catch {
      setFailed(true);
      setSaving(false);
    }
  };

  const uncounted = draft.outcome === 'met' ? notCounted(draft.mode) : [];
  const asksAnswers = draft.outcome === null || draft.outcome === 'met';
  const field = (each: FormField) => (
    <FormFieldInput
      key={`${programme?.id} ${each.id}`}
      field={each}
      value={draft.answers[each.id]}
      fault={faults[`fields.${each.id}`]}
      lang={lang}
      onChange={(value) => answer(each.id, value)}
    />
  );
  const required = fields.filter((each) => each.required);
  const optional = fields.filter((each) => !each.required);
  return (
    <form ref={form} className="visit-form" onSubmit={save} noValidate data-testid="visit-form">
      <div className="visit-form__scroll">
        <Choices
          legend={t('visit.form.outcome')}
          name={`${name}outcome`}
          large
          options={VISIT_OUTCOMES.map((each) => ({
            id: each,
            name: t(`visit.outcome.${each}`),
            icon: ICONS[each],
          }))}
          chosen={draft.outcome === null ? [] : [draft.outcome]}
          required
          fault={faults.outcome && <Fault text={t('visit.form.wantOutcome')} />}
          testId="outcome"
          onChoose={(outcome) => change({ outcome: outcome as VisitOutcome })}
        />
        <Choices
          legend={t('visit.form.mode')}
          name={`${name}mode`}
          options={VISIT_MODES.map((each) => ({ id: each, name: t(`visit.mode.${each}`) }))}
          chosen={[draft.mode]}
          note={
            uncounted.length > 0 && (
              <p className="field__note">
                {t('visit.form.notCounted', {
                  mode: t(`visit.mode.${draft.mode}`),
                  duties: uncounted.join(lang === 'en' ? ', ' : '、'),
                })}
              </p>
            )
          }
          testId="mode"
          onChoose={(mode) => change({ mode: mode as VisitMode })}
        />
        {programmes.length > 1 && (
          <Choices
            legend={t('visit.form.programme')}
            name={`${name}programme`}
            options={programmes.map((each) => ({
              id: each.id,
              name: each.name[lang === 'en' ? 'en' : 'zh'],
            }))}
            chosen={draft.programme === null ? [] : [draft.programme]}
            testId="programme"
            onChoose={(chosen) => change({ programme: chosen })}
          />
        )}
        {asksAnswers && fields.length > 0 && (
          <section className="visit-form__answers" aria-label={t('visit.form.answers')}>
            <h3>
              {t('visit.form.answers')}
              {draft.outcome === null && <small>{t('visit.form.answersHint')}</small>}
            </h3>
            {required.map(field)}
            {optional.length > 0 && (
              <details open={required.length === 0 && optional.length <= 3}>
                <summary data-testid="more-fields">{t('visit.form.more', { n: optional.length })}</summary>
                {optional.map(field)}
              </details>
            )}
          </section>
        )}
        <div className="field">
          <label htmlFor={`${name}note`}>
            {t('visit.form.note')} <small>{t('visit.form.optional')}</small>
          </label>
          <textarea
            id={`${name}note`}
            rows={2}
            maxLength={NOTE_LENGTH}
            value={draft.note}
            data-testid="note"
            onChange={({ target }) => change({ note: target.value })}
          />
        </div>
        {mayReport && (
          <details
            className="visit-form__found"
            open={found !== null}
            onToggle={({ currentTarget }) => {
              const { open } = currentTarget;
              setFound((before) => (open ? (before ?? EMPTY_SNAP) : null));
            }}
          >
            <summary data-testid="found">
              {t('issues.snap.found')} <small>{t('issues.snap.foundHint')}</small>
            </summary>
            {found && (
              <div>
                <SnapFields
                  draft={found}
                  tried={tried}
                  lang={lang}
                  onChange={(part) => setFound((before) => before && { ...before, ...part })}
                />
              </div>
            )}
          </details>
        )}
        <When draft={draft} zone={zone} fault={faults.at} onChange={(at) => change({ at })} />
        {place.fix.state !== 'none' && draft.mode === 'onSite' && (
          <label className="visit-form__place">
            <input
              type="checkbox"
              checked={draft.withPlace && place.fix.state === 'found'}
              disabled={place.fix.state !== 'found'}
              onChange={({ target }) => change({ withPlace: target.checked })}
            />
            <MapPin size={16} aria-hidden="true" />
            {t('visit.form.place')}
            {place.fix.state !== 'found' && (
              <small>{t(place.fix.state === 'asking' ? 'visit.list.locating' : 'visit.form.placeOff')}</small>
            )}
          </label>
        )}
      </div>
      <div className="visit-form__foot">
        {failed && <Fault text={t('visit.form.full')} />}
        <button type="submit" className="button button--ink" data-testid="visit-save" disabled={saving}>
          {t(draft.outcome === 'met' ? 'visit.form.saveMet' : 'visit.form.save')}
        </button>
      </div>
    </form>
  );
}

function Fault({ text }: { text: string }) {
  return (
    <p className="field__fault" role="alert">
      <X size={15} aria-hidden="true" /> {text}
    </p>
  );
}

/** When it was: now, or a moment before. */
function When({
  draft,
  zone,
  fault,
  onChange,
}: {
  draft: Draft;
  zone: string;
  fault: 'missing' | 'wrong' | undefined;
  onChange: (at: string | null) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const now = districtNow();
  const wall = formatInstant(now, zone).slice(0, 16);
  return (
    <div className="field field--when" data-fault={fault !== undefined}>
      {draft.at === null ? (
        <>
          <span className="field__label">{t('visit.form.at')}</span>
          <span>
            {t('visit.form.now')} <b>{wall.slice(11)}</b>
          </span>
          <button type="button" className="button" data-testid="change-time" onClick={() => onChange(wall)}>
            {t('visit.form.changeTime')}
          </button>
        </>
      ) : (
        <>
          <label htmlFor={id}>{t('visit.form.at')}</label>
          <input
            id={id}
            type="datetime-local"
            value={draft.at}
            max={wall}
            data-testid="at"
            onChange={({ target }) => onChange(target.value)}
          />
          <button type="button" className="button" onClick={() => onChange(null)}>
            {t('visit.form.now')}
          </button>
        </>
      )}
      {fault && <Fault text={t('visit.form.future')} />}
      {!fault && isBackfilled(draft, { now, zone }) && (
        <p className="field__note">{t('visit.form.backfilled')}</p>
      )}
    </div>
  );
}
