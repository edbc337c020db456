import { useTranslation } from 'react-i18next';
import type { Step } from './followJob.ts';
import './Imports.css';

/** How far an import is; while nobody knows how far, only that it goes on. */
export function Progress({ step: { share, doing } }: { step: Step }) {
  const { t } = useTranslation();
  const known = doing !== 'sending' && doing !== 'waiting';
  return (
    <div className="import-progress" role="status" data-testid="import-progress">
      <span>
        {t(`administration.imports.doing.${doing}`)}
        {known && <b>{t('administration.imports.share', { n: Math.floor(100 * share) })}</b>}
      </span>
      <progress
        max={1}
        aria-label={t('administration.imports.progress')}
        {...(known ? { value: share } : {})}
      />
    </div>
  );
}
