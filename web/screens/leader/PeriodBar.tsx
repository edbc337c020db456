import type { TFunction } from 'i18next';
import { ChevronLeft, ChevronRight, Diff, Pause, Play, SkipForward } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { periodLabel } from '../../i18n/period.ts';
import { useReducedMotion } from '../../state/useMedia.ts';
import './PeriodBar.css';
import { DaySlider } from './time/DaySlider.tsx';
import { asOfAt, daysIn, lastStop, neighbour, playStep, stopOf, type Timeline } from './time/timeline.ts';
import { usePlay } from './time/usePlay.ts';
import { ALL_TIME, type Leader } from './useLeader.ts';

/** The clock of the screen: play and slide through the days of the period in view, step through periods. */
export function PeriodBar({ leader }: { leader: Leader }) {
  const { line, today, chosen } = leader;
  if (!line || !today || !chosen) return <div className="period-bar card" aria-hidden="true" />;
  return (
    <Bar leader={leader} line={line} today={today} campaign={leader.covering ? chosen.programme : ALL_TIME} />
  );
}

interface BarProps {
  leader: Leader;
  line: Timeline;
  today: string;
  campaign: { firstDay: string; lastDay: string };
}

function Bar({ leader, line, today, campaign }: BarProps) {
  const { t } = useTranslation();
  const { asOf, lang, navigate } = leader;
  const still = useReducedMotion();
  const at = stopOf(line, asOf);
  const last = lastStop(line);
  // The key is left out of the address for the period that runs today.
  const period = line.over || line.first > line.limit ? line.period.key : null;
  const go = (stop: number) => navigate({ asOf: asOfAt(line, stop), period });
  const { playing, toggle, stop, stepOn } = usePlay({
    at,
    last,
    step: playStep(line),
    waiting: leader.waiting,
    failed: leader.coverages.failed !== null,
    go,
    prefetch: (next) => leader.prefetch({ asOf: asOfAt(line, next), period }),
  });
  const before = neighbour(line, -1, today, campaign);
  const after = neighbour(line, 1, today, campaign);
  const step = (to: { period: string | null } | null) => {
    stop();
    if (to) navigate({ ...to, asOf: null });
  };
  return (
    <section className="period-bar card" aria-label={t('period.bar')}>
      {last > 0 && (
        <button
          type="button"
          className="period-bar__play"
          aria-label={t(still ? 'period.step' : playing ? 'period.pause' : 'period.play')}
          title={t(still ? 'period.step' : playing ? 'period.pause' : 'period.play')}
          data-testid="period-play"
          data-playing={playing}
          // Who asked for less motion goes on day by day.
          onClick={still ? stepOn : toggle}
        >
          {still ? (
            <SkipForward size={18} fill="currentColor" />
          ) : playing ? (
            <Pause size={18} fill="currentColor" />
          ) : (
            <Play size={18} fill="currentColor" />
          )}
        </button>
      )}
      {(before || after) && (
        <button
          type="button"
          className="icon-button"
          aria-label={t('period.previous')}
          title={t('period.previous')}
          data-testid="period-prev"
          disabled={!before}
          onClick={() => step(before)}
        >
          <ChevronLeft size={20} />
        </button>
      )}
      <div className="period-bar__label">
        <strong data-testid="period-label">{periodLabel(line.period.key, t, lang)}</strong>
        <span data-testid="period-day">{daysLine(line, asOf, t)}</span>
      </div>
      {(before || after) && (
        <button
          type="button"
          className="icon-button"
          aria-label={t('period.next')}
          title={t('period.next')}
          data-testid="period-next"
          disabled={!after}
          onClick={() => step(after)}
        >
          <ChevronRight size={20} />
        </button>
      )}
      <div className="period-bar__slide">
        <DaySlider
          key={line.period.key}
          line={line}
          at={at}
          lang={lang}
          today={today}
          onGo={(to) => {
            stop();
            go(to);
          }}
        />
      </div>
      {leader.covering && <CompareSwitch leader={leader} />}
    </section>
  );
}

/** Sets everything beside the same part of the period before. */
function CompareSwitch({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { url, compare, navigate } = leader;
  const none = compare.prior === null;
  return (
    <button
      type="button"
      className="period-bar__compare"
      aria-pressed={compare.on}
      disabled={none}
      title={none ? t('compare.noPrior') : t('compare.hint')}
      data-testid="compare"
      onClick={() => navigate({ compare: !url.compare })}
    >
      <Diff size={17} aria-hidden="true" />
      <span>{t('compare.switch')}</span>
    </button>
  );
}

function daysLine(line: Timeline, asOf: string | null, t: TFunction): string {
  const total = daysIn(line);
  if (line.over && asOf === null) return t('period.closed', { total });
  if (line.period.start > line.limit) return t('period.ahead');
  return t('period.day', { elapsed: Math.min(total, stopOf(line, asOf) + 1), total });
}
