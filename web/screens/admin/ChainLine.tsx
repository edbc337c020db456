import { useQuery } from '@tanstack/react-query';
import { Link2, Link2Off, RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { wordsOf } from '../../components/faults.ts';
import { formatCount } from '../../i18n/format.ts';
import { auditVerificationQuery } from '../../queries/access.ts';
import './ChainLine.css';

/** Whether the chain of the audit holds, in words. */
export function ChainLine() {
  const { t } = useTranslation();
  const { data, error, isError, isFetching, refetch } = useQuery(auditVerificationQuery());
  const state = isFetching ? 'waiting' : isError ? 'failed' : data?.brokenAt == null ? 'whole' : 'broken';
  const words = {
    waiting: t('access.audit.verifying'),
    failed: `${t('access.audit.verifyFailed')} ${wordsOf(error, t)}`,
    whole: data?.entries ? t('access.audit.whole', { n: formatCount(data.entries) }) : t('access.audit.none'),
    broken: t('access.audit.broken', { at: formatCount(data?.brokenAt ?? 0) }),
  }[state];
  const Icon = state === 'broken' || state === 'failed' ? Link2Off : Link2;
  return (
    <div className="chain-line" data-state={state} data-testid="audit-chain">
      <Icon size={20} aria-hidden="true" />
      <p role={state === 'broken' || state === 'failed' ? 'alert' : 'status'}>{words}</p>
      <button
        type="button"
        className="button"
        disabled={isFetching}
        data-testid="audit-verify"
        onClick={() => void refetch()}
      >
        <RotateCw size={17} aria-hidden="true" />
        {t('access.audit.verify')}
      </button>
    </div>
  );
}
