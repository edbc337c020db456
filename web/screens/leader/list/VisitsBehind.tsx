import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DutyInfo, SummaryRow } from '#api/contract/coverage.ts';
import { lazyDialog } from '../../../components/lazyPart.tsx';
import { formatCount } from '../../../i18n/format.ts';
import type { Leader } from '../useLeader.ts';
import './VisitsBehind.css';

// Only for those who open it.
const VisitsDrawer = lazyDialog(() => import('./VisitsDrawer.tsx').then((module) => module.VisitsDrawer));

export interface BehindProps {
  leader: Leader;
  row: SummaryRow;
  duty: DutyInfo;
}

/** A figure that opens the visits it was made from; officers in post were not visited. */
export function VisitsBehind({ children, ...props }: BehindProps & { children: React.ReactNode }) {
  const { t } = useTranslation();
  /** Null until it is opened for the first time: from then on it shuts by itself. */
  const [open, setOpen] = useState<boolean | null>(null);
  if (props.duty.kind === 'staffing' || props.row.done === 0) return children;
  return (
    <>
      <button
        type="button"
        className="figure-link"
        aria-label={`${formatCount(props.row.done)}: ${t('records.open')}`}
        title={t('records.open')}
        data-testid="open-visits"
        onClick={() => setOpen(true)}
      >
        {children}
      </button>
      {open !== null && <VisitsDrawer {...props} open={open} onClose={() => setOpen(false)} />}
    </>
  );
}
