import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormField } from '#geodata/duty/types.ts';
import { TEXT_LENGTH } from '#geodata/form.ts';
import { Choices } from '../../components/Choices.tsx';
import type { Answer } from './draft.ts';

/** One field of a programme's form. Undefined is no answer. */
export function FormFieldInput({
  field,
  value,
  fault,
  lang,
  onChange,
}: {
  field: FormField;
  value: Answer | undefined;
  fault: 'missing' | 'wrong' | undefined;
  lang: string;
  onChange: (value: Answer | undefined) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const language = lang === 'en' ? 'en' : 'zh';
  const name = field.name[language];
  const label = (
    <>
      {name}
      {!field.required && <small>{t('visit.form.optional')}</small>}
    </>
  );
  const error = fault && (
    <p className="field__fault" id={`${id}-fault`} role="alert">
      {t(fault === 'missing' ? 'visit.form.wantAnswer' : 'visit.form.wrongAnswer')}
    </p>
  );
  const options = field.options.map((option) => ({ id: option.id, name: option.name[language] }));
  const testId = `field-${field.id}`;

  if (field.type === 'choice' || field.type === 'yesNo') {
    const yesNo = [
      { id: 'true', name: t('visit.form.yes') },
      { id: 'false', name: t('visit.form.no') },
    ];
    return (
      <Choices
        legend={label}
        name={id}
        options={field.type === 'choice' ? options : yesNo}
        chosen={value === undefined ? [] : [String(value)]}
        required={field.required}
        fault={error}
        testId={testId}
        onChoose={(chosen) => onChange(field.type === 'choice' ? chosen : chosen === 'true')}
        {...(field.required ? {} : { onClear: () => onChange(undefined) })}
      />
    );
  }
  if (field.type === 'choices') {
    const chosen = Array.isArray(value) ? value : [];
    return (
      <Choices
        legend={label}
        name={id}
        several
        options={options}
        chosen={chosen}
        fault={error}
        testId={testId}
        onChoose={(each) =>
          onChange(chosen.includes(each) ? chosen.filter((other) => other !== each) : [...chosen, each])
        }
      />
    );
  }
  const common = {
    id,
    'data-testid': testId,
    'aria-required': field.required,
    'aria-invalid': fault !== undefined,
    ...(fault ? { 'aria-describedby': `${id}-fault` } : {}),
  };
  return (
    <div className="field" data-fault={fault !== undefined}>
      <label htmlFor={id}>{label}</label>
      {field.type === 'text' && (
        <textarea
          {...common}
          rows={2}
          maxLength={TEXT_LENGTH}
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
        />
      )}
      {field.type === 'number' && (
        <input
          {...common}
          type="number"
          inputMode="decimal"
          step="any"
          value={typeof value === 'number' ? value : ''}
          onChange={({ target }) =>
            onChange(Number.isNaN(target.valueAsNumber) ? undefined : target.valueAsNumber)
          }
        />
      )}
      {field.type === 'day' && (
        <input
          {...common}
          type="date"
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
        />
      )}
      {error}
    </div>
  );
}
