import { type ReactNode, useEffect } from 'react';
import '../../../i18n/issues.ts';
import type { IssuesView, MapView, Stratum } from '../../../map/view.ts';
import type { Theme } from '../../../state/url.ts';
import { Credits } from '../Credits.tsx';
import { LayerSwitch } from '../LayerSwitch.tsx';
import { PanelSheet } from '../PanelSheet.tsx';
import { PeriodBar } from '../PeriodBar.tsx';
import { HistoryPill } from '../time/HistoryPill.tsx';
import type { Layout } from '../useLayout.ts';
import type { Leader } from '../useLeader.ts';
import { IssueBar } from './IssueBar.tsx';
import { IssueLedger } from './IssueLedger.tsx';
import { IssueLegend } from './IssueLegend.tsx';
import { IssuePanel } from './IssuePanel.tsx';
import { IssueTip } from './IssueTip.tsx';
import { useIssueMap } from './useIssueMap.ts';
import { useIssues } from './useIssues.ts';

/** What the one map of the screen is given to show of issues. */
export interface IssueMap {
  strata: readonly Stratum[];
  view: IssuesView | null;
  ready: boolean;
  tip: (area: MapView['hovered']) => ReactNode;
}

interface IssueLayerProps {
  leader: Leader;
  layout: Layout;
  theme: Theme;
  onHover: (area: MapView['hovered']) => void;
  onMap: (map: IssueMap | null) => void;
}

/** The leader's screen when it is about issues: what stands around the map, and what the map shows. */
export function IssueLayer({ leader, layout, theme, onHover, onMap }: IssueLayerProps) {
  const issues = useIssues(leader);
  const { strata, view } = useIssueMap(leader, issues, theme);
  const ready = !issues.waiting;
  const { byArea } = issues;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tip tells what the areas' answers do
  useEffect(() => {
    onMap({ strata, view, ready, tip: (area) => <IssueTip issues={issues} area={area} /> });
  }, [strata, view, ready, byArea.data, onMap]);
  useEffect(() => () => onMap(null), [onMap]);
  const { url } = leader;
  return (
    <>
      <div className="leader__left">
        <LayerSwitch leader={leader} />
        <IssueBar leader={leader} issues={issues} />
        <HistoryPill leader={leader} />
      </div>
      <div className="leader__foot">
        <div className="leader__facts">
          <Credits leader={leader} scale={layout.scale} />
          <IssueLegend leader={leader} issues={issues} view={view} />
        </div>
        {/* The days are played as fast as the answers about issues come. */}
        <PeriodBar leader={{ ...leader, waiting: issues.waiting }} />
      </div>
      <PanelSheet layout={layout} area={leader.detail?.name ?? ''}>
        {url.ledger !== null && issues.mayList ? (
          <IssueLedger leader={leader} issues={issues} ledger={url.ledger} />
        ) : (
          <IssuePanel leader={leader} issues={issues} onHover={onHover} />
        )}
      </PanelSheet>
    </>
  );
}
