import { List, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Answered } from '../../../components/Answered.tsx';
import { ErrorState, Skeleton, StaleNote } from '../../../components/States.tsx';
import { formatCount, formatMoment } from '../../../i18n/format.ts';
import type { MapView } from '../../../map/view.ts';
import { useMay } from '../../../queries/who.ts';
import { Importing } from '../Freshness.tsx';
import { ShareButton } from '../PanelActions.tsx';
import { PanelTitle } from '../PanelHead.tsx';
import { SupervisePart } from '../supervise/SupervisePart.tsx';
import type { Leader } from '../useLeader.ts';
import { CategoryRows } from './CategoryRows.tsx';
import { Found } from './Found.tsx';
import { IssueFigures } from './IssueFigures.tsx';
import './IssuePanel.css';
import { IssueTrend } from './IssueTrend.tsx';
import { PlaceRows } from './PlaceRows.tsx';
import type { Issues } from './useIssues.ts';

interface IssuePanelProps {
  leader: Leader;
  issues: Issues;
  onHover: (area: MapView['hovered']) => void;
  onReport: () => void;
}

/** The issues of the area in view: how they stand, where they are hot, what they are about. */
export function IssuePanel({ leader, issues, onHover, onReport }: IssuePanelProps) {
  const { t } = useTranslation();
  const { detail, area } = leader;
  const { summary } = issues;
  if (!detail || area.isPlaceholderData || summary.isPending) {
    const failed = [area, summary].find(({ isError }) => isError);
    return (
      <div className="panel__scroll">
        {failed ? (
          <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
        ) : (
          <>
            <Skeleton lines={2} />
            <Skeleton tall lines={4} />
            <Skeleton lines={5} />
          </>
        )}
      </div>
    );
  }
  if (!summary.data)
    return (
      <div className="panel__scroll">
        <PanelTitle leader={leader} />
        <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />
      </div>
    );
  const zone = leader.session.data?.timezone ?? 'Asia/Shanghai';
  return (
    <>
      <div
        className="panel__scroll"
        key={leader.code}
        aria-busy={summary.isPlaceholderData}
        data-testid="issue-panel"
      >
        <PanelTitle leader={leader}>
          <span data-testid="data-as-of">{t('panel.asOf', { time: formatMoment(summary.data.now) })}</span>
          <Importing leader={leader} />
        </PanelTitle>
        <StaleNote query={summary} />
        <div className="panel__columns">
          <div>
            <IssueFigures leader={leader} answer={summary.data} />
            <Found leader={leader} issues={issues} onHover={onHover} />
          </div>
          <div>
            {issues.below && (
              <PlaceRows
                leader={leader}
                answer={issues.below}
                levelBelow={issues.levelBelow}
                onHover={onHover}
              />
            )}
            <CategoryRows leader={leader} rows={issues.categoryRows} />
            <Answered query={issues.series} zone={zone}>
              {(answer) => <IssueTrend leader={leader} answer={answer} />}
            </Answered>
          </div>
        </div>
      </div>
      <IssueActionsBar leader={leader} issues={issues} onReport={onReport} />
    </>
  );
}

function IssueActionsBar({ leader, issues, onReport }: Omit<IssuePanelProps, 'onHover'>) {
  const { t } = useTranslation();
  const mayReport = useMay('record');
  const reported = issues.summary.data?.measures.reported ?? 0;
  return (
    <div className="panel__actions issue-panel__actions">
      {issues.mayList && (
        <button
          type="button"
          className="button button--ink"
          data-testid="open-ledger"
          onClick={() => leader.navigate({ ledger: 'all' }, 'push')}
        >
          <List size={18} aria-hidden="true" />
          {t('issues.actions.ledger', { n: formatCount(reported) })}
        </button>
      )}
      {mayReport && (
        <button type="button" className="button" data-testid="open-report" onClick={onReport}>
          <Plus size={18} aria-hidden="true" />
          {t('issues.actions.report')}
        </button>
      )}
      {issues.mayList && <SupervisePart leader={leader} />}
      <ShareButton />
    </div>
  );
}
