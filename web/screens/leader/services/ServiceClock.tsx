import { useQueryClient } from '@tanstack/react-query';
import { CalendarDays, ChevronLeft, ChevronRight, Pause, Play, SkipForward } from 'lucide-react';
import { Slider } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseDay } from '#geodata/duty/calendar.ts';
import { formatCount, formatDay } from '../../../i18n/format.ts';
import { servicePointsQuery } from '../../../queries/services.ts';
import { useReducedMotion } from '../../../state/useMedia.ts';
import '../PeriodBar.css';
import '../time/DaySlider.css';
import { usePlay } from '../time/usePlay.ts';
import type { Leader } from '../useLeader.ts';
import {
  addDays,
  clockOf,
  DAY_MINUTES,
  instantOf,
  type Moment,
  momentOf,
  STEP,
  writeMoment,
} from './moment.ts';
import './ServiceClock.css';
import type { Services } from './useServices.ts';
import { weekdayText } from './words.ts';

/** Quarters of an hour that the play goes on by. */
const PLAY = 2;
const LAST = DAY_MINUTES / STEP;
/** While a finger moves, the minute under it is asked for when it rests this long. */
const REST_MS = 140;
const HOURS = [0, 6, 12, 18, 24];

/** The clock of services: a day to choose, its hours to slide and play through, and the way back to now. */
export function ServiceClock({ leader, services }: { leader: Leader; services: Services }) {
  const { moment } = services;
  if (!moment) return <div className="period-bar card" aria-hidden="true" />;
  return <Clock leader={leader} services={services} moment={moment} />;
}

function Clock({ leader, services, moment }: { leader: Leader; services: Services; moment: Moment }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { url, navigate, lang, today, scope, session } = leader;
  const { everywhere, zone, here, shown } = services;
  const still = useReducedMotion();
  const stop = moment.minute / STEP;
  const atStop = (to: number): Moment => ({ day: moment.day, minute: to * STEP });
  const go = (next: Moment) => navigate({ at: writeMoment(next) });
  const play = usePlay({
    ...{ at: Math.floor(stop), last: LAST - 1, step: PLAY },
    waiting: everywhere.isPending || everywhere.isPlaceholderData,
    failed: everywhere.isError,
    go: (to) => go(atStop(to)),
    prefetch: (to) =>
      void client.prefetchQuery(
        servicePointsQuery({ area: scope[0]?.code ?? '', at: instantOf(atStop(to), zone), lang }),
      ),
  });
  const goDay = (day: string) => {
    play.stop();
    // Back to today is back to now only by its own button: the hour stays.
    if (parseDay(day) !== null) go({ day, minute: moment.minute });
  };
  const items = shown(here.data?.items ?? []);
  const open = items.filter((item) => item.open).length;
  const word = t(still ? 'services.clock.step' : play.playing ? 'period.pause' : 'services.clock.play');
  return (
    <section className="period-bar service-clock card" aria-label={t('services.clock.label')}>
      <button
        type="button"
        className="period-bar__play"
        aria-label={word}
        title={word}
        data-testid="clock-play"
        data-playing={play.playing}
        onClick={still ? play.stepOn : play.toggle}
      >
        {still ? (
          <SkipForward size={18} fill="currentColor" />
        ) : play.playing ? (
          <Pause size={18} fill="currentColor" />
        ) : (
          <Play size={18} fill="currentColor" />
        )}
      </button>
      <div className="service-clock__day">
        <button
          type="button"
          className="icon-button"
          aria-label={t('services.clock.dayBefore')}
          title={t('services.clock.dayBefore')}
          data-testid="clock-day-before"
          onClick={() => goDay(addDays(moment.day, -1))}
        >
          <ChevronLeft size={20} />
        </button>
        <label title={t('services.clock.day')}>
          <span className="visually-hidden">{t('services.clock.day')}</span>
          <strong aria-hidden="true">
            {formatDay(moment.day, today ?? moment.day)}
            <CalendarDays size={15} />
          </strong>
          <small aria-hidden="true">
            {weekdayText(moment.day, t)}
            {moment.day === today && ` · ${t('services.clock.today')}`}
          </small>
          <input
            type="date"
            required
            value={moment.day}
            data-testid="clock-day"
            onClick={({ currentTarget }) => currentTarget.showPicker()}
            onChange={({ target }) => goDay(target.value)}
          />
        </label>
        <button
          type="button"
          className="icon-button"
          aria-label={t('services.clock.dayAfter')}
          title={t('services.clock.dayAfter')}
          data-testid="clock-day-after"
          onClick={() => goDay(addDays(moment.day, 1))}
        >
          <ChevronRight size={20} />
        </button>
      </div>
      <div className="period-bar__label service-clock__time">
        <strong data-testid="clock-time">{clockOf(moment.minute)}</strong>
        <span data-testid="clock-open" role="status">
          {t('services.clock.open', { open: formatCount(open), n: formatCount(items.length) })}
        </span>
      </div>
      <div className="period-bar__slide">
        <HourSlider
          minute={moment.minute}
          now={moment.day === today && session.data ? momentOf(session.data.now).minute : null}
          onGo={(minute) => {
            play.stop();
            go({ day: moment.day, minute });
          }}
        />
      </div>
      <button
        type="button"
        className="period-bar__compare"
        aria-pressed={url.at === null}
        data-testid="clock-now"
        onClick={() => {
          play.stop();
          navigate({ at: null });
        }}
      >
        {t('services.clock.now')}
      </button>
    </section>
  );
}

/** The hours of the day in view; those that have been are not told from those to come: a timetable knows both. */
function HourSlider({
  minute,
  now,
  onGo,
}: {
  minute: number;
  /** Minute that it is now, where this day is today. */
  now: number | null;
  onGo: (minute: number) => void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: onGo is new at every turn and does the same
  useEffect(() => {
    if (draft === null) return;
    const timer = setTimeout(() => onGo(draft), REST_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  // The screen follows a little later: until then the thumb stays where it was let go.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the minute in view changes
  useEffect(() => setDraft(null), [minute]);
  const value = draft ?? minute;
  // Midnight at its end is the next day's.
  const within = (to: number | undefined) => Math.min(to ?? minute, DAY_MINUTES - STEP);
  return (
    <div className="days" style={{ '--known': 1 }}>
      <Slider.Root
        className="days__root"
        min={0}
        max={DAY_MINUTES}
        step={STEP}
        value={[value]}
        onValueChange={([to]) => setDraft(within(to))}
        onValueCommit={([to]) => onGo(within(to))}
      >
        <Slider.Track className="days__track">
          <Slider.Range className="days__range" />
        </Slider.Track>
        <Slider.Thumb
          className="days__thumb"
          aria-label={t('services.clock.slider')}
          aria-valuetext={clockOf(value)}
          data-testid="clock-thumb"
        />
      </Slider.Root>
      <ol className="days__ticks" aria-hidden="true">
        {HOURS.map((hour) => (
          <li key={hour} style={{ left: `${(hour / 24) * 100}%` }}>
            {hour}:00
          </li>
        ))}
        {now !== null && (
          <li
            data-here="true"
            className="service-clock__now"
            style={{ left: `${(now / DAY_MINUTES) * 100}%` }}
          />
        )}
      </ol>
    </div>
  );
}
