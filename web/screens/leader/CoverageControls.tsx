import { Credits } from './Credits.tsx';
import { DutySelect } from './DutySelect.tsx';
import { LayerSwitch } from './LayerSwitch.tsx';
import { Legend } from './Legend.tsx';
import { ListLegend } from './list/ListLegend.tsx';
import type { GapListState } from './list/useGapList.ts';
import { MapState } from './MapState.tsx';
import { PeriodBar } from './PeriodBar.tsx';
import { HistoryPill } from './time/HistoryPill.tsx';
import type { Layout } from './useLayout.ts';
import type { Leader } from './useLeader.ts';

interface CoverageControlsProps {
  leader: Leader;
  list: GapListState;
  layout: Layout;
}

/** What floats over the map of a duty: what is shown, what its colours mean, which days. */
export function CoverageControls({ leader, list, layout }: CoverageControlsProps) {
  return (
    <>
      <div className="leader__left">
        <LayerSwitch leader={leader} />
        <DutySelect leader={leader} />
        <HistoryPill leader={leader} />
      </div>
      <MapState leader={leader} />
      <div className="leader__foot">
        <div className="leader__facts">
          <Credits leader={leader} scale={layout.scale} />
          {list.open ? <ListLegend leader={leader} list={list} /> : <Legend leader={leader} />}
        </div>
        <PeriodBar leader={leader} />
      </div>
    </>
  );
}
