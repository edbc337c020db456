import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './ConfirmButton.css';

/** A button for what cannot be undone: it asks once more in its own place. */
export function ConfirmButton({
  children,
  label,
  busy = false,
  onConfirm,
  testId,
}: {
  children: React.ReactNode;
  /** What it does and to what, where its words alone do not say. */
  label?: string;
  busy?: boolean;
  onConfirm: () => void;
  testId?: string;
}) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const yes = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const was = useRef(false);
  // The focus goes with the question and comes back from it.
  useEffect(() => {
    if (asking) yes.current?.focus();
    else if (was.current) first.current?.focus();
    was.current = asking;
  }, [asking]);
  if (!asking)
    return (
      <button
        ref={first}
        type="button"
        className="button"
        aria-label={label}
        disabled={busy}
        data-testid={testId}
        onClick={() => setAsking(true)}
      >
        {children}
      </button>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    <span
      className="confirm"
      data-escape="own"
      role="group"
      aria-label={label ?? t('access.common.sure')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        setAsking(false);
      }}
    >
      <span className="confirm__sure">{t('access.common.sure')}</span>
      <button
        ref={yes}
        type="button"
        className="button confirm__yes"
        data-testid={testId && `${testId}-yes`}
        onClick={() => {
          setAsking(false);
          onConfirm();
        }}
      >
        {t('access.common.yes')}
      </button>
      <button type="button" className="button" onClick={() => setAsking(false)}>
        {t('access.common.no')}
      </button>
    </span>
  );
}
