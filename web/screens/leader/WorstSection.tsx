import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RankingAnswer } from '#api/contract/coverage.ts';
import { Delta } from '../../components/Delta.tsx';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { ErrorState, Skeleton, StaleNote } from '../../components/States.tsx';
import { isStaffing } from '../../i18n/duty.ts';
import { formatCount, formatPace, formatPlace } from '../../i18n/format.ts';
import type { MapView } from '../../map/view.ts';
import { rankingQuery } from '../../queries/index.ts';
import { type WorstArea, worstAreas } from '../../queries/rows.ts';
import { ExportMenu } from './list/ExportMenu.tsx';
import './Rows.css';
import type { Difference } from './time/useCompare.ts';
import type { Leader } from './useLeader.ts';

interface WorstProps {
  leader: Leader;
  onHover: (area: MapView['hovered']) => void;
}

/** The areas below that rank last among their peers, and the own row when something is at home in it. */
export function WorstSection({ leader, onHover }: WorstProps) {
  const { t } = useTranslation();
  const { detail, chosen, period, asOf, lang, code } = leader;
  const leaf = detail?.childLevel === null;
  const ranking = useQuery({
    ...rankingQuery({ duty: chosen?.duty.id ?? '', period, asOf, area: code ?? '', lang }),
    enabled: chosen !== null && code !== null && detail !== null && !leaf && leader.fits,
  });
  if (!detail || !chosen) return null;
  if (leaf)
    return (
      <section className="section">
        <p className="section__text">{t('panel.leaf')}</p>
      </section>
    );
  const { kind } = chosen.duty;
  const rule = ranking.data?.rule;
  return (
    <section className="section" data-testid="worst">
      <div className="section-head">
        <h2>{t(`duty.${kind}.worst.title`)}</h2>
        {rule && (
          <span className="section-head__note">
            {t(`panel.rankedBy.${rule.by}`)} · {t(`duty.${kind}.worst.floor`, { n: rule.minRequired })}
          </span>
        )}
      </div>
      {ranking.data ? (
        <>
          <StaleNote query={ranking} />
          <WorstRows leader={leader} ranking={ranking.data} onHover={onHover} />
        </>
      ) : ranking.isError ? (
        <ErrorState error={ranking.error} onRetry={() => void ranking.refetch()} />
      ) : (
        <Skeleton lines={4} />
      )}
      {ranking.data && (
        <p className="worst-export">
          <ExportMenu
            id="areas"
            report={{
              kind: 'coverage',
              query: { duty: chosen.duty.id, period, asOf: leader.asOf, area: code ?? '' },
            }}
            label={t('export.areas', {
              areas: t(`count.${ranking.data.level}`, { n: ranking.data.items.length }),
            })}
          />
        </p>
      )}
    </section>
  );
}

function WorstRows({ leader, ranking, onHover }: WorstProps & { ranking: RankingAnswer }) {
  const { t } = useTranslation();
  const { rows, navigate, code, chosen } = leader;
  if (!chosen) return null;
  const { duty } = chosen;
  // Where nobody is missing nothing is short.
  const items = isStaffing(duty)
    ? ranking.items.filter(({ done, required }) => done < required)
    : ranking.items;
  const worst = worstAreas({ ...ranking, items });
  const own = rows?.own && rows.own.required > 0 ? rows.own : null;
  return (
    <>
      {worst.length === 0 && (
        <p className="section__text">{t(`duty.${duty.kind}.worst.none`, { n: ranking.rule.minRequired })}</p>
      )}
      <ol className="rows" onPointerLeave={() => onHover(null)}>
        {worst.map((area) => (
          <li key={area.code}>
            <button
              type="button"
              className="area-row"
              data-testid={`worst-${area.code}`}
              onClick={() => navigate({ area: area.code }, 'push')}
              onPointerEnter={({ pointerType }) => {
                // A finger points at what it is about to open.
                if (pointerType !== 'touch') onHover({ code: area.code, level: ranking.level });
              }}
            >
              <LightGlyph light={area.light} size={15} />
              <span className="area-row__name area-row__name--banded">{formatPlace(area.name)}</span>
              <Standing
                area={area}
                compared={leader.compare.areas?.get(area.code) ?? null}
                on={leader.compare.on}
              />
              <ChevronRight size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
        {(own || rows?.ownWithheld) && (
          <li
            className="area-row area-row--own"
            data-testid="own-row"
            title={t('panel.ownHint')}
            data-code={code}
          >
            <LightGlyph light={own?.light ?? null} size={15} />
            <span className="area-row__name">
              {t('panel.own')} <small>{t('panel.ownHint')}</small>
            </span>
            {own ? (
              <>
                <small>
                  {formatCount(own.done)} / {formatCount(own.required)}
                </small>
                <b>{formatPace(own.pace)}</b>
              </>
            ) : (
              <small>{t('panel.withheld')}</small>
            )}
          </li>
        )}
      </ol>
      {ranking.withheld.length > 0 && (
        <p className="section__text" data-testid="worst-withheld">
          {t('panel.withheldMore', { n: formatCount(ranking.withheld.length) })}
        </p>
      )}
    </>
  );
}

/** Band, counts and pace of an area; while its source is late its place among the others is not known. */
function Standing({ area, compared, on }: { area: WorstArea; compared: Difference | null; on: boolean }) {
  const { t } = useTranslation();
  const unsure = area.light === 'grey';
  return (
    <>
      {!unsure && <span className={`band band--${area.band}`}>{t(`band.${area.band}`)}</span>}
      <small>
        {on ? (
          <Delta value={compared?.ratio ?? null} word={false} />
        ) : (
          `${formatCount(area.done)} / ${formatCount(area.required)}`
        )}
      </small>
      <b>{unsure ? t('light.grey') : formatPace(area.pace)}</b>
    </>
  );
}
