import { useTranslation } from 'react-i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapItem } from '#api/contract/gaps.ts';
import { GapGlyph } from '../../components/Glyphs.tsx';
import { gapWord } from '../../i18n/duty.ts';
import { formatCount, formatDay, formatPlace } from '../../i18n/format.ts';
import type { MapView } from '../../map/view.ts';
import { useMedia } from '../../state/useMedia.ts';
import { EventCells, EventHeads } from './GapEvent.tsx';
import './GapList.css';
import { GapOfficer } from './GapOfficer.tsx';

interface GapTableProps {
  duty: DutyInfo;
  items: readonly GapItem[];
  today: string;
  onHover: (area: MapView['hovered']) => void;
}

/** The rows of the list of gaps. */
export function GapTable({ duty, items, today, onHover }: GapTableProps) {
  const { t } = useTranslation();
  // Beside a map, or on a phone, there is no room for a column more: the officer drops below the name.
  const room = useMedia('(min-width: 1220px), (min-width: 760px) and (max-width: 1099.98px)');
  const { kind } = duty;
  const officers = kind === 'officerQuota' ? 'self' : room ? 'column' : 'below';
  const last = kind !== 'staffing';
  return (
    <table className="gap-table">
      <thead>
        <tr>
          <th scope="col">{t('list.type')}</th>
          <th scope="col">{t(`duty.${kind}.list.who`)}</th>
          {officers === 'column' && <th scope="col">{t('list.officer')}</th>}
          <th scope="col">{t('list.place')}</th>
          {last && (
            <th scope="col" className="gap-table__last">
              {t('list.last')}
            </th>
          )}
          {kind === 'afterEvent' ? (
            <EventHeads />
          ) : (
            <>
              <th scope="col" className="number">
                {t(`duty.${kind}.list.days`)}
              </th>
              <th scope="col" className="number">
                {t(`duty.${kind}.list.progress`)}
              </th>
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr
            // Several events may have befallen one subject.
            key={`${item.subject} ${item.event?.id ?? ''}`}
            data-testid="gap-row"
            onPointerEnter={() => onHover({ code: item.area.code, level: item.area.level })}
          >
            <td>
              <span className="gap-table__type">
                <GapGlyph type={item.type} />
                {gapWord(item.type, duty, t)}
              </span>
            </td>
            <td>
              <Who item={item} officer={officers} />
            </td>
            {officers === 'column' && (
              <td>
                <GapOfficer item={item} />
              </td>
            )}
            <td>
              <Place item={item} />
            </td>
            {last && (
              <td className="gap-table__last">
                {item.lastVisit === null ? (
                  <small>{t('list.never')}</small>
                ) : (
                  formatDay(item.lastVisit, today)
                )}
              </td>
            )}
            {item.event ? (
              <EventCells event={item.event} type={item.type} today={today} />
            ) : (
              <>
                <td className="number">
                  <b>{formatCount(item.days)}</b>
                </td>
                <td className="number">
                  {formatCount(item.done)} / {formatCount(item.required)}
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Who has the gap; a post is called by its own name and role. */
function Who({ item, officer }: { item: GapItem; officer: 'self' | 'column' | 'below' }) {
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
