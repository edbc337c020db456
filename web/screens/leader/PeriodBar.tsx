import { ChevronLeft, ChevronRight, Pause, Play } from 'lucide-react';
import { Slider } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeriodInfo } from '#api/contract/coverage.ts';
import { periodLabel, periodTick } from '../../i18n/period.ts';
import './PeriodBar.css';
import type { Leader } from './useLeader.ts';

/** How long a period stays in view while they are played. */
const STEP_MS = 1600;

/** The clock of the screen: play, step and slide through the last periods of the duty's rhythm. */
export function PeriodBar({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { periods, periodKey, lang, navigate, coverages } = leader;
  const [playing, setPlaying] = useState(false);
  const at = periods.indexOf(periodKey);
  const last = periods.length - 1;
  const go = (index: number, how: 'push' | 'replace' = 'replace') => {
    const key = periods[index];
    if (key !== undefined) navigate({ period: index === last ? null : key }, how);
  };

  // A step waits for the answer of the one before: a slow network slows the play, it skips nothing.
  const waiting = coverages.pending;
  useEffect(() => {
    if (!playing || waiting) return;
    if (at >= last) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => {
      const key = periods[at + 1];
      if (key !== undefined) navigate({ period: at + 1 === last ? null : key });
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [playing, waiting, at, last, periods, navigate]);

  if (periods.length === 0) return <div className="period-bar card" aria-hidden="true" />;
  const single = periods.length === 1;
  const info = leader.main?.period ?? leader.inView?.period ?? null;
  return (
    <section className="period-bar card" aria-label={t('period.bar')}>
      {!single && (
        <>
          <button
            type="button"
            className="period-bar__play"
            aria-label={playing ? t('period.pause') : t('period.play')}
            data-testid="period-play"
            onClick={() => {
              // From the newest on there is nothing to play: begin anew.
              if (!playing && at >= last) go(0);
              setPlaying(!playing);
            }}
          >
            {playing ? <Pause size={18} fill="currentColor" /> : <Play size={18} fill="currentColor" />}
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={t('period.previous')}
            data-testid="period-prev"
            disabled={at <= 0}
            onClick={() => go(at - 1)}
          >
            <ChevronLeft size={20} />
          </button>
        </>
      )}
      <div className="period-bar__label">
        <strong data-testid="period-label">{periodLabel(periodKey, t, lang)}</strong>
        {info && <span>{daysLine(info, leader.summary.data?.asOf ?? '', t)}</span>}
      </div>
      {!single && (
        <>
          <button
            type="button"
            className="icon-button"
            aria-label={t('period.next')}
            data-testid="period-next"
            disabled={at < 0 || at >= last}
            onClick={() => go(at + 1)}
          >
            <ChevronRight size={20} />
          </button>
          <div className="period-bar__slide">
            <Slider.Root
              className="slider"
              min={0}
              max={last}
              step={1}
              value={[Math.max(0, at)]}
              onValueChange={([index]) => {
                setPlaying(false);
                if (index !== undefined) go(index);
              }}
            >
              <Slider.Track className="slider__track">
                <Slider.Range className="slider__range" />
              </Slider.Track>
              <Slider.Thumb
                className="slider__thumb"
                aria-label={t('period.slider')}
                aria-valuetext={periodLabel(periodKey, t, lang)}
              />
            </Slider.Root>
            <ol className="slider__ticks" aria-hidden="true">
              {periods.map((key, index) => (
                <li key={key} aria-current={index === at} style={{ left: `${(index / last) * 100}%` }}>
                  {index === last ? t('period.now') : periodTick(key, t, lang)}
                </li>
              ))}
            </ol>
          </div>
        </>
      )}
    </section>
  );
}

function daysLine(info: PeriodInfo, asOf: string, t: ReturnType<typeof useTranslation>['t']): string {
  if (asOf > info.end) return t('period.closed', { total: info.totalDays });
  if (info.elapsedDays <= 0) return t('period.ahead');
  return t('period.day', { elapsed: info.elapsedDays, total: info.totalDays });
}
