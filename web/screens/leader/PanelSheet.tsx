import { type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBoundary } from '../../components/ErrorBoundary.tsx';
import { EmptyState } from '../../components/States.tsx';
import './Panel.css';
import type { Layout, SheetHeight } from './useLayout.ts';

const HEIGHTS: readonly SheetHeight[] = ['peek', 'half', 'full'];

interface PanelSheetProps {
  layout: Layout;
  /** Name of the area in view. */
  area: string;
  children: React.ReactNode;
}

/** Beside the map, or a sheet of three heights over it. */
export function PanelSheet({ layout, area, children }: PanelSheetProps) {
  const { t } = useTranslation();
  const sheet = useSheet(layout);
  return (
    <aside
      className="panel"
      data-sheet={layout.sheet}
      data-dragging={sheet.drag !== null}
      data-testid="panel"
      style={sheet.style}
      aria-label={t('panel.label', { area })}
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
        {children}
      </ErrorBoundary>
    </aside>
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
