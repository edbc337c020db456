import { Eye, EyeOff, Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { wordsOf } from './faults.ts';
import './UnmaskButton.css';
import type { Unmasking } from './useUnmask.ts';

/** Shows the full name and hides it again; beside it the telephone, where there is one. */
export function UnmaskButton({ unmask, masked }: { unmask: Unmasking; masked: string }) {
  const { t } = useTranslation();
  const { may, seen, busy, error, show, hide } = unmask;
  if (!may) return null;
  return (
    <span className="unmask">
      <button
        type="button"
        className="unmask__button"
        disabled={busy}
        aria-label={`${t(seen ? 'access.common.hideName' : 'access.common.showName')}: ${masked}`}
        title={t(seen ? 'access.common.hideName' : 'access.common.showName')}
        data-testid="unmask"
        onClick={seen ? hide : show}
      >
        {seen ? <EyeOff size={16} aria-hidden="true" /> : <Eye size={16} aria-hidden="true" />}
        {t(seen ? 'access.common.hide' : 'access.common.show')}
      </button>
      {seen?.phone && (
        <a
          className="unmask__button"
          href={`tel:${seen.phone.replace(/[^+\d]/g, '')}`}
          aria-label={t('access.common.call', { phone: seen.phone })}
          data-testid="call"
        >
          <Phone size={16} aria-hidden="true" />
          {seen.phone}
        </a>
      )}
      {error !== null && (
        <span className="unmask__fault" role="alert">
          {t('access.common.unmaskFailed')} {wordsOf(error, t)}
        </span>
      )}
    </span>
  );
}
