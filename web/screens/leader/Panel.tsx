import { lazyPart, MissingPart } from '../../components/lazyPart.tsx';
import { ErrorState, Skeleton } from '../../components/States.tsx';
import type { MapView } from '../../map/view.ts';
import { DutyFigure } from './DutyFigure.tsx';
import type { GapListState } from './list/useGapList.ts';
import { PanelHead } from './PanelHead.tsx';
import { PanelSheet } from './PanelSheet.tsx';
import { fetchFurniture, useFurnitureState } from './useFurniture.ts';
import type { Layout } from './useLayout.ts';
import type { Leader } from './useLeader.ts';

// Only for those who open it.
const GapList = lazyPart(() => import('./GapList.tsx').then((module) => module.GapList), {
  waiting: (
    <div className="panel__scroll">
      <Skeleton lines={12} />
    </div>
  ),
  missing: ({ leader }, again) => (
    <div className="panel__scroll">
      <MissingPart again={again} onClose={() => leader.navigate({ list: null })} />
    </div>
  ),
});

interface PanelProps {
  leader: Leader;
  list: GapListState;
  layout: Layout;
  onHover: (area: MapView['hovered']) => void;
}

/** The figures of the area in view, or the list of who has not been reached. */
export function Panel({ leader, list, layout, onHover }: PanelProps) {
  const { detail, url } = leader;
  const listed = url.list !== null && leader.chosen !== null && detail !== null;
  return (
    <PanelSheet layout={layout} area={detail?.name ?? ''}>
      {listed ? (
        <GapList leader={leader} list={list} onHover={onHover} />
      ) : (
        <PanelBody leader={leader} onHover={onHover} />
      )}
    </PanelSheet>
  );
}

function PanelBody({ leader, onHover }: Omit<PanelProps, 'layout' | 'list'>) {
  const { area, summary } = leader;
  const furniture = useFurnitureState();
  const around = typeof furniture === 'string' ? null : furniture;
  if (!leader.detail || area.isPlaceholderData || summary.isPending) {
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
  if (summary.isError && !summary.data)
    return (
      <div className="panel__scroll">
        <PanelHead leader={leader} />
        <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />
      </div>
    );
  return (
    <>
      <div className="panel__scroll" key={leader.code}>
        <PanelHead leader={leader} />
        <div className="panel__columns">
          <div>
            <DutyFigure leader={leader} />
            {around && <around.OtherDuties leader={leader} />}
          </div>
          {around && (
            <div>
              <around.GapSection leader={leader} />
              <around.WorstSection leader={leader} onHover={onHover} />
              <around.TrendSection leader={leader} />
            </div>
          )}
          {furniture === 'missing' && <MissingPart again={() => void fetchFurniture()} />}
        </div>
      </div>
      {around && <around.PanelActions leader={leader} />}
    </>
  );
}
