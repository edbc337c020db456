import { type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBoundary } from '../../components/ErrorBoundary.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/States.tsx';
import type { MapView } from '../../map/view.ts';
import { DutyFigure } from './DutyFigure.tsx';
import { GapList } from './GapList.tsx';
import { GapSection } from './GapSection.tsx';
import type { GapListState } from './list/useGapList.ts';
import { OtherDuties } from './OtherDuties.tsx';
import './Panel.css';
import { PanelActions } from './PanelActions.tsx';
import { PanelHead } from './PanelHead.tsx';
import { TrendSection } from './TrendSection.tsx';
import type { Layout, SheetHeight } from './useLayout.ts';
import type { Leader } from './useLeader.ts';
import { WorstSection } from './WorstSection.tsx';

const HEIGHTS: readonly SheetHeight[] = ['peek', 'half', 'full'];

interface PanelProps {
  leader: Leader;
  list: GapListState;
  layout: Layout;
  onHover: (area: MapView['hovered']) => void;
}

/** The figures of the area in view: beside the map, or as a sheet of three heights over it. */
export function Panel({ leader, list, layout, onHover }: PanelProps) {
  const { t } = useTranslation();
  const { detail, url } = leader;
  const listed = url.list !== null && leader.chosen !== null && detail !== null;
  const sheet = useSheet(layout);
  return (
    <aside
      className="panel"
      data-sheet={layout.sheet}
      data-dragging={sheet.drag !== null}
      data-testid="panel"
      style={sheet.style}
      aria-label={t('panel.label', { area: detail?.name ?? '' })}
    >
      {layout.mode === 'narrow' && (
        <button
          type="button"
          className="panel__handle"
          aria-label={`${t('panel.height')}: ${t(`panel.${layout.sheet}`)}`}
          data-testid="sheet-handle"
          {...sheet.handlers}
        />
      )}
      <ErrorBoundary
        fallback={(reset) => (
          <EmptyState title={t('state.crashed')}>
            <button type="button" className="button" onClick={reset}>
              {t('state.retry')}
            </button>
          </EmptyState>
        )}
      >
        {listed ? (
          <GapList leader={leader} list={list} onHover={onHover} />
        ) : (
          <PanelBody leader={leader} onHover={onHover} />
        )}
      </ErrorBoundary>
    </aside>
  );
}

function PanelBody({ leader, onHover }: Omit<PanelProps, 'layout' | 'list'>) {
  const { area, summary } = leader;
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
            <OtherDuties leader={leader} />
          </div>
          <div>
            <GapSection leader={leader} />
            <WorstSection leader={leader} onHover={onHover} />
            <TrendSection leader={leader} />
          </div>
        </div>
      </div>
      <PanelActions leader={leader} />
    </>
  );
}

/** Dragging the sheet by its handle; a tap steps through the heights. */
function useSheet({ mode, sheet, setSheet, pixels }: Layout) {
  const [drag, setDrag] = useState<number | null>(null);
  const from = useRef<{ y: number; height: number; moved: boolean } | null>(null);
  const height = pixels(sheet);
  const release = () => {
    const start = from.current;
    from.current = null;
    setDrag(null);
    if (!start) return;
    if (!start.moved) {
      setSheet(HEIGHTS[(HEIGHTS.indexOf(sheet) + 1) % HEIGHTS.length] ?? 'half');
      return;
    }
    const end = drag ?? start.height;
    const distance = (at: SheetHeight) => Math.abs(pixels(at) - end);
    setSheet(HEIGHTS.toSorted((a, b) => distance(a) - distance(b))[0] ?? 'half');
  };
  return {
    drag,
    style: mode === 'narrow' ? { height: drag ?? height } : undefined,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLButtonElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { y: event.clientY, height, moved: false };
      },
      onPointerMove: (event: PointerEvent<HTMLButtonElement>) => {
        const start = from.current;
        if (!start) return;
        const by = start.y - event.clientY;
        if (Math.abs(by) > 6) start.moved = true;
        if (start.moved) setDrag(Math.max(120, Math.min(innerHeight - 68, start.height + by)));
      },
      onPointerUp: release,
      onPointerCancel: () => {
        from.current = null;
        setDrag(null);
      },
      onKeyDown: (event: React.KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        setSheet(HEIGHTS[(HEIGHTS.indexOf(sheet) + 1) % HEIGHTS.length] ?? 'half');
      },
    },
  };
}
