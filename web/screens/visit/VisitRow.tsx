import type { TFunction } from 'i18next';
import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { parseDay } from '#geodata/duty/calendar.ts';
import { GapGlyph } from '../../components/Glyphs.tsx';
import { eventWord, gapWord } from '../../i18n/duty.ts';
import { formatCount, formatPlace, formatRate } from '../../i18n/format.ts';
import type { MyGap, MySubject } from './myList.ts';

/** Name of the place a subject is at home in: community and grid. */
export function placeOf({ area, chain }: Pick<MySubject, 'area' | 'chain'>): string {
  const above = chain.at(-1);
  return above && above.code !== area.code
    ? `${formatPlace(above.name)} ${formatPlace(area.name)}`
    : formatPlace(area.name);
}

export function VisitRow({
  row,
  today,
  metres,
  tried,
  leaving,
  selected,
  onPick,
}: {
  row: MySubject;
  today: string;
  /** Metres away, null where that is not known or not asked. */
  metres: number | null;
  /** What came of an attempt today that does not count, already in words. */
  tried: string | null;
  /** Whether it is being struck off. */
  leaving: boolean;
  selected: boolean;
  onPick: () => void;
}) {
  const { t } = useTranslation();
  const type = row.type === 'officer' || row.type === 'area' ? 'subject' : row.type;
  return (
    <li className="visit-row" data-leaving={leaving} data-testid="my-row" data-subject={row.subject}>
      <button type="button" onClick={onPick} disabled={leaving} aria-current={selected || undefined}>
        <span className="visit-row__who">
          <b>{row.name}</b>
          <small>{row.tags.length > 0 ? row.tags.join(' · ') : t(`visit.type.${type}`)}</small>
        </span>
        <span className="visit-row__place">
          {placeOf(row)}
          {metres !== null && <b data-testid="metres">{metresText(metres, t)}</b>}
        </span>
        <span className="visit-row__duties">
          {row.gaps.map((gap) => (
            <span key={`${gap.duty.id} ${gap.event?.id ?? ''}`} data-over={gap.type === 'overdue'}>
              <GapGlyph type={gap.type} size={13} />
              {gapWord(gap.type, gap.duty, t)}
              <small>
                {gap.duty.name}
                {gap.event ? ` · ${eventWord(gap.event.kind, t)}` : ` ${gap.done}/${gap.required}`}
              </small>
            </span>
          ))}
          {row.quotas.map(({ duty }) => (
            <span key={duty.id}>
              <GapGlyph type="pending" size={13} />
              {t('visit.list.unseen')}
              <small>{duty.name}</small>
            </span>
          ))}
          {tried && <span className="visit-row__tried">{tried}</span>}
        </span>
        <Days gap={row.gaps[0]} today={today} />
        <ChevronRight size={18} aria-hidden="true" />
      </button>
    </li>
  );
}

/** The days since the last visit; of an event those to its deadline or past it. */
function Days({ gap, today }: { gap: MyGap | undefined; today: string }) {
  const { t } = useTranslation();
  if (!gap) return <span className="visit-row__days" />;
  if (gap.event) {
    const left = (parseDay(gap.event.due) ?? 0) - (parseDay(today) ?? 0);
    return (
      <span className="visit-row__days" data-over={left < 0}>
        <b>{formatCount(Math.abs(left))}</b>
        <small>{t(left < 0 ? 'visit.list.over' : 'visit.list.left')}</small>
      </span>
    );
  }
  return (
    <span className="visit-row__days">
      <b>{formatCount(gap.days)}</b>
      <small>{t('visit.list.days')}</small>
    </span>
  );
}

function metresText(metres: number, t: TFunction): string {
  return metres < 950
    ? t('map.m', { n: Math.max(50, Math.round(metres / 50) * 50) })
    : t('map.km', { n: formatRate(metres / 1000) });
}
