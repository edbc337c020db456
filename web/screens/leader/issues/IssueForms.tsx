import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssueDetail } from '#api/contract/issues.ts';
import { RATINGS, REOPENERS, RESOLUTION_KINDS } from '#geodata/issue/events.ts';
import { CategoryChoice } from '../../../components/CategoryChoice.tsx';
import { Choices } from '../../../components/Choices.tsx';
import { TextField } from '../../../components/Fields.tsx';
import { OrganisationName, useOrganisationSearch } from '../../../components/organisations.tsx';
import { Picker } from '../../../components/Picker.tsx';
import {
  type ActType,
  atWork,
  type DraftField,
  type EventDraft,
  hasReason,
  wantsOrganisation,
} from './eventDraft.ts';

const NOTE_LENGTH = 2000;
const REASON_LENGTH = 500;

interface FieldsProps {
  type: ActType;
  issue: IssueDetail;
  draft: EventDraft;
  faults: ReadonlySet<DraftField>;
  lang: string;
  onChange: (part: Partial<EventDraft>) => void;
}

/** Just what one kind of event needs, and a note where no reason is asked for. */
export function EventFields(props: FieldsProps) {
  const { type, draft, faults, onChange } = props;
  const { t } = useTranslation();
  return (
    <>
      <OwnFields {...props} />
      {hasReason(type) ? (
        <LongText
          label={t('issues.form.reason')}
          length={REASON_LENGTH}
          value={draft.reason}
          fault={faults.has('reason') ? t('issues.form.wantReason') : null}
          testId="event-reason"
          onValue={(reason) => onChange({ reason })}
        />
      ) : (
        <LongText
          label={
            <>
              {t('issues.form.note')} <small>{t('issues.form.optional')}</small>
            </>
          }
          length={NOTE_LENGTH}
          value={draft.note}
          fault={null}
          testId="event-note"
          onValue={(note) => onChange({ note })}
        />
      )}
    </>
  );
}

function OwnFields(props: FieldsProps) {
  const { type, draft, faults, lang, onChange } = props;
  const { t } = useTranslation();
  const name = useId();
  const fault = (field: DraftField, text: string) =>
    faults.has(field) && (
      <p className="field__fault" role="alert">
        {text}
      </p>
    );
  switch (type) {
    case 'accepted':
      return (
        <CategoryChoice
          lang={lang}
          value={draft.category}
          testId="event-category"
          onChoose={(category) => onChange({ category })}
        />
      );
    case 'dispatched':
      return (
        <Picker
          label={t('issues.form.organisations')}
          hint={t('issues.form.organisationsHint')}
          placeholder={t('issues.form.organisationSearch')}
          fault={faults.has('organisations') ? t('issues.form.wantOrganisations') : null}
          chosen={draft.organisations}
          nameOf={OrganisationName}
          search={useOrganisationSearch}
          onAdd={(id) => onChange({ organisations: [...draft.organisations, id] })}
          onRemove={(id) => onChange({ organisations: draft.organisations.filter((each) => each !== id) })}
          testId="event-organisations"
        />
      );
    case 'handling':
    case 'returned':
      return <Part {...props} fault={fault('organisation', t('issues.form.wantOrganisation'))} />;
    case 'resolved':
      return (
        <>
          <Part {...props} fault={fault('organisation', t('issues.form.wantOrganisation'))} />
          <Choices
            legend={t('issues.form.kind')}
            name={`${name}kind`}
            options={RESOLUTION_KINDS.map((id) => ({
              id,
              name: t(`issues.resolution.${id}`),
              note: t(`issues.resolutionHint.${id}`),
            }))}
            chosen={draft.kind === null ? [] : [draft.kind]}
            required
            fault={fault('kind', t('issues.form.wantKind'))}
            testId="event-kind"
            onChoose={(id) => onChange({ kind: id as EventDraft['kind'] })}
          />
        </>
      );
    case 'rated':
      return <Rating {...props} fault={fault('rating', t('issues.form.wantRating'))} />;
    case 'extended':
      return (
        <div className="event-form__pair">
          <TextField
            label={t('issues.form.amount')}
            inputMode="numeric"
            value={draft.amount}
            fault={faults.has('amount') ? t('issues.form.wantAmount') : null}
            testId="event-amount"
            onValue={(amount) => onChange({ amount: amount.trim() })}
          />
          <Choices
            legend={<span className="visually-hidden">{t('issues.form.amount')}</span>}
            name={`${name}unit`}
            options={(['day', 'hour'] as const).map((id) => ({ id, name: t(`issues.form.${id}`) }))}
            chosen={[draft.unit]}
            testId="event-unit"
            onChoose={(unit) => onChange({ unit: unit as EventDraft['unit'] })}
          />
        </div>
      );
    case 'reopened':
      return (
        <Choices
          legend={t('issues.form.cause')}
          name={`${name}cause`}
          options={REOPENERS.map((id) => ({ id, name: t(`issues.reopener.${id}`) }))}
          chosen={draft.cause === null ? [] : [draft.cause]}
          required
          fault={fault('cause', t('issues.form.wantCause'))}
          testId="event-cause"
          onChoose={(id) => onChange({ cause: id as EventDraft['cause'] })}
        />
      );
    case 'merged':
      return (
        <TextField
          label={t('issues.form.into')}
          hint={t('issues.form.intoHint')}
          value={draft.into}
          autoComplete="off"
          spellCheck={false}
          fault={faults.has('into') ? t('issues.form.wantInto') : null}
          testId="event-into"
          onValue={(into) => onChange({ into })}
        />
      );
    case 'verified':
      return <p className="event-form__hint">{t('issues.form.verifyHint')}</p>;
    default:
      return null;
  }
}

/** Whose part it is, where organisations have it. */
function Part({ type, issue, draft, fault, onChange }: FieldsProps & { fault: React.ReactNode }) {
  const { t } = useTranslation();
  const name = useId();
  if (!wantsOrganisation(type, issue)) return null;
  return (
    <Choices
      legend={t('issues.form.organisation')}
      name={name}
      options={atWork(issue)}
      chosen={draft.organisation === null ? [] : [draft.organisation]}
      required
      fault={fault}
      testId="event-organisation"
      onChoose={(organisation) => onChange({ organisation })}
    />
  );
}

function Rating({ draft, fault, onChange }: FieldsProps & { fault: React.ReactNode }) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <>
      <Choices
        legend={t('issues.form.rating')}
        name={`${name}rating`}
        steps
        options={RATINGS.map((id) => ({ id, name: t(`issues.rating.${id}`) }))}
        chosen={draft.rating === null ? [] : [draft.rating]}
        required
        fault={fault}
        testId="event-rating"
        onChoose={(id) => onChange({ rating: id as EventDraft['rating'] })}
      />
      <Choices
        legend={
          <>
            {t('issues.form.isSettled')} <small>{t('issues.form.optional')}</small>
          </>
        }
        name={`${name}settled`}
        options={[
          { id: 'yes', name: t('issues.form.yes') },
          { id: 'no', name: t('issues.form.no') },
        ]}
        chosen={draft.settled === null ? [] : [draft.settled ? 'yes' : 'no']}
        testId="event-settled"
        onChoose={(id) => onChange({ settled: id === 'yes' })}
        onClear={() => onChange({ settled: null })}
      />
      <Choices
        legend={t('issues.form.rater')}
        name={`${name}rater`}
        options={[
          { id: 'reporter', name: t('issues.form.raterReporter') },
          { id: 'other', name: t('issues.form.raterOther') },
        ]}
        chosen={[draft.rater]}
        testId="event-rater"
        onChoose={(id) => onChange({ rater: id as EventDraft['rater'] })}
      />
    </>
  );
}

/** Several lines of text with their label. */
export function LongText({
  label,
  length,
  value,
  fault,
  rows = 2,
  testId,
  onValue,
}: {
  label: React.ReactNode;
  length: number;
  value: string;
  fault: string | null;
  rows?: number;
  testId: string;
  onValue: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="field" data-fault={fault !== null}>
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={rows}
        maxLength={length}
        value={value}
        aria-invalid={fault !== null}
        {...(fault === null ? {} : { 'aria-describedby': `${id}-fault` })}
        data-testid={testId}
        onChange={({ target }) => onValue(target.value)}
      />
      {fault !== null && (
        <p className="field__fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
