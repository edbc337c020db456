import { CalendarPlus, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SitingResult } from '#api/contract/reach.ts';
import { EmptyState } from '../../../../components/States.tsx';
import { formatCount, formatPercent, formatPlace } from '../../../../i18n/format.ts';
import '../../DutyFigure.css';
import type { Leader } from '../../useLeader.ts';
import type { Services } from '../useServices.ts';
import { SitingExport } from './SitingExport.tsx';
import { SitingStops } from './SitingStops.tsx';
import type { SitingLook } from './useSitingView.ts';

type Result = NonNullable<SitingResult['result']>;

interface SitingOutcomeProps {
  leader: Leader;
  services: Services;
  siting: SitingResult;
  result: Result;
  look: SitingLook;
  onLook: (part: Partial<SitingLook>) => void;
  onAgain: () => void;
}

/** What a siting chose: before and after, how sure it is, each place with what it gains, and what to do with it. */
export function SitingOutcome(props: SitingOutcomeProps) {
  const { t } = useTranslation();
  const { leader, services, siting, result, look, onLook, onAgain } = props;
  const [planning, setPlanning] = useState(false);
  const { before, after, greedy, chosen } = result;
  const gained = after.reached - before.reached;
  const over = after.reached - greedy.reached;
  if (planning)
    return (
      <SitingStops
        leader={leader}
        services={services}
        siting={siting}
        result={result}
        onDone={() => setPlanning(false)}
      />
    );
  return (
    <>
      <div className="gap-list__scroll siting__outcome" data-testid="siting-outcome">
        <div className="siting__sides" role="radiogroup" aria-label={t('services.siting.side')}>
          {(['before', 'after'] as const).map((side) => (
            // biome-ignore lint/a11y/useSemanticElements: looks like a switch, and its choices are buttons to tap
            <button
              key={side}
              type="button"
              role="radio"
              aria-checked={look.side === side}
              data-testid={`siting-${side}`}
              onClick={() => onLook({ side })}
            >
              <span>{t(`services.siting.${side}`)}</span>
              <b data-testid={`siting-${side}-share`}>
                {formatPercent(result[side].share)}
                <small>%</small>
              </b>
              <small>
                {t('services.siting.reached', {
                  n: formatCount(result[side].reached),
                  of: formatCount(result[side].demand),
                })}
              </small>
            </button>
          ))}
        </div>
        <p className="siting__proof" data-proof={result.proof} data-testid="siting-proof">
          {result.proof === 'optimal'
            ? t('services.siting.optimal')
            : t('services.siting.bound', { gap: formatPercent(result.gap) })}
        </p>
        <ul className="duty-notes">
          <li data-testid="siting-gained">{t('services.siting.gained', { n: services.people(gained) })}</li>
          <li data-testid="siting-greedy">
            {over > 0
              ? t('services.siting.overGreedy', {
                  share: formatPercent(greedy.share),
                  n: services.people(over),
                })
              : t('services.siting.likeGreedy', { share: formatPercent(greedy.share) })}
          </li>
          <li>{t(`services.siting.travel.${result.travel}`)}</li>
        </ul>
        <section className="section">
          <div className="section-head">
            <h2>{t('services.siting.chosen')}</h2>
            <span className="section-head__note">{t('services.siting.chosenNote')}</span>
          </div>
          {chosen.length === 0 && (
            <EmptyState title={t('services.siting.nothing')} hint={t('services.siting.nothingHint')} />
          )}
          <ol className="rows" data-testid="siting-chosen">
            {chosen.map(({ name, area, gained: n }, i) => (
              <li key={`${name} ${area?.code}`}>
                <button
                  type="button"
                  className="chosen-row"
                  aria-pressed={look.marked === i}
                  onClick={() => onLook({ marked: look.marked === i ? null : i })}
                >
                  <i aria-hidden="true">{i + 1}</i>
                  <span>
                    {formatPlace(name)}
                    {area && area.name !== name && <small>{formatPlace(area.name)}</small>}
                  </span>
                  <b>+{formatCount(n)}</b>
                </button>
              </li>
            ))}
          </ol>
        </section>
      </div>
      <div className="panel__actions issue-panel__actions">
        {chosen.length > 0 && (
          <button
            type="button"
            className="button button--ink"
            data-testid="siting-stops"
            onClick={() => setPlanning(true)}
          >
            <CalendarPlus size={18} aria-hidden="true" />
            {t('services.siting.toStops')}
          </button>
        )}
        <SitingExport siting={siting} />
        <button type="button" className="button" data-testid="siting-again" onClick={onAgain}>
          <RotateCcw size={17} aria-hidden="true" />
          {t('services.siting.again')}
        </button>
      </div>
    </>
  );
}
