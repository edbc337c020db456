import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapItem } from '#api/contract/gaps.ts';
import { formatCount } from '../../i18n/format.ts';
import type { GapSort } from '../../state/url.ts';
import './GapList.css';
import { GapHeads } from './list/GapHeads.tsx';
import { GapRow } from './list/GapRow.tsx';
import { rowKey } from './list/rowKey.ts';
import type { GapListState } from './list/useGapList.ts';
import { useRowWindow } from './list/useRowWindow.ts';

/** Pixels of a row, and of one whose officer stands below the name. */
const ROW = 44;
const TALL_ROW = 60;
const HEAD = 44;
/** Widths of the list from which there is room for the officer's column, and for the last visit's. */
const ROOM = { officer: 700, last: 560, progress: 460 };

export interface GapColumns {
  /** Where who answers stands: a column, below the name, or the row is the officer. */
  officer: 'self' | 'column' | 'below';
  last: boolean;
  event: boolean;
  progress: boolean;
  select: boolean;
}

interface GapTableProps {
  duty: DutyInfo;
  list: GapListState;
  scroller: React.RefObject<HTMLElement | null>;
  sort: GapSort;
  onSort: (sort: GapSort) => void;
  onOpen: (item: GapItem) => void;
  onHoverArea: (item: GapItem | null) => void;
}

/** The rows of the list of gaps, of which only those in sight are drawn. */
export function GapTable({ duty, list, scroller, sort, onSort, onOpen, onHoverArea }: GapTableProps) {
  const { t } = useTranslation();
  const { items, matching, keys, choose, marked } = list;
  const body = useRef<HTMLTableSectionElement>(null);
  const { kind } = duty;
  const [wide, setWide] = useState(0);
  const officer = kind === 'officerQuota' ? 'self' : wide >= ROOM.officer ? 'column' : 'below';
  const columns: GapColumns = {
    officer,
    last: kind !== 'staffing' && wide >= ROOM.last,
    event: kind === 'afterEvent',
    progress: kind !== 'afterEvent' && wide >= ROOM.progress,
    select: kind !== 'staffing',
  };
  const height = officer === 'below' ? TALL_ROW : ROW;
  const { from, to, width, reveal } = useRowWindow(scroller, items.length, height, HEAD);
  useEffect(() => setWide(width), [width]);
  const { active, setActive, onKeyDown } = useRows(list, reveal, body, onOpen);

  // A tap on the map brings its row into sight and marks it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each tap, whatever else changes
  useEffect(() => {
    const index = marked ? items.findIndex((item) => rowKey(item) === marked.key) : -1;
    if (index < 0) return;
    setActive(index);
    reveal(index);
  }, [marked]);

  const { query } = list;
  const near = to >= items.length - 20;
  useEffect(() => {
    if (near && query.hasNextPage && !query.isFetching) void query.fetchNextPage();
  }, [near, query]);

  return (
    <table
      className="gap-table"
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows are focused, chosen and opened
      role="grid"
      aria-rowcount={matching + 1}
      aria-multiselectable={columns.select || undefined}
      aria-label={t('list.table')}
      data-testid="gap-table"
    >
      <GapHeads duty={duty} list={list} columns={columns} sort={sort} onSort={onSort} />
      <tbody
        ref={body}
        onKeyDown={onKeyDown}
        onPointerLeave={() => {
          list.point(null);
          onHoverArea(null);
        }}
      >
        {from > 0 && <Gap rows={from} height={height} />}
        {items.slice(from, to).map((item, i) => {
          const index = from + i;
          const key = rowKey(item);
          return (
            <GapRow
              key={key}
              item={item}
              index={index}
              duty={duty}
              columns={columns}
              height={height}
              today={list.answer?.asOf ?? ''}
              chosen={keys.has(key)}
              marked={marked?.key === key}
              pointed={list.pointed === key}
              tabbable={index === Math.min(active, items.length - 1)}
              onChoose={(on) => choose([key], on)}
              onOpen={() => onOpen(item)}
              onPoint={() => {
                list.point(key);
                onHoverArea(item.position ? null : item);
              }}
              onFocus={() => {
                setActive(index);
                list.point(key);
              }}
            />
          );
        })}
        {to < items.length && <Gap rows={items.length - to} height={height} />}
      </tbody>
      {query.hasNextPage && (
        <tfoot>
          <tr>
            <td colSpan={9} className="gap-table__more">
              {t('list.loading', { n: formatCount(matching - items.length) })}
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** Room in the place of rows that are out of sight. */
function Gap({ rows, height }: { rows: number; height: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can be focused
  return <tr aria-hidden="true" className="gap-table__gap" style={{ height: rows * height }} />;
}

/** Rows far on a page key goes. */
const PAGE = 10;

/** Arrow keys go from row to row, space chooses, Enter opens. */
function useRows(
  { items, keys, choose }: GapListState,
  reveal: (index: number) => void,
  body: React.RefObject<HTMLTableSectionElement | null>,
  onOpen: (item: GapItem) => void,
) {
  const [active, setActive] = useState(0);
  const wanted = useRef<number | null>(null);
  // The row may be drawn only after its place was scrolled to.
  useEffect(() => {
    if (wanted.current === null) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });
  const go = (index: number) => {
    const to = Math.max(0, Math.min(items.length - 1, index));
    wanted.current = to;
    setActive(to);
    reveal(to);
    body.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = Number(row.dataset.index);
    const item = items[index];
    const steps: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + PAGE,
      PageUp: index - PAGE,
      Home: 0,
      End: items.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) go(to);
    else if (item && event.key === ' ') choose([rowKey(item)], !keys.has(rowKey(item)));
    else if (item && event.key === 'Enter') onOpen(item);
    else return;
    event.preventDefault();
  };
  return { active, setActive, onKeyDown };
}
