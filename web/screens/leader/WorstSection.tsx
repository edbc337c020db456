import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { ErrorState, Skeleton } from '../../components/States.tsx';
import { isStaffing } from '../../i18n/duty.ts';
import { formatCount, formatPace } from '../../i18n/format.ts';
import type { MapView } from '../../map/view.ts';
import { WORST_FLOOR, worstAreas } from '../../queries/rows.ts';
import './Rows.css';
import type { Leader } from './useLeader.ts';

/** The areas below that are furthest behind, and the own row when something is at home in it. */
export function WorstSection({
  leader,
  onHover,
}: {
  leader: Leader;
  onHover: (area: MapView['hovered']) => void;
}) {
  const { t } = useTranslation();
  const { rows, inView, detail, coverages, navigate, code, chosen } = leader;
  if (!detail || !chosen) return null;
  const staffing = isStaffing(chosen.duty);
  const head = (
    <div className="section-head">
      <h2>{t(staffing ? 'staffing.worst.title' : 'panel.worst.title')}</h2>
      <span className="section-head__note">
        {t(staffing ? 'staffing.worst.rule' : 'panel.worst.rule', { n: WORST_FLOOR })}
      </span>
    </div>
  );
  if (detail.childLevel === null)
    return (
      <section className="section">
        <p className="section__text">{t('panel.leaf')}</p>
      </section>
    );
  if (!rows || !inView) {
    const failed = coverages.results.find(({ isError, data }) => isError && !data);
    return (
      <section className="section">
        {head}
        {failed ? (
          <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
        ) : (
          <Skeleton lines={4} />
        )}
      </section>
    );
  }
  const short = staffing ? rows.areas.filter(({ done, required }) => done < required) : rows.areas;
  const worst = worstAreas(short);
  const own = rows.own && rows.own.required > 0 ? rows.own : null;
  return (
    <section className="section">
      {head}
      {worst.length === 0 && (
        <p className="section__text">
          {t(staffing ? 'staffing.worstNone' : 'panel.worstNone', { n: WORST_FLOOR })}
        </p>
      )}
      <ol className="rows" onPointerLeave={() => onHover(null)}>
        {worst.map((area) => (
          <li key={area.code}>
            <button
              type="button"
              className="area-row"
              data-testid={`worst-${area.code}`}
              onClick={() => navigate({ area: area.code }, 'push')}
              onPointerEnter={() => onHover({ code: area.code, level: inView.level })}
            >
              <LightGlyph light={area.light} size={15} />
              <span className="area-row__name">{area.name}</span>
              <small>
                {formatCount(area.done)} / {formatCount(area.required)}
              </small>
              <b>{formatPace(area.pace)}</b>
              <ChevronRight size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
        {own && (
          <li
            className="area-row area-row--own"
            data-testid="own-row"
            title={t('panel.ownHint')}
            data-code={code}
          >
            <LightGlyph light={own.light} size={15} />
            <span className="area-row__name">
              {t('panel.own')} <small>{t('panel.ownHint')}</small>
            </span>
            <small>
              {formatCount(own.done)} / {formatCount(own.required)}
            </small>
            <b>{formatPace(own.pace)}</b>
          </li>
        )}
      </ol>
    </section>
  );
}
