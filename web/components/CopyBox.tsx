import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import './CopyBox.css';

/** How long the button says that it was copied. */
const FEEDBACK_MS = 2_500;

/** Something secret to hand on: to be read, selected or copied. */
export function CopyBox({ label, value, testId }: { label: string; value: string; testId: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setState('done');
    } catch {
      setState('failed');
    }
    setTimeout(() => setState('idle'), FEEDBACK_MS);
  };
  return (
    <div className="copy-box">
      <span className="copy-box__label">{label}</span>
      <code data-testid={testId}>{value}</code>
      <button type="button" className="button" onClick={() => void copy()}>
        {state === 'done' ? <Check size={17} aria-hidden="true" /> : <Copy size={17} aria-hidden="true" />}
        <span aria-live="polite">
          {state === 'done'
            ? t('access.common.copied')
            : state === 'failed'
              ? t('access.common.copyFailed')
              : t('access.common.copy')}
        </span>
      </button>
    </div>
  );
}
