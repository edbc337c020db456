import { useMutation } from '@tanstack/react-query';
import { Download, FileUp } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAPPING_PRESETS } from '#geodata/presets/mappings/index.ts';
import { imports } from '../../apiImports.ts';
import { Choices } from '../../components/Choices.tsx';
import { Sheet } from '../../components/DeskFrame.tsx';
import { followJob, type Step } from './followJob.ts';
import { wordsOfImport } from './importWords.ts';
import { Progress } from './Progress.tsx';

const PRESETS = ['hotline', 'nyc311', 'la311', 'own'] as const;
type Preset = (typeof PRESETS)[number];

/** A table and how it is read; sent to be checked, nothing more. */
export function NewImport({ onChecked, onClose }: { onChecked: (id: string) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [preset, setPreset] = useState<Preset>('hotline');
  const [own, setOwn] = useState<File | null>(null);
  const [tried, setTried] = useState(false);
  const [step, setStep] = useState<Step>({ share: 0, doing: 'sending' });
  const check = useMutation({
    networkMode: 'always',
    mutationFn: async (sent: { file: File; own: File | null; preset: Preset }) => {
      setStep({ share: 0, doing: 'sending' });
      const mapping = sent.own === null ? sent.preset : await sent.own.text();
      return followJob(await imports.check(sent.file, mapping), setStep);
    },
    onSuccess: onChecked,
  });
  const lacksOwn = preset === 'own' && own === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (file !== null && !lacksOwn) check.mutate({ file, preset, own: preset === 'own' ? own : null });
  };
  return (
    <Sheet title={t('administration.imports.make')} testId="import-form">
      <form className="admin-form" onSubmit={submit} noValidate>
        <FileField
          label={t('administration.imports.file')}
          word={t('administration.imports.fileChoose')}
          hint={t('administration.imports.fileHint')}
          accept=".csv,text/csv,text/plain"
          file={file}
          fault={tried && file === null ? t('administration.imports.fileFault') : null}
          testId="import-file"
          onFile={setFile}
        />
        <Choices
          legend={t('administration.imports.mapping')}
          name="import-mapping"
          options={PRESETS.map((id) => ({
            id,
            name: t(`administration.imports.preset.${id}`),
            note: t(`administration.imports.presetHint.${id}`),
          }))}
          chosen={[preset]}
          required
          testId="import-preset"
          onChoose={(id) => setPreset(id as Preset)}
        />
        {preset === 'own' && (
          <>
            <FileField
              label={t('administration.imports.preset.own')}
              word={t('administration.imports.ownFile')}
              accept=".json,application/json"
              file={own}
              fault={tried && lacksOwn ? t('administration.imports.ownFault') : null}
              testId="import-own"
              onFile={setOwn}
            />
            <Templates />
          </>
        )}
        {check.isError && (
          <ul className="admin__fault import-faults" role="alert" data-testid="import-refused">
            {wordsOfImport(check.error, t).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        {check.isPending && <Progress step={step} />}
        <div className="admin-form__foot">
          <button
            type="submit"
            className="button button--ink"
            disabled={check.isPending}
            aria-busy={check.isPending}
            data-testid="import-check"
          >
            {t('administration.imports.check')}
          </button>
          <button type="button" className="button" disabled={check.isPending} onClick={onClose}>
            {t('administration.imports.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

/** The mappings that come with Guatu, to begin one's own from. */
function Templates() {
  const { t } = useTranslation();
  const save = (name: string) => {
    const url = URL.createObjectURL(
      new Blob([JSON.stringify(MAPPING_PRESETS.get(name), null, 2)], { type: 'application/json' }),
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = `mapping-${name}.json`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className="import-templates">
      <span>
        {t('administration.imports.template')} <small>{t('administration.imports.templateHint')}</small>
      </span>
      <div className="admin-part__row">
        {PRESETS.filter((id) => id !== 'own').map((id) => (
          <button
            key={id}
            type="button"
            className="button"
            data-testid={`import-template-${id}`}
            onClick={() => save(id)}
          >
            <Download size={17} aria-hidden="true" />
            {t(`administration.imports.preset.${id}`)}
          </button>
        ))}
      </div>
    </div>
  );
}

function FileField({
  label,
  word,
  hint,
  accept,
  file,
  fault,
  testId,
  onFile,
}: {
  label: string;
  word: string;
  hint?: string;
  accept: string;
  file: File | null;
  fault: string | null;
  testId: string;
  onFile: (file: File | null) => void;
}) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <fieldset className="import-file">
      <legend>{label}</legend>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        <FileUp size={18} aria-hidden="true" />
        {word}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={label}
        data-testid={testId}
        onChange={({ target }) => onFile(target.files?.[0] ?? null)}
      />
      {file && <b>{t('administration.imports.fileChosen', { name: file.name, size: sizeOf(file.size) })}</b>}
      {hint && !file && <small>{hint}</small>}
      {fault && (
        <p className="text-field__fault" role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

/** Bytes as people say them. */
function sizeOf(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
