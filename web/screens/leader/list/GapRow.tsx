import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapItem } from '#api/contract/gaps.ts';
import { GapGlyph } from '../../../components/Glyphs.tsx';
import { gapWord } from '../../../i18n/duty.ts';
import { formatCount, formatDay, formatPlace } from '../../../i18n/format.ts';
import { EventCells } from '../GapEvent.tsx';
import { GapOfficer } from '../GapOfficer.tsx';
import type { GapColumns } from '../GapTable.tsx';
import '../../../components/Check.css';

interface GapRowProps {
  item: GapItem;
  /** Place in the whole list, from 0. */
  index: number;
  duty: DutyInfo;
  columns: GapColumns;
  height: number;
  today: string;
  chosen: boolean;
  marked: boolean;
  pointed: boolean;
  tabbable: boolean;
  onChoose: (on: boolean) => void;
  onOpen: () => void;
  onPoint: () => void;
  onFocus: () => void;
}

type Handlers = 'onChoose' | 'onOpen' | 'onPoint' | 'onFocus';

/** One who has not been reached. */
export const GapRow = memo(Row, (a, b) => {
  // Handlers differ at every turn and do the same.
  const rest = (props: GapRowProps): Omit<GapRowProps, Handlers | 'columns'> & { columns: string } => {
    const { onChoose, onOpen, onPoint, onFocus, columns, ...others } = props;
    return { ...others, columns: JSON.stringify(columns) };
  };
  const [before, after] = [rest(a), rest(b)];
  return (Object.keys(before) as (keyof typeof before)[]).every((key) => before[key] === after[key]);
});

function Row({
  item,
  index,
  duty,
  columns,
  height,
  today,
  chosen,
  marked,
  pointed,
  tabbable,
  onChoose,
  onOpen,
  onPoint,
  onFocus,
}: GapRowProps) {
  const { t } = useTranslation();
  return (
    <tr
      className="gap-row"
      style={{ height }}
      data-testid="gap-row"
      data-index={index}
      data-subject={item.subject}
      data-marked={marked}
      data-pointed={pointed}
      aria-rowindex={index + 2}
      aria-selected={columns.select ? chosen : undefined}
      tabIndex={tabbable ? 0 : -1}
      onPointerEnter={(event) => {
        if (event.pointerType !== 'touch') onPoint();
      }}
      onFocus={onFocus}
      onClick={onOpen}
    >
      {columns.select && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the space key chooses the row
        <td className="gap-table__check" onClick={(event) => event.stopPropagation()}>
          <label>
            <span className="visually-hidden">{t('list.select', { name: item.name })}</span>
            <input
              type="checkbox"
              className="check"
              tabIndex={-1}
              checked={chosen}
              data-testid="select-row"
              onChange={(event) => onChoose(event.target.checked)}
            />
          </label>
        </td>
      )}
      <td>
        <span className="gap-table__type">
          <GapGlyph type={item.type} />
          {gapWord(item.type, duty, t)}
        </span>
      </td>
      <td>
        <Who item={item} officer={columns.officer} />
      </td>
      {columns.officer === 'column' && (
        <td>
          <GapOfficer item={item} />
        </td>
      )}
      <td>
        <Place item={item} />
      </td>
      {columns.last && (
        <td className="gap-table__last">
          {item.lastVisit === null ? <small>{t('list.never')}</small> : formatDay(item.lastVisit, today)}
        </td>
      )}
      {item.event ? (
        <EventCells event={item.event} type={item.type} today={today} />
      ) : (
        <td className="number">
          <b>{formatCount(item.days)}</b>
        </td>
      )}
      {columns.progress && (
        <td className="number">
          {formatCount(item.done)} / {formatCount(item.required)}
        </td>
      )}
    </tr>
  );
}

/** Who has the gap; a post is called by its own name and role. */
function Who({ item, officer }: { item: GapItem; officer: GapColumns['officer'] }) {
  if (officer === 'self') return item.officer ? <GapOfficer item={item} /> : <b>{item.name}</b>;
  return (
    <>
      <b>{item.name}</b> <small>{item.tags.join(' · ')}</small>
      {officer === 'below' && <GapOfficer item={item} />}
    </>
  );
}

function Place({ item }: { item: GapItem }) {
  const above = item.chain.at(-1);
  const parent = above && above.code !== item.area.code ? above : null;
  return (
    <>
      {formatPlace(parent?.name ?? item.area.name)} {parent && <small>{formatPlace(item.area.name)}</small>}
    </>
  );
}
