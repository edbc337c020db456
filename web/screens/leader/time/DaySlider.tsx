import { Slider } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay as writtenDay } from '#geodata/duty/calendar.ts';
import { formatDay } from '../../../i18n/format.ts';
import { monthTick } from '../../../i18n/period.ts';
import './DaySlider.css';
import { type Tick, ticksOf, wholeStops } from './ticks.ts';
import { daysIn, lastStop, type Timeline } from './timeline.ts';

/** While a finger moves, the day under it is asked for when it rests this long. */
const REST_MS = 140;

interface DaySliderProps {
  line: Timeline;
  at: number;
  lang: string;
  today: string;
  onGo: (stop: number) => void;
}

/** The days of the period in view; today's is marked, those of the future cannot be reached. */
export function DaySlider({ line, at, lang, today, onGo }: DaySliderProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<number | null>(null);
  const last = lastStop(line);
  // biome-ignore lint/correctness/useExhaustiveDependencies: onGo is new at every turn and does the same
  useEffect(() => {
    if (draft === null) return;
    const timer = setTimeout(() => onGo(draft), REST_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  // The screen follows a little later: until then the thumb stays where it was let go.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the day in view changes
  useEffect(() => setDraft(null), [at]);
  const value = draft ?? at;
  const isNow = value >= last;
  const day = formatDay(writtenDay(line.first + Math.min(value, daysIn(line) - 1)), today);
  const word = (label: NonNullable<Tick['label']>): string => {
    if ('now' in label) return t('period.toNow');
    if ('today' in label) return t('period.today', { day: label.today });
    if ('month' in label) return monthTick(label.month, t, lang);
    return String('day' in label ? label.day : label.year);
  };
  return (
    <div className="days" style={{ '--known': last / Math.max(1, wholeStops(line)) }}>
      <div className="days__future" aria-hidden="true" />
      <Slider.Root
        className="days__root"
        min={0}
        max={last}
        step={1}
        value={[value]}
        disabled={last === 0}
        onValueChange={([stop]) => stop !== undefined && setDraft(stop)}
        onValueCommit={([stop]) => {
          if (stop !== undefined) onGo(stop);
        }}
      >
        <Slider.Track className="days__track">
          <Slider.Range className="days__range" />
        </Slider.Track>
        <Slider.Thumb
          className="days__thumb"
          aria-label={t('period.slider')}
          aria-valuetext={isNow ? t('period.now') : t('period.asOf', { day })}
          data-testid="day-thumb"
        />
      </Slider.Root>
      <ol className="days__ticks" aria-hidden="true">
        {ticksOf(line).map(({ stop, at: share, label }) => (
          <li
            key={stop}
            aria-current={stop === value}
            data-future={stop > last}
            data-here={stop === last}
            style={{ left: `${share * 100}%` }}
          >
            {label && word(label)}
          </li>
        ))}
      </ol>
    </div>
  );
}
