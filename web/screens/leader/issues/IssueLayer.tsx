import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LonLat } from '#geodata/model.ts';
import '../../../i18n/issues.ts';
import type { MapHandle } from '../../../map/MapCanvas.tsx';
import type { MapView } from '../../../map/view.ts';
import { issueQuery } from '../../../queries/issues.ts';
import { useMay } from '../../../queries/who.ts';
import type { Theme } from '../../../state/url.ts';
import { Credits } from '../Credits.tsx';
import { LayerSwitch } from '../LayerSwitch.tsx';
import type { LayerMap } from '../layerMap.ts';
import { PanelSheet } from '../PanelSheet.tsx';
import { PeriodBar } from '../PeriodBar.tsx';
import { HistoryPill } from '../time/HistoryPill.tsx';
import type { Layout } from '../useLayout.ts';
import type { Leader } from '../useLeader.ts';
import { CellTip } from './CellTip.tsx';
import { ExtentPill, ExtentSwitch, useExtent } from './Extent.tsx';
import { IssueBar } from './IssueBar.tsx';
import { IssueDetail } from './IssueDetail.tsx';
import { IssueLedger } from './IssueLedger.tsx';
import { IssueLegend } from './IssueLegend.tsx';
import { IssuePanel } from './IssuePanel.tsx';
import { IssueReport, type PlaceBy } from './IssueReport.tsx';
import { IssueTip } from './IssueTip.tsx';
import { useIssueMap } from './useIssueMap.ts';
import { useIssues } from './useIssues.ts';

/** An issue that is being reported: how its place is told, and what was tapped. */
interface Reporting {
  by: PlaceBy;
  tapped: LonLat | null;
}

interface IssueLayerProps {
  leader: Leader;
  layout: Layout;
  theme: Theme;
  map: RefObject<MapHandle | null>;
  onHover: (area: MapView['hovered']) => void;
  onMap: (map: LayerMap | null) => void;
}

/** The leader's screen when it is about issues: what stands around the map, and what the map shows. */
export function IssueLayer({ leader, layout, theme, map, onHover, onMap }: IssueLayerProps) {
  const issues = useIssues(leader);
  const { strata, view } = useIssueMap(leader, issues, theme);
  const ready = !issues.waiting;
  const { byArea } = issues;
  const extent = useExtent(leader, map, layout.covered);
  const { isOn, take, leave } = extent;
  const { url, navigate } = leader;
  const [reporting, setReporting] = useState<Reporting | null>(null);
  const pin = usePin(leader, reporting);
  const onPlace = useMemo(
    () =>
      reporting?.by === 'map'
        ? (at: LonLat) => setReporting((before) => before && { ...before, tapped: at })
        : null,
    [reporting?.by],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tip tells what the areas' answers do
  useEffect(() => {
    onMap({
      ...{ strata, issues: view, plain: false, overlay: null, ready, pin, onPlace },
      onPoint: (key) => navigate({ issue: key }, 'push'),
      tip: (area) => <IssueTip issues={issues} area={area} />,
      cellTip: (code) => <CellTip issues={issues} view={view} code={code} />,
      control: <ExtentSwitch isOn={isOn} take={take} leave={leave} />,
      onRest: isOn ? take : null,
    });
  }, [strata, view, ready, pin, onPlace, byArea, isOn, take, leave, onMap]);
  useEffect(() => () => onMap(null), [onMap]);
  return (
    <>
      <div className="leader__left">
        <LayerSwitch leader={leader} />
        <IssueBar leader={leader} issues={issues} />
        <ExtentPill {...extent} />
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
        {reporting ? (
          <IssueReport
            leader={leader}
            by={reporting.by}
            tapped={reporting.tapped}
            onBy={(by) => setReporting({ ...reporting, by })}
            onClose={() => setReporting(null)}
          />
        ) : url.issue !== null && issues.mayList ? (
          <IssueDetail leader={leader} id={url.issue} />
        ) : url.ledger !== null && issues.mayList ? (
          <IssueLedger leader={leader} issues={issues} ledger={url.ledger} />
        ) : (
          <IssuePanel
            leader={leader}
            issues={issues}
            onHover={onHover}
            onReport={() => setReporting({ by: 'area', tapped: null })}
          />
        )}
      </PanelSheet>
    </>
  );
}

/** Where the open issue is, or the one that is being reported. */
function usePin(leader: Leader, reporting: Reporting | null): LayerMap['pin'] {
  const { t } = useTranslation();
  const { url, lang } = leader;
  const may = useMay('list');
  const { data } = useQuery({ ...issueQuery(url.issue ?? '', lang), enabled: may && url.issue !== null });
  return useMemo(() => {
    if (reporting) {
      const { by, tapped } = reporting;
      return by === 'map' && tapped ? { at: tapped, content: t('issues.report.title') } : null;
    }
    if (!data?.position || data.id !== url.issue) return null;
    const [lon, lat] = data.position;
    return { at: [lon, lat], content: data.category.name };
  }, [reporting, data, url.issue, t]);
}
