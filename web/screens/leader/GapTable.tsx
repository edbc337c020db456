import { useTranslation } from 'react-i18next';
import type { DutyInfo, GapItem } from '#api/contract/coverage.ts';
import { GapGlyph } from '../../components/Glyphs.tsx';
import { gapWord, isStaffing } from '../../i18n/duty.ts';
import { formatCount, formatDay, formatPlace } from '../../i18n/format.ts';
import type { MapView } from '../../map/view.ts';
import { useMedia } from '../../state/useMedia.ts';
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
  const column = useMedia('(min-width: 1220px), (min-width: 760px) and (max-width: 1099.98px)');
  const staffing = isStaffing(duty);
  const texts = staffing ? 'staffing.list' : 'list';
  return (
    <table className="gap-table">
      <thead>
        <tr>
          <th scope="col">{t('list.type')}</th>
          <th scope="col">{t(`${texts}.who`)}</th>
          {column && <th scope="col">{t('list.officer')}</th>}
          <th scope="col">{t('list.place')}</th>
          {!staffing && (
            <th scope="col" className="gap-table__last">
              {t('list.last')}
            </th>
          )}
          <th scope="col" className="number">
            {t(`${texts}.days`)}
          </th>
          <th scope="col" className="number">
            {t(`${texts}.progress`)}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr
            key={item.subject}
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
              <b>{item.name}</b> <small>{item.tags.join(' · ')}</small>
              {!column && <GapOfficer item={item} />}
            </td>
            {column && (
              <td>
                <GapOfficer item={item} />
              </td>
            )}
            <td>
              <Place item={item} />
            </td>
            {!staffing && (
              <td className="gap-table__last">
                {item.lastVisit === null ? (
                  <small>{t('list.never')}</small>
                ) : (
                  formatDay(item.lastVisit, today)
                )}
              </td>
            )}
            <td className="number">
              <b>{formatCount(item.days)}</b>
            </td>
            <td className="number">
              {item.done} / {item.required}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
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
